"""What a person does to a declaration: a form, filled and checked; any other action, from what it is made of."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

import afas
from afas.declarations import (
    Action,
    ActionName,
    Declaration,
    FormKey,
    action_from_mapping,
    replay,
)
from afas.errors import AfasError, Fault, InvalidInput
from afas.forms import Field, FormCode, sections
from afas.partners import Person
from afas.text import Message, Text
from examples.portal import kept, people, store
from examples.portal.entry import boxes, posted, typed
from examples.portal.people import declares
from examples.portal.views.declarations import actions_on, form_seen, forms_of
from examples.portal.words import WORDS


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
    faults = by_field(declaration.faults(key) if entries else ())
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
            declaration, faults = saved, by_field(saved.faults(key))
            if "check" not in request.POST:
                return redirect(f"{request.path}?saved=1")
            store.act(row, afas.Check(code, site=site), by=by, once=f"{once}-check" if once else "")
            return redirect(f"/declarations/{row}/?done=1")
        except (AfasError, kept.Overtaken) as error:
            objections = _objections(error, fields)
            if isinstance(error, InvalidInput):  # none of it is stored: what was typed stands as it was typed
                faults = by_field(error.faults)
    name = next((there.name for there in declaration.activity.sites if there.id == site), "")
    given = {
        "row": row,
        "declaration": declaration,
        "code": key[0],
        "site_name": name,
        "sections": [
            (title(locale) if title else "", boxes(part, entries, faults, locale))
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


def by_field(faults: Iterable[Fault]) -> dict[str, Fault]:
    """Each fault by the name of the field that it is about, which its path ends with."""
    return {fault.path.rpartition(".")[2]: fault for fault in faults}


def _objections(error: Exception, fields: Iterable[Field] = ()) -> list[Any]:
    """What is to be told of a refusal: every reason, each fault under its label, or that somebody was quicker."""
    if isinstance(error, afas.workflow.ActionBlocked):
        return list(error.blockers)
    if not isinstance(error, AfasError):
        return ["overtaken"]
    labels = {field.name: field.text for field in fields}
    return [_labelled(fault, labels.get(fault.path.rpartition(".")[2])) for fault in error.faults] or [error]


def _labelled(fault: Fault, label: Text | None) -> Message:
    """The words of a fault, after the label of its field where they do not say it."""
    named = label is None or "label" in fault.message.fields
    return fault.message if named else WORDS["labelled"].fill(label=label, said=fault.message)


@require_http_methods(["GET", "POST"])
@declares
def act(request: HttpRequest, by: Person, row: int, name: str) -> HttpResponse:
    """Any other action: its form is made from what the action is made of, and every reason against it is told."""
    declaration = store.declaration(people.seen_or_404(by, row))
    if name not in ActionName.__members__ or name == "ENTER":
        raise Http404
    action, locale = ActionName[name], people.language(request)
    objections: list[Any] = []
    faults: dict[str, Fault] = {}
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
                objections = _objections(error, declaration.service.fields)
                faults = by_field(error.faults) if isinstance(error, InvalidInput) else {}
    elif action not in actions_on(declaration, by):
        objections = ["blocked"]
    given = {
        "row": row,
        "declaration": declaration,
        "action": action,
        "fields": _asked(action, declaration, request, by, faults),
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


def _asked(
    action: ActionName, declaration: Declaration, request: HttpRequest, by: Person, faults: Mapping[str, Fault]
) -> list[dict[str, Any]]:
    """The inputs of an action's form, made from its keys, with what was posted."""
    locale, sent, found = people.language(request), request.POST, []
    places = [(f"{one['code'].value}|{one['site'] or ''}", one) for one in forms_of(declaration, by)]
    for field in afas.declarations.action_fields(action, declaration):
        if field.name in ("words", "reason"):
            value = sent.get(field.name) or (declaration.complements if action is ActionName.COMPLEMENT else "")
            found.append({"kind": "text", "name": field.name, "label": field.text(locale), "value": value})
        elif field.name == "control":
            chosen = sent.get("control") or request.GET.get("control") or (field.choices[:1] and field.choices[0].value)
            options = [(one.value, one, one.value == chosen) for one in field.choices]
            found.append({"kind": "control", "name": "control", "label": field.text(locale), "options": options})
        elif field.name == "form":
            forms = [(value, one, value == sent.get("on")) for value, one in places]
            found.append({"kind": "on", "name": "on", "label": field.text(locale), "options": forms})
        elif field.name == "forms":
            named = [(_name(one["code"], one["site"]), one) for _, one in places]
            reasons = [(name, one, sent.get(name, "")) for name, one in named]
            found.append({"kind": "forms", "name": "forms", "label": field.text(locale), "options": reasons})
        elif field.fields:
            shown = boxes(field.fields, typed(field.fields, sent), faults, locale, needed=False)
            found.append({"kind": "figures", "label": field.text(locale), "boxes": shown})
    return found
