"""Reads terms of payment from JSON, reporting every fault at once, each with its path."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from afas import ps as registry
from afas.errors import Fault, FaultKind, Faults
from afas.reading import Reader, shown, unreadable
from afas.terms._advance import Advance, Cap
from afas.terms._vocabulary import (
    BASES,
    CONDITION,
    CONDITIONS,
    EQUIPMENT,
    PARTIAL_YEARS,
    ROUNDINGS,
    SCOPES,
    TRIGGERS,
    UNKNOWN_CHOICE,
    UNSPECIFIED,
)
from afas.text import Text

__all__ = ["MOST_ADVANCES", "TOO_MANY_ADVANCES", "read_cap", "read_terms", "terms_reader"]

MOST_ADVANCES: Final = 4
TOO_MANY_ADVANCES = FaultKind(
    "too-many-advances", Text(fr="{found} acomptes ; {most} au plus", en="{found} advances; {most} at most")
)

# In the place of what is at fault, until all the faults are raised.
_NONE: Final = Advance(Decimal(0))
_NO_CAP: Final = Cap(Decimal(0), "forecast N")
_KEYS: Final = ("advances", "top_up_rate", "top_up_cap", "year", "ps", "equipment", "partial_year", "rounding")


def terms_reader(faults: Faults) -> Reader:
    """A reader whose faults name, of a word that is unknown in terms, the words that are known."""
    return Reader(faults, unknown_choice=_unknown, unknown_key=_unknown)


def _unknown(path: str, found: object, known: tuple[str, ...]) -> Fault:
    if found is None:
        return unreadable(path, found, known)
    return UNKNOWN_CHOICE.at(path, found=shown(found), known=known)


def read_terms(data: object, reader: Reader) -> dict[str, Any]:
    """The attributes of `PaymentTerms`, from a mapping; the reader keeps what cannot be read."""
    given: Mapping[str, object] = data if isinstance(data, Mapping) else {}
    reader.strangers(given, _KEYS)
    rows = reader.rows(given.get("advances"), "advances", "[{rate, base, on}]", needed=True)
    if len(rows) > MOST_ADVANCES:
        reader.faults.add(TOO_MANY_ADVANCES.at("advances", found=len(rows), most=MOST_ADVANCES))
    advances = reader.each(rows, "advances", "", lambda row: _read_advance(row, reader))
    top_up, cap, year, equipment = (given.get(key) for key in ("top_up_rate", "top_up_cap", "year", "equipment"))
    return {
        "advances": tuple(advances[:MOST_ADVANCES]),
        "top_up_rate": None if top_up is None else reader.rate(top_up, "top_up_rate"),
        "top_up_cap": None if cap is None else read_cap(cap, "top_up_cap", reader),
        "year": None if year is None else reader.year(year, "year"),
        "ps": _read_codes(given.get("ps"), reader),
        "equipment": None if equipment is None else reader.choice(equipment, "equipment", EQUIPMENT),
        "partial_year": reader.choice(
            given.get("partial_year", UNSPECIFIED), "partial_year", (*PARTIAL_YEARS, UNSPECIFIED)
        ),
        "rounding": reader.choice(given.get("rounding", "cent"), "rounding", ROUNDINGS),
    }


def _read_codes(raw: object, reader: Reader) -> tuple[str, ...]:
    """Codes of PS: one, or a list; none for all."""
    codes = (raw,) if isinstance(raw, str) else raw if isinstance(raw, (list, tuple)) else ()
    if raw is not None and not (codes and all(isinstance(code, str) for code in codes)):
        reader.refuse(raw, "ps", '["ALSH"]')
    return tuple(registry.code_of(str(code)) for code in codes)


def _read_advance(row: object, reader: Reader) -> Advance:
    given = reader.mapping(row, "", "{rate, base, on}", known=("rate", "base", "on", "from", "cap"))
    if not isinstance(row, Mapping):
        return _NONE
    day = reader.day(given["from"], "from", "2023-10-02") if "from" in given else None
    from_a_day = "from" in given and "on" not in given
    trigger = None if from_a_day else reader.choice(given.get("on"), "on", (*TRIGGERS, UNSPECIFIED)) or UNSPECIFIED
    raw_cap = given.get("cap")
    cap = raw_cap if raw_cap in (None, UNSPECIFIED) else read_cap(raw_cap, "cap", reader)
    base = reader.choice(given.get("base", "forecast N"), "base", (*BASES, UNSPECIFIED))
    rate = reader.rate(given.get("rate"), "rate")
    return _NONE if rate is None or base is None else Advance(rate, base, trigger, day, cap)


def read_cap(raw: object, path: str, reader: Reader) -> Cap:
    """A cap, from a mapping of "rate", "base", "scope" and "if"."""
    given = raw if isinstance(raw, Mapping) else {}
    with reader.faults.at(path):
        reader.strangers(given, ("rate", "base", "scope", "if"))
        rate = reader.rate(given.get("rate"), "rate")
        base = reader.choice(given.get("base"), "base", BASES)
        scope = reader.choice(given.get("scope", "cumulative"), "scope", SCOPES)
        condition = given.get("if")
        if condition is not None and not (isinstance(condition, str) and CONDITION.fullmatch(condition)):
            reader.refuse(condition, "if", *CONDITIONS)
            condition = None
    return _NO_CAP if rate is None or base is None or scope is None else Cap(rate, base, scope, condition)
