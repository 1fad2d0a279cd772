"""*Mes déclarations*: the list, one declaration, its forms, its recapitulative, and the actions on it."""

from typing import Any
from uuid import uuid4

from django.db.models import Case, F, IntegerField, OrderBy, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

import afas
from afas.declarations import (
    Action,
    ActionName,
    Declaration,
    FormKey,
    Status,
    action_from_mapping,
    journal,
    replay,
)
from afas.errors import AfasError, InvalidInput
from afas.estimation import Estimate
from afas.followup import Choice, FormState, Order, Query, follow_up, form_state
from afas.forms import DeclarationKind, FormCode, sections
from afas.partners import CAF, Person
from afas.receipts import Receipt, receipt
from examples.portal import kept, live, people, store
from examples.portal.entry import boxes, posted, typed
from examples.portal.models import Declared
from examples.portal.people import signed_in
from examples.portal.security import SCRIPTED

declares = signed_in(Choice.DECLARATIONS)


# ---------------------------------------------------------------------------------------------------- the list


def listed(rows: QuerySet[Declared], query: Query) -> QuerySet[Declared]:
    """The rows that a query asks for, in its order; the page is cut by whoever reads them."""
    rows = rows.filter(**{f"{column}__in": wanted for column, wanted in query.filters.items()})
    return rows.defer("opened").order_by(*map(_ordered, query.order), "pk")


def _ordered(order: Order) -> OrderBy:
    ranks = [When(**{order.column: code}, then=Value(rank)) for rank, code in enumerate(order.codes)]
    by = Case(*ranks, default=Value(-1), output_field=IntegerField()) if ranks else F(order.column)
    return OrderBy(by, descending=order.descending)


@require_GET
@declares
def index(request: HttpRequest, by: Person) -> HttpResponse:
    """The list: its columns, filters and order, and what the person may do on each line."""
    asked = {name: request.GET.getlist(name) for name in request.GET}
    faults: tuple[Any, ...] = ()
    try:
        query = Query.from_mapping(asked)
    except InvalidInput as error:
        query, faults = Query(), error.faults
    rows, mine = listed(people.seen(by), query), people.seen(by)
    page = list(rows[query.first : query.first + query.size + 1])
    lines = follow_up((row.summary for row in page[: query.size]), by=by, roles=store.book(), on=store.today()).lines
    given = {
        "lines": [(row.pk, line) for row, line in zip(page, lines, strict=False)],
        "columns": sortable(query),
        "faults": faults,
        "filters": _filters(mine, query),
        "legend": list(FormState),
        "query": query,
        "before": address(request, query.page - 1) if query.page > 1 else "",
        "after": address(request, query.page + 1) if len(page) > query.size else "",
    }
    return render(request, "portal/declarations.html", given, status=400 if faults else 200)


def sortable(query: Query) -> list[tuple[str, str]]:
    """Each column, and what to sort by when its head is chosen."""
    now = query.order[0]
    return [
        (name, f"-{name}" if now == Order(name) else name)
        for name in ("year", "kind", "activity", "nature", "activity_form", "financial_form", "status", "before")
    ]


def _filters(mine: QuerySet[Declared], query: Query) -> list[tuple[str, list[tuple[Any, Any, bool]]]]:
    """The choices of each filter: a value, its words, whether it is chosen."""
    years = [(str(year), str(year)) for year in mine.values_list("year", flat=True).distinct().order_by("year")]
    names = [(name, name) for name in mine.values_list("activity", flat=True).distinct().order_by("activity")[:200]]
    natures = [(name, name) for name in mine.values_list("nature", flat=True).distinct().order_by("nature") if name]
    choices: dict[str, list[tuple[str, Any]]] = {
        "year": years,
        "kind": [(kind.value, kind) for kind in DeclarationKind],
        "activity": names,
        "nature": natures,
        "activity_form": [(state.value, state) for state in FormState],
        "financial_form": [(state.value, state) for state in FormState],
        "status": [(status.value, status) for status in Status],
    }
    return [
        (name, [(value, words, value in query.filters.get(name, ())) for value, words in found])
        for name, found in choices.items()
    ]


def address(request: HttpRequest, page: int) -> str:
    """The same list at another page."""
    asked = request.GET.copy()
    asked["page"] = str(page)
    return f"?{asked.urlencode()}"


# ----------------------------------------------------------------------------------------------- one declaration


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
    """Does the person see this form? Whoever has a role on some sites only sees those."""
    if by == CAF:
        return True
    there = next(one for one in store.visible(by) if one.activity == declaration.activity.id)
    return there.sites is None or form[1] in there.sites


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
    left = afas.blockers(declaration, afas.Transmit(), by=by, roles=store.book(), on=on) if by != CAF else ()
    given = {
        "row": row,
        "declaration": declaration,
        "forms": forms_of(declaration, by),
        "allowed": [name for name in allowed if name not in (ActionName.ENTER, ActionName.CHECK)],
        "findings": [
            (finding, declaration.justifications.get(finding.key), ActionName.JUSTIFY in allowed)
            for finding in declaration.findings()
        ],
        "left": left if declaration.alive and not declaration.status.sent else (),
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


@require_http_methods(["GET", "POST"])
@declares
def form(request: HttpRequest, by: Person, row: int, code: str, site: str | None = None) -> HttpResponse:
    """A form, of one site where it is filled by site, in its sub-forms: save it unfinished, or save and check."""
    declaration = store.declaration(people.seen_or_404(by, row))
    key = next((one for one in declaration.forms if (one[0].value, one[1]) == (code, site)), None)
    if key is None or not form_seen(declaration, key, by):
        raise Http404
    locale, fields = people.language(request), declaration.fields(key[0])
    entries: dict[str, object] = dict(declaration.entries.get(key, {}))
    objections: list[Any] = []
    if request.method == "POST":
        entries = typed(fields, request.POST)
        seen = posted(request.POST, "seen")
        try:
            values = _changed(declaration, key, declaration.typed(key, entries, locale), seen)
            once = request.POST.get("once", "")
            saved = store.act(
                row,
                action_from_mapping({"action": "ENTER", "form": code, "site": site, "values": values, "seen": seen}),
                by=by,
                once=once,
            )
            declaration = saved
            if "check" not in request.POST:
                return redirect(f"{request.path}?saved=1")
            store.act(row, afas.Check(code, site=site), by=by, once=f"{once}-check" if once else "")
            return redirect(f"/declarations/{row}/?done=1")
        except (AfasError, kept.Overtaken) as error:
            objections = _objections(error)
    shown = {name: value for name, value in entries.items() if value is not None}
    faults = {} if not shown else {fault.path.rpartition(".")[2]: fault for fault in declaration.faults(key)}
    name = next((there.name for there in declaration.activity.sites if there.id == site), "")
    given = {
        "row": row,
        "declaration": declaration,
        "code": key[0],
        "site_name": name,
        "sections": [
            (title(locale) if title else "", boxes(part, shown, faults, locale))
            for title, part in sections(fields).items()
        ],
        "findings": declaration.form_findings(key),
        "may_enter": any(one["mine"] for one in forms_of(declaration, by) if (one["code"], one["site"]) == key),
        "objections": objections,
        "once": uuid4().hex,
        "saved": request.GET.get("saved"),
    }
    return render(request, "portal/form.html", given, status=409 if objections else 200)


def _changed(declaration: Declaration, key: FormKey, typed: dict[str, Any], seen: int | None) -> dict[str, Any]:
    """Of what the page sent, what differs from what it showed: another's save of another field is no conflict."""
    shown = declaration if seen is None else replay(declaration.opened, declaration.history[:seen])
    stood = shown.entries.get(key, {})
    return {name: value for name, value in typed.items() if value != stood.get(name)}


def _objections(error: Exception) -> list[Any]:
    """What is to be told of a refusal: every reason, or that somebody was quicker."""
    if isinstance(error, afas.workflow.ActionBlocked):
        return list(error.blockers)
    return list(error.faults) or [error] if isinstance(error, AfasError) else ["overtaken"]


# ---------------------------------------------------------------------------------------------------- actions


@require_http_methods(["GET", "POST"])
@declares
def act(request: HttpRequest, by: Person, row: int, name: str) -> HttpResponse:
    """Any other action: its form is made from what the action is made of, and every reason against it is told."""
    declaration = store.declaration(people.seen_or_404(by, row))
    if name not in ActionName.__members__ or name == "ENTER":
        raise Http404
    action, locale = ActionName[name], people.language(request)
    objections: list[Any] = []
    if request.method == "POST":
        if action is ActionName.SIGN and request.POST.get("certified") != "yes":
            objections = ["sign_needed"]
        else:
            try:
                made: Action = action_from_mapping(_said(action, request, declaration, locale))
                store.act(row, made, by=by, once=request.POST.get("once", ""))
                after = "recap/" if action in (ActionName.VALIDATE, ActionName.SIGN, ActionName.COMPLEMENT) else ""
                return redirect(f"/declarations/{row}/{after}?done=1")
            except (AfasError, kept.Overtaken) as error:
                objections = _objections(error)
    elif action not in actions_on(declaration, by):
        objections = ["blocked"]
    given = {
        "row": row,
        "declaration": declaration,
        "action": action,
        "fields": _asked(action, declaration, request, by),
        "objections": objections,
        "once": uuid4().hex,
        "signing": action is ActionName.SIGN,
    }
    status = 200 if not objections else 409 if request.method == "POST" else 403
    return render(request, "portal/act.html", given, status=status)


def _said(action: ActionName, request: HttpRequest, declaration: Declaration, locale: str) -> dict[str, Any]:
    """What was posted, as the data of an action: its own keys, and no other."""
    said: dict[str, Any] = {"action": action.value}
    for field in afas.declarations.action_fields(action, declaration):
        if field.name == "seen":
            said["seen"] = posted(request.POST, "seen")
        elif field.name == "forms":
            reasons = [
                (code, site, request.POST.get(_name(code, site), "").strip()) for code, site in declaration.forms
            ]
            said["forms"] = [{"form": code.value, "site": site, "reason": why} for code, site, why in reasons if why]
        elif field.fields:
            given = {key: value for key, value in typed(field.fields, request.POST).items() if value}
            said[field.name] = afas.forms.plain_entries(field.fields, given, locale)
        elif field.name in ("form", "site"):
            code, _, site = request.POST.get("on", "").partition("|")
            said |= {"form": code, "site": site or None}
        else:
            said[field.name] = request.POST.get(field.name)
    return said


def _name(code: FormCode, site: str | None) -> str:
    return f"reason|{code.value}|{site or ''}"


def _asked(action: ActionName, declaration: Declaration, request: HttpRequest, by: Person) -> list[dict[str, Any]]:
    """The inputs of an action's form, made from its keys."""
    locale, found = people.language(request), []
    places = [(f"{one['code'].value}|{one['site'] or ''}", one) for one in forms_of(declaration, by)]
    for field in afas.declarations.action_fields(action, declaration):
        if field.name in ("words", "reason"):
            value = request.POST.get(field.name) or (declaration.complements if action is ActionName.COMPLEMENT else "")
            found.append({"kind": "text", "name": field.name, "label": field.text(locale), "value": value})
        elif field.name == "control":
            chosen = request.POST.get("control") or request.GET.get("control")
            options = [(one.value, one, one.value == chosen) for one in field.choices]
            found.append({"kind": "control", "name": "control", "label": field.text(locale), "options": options})
        elif field.name == "form":
            found.append({"kind": "on", "name": "on", "label": field.text(locale), "options": places})
        elif field.name == "forms":
            named = [(_name(one["code"], one["site"]), one) for _, one in places]
            found.append({"kind": "forms", "name": "forms", "label": field.text(locale), "options": named})
        elif field.fields:
            shown = boxes(field.fields, {}, {}, locale)
            found.append({"kind": "figures", "label": field.text(locale), "boxes": shown})
    return found


# ------------------------------------------------------------------------------------------- recapitulative


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
        "explained": afas.explain(estimate).to_html(locale) if estimate else "",
        "live": live.box(declaration, estimate, row, locale) if estimate else None,
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
