"""The headers of every answer: nothing from elsewhere, no script but on one page, no frame, nothing kept by caches.

And the answer where the database is away: what was posted can be sent again, since a form acts once; or where what is
stored of a declaration contradicts itself.
"""

from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from afas.declarations import BrokenHistory
from afas.text import Message, Text

POLICY = (
    "default-src 'self'; script-src 'none'; object-src 'none'; "
    "base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)
AWAY = Text(
    fr="Le service est momentanément indisponible et rien n’a été enregistré : renvoyez la page dans un instant.",
    en="The service is away for a moment and nothing was saved: send the page again shortly.",
)
BROKEN = Text(
    fr="L’historique de cette déclaration ne se relit pas ; rien n’a été changé. Prévenez qui tient le portail. {why}",
    en="The history of this declaration cannot be read back; nothing was changed. Tell who runs the portal. {why}",
)

SCRIPTED = POLICY.replace("script-src 'none'", "script-src 'self'")
"""That of a page with scripts of the portal: the recapitulative, where the estimate follows what is typed."""


class Policy:
    """Puts the content security policy on every answer."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        response.setdefault("Content-Security-Policy", POLICY)
        response.setdefault("Cache-Control", "no-store")
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:  # noqa: ARG002
        """The database is away, or a history does not hold: nothing was stored."""
        if isinstance(error, (OperationalError, InterfaceError)):
            return _said(AWAY.fill(), 503, {"Retry-After": "5"})
        return _said(BROKEN.fill(why=error), 409, {}) if isinstance(error, BrokenHistory) else None


def _said(words: Message, status: int, headers: dict[str, str]) -> HttpResponse:
    body = f"{words('fr')}\n\n{words('en')}\n"
    return HttpResponse(body, status=status, content_type="text/plain; charset=utf-8", headers=headers)
