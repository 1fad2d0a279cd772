"""Terms of payment read from a mapping, as a portal brings them from JSON: all faults at once, each with its path."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from afas import ps as registry
from afas.errors import FaultKind, Faults
from afas.moments import YEARS
from afas.quantities import Unit, read_number
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

__all__ = ["MOST_ADVANCES", "TOO_MANY_ADVANCES", "choice", "read_cap", "read_rate", "read_terms", "strangers"]

MOST_ADVANCES: Final = 4
TOO_MANY_ADVANCES = FaultKind(
    "too-many-advances", Text(fr="{found} acomptes ; {most} au plus", en="{found} advances; {most} at most")
)

_KEYS: Final = ("advances", "top_up_rate", "top_up_cap", "year", "ps", "equipment", "partial_year", "rounding")


def read_terms(data: object, path: str, faults: Faults) -> dict[str, Any]:
    """The attributes of `PaymentTerms`, from a mapping; what cannot be read is among the faults."""
    given: Mapping[str, object] = data if isinstance(data, Mapping) else {}
    strangers(given, _KEYS, path, faults)
    raw_rows = given.get("advances")
    rows = raw_rows if isinstance(raw_rows, (list, tuple)) else []
    if not rows:
        faults.add(UNKNOWN_CHOICE.at(f"{path}advances", found=str(raw_rows)[:40], known=("[{rate, base, on}]",)))
    elif len(rows) > MOST_ADVANCES:
        faults.add(TOO_MANY_ADVANCES.at(f"{path}advances", found=len(rows), most=MOST_ADVANCES))
    advances = tuple(_read_advance(row, f"{path}advances[{rank}]", faults) for rank, row in enumerate(rows))
    top_up, cap, year, ps = (given.get(key) for key in ("top_up_rate", "top_up_cap", "year", "ps"))
    if year is not None and (type(year) is not int or year not in YEARS):
        faults.add(UNKNOWN_CHOICE.at(f"{path}year", found=str(year)[:40], known=("2023",)))
    codes = (ps,) if isinstance(ps, str) else ps if isinstance(ps, (list, tuple)) else ()
    if ps is not None and not (codes and all(isinstance(code, str) for code in codes)):
        faults.add(UNKNOWN_CHOICE.at(f"{path}ps", found=str(ps)[:40], known=('["ALSH"]',)))
    equipment = given.get("equipment")
    return {
        "advances": advances[:MOST_ADVANCES],
        "top_up_rate": None if top_up is None else read_rate(top_up, f"{path}top_up_rate", faults),
        "top_up_cap": None if cap is None else read_cap(cap, f"{path}top_up_cap", faults),
        "year": year if type(year) is int and year in YEARS else None,
        "ps": tuple(registry.code_of(str(code)) for code in codes),
        "equipment": None if equipment is None else choice(equipment, EQUIPMENT, f"{path}equipment", faults),
        "partial_year": choice(
            given.get("partial_year", UNSPECIFIED), (*PARTIAL_YEARS, UNSPECIFIED), f"{path}partial_year", faults
        ),
        "rounding": choice(given.get("rounding", "cent"), ROUNDINGS, f"{path}rounding", faults),
    }


def strangers(given: Mapping[str, object], known: tuple[str, ...], path: str, faults: Faults) -> None:
    """A fault for each key that nothing reads."""
    for key in sorted(map(str, set(given) - set(known))):
        faults.add(UNKNOWN_CHOICE.at(f"{path}{key}", found=key[:40], known=known))


def read_rate(raw: object, path: str, faults: Faults) -> Decimal:
    """A rate between 0 and 1; 0 where it cannot be read."""
    rate = read_number(raw, path, Unit.RATIO)
    if isinstance(rate, Decimal):
        return rate
    faults.add(rate)
    return Decimal(0)


def choice(found: object, known: Iterable[str], path: str, faults: Faults) -> str:
    """One of these words; the first where it is none."""
    names = tuple(known)
    if found in names:
        return str(found)
    faults.add(UNKNOWN_CHOICE.at(path, found=str(found)[:40], known=names))
    return names[0]


def _read_advance(row: object, path: str, faults: Faults) -> Advance:
    if not isinstance(row, Mapping):
        faults.add(UNKNOWN_CHOICE.at(path, found=str(row)[:40], known=("{rate, base, on}",)))
        return Advance(Decimal(0))
    strangers(row, ("rate", "base", "on", "from", "cap"), f"{path}.", faults)
    day = None
    if "from" in row:
        try:
            day = date.fromisoformat(row["from"] if isinstance(row["from"], str) else "")
            if day.year not in YEARS:
                raise ValueError
        except ValueError:
            day = None
            faults.add(UNKNOWN_CHOICE.at(f"{path}.from", found=str(row["from"])[:40], known=("AAAA-MM-JJ",)))
    trigger = (
        None
        if "from" in row and "on" not in row
        else choice(row.get("on"), (*TRIGGERS, UNSPECIFIED), f"{path}.on", faults)
    )
    raw_cap = row.get("cap")
    cap = raw_cap if raw_cap in (None, UNSPECIFIED) else read_cap(raw_cap, f"{path}.cap", faults)
    base = choice(row.get("base", "forecast N"), (*BASES, UNSPECIFIED), f"{path}.base", faults)
    return Advance(read_rate(row.get("rate"), f"{path}.rate", faults), base, trigger, day, cap)


def read_cap(raw: object, path: str, faults: Faults) -> Cap:
    """A cap, from a mapping of "rate", "base", "scope" and "if"."""
    given = raw if isinstance(raw, Mapping) else {}
    strangers(given, ("rate", "base", "scope", "if"), f"{path}.", faults)
    rate = read_rate(given.get("rate"), f"{path}.rate", faults)
    base = choice(given.get("base"), BASES, f"{path}.base", faults)
    scope = choice(given.get("scope", "cumulative"), SCOPES, f"{path}.scope", faults)
    condition = given.get("if")
    if condition is not None and not (isinstance(condition, str) and CONDITION.fullmatch(condition)):
        faults.add(UNKNOWN_CHOICE.at(f"{path}.if", found=str(condition)[:40], known=CONDITIONS))
        condition = None
    return Cap(rate, base, scope, condition)
