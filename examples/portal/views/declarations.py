"""One declaration: its forms, what is left to do, its history, its recapitulative."""

from typing import Any
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

import afas
from afas.declarations import (
    ActionName,
    Declaration,
    FormKey,
    journal,
)
from afas.errors import AfasError
from afas.estimation import Estimate
from afas.followup import form_state
from afas.forms import FormCode
from afas.partners import CAF, Person
from afas.receipts import Receipt, receipt
from examples.portal import live, people, store
from examples.portal.people import declares
from examples.portal.security import SCRIPTED


def estimated(declaration: Declaration) -> Estimate | AfasError:
    """The estimate of what the declaration holds, or why there is none."""
    try:
        return afas.workflow.estimate_of(declaration, scale=store.scale())
    except AfasError as error:
        return error


def forms_of(declaration: Declaration, by: Person) -> list[dict[str, Any]]:
    """The forms, where each stands, and whether the person may fill it today."""
    names = {site.id: site.name for site in declaration.activity.sites}
    at, roles = store.now(), store.book()

    def mine(form: FormKey) -> bool:
        return not afas.blockers(declaration, afas.Enter(form[0], site=form[1]), by=by, roles=roles, at=at)

    return [
        {
            "code": code,
            "site": site,
            "site_name": names.get(site or "", ""),
            "state": form_state(declaration, code, site),
            "mine": mine((code, site)),
        }
        for code, site in declaration.forms
        if form_seen(declaration, (code, site), by)
    ]


def form_seen(declaration: Declaration, form: FormKey, by: Person) -> bool:
    """Does the person see this form?"""
    if by == CAF:
        return True
    return any(one.covers(form[1]) for one in store.visible(by) if one.activity == declaration.activity.id)


def actions_on(declaration: Declaration, by: Person) -> tuple[ActionName, ...]:
    """What the person may do now."""
    return afas.allowed(declaration, by=by, roles=store.book(), on=store.today())


@require_GET
@declares
def one(request: HttpRequest, by: Person, row: int) -> HttpResponse:
    """One declaration: its forms, what the controls say, what is left to do, its history."""
    declaration = store.declaration(people.seen_or_404(by, row))
    allowed = actions_on(declaration, by)
    on = store.today()
    sending = declaration.alive and not declaration.status.sent and by != CAF
    left = afas.blockers(declaration, afas.Transmit(), by=by, roles=store.book(), on=on) if sending else ()
    given = {
        "row": row,
        "declaration": declaration,
        "forms": forms_of(declaration, by),
        "allowed": [name for name in allowed if name not in (ActionName.ENTER, ActionName.CHECK)],
        "findings": [
            (finding, declaration.justifications.get(finding.key), ActionName.JUSTIFY in allowed)
            for finding in declaration.findings()
        ],
        "left": [one for one in left if one.code != "no-role"],  # whoever reads it may leave the sending to another
        "late": declaration.late(on),
        "given": _given(declaration, people.language(request)),
        "whole": whole_seen(declaration, by),
        "asked": _asked_by_caf(declaration, people.language(request)),
        "journal": journal(declaration).to_html(people.language(request)),
        "done": request.GET.get("done"),
    }
    return render(request, "portal/declaration.html", given)


def whole_seen(declaration: Declaration, by: Person) -> bool:
    """Does the person see the whole declaration, and not only some of its sites?"""
    return all(form_seen(declaration, form, by) for form in declaration.forms)


def whole_or_404(by: Person, row: int) -> Declaration:
    """A declaration, for whoever sees the whole of it."""
    declaration = store.declaration(people.seen_or_404(by, row))
    if not whole_seen(declaration, by):
        raise Http404
    return declaration


def _given(declaration: Declaration, locale: str) -> list[tuple[str, str]]:
    fields = {field.name: field for field in declaration.service.fields}
    given = [(fields[name], amount) for name, amount in declaration.given.items()]
    return [(field.text(locale), field.unit.show(amount, locale)) for field, amount in given]


def _asked_by_caf(declaration: Declaration, locale: str) -> list[str]:
    """What the Caf asks to correct on each form that its refusal names."""
    sites = {site.id: site.name for site in declaration.activity.sites}
    return [
        f"{FormCode(one.form).text(locale)} {sites.get(one.site or '', '')} : {one.reason}"
        for one in (declaration.refusal.forms if declaration.refusal else ())
    ]


def document(declaration: Declaration, estimate: Estimate | None, locale: str) -> Receipt:
    """The recapitulative; the receipt once it is transmitted."""
    partners = {one.id: one for one in store.book().reference.partners}
    return receipt(
        declaration,
        at=store.now(),
        partner=partners.get(declaration.activity.partner),
        calendar=store.calendar(declaration.window.available.year),
        estimate=estimate,
        zone=store.zone(),
        locale=locale,
    )


@require_GET
@declares
def recap(request: HttpRequest, by: Person, row: int) -> HttpResponse:
    """The recapitulative: what is declared, the estimate explained, then complements, signature and transmission."""
    declaration = whole_or_404(by, row)
    locale, found = people.language(request), estimated(declaration)
    estimate = found if isinstance(found, Estimate) else None
    shown = document(declaration, estimate, locale)
    allowed = actions_on(declaration, by)
    given = {
        "row": row,
        "declaration": declaration,
        "receipt": shown.to_html(page=False),
        "live": live.box(declaration, estimate, row, locale) if estimate and not declaration.status.sent else None,
        "no_estimate": found if isinstance(found, AfasError) else None,
        "allowed": allowed,
        "sign": ActionName.SIGN in allowed,
        "once": uuid4().hex,
        "others": [
            name for name in allowed if name in (ActionName.COMPLEMENT, ActionName.TRANSMIT, ActionName.VALIDATE)
        ],
        "done": request.GET.get("done"),
    }
    answer = render(request, "portal/recap.html", given)
    answer["Content-Security-Policy"] = SCRIPTED
    return answer


@require_GET
@declares
def pdf(request: HttpRequest, by: Person, row: int) -> HttpResponse:
    """The recapitulative, or the receipt once it is transmitted, in PDF."""
    declaration = whole_or_404(by, row)
    found = estimated(declaration)
    made = document(declaration, found if isinstance(found, Estimate) else None, people.language(request))
    answer = HttpResponse(made.to_pdf(), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="declaration-{row}.pdf"'
    return answer
