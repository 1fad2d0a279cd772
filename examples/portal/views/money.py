"""The Caf's queue, and payments: the ledger, the expected cash, a bank file and its reconciliation."""

import csv
from datetime import date
from io import StringIO
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from afas import exchange
from afas.declarations import Status
from afas.errors import AfasError, InvalidInput
from afas.followup import Choice, FormState, Query, follow_up
from afas.partners import CAF, Activity, Person
from afas.payments import BankLine, cash_flow, reconcile
from afas.roles import Role
from afas.text import Text
from examples.portal import kept, people, store
from examples.portal.models import Declared
from examples.portal.people import signed_in
from examples.portal.views.listing import address, listed, sortable

_LARGEST = 256 * 1024
_HEADS = ("identifiant", "identifier", "id")
_LINE = Text(fr="ligne {rank} : {said}", en="line {rank}: {said}")
_NOT_A_LINE = Text(fr="attendu identifiant;jour;montant;libellé", en="expected identifier;day;amount;wording")


@require_GET
@signed_in()
def queue(request: HttpRequest, by: Person) -> HttpResponse:
    """What waits for the Caf's decision, the oldest deadline first."""
    if by != CAF:
        raise Http404
    try:
        query = Query.from_mapping(
            {name: request.GET.getlist(name) for name in ("sort", "page") if name in request.GET}
        )
    except InvalidInput:
        query = Query()
    rows = list(
        listed(Declared.objects.filter(status=Status.TRANSMITTED), query)[query.first : query.first + query.size + 1]
    )
    shown = rows[: query.size]
    lines = follow_up((row.summary for row in shown), by=by, roles=store.book(), on=store.today()).lines
    given: dict[str, Any] = {
        "lines": [(row.pk, line) for row, line in zip(shown, lines, strict=True)],
        "columns": sortable(query),
        "legend": list(FormState),
        "query": query,
        "queue": True,
        "before": address(request, query.page - 1) if query.page > 1 else "",
        "after": address(request, query.page + 1) if len(rows) > query.size else "",
    }
    return render(request, "portal/declarations.html", given)


@require_http_methods(["GET", "POST"])
@signed_in()
def load(request: HttpRequest, by: Person) -> HttpResponse:
    """The Caf loads a snapshot of reference data, a calendar or terms, as `afas` writes them."""
    if by != CAF:
        raise Http404
    sent, objections = request.FILES.get("document"), list[Any]()
    if request.method == "POST" and sent is not None:
        try:
            if (sent.size or 0) > _LARGEST:
                objections = ["too_large"]
            else:
                store.load(exchange.loads(sent.read()))
                return redirect(f"{request.path}?done=1")
        except AfasError as error:
            objections = list(error.faults) or [error]
        except kept.Overtaken:
            objections = ["overtaken"]
    given = {"objections": objections, "done": request.GET.get("done")}
    return render(request, "portal/load.html", given, status=400 if objections else 200)


def followed(by: Person, *roles: Role) -> list[Activity]:
    """The activities whose money the person follows: those on the whole of which they hold a role; all for the Caf."""
    reference = store.book().reference
    if by == CAF:
        return list(reference.activities)
    there = store.visible(by)
    mine = [one for one in there if one.sites is None and (not roles or set(roles) & set(one.roles))]
    return [found for one in mine if (found := reference.activity(one.activity))]


@require_GET
@signed_in(Choice.DECLARATIONS)
def payments(request: HttpRequest, by: Person) -> HttpResponse:
    """The account of each activity, and what is to come."""
    mine, locale, on = followed(by), people.language(request), store.today()
    ledger = store.ledger([one.id for one in mine])
    try:
        accounts = [(one, ledger.to_html(locale, activity=one.id)) for one in mine[:50]]
        expected = cash_flow(ledger, on=on).to_html(locale)
        objections: list[Any] = []
    except AfasError as error:
        accounts, expected, objections = [], "", [error]
    return render(
        request, "portal/payments.html", {"accounts": accounts, "expected": expected, "objections": objections}
    )


@require_POST
@signed_in(Choice.DECLARATIONS)
def bank(request: HttpRequest, by: Person) -> HttpResponse:
    """Compare a bank file with what is due; record what pays it, where it is asked."""
    mine, locale = followed(by, Role.APPROVER), people.language(request)
    if by == CAF or not mine:
        raise Http404  # a partner's bank account is the partner's
    partner = mine[0].partner
    sent = request.FILES.get("statement")
    raw = request.POST.get("lines", "")
    too_large = bool(sent and sent.size and sent.size > _LARGEST)
    if sent and not too_large:
        raw = sent.read().decode("utf-8", "replace")
    lines, objections = bank_lines(raw, partner) if not too_large else ([], ["too_large"])
    found = None
    if not objections:
        try:
            found = reconcile(store.ledger([one.id for one in mine]), lines, through=store.today(), partner=partner)
            if request.POST.get("record") == "yes":
                store.book_facts(found.facts)
                found = reconcile(store.ledger([one.id for one in mine]), lines, through=store.today(), partner=partner)
        except AfasError as error:
            objections = [error]
    given = {
        "found": found.to_html(locale) if found else "",
        "matched": bool(found and found.matched),
        "recorded": bool(found and request.POST.get("record") == "yes"),
        "lines": raw,
        "objections": objections,
    }
    return render(request, "portal/bank.html", given, status=400 if objections else 200)


def bank_lines(raw: str, partner: str) -> tuple[list[BankLine], list[Any]]:
    """The lines of a partner's statement, and every line that cannot be read."""
    lines: list[BankLine] = []
    faults: list[Any] = []
    for rank, cells in enumerate(csv.reader(StringIO(raw), delimiter=";"), start=1):
        if not cells or (rank == 1 and cells[0].strip().lower() in _HEADS):
            continue
        try:
            name, on, amount, label = (*cells, "")[:4]
            plain = amount.strip().replace("\u202f", "").replace(" ", "").replace(",", ".")
            lines.append(BankLine(f"{partner}/{name.strip()[:80]}", date.fromisoformat(on.strip()), plain, label[:200]))
        except AfasError as error:
            faults.extend(_LINE.fill(rank=rank, said=one.message) for one in error.faults)
        except ValueError:
            faults.append(_LINE.fill(rank=rank, said=_NOT_A_LINE))
    return lines, faults
