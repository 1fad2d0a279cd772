"""The headers of every answer: nothing from elsewhere, no script but on one page, no frame, nothing kept by caches.

And the answer where the database is away: what was posted can be sent again, since a form acts once.
"""

from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from afas.text import Text

POLICY = (
    "default-src 'self'; script-src 'none'; object-src 'none'; "
    "base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)
AWAY = Text(
    fr="Le service est momentanément indisponible et rien n’a été enregistré : renvoyez la page dans un instant.",
    en="The service is away for a moment and nothing was saved: send the page again shortly.",
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
        """The database is away: nothing was stored."""
        if not isinstance(error, (OperationalError, InterfaceError)):
            return None
        words = AWAY.fill()
        body = f"{words('fr')}\n\n{words('en')}\n"
        return HttpResponse(body, status=503, content_type="text/plain; charset=utf-8", headers={"Retry-After": "5"})
