"""The estimate while typing: what the page computes with, and what the server says of the amount that it showed.

The server computes on its own, from figures and a scale that it holds itself. Nothing is kept: what is signed is what
the forms hold.
"""

import json
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import Any

from django.urls import reverse

import afas
from afas import exchange
from afas.declarations import Declaration
from afas.errors import AfasError, Fault
from afas.estimation import Estimate
from afas.forms import Field, FormCode, read_entries
from afas.sources import Grade
from afas.text import Euros, figure
from examples.portal.entry import boxes
from examples.portal.words import WORDS

_SAID = ("live_amount", "live_confirmed", "live_other", "live_rules", "live_asking", "live_unreached")


@cache
def document(ps: str) -> dict[str, Any]:
    """The rules of a PS, as the page evaluates them."""
    return exchange.rules(ps)


def box(declaration: Declaration, estimate: Estimate, row: int, locale: str) -> dict[str, Any]:
    """The inputs, filled in with what is declared, and all that the page computes with, as one attribute of it."""
    asked = _asked(declaration)
    service = estimate.rules
    fixed = {
        name: figure(value, locale)
        for name, value in _given(declaration, estimate).items()
        if service.field(name).asked(declaration.kind)
    }
    supplied = {
        name: {"value": figure(value.value, locale), "grade": value.grade.value}
        for name, value in estimate.scale.values.items()
        if value.grade in (Grade.SUPPLIED, Grade.ILLUSTRATIVE)
    }
    digest = document(estimate.ps)["digest"]
    given = {
        "ps": estimate.ps,
        "locale": locale,
        "digest": digest,
        "rules": reverse("rules", args=[estimate.ps, digest]),
        "judge": reverse("judge", args=[row]),
        "fixed": fixed,
        "options": {
            "year": declaration.year.year,
            "kind": declaration.kind.value,
            "parameters": supplied,
            "replacing": list(estimate.replaced),
            "locale": locale,
        },
        "words": {name: WORDS[name](locale) for name in _SAID},
    }
    entries = {field.name: estimate.entries.get(field.name) for field in asked}
    return {"boxes": boxes(asked, entries, {}, locale), "given": json.dumps(given, ensure_ascii=False)}


def _asked(declaration: Declaration) -> list[Field]:
    return [field for code in FormCode for field in declaration.fields(code)]


def _given(declaration: Declaration, estimate: Estimate) -> dict[str, Decimal]:
    """The figures that are not the partner's to type: they stay those of the declaration."""
    asked = {field.name for field in _asked(declaration)}
    fields = {field.name: field for field in estimate.rules.fields}
    return {
        name: value for name, value in estimate.entries.items() if name not in asked and value != fields[name].default
    }


def judged(declaration: Declaration, held: Estimate, sent: Any, locale: str) -> tuple[dict[str, Any], int]:
    """The right for what was typed, whatever amount the page showed, or each fault by field; and the HTTP status.

    Args:
        declaration: the one that the page is about.
        held: its estimate, whose scale and given figures count.
        sent: `entries` as typed, the `amount` that the page showed, the `digest` of its rules.
        locale: the language that figures are typed in.
    """
    try:
        typed = {str(name): str(raw)[:200] for name, raw in sent["entries"].items()}
        amount, digest = str(sent["amount"]), str(sent["digest"])
    except (TypeError, KeyError, AttributeError):
        return {"faults": []}, 400
    figures, faults = read_entries(_asked(declaration), typed, locale=locale)
    if faults:
        return _refused(faults, locale)
    try:
        made = afas.estimate(
            held.rules,
            _given(declaration, held) | figures,
            declaration.year,
            held.scale.values,
            kind=declaration.kind,
            replacing=held.replaced,
        )
    except AfasError as error:
        return _refused(error.faults, locale)
    answer = {
        "amount": str(made.amount),
        "shown": figure(Euros(made.amount), locale),
        "as_shown": str(made.amount) == amount,
        "same_rules": digest == document(held.ps)["digest"],
    }
    return answer, 200


def _refused(faults: Iterable[Fault], locale: str) -> tuple[dict[str, Any], int]:
    return {"faults": [{"path": fault.path, "text": fault.message(locale)} for fault in faults]}, 422
