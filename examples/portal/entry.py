"""The inputs of a form, made from the fields that `afas` names, and what was typed in them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.http import QueryDict

from afas.errors import Fault
from afas.forms import Field
from afas.quantities import Unit
from afas.text import figure


def typed(fields: Sequence[Field], sent: QueryDict) -> dict[str, object]:
    """What was typed, field by field; an empty field takes its value away. No other name is read."""
    return {field.name: sent.get(f"field-{field.name}", "").strip()[:200] or None for field in fields}


def posted(sent: QueryDict, name: str) -> int | None:
    """A whole number that the page sent back."""
    raw = sent.get(name, "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 9 else None


def boxes(
    fields: Sequence[Field],
    entries: Mapping[str, object],
    faults: Mapping[str, Fault],
    locale: str,
    *,
    needed: bool = True,
) -> list[dict[str, Any]]:
    """An input for each field: its label and unit, what stands there, and what is wrong with it."""
    return [
        {
            "id": f"field-{field.name}",
            "label": field.text(locale),
            "unit": field.unit.text(locale),
            "flag": field.unit is Unit.FLAG,
            "needed": needed and field.default is None,
            "value": _shown(entries.get(field.name), locale, as_typed=field.name in faults),
            "fault": faults[field.name].message(locale) if field.name in faults else "",
        }
        for field in fields
    ]


def _shown(raw: object, locale: str, *, as_typed: bool) -> str:
    """A figure as it is written in the language; what is wrong, and anything else, as it was typed."""
    if raw is None or isinstance(raw, bool):
        return "" if not raw else "1"
    if as_typed:
        return str(raw)
    try:
        number = Decimal(str(raw))
    except ArithmeticError:
        return str(raw)
    return figure(number, locale) if number.is_finite() else str(raw)
