"""The headers of every answer: nothing from elsewhere, no script, no frame, nothing kept by caches in between."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

POLICY = (
    "default-src 'self'; script-src 'none'; object-src 'none'; "
    "base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)


class Policy:
    """Puts the content security policy on every answer."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        response["Content-Security-Policy"] = POLICY
        response.setdefault("Cache-Control", "no-store")
        return response
