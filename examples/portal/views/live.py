"""What the estimate while typing loads and asks: the evaluator, the rules, and the server's judgement."""

import json
from pathlib import Path

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET, require_POST

import afas
from afas.estimation import Estimate
from afas.partners import Person
from examples.portal import people
from examples.portal.live import document, judged
from examples.portal.people import declares
from examples.portal.views.declarations import estimated, whole_or_404

_PORTAL = Path(__file__).resolve().parent.parent
_SCRIPTS = {"afas.js": _PORTAL.parents[1] / "js" / "afas.js", "live.js": _PORTAL / "live.js"}


@require_GET
def script(request: HttpRequest, name: str) -> FileResponse:  # noqa: ARG001 - the same for everybody
    """The evaluator, or what wires it to the page."""
    if name not in _SCRIPTS:
        raise Http404
    return FileResponse(_SCRIPTS[name].open("rb"), content_type="text/javascript; charset=utf-8")


@require_GET
def rules(request: HttpRequest, ps: str, digest: str) -> JsonResponse:  # noqa: ARG001 - the same for everybody
    """The rules of a PS under the name of their digest: under that name they never change."""
    if ps not in afas.ps.codes() or digest != document(ps)["digest"]:
        raise Http404
    answer = JsonResponse(document(ps), json_dumps_params={"ensure_ascii": False})
    answer["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer


@require_POST
@declares
def judge(request: HttpRequest, by: Person, row: int) -> HttpResponse:
    """What the server finds for the figures typed on the recapitulative of a declaration that the person sees."""
    declaration = whole_or_404(by, row)
    held = estimated(declaration)
    if not isinstance(held, Estimate):
        raise Http404
    try:
        sent = json.loads(request.body)
    except ValueError:
        sent = None
    answer, status = judged(declaration, held, sent, people.language(request))
    return JsonResponse(answer, status=status)
