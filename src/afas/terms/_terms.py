"""Terms of payment (*modalités de paiement*) of a Caf and a year, as data: advances, caps, top-ups.

What a source leaves open is *unspecified*; `with_cap`, `with_top_up` and `with_partial_year` name a reading. Add a
base, a trigger or a condition to `choices`, and to `dues` or `standing` what it means.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

import attrs

from afas import ps as registry
from afas.errors import FaultKind, Faults, InvalidInput
from afas.periods import FinancialYear
from afas.quantities import Unit, read_number
from afas.sources import Source
from afas.terms._errors import NoTerms
from afas.terms._vocabulary import (
    BASES,
    CONDITION,
    CONDITIONS,
    EQUIPMENT,
    PARTIAL_YEARS,
    ROUNDINGS,
    SCOPES,
    SUBJECT,
    TRIGGERS,
    UNKNOWN_CHOICE,
    UNSPECIFIED,
    among,
    is_condition,
    rate,
)
from afas.text import Text

__all__ = ["MOST_ADVANCES", "Advance", "Cap", "PaymentTerms", "TermsBook"]

MOST_ADVANCES: Final = 4
TOO_MANY_ADVANCES = FaultKind(
    "too-many-advances", Text(fr="{found} acomptes ; {most} au plus", en="{found} advances; {most} at most")
)


@attrs.frozen
class Cap:
    """The most an advance may come to (*dans la limite de*).

    Attributes:
        rate: of the base.
        base: one of `BASES`.
        scope: on all advances together ("cumulative") or on "this advance" alone.
        condition: when it applies, e.g. "gap over 0.10 not justified"; None for always. A "gap" has two sides, a
            "rise" or a "drop" one; its denominator is the actual right N-1 unless it says "of forecast N".
    """

    rate: Decimal = attrs.field(converter=rate)
    base: str = attrs.field(validator=among(BASES))
    scope: str = attrs.field(default="cumulative", validator=among(SCOPES))
    condition: str | None = attrs.field(default=None, validator=is_condition)


@attrs.frozen
class Advance:
    """One advance: a rate of a base, on an event or from a day, within a cap.

    Attributes:
        on: the event that triggers it, one of `TRIGGERS`; None where a day does.
        from_day: the day it is paid from, for terms with fixed dates; with `on`, the later of the two.
        cap: a `Cap`, None for no cap, or "unspecified" where the source leaves it open.
    """

    rate: Decimal = attrs.field(converter=rate)
    base: str = attrs.field(default="forecast N", validator=among(BASES))
    on: str | None = attrs.field(default=None, validator=among(TRIGGERS))
    from_day: date | None = None
    cap: "Cap | str | None" = None


@attrs.frozen
class PaymentTerms:
    """The terms of payment of a Caf and a year.

    Raises:
        InvalidInput: more than four advances.

    Attributes:
        advances: in the order they are paid, four at most.
        top_up_rate: of the increase of the forecast right in an update; None where the source does not say, 0 for none.
        source: the text that states them.
        top_up_cap: the most all advances and the top-up may come to; None for no cap.
        year: the financial year they are for; None: any (terms with fixed days hold for the year of those days).
        ps: the codes of the PS they are for; none: all.
        equipment: "existing" or "new" equipment; None: both.
        partial_year: how the right of an earlier year serves as a base where the agreement covers a part of the year
            only: "as declared", "by days", "by months", or "unspecified".
        rounding: amounts are rounded once each, half up, to the "cent" (assumed: no source says) or the "euro".
        readings: what the caller has named where the source is silent: "cap", "top_up_rate", "partial_year".
    """

    advances: tuple[Advance, ...]
    top_up_rate: Decimal | None = attrs.field(default=None, converter=attrs.converters.optional(rate))
    source: Source | None = None
    top_up_cap: Cap | None = None
    year: int | None = None
    ps: tuple[str, ...] = ()
    equipment: str | None = attrs.field(default=None, validator=among(EQUIPMENT))
    partial_year: str = attrs.field(default=UNSPECIFIED, validator=among((*PARTIAL_YEARS, UNSPECIFIED)))
    rounding: str = attrs.field(default="cent", validator=among(ROUNDINGS))
    readings: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        if len(self.advances) > MOST_ADVANCES:
            fault = TOO_MANY_ADVANCES.at("advances", found=len(self.advances), most=MOST_ADVANCES)
            raise InvalidInput(SUBJECT, (fault,))

    @classmethod
    def from_mapping(cls, data: Mapping[str, object], source: Source | None = None) -> "PaymentTerms":
        """Terms as a portal brings them, from JSON: rates as strings, days as ISO dates; and where they come from.

        Raises:
            InvalidInput: anything is wrong; every fault is in `faults`, with its path.
        """
        faults = Faults(SUBJECT)
        read = _read_terms(data, "", faults)
        faults.raise_if_any()
        return attrs.evolve(read, source=source)

    def covers(self, year: int, ps: str, equipment: str) -> bool:
        """Are these the terms of that year, PS and equipment?"""
        within = FinancialYear(year, _school(ps)).period
        days = [advance.from_day for advance in self.advances if advance.from_day]
        in_year = all(map(within.holds, days)) if self.year is None else self.year == year
        return in_year and (not self.ps or ps in self.ps) and self.equipment in (None, equipment)

    def with_cap(
        self, rate: str | Decimal, base: str, scope: str = "cumulative", condition: str | None = None
    ) -> "PaymentTerms":
        """The same terms, the cap that the source leaves open named.

        Raises:
            InvalidInput: a rate that is none, an unknown base or scope.
        """
        faults = Faults(Text(fr="Plafond des acomptes", en="Cap of the advances"))
        named = _read_cap({"rate": rate, "base": base, "scope": scope, "if": condition}, "cap", faults)
        faults.raise_if_any()
        return attrs.evolve(
            self,
            advances=tuple(attrs.evolve(a, cap=named) if a.cap == UNSPECIFIED else a for a in self.advances),
            readings=self._and("cap"),
        )

    def _and(self, reading: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.readings, reading)))

    def with_top_up(self, rate: str | Decimal) -> "PaymentTerms":
        """The same terms, the rate of the top-ups named.

        Raises:
            InvalidInput: not a ratio.
        """
        faults = Faults(Text(fr="Complément d’acompte", en="Top-up"))
        named = _read_rate(rate, "top_up_rate", faults)
        faults.raise_if_any()
        return attrs.evolve(self, top_up_rate=named, readings=self._and("top_up_rate"))

    def with_partial_year(self, reading: str) -> "PaymentTerms":
        """The same terms, saying how an earlier right counts for an agreement that covers a part of the year.

        Raises:
            InvalidInput: none of `PARTIAL_YEARS`.
        """
        faults = Faults(Text(fr="Convention en cours d’année", en="Agreement within the year"))
        named = _choice(reading, PARTIAL_YEARS, "partial_year", faults)
        faults.raise_if_any()
        return attrs.evolve(self, partial_year=named, readings=self._and("partial_year"))


@attrs.frozen
class TermsBook:
    """All the terms of a Caf: by year, PS and kind of equipment. The first that cover a case are its terms."""

    terms: tuple[PaymentTerms, ...]

    @classmethod
    def from_mapping(cls, data: Mapping[str, object], source: Source | None = None) -> "TermsBook":
        """`{"terms": [{"year", "ps", "equipment", "advances", …}]}`, from JSON; and where they come from.

        Raises:
            InvalidInput: anything is wrong; every fault is in `faults`, with its path.
        """
        faults = Faults(SUBJECT)
        _strangers(data, ("terms",), "", faults)
        rows = data.get("terms")
        if not isinstance(rows, (list, tuple)) or not rows:
            faults.add(UNKNOWN_CHOICE.at("terms", found=str(rows)[:40], known=("[{ps, equipment, advances}]",)))
            rows = ()
        read = tuple(_read_terms(row, f"terms[{rank}].", faults) for rank, row in enumerate(rows))
        faults.raise_if_any()
        return cls(tuple(attrs.evolve(one, source=source) for one in read))

    @classmethod
    def of(cls, terms: "PaymentTerms | TermsBook | Iterable[PaymentTerms]") -> "TermsBook":
        """A book of one, of several, or the book itself."""
        if isinstance(terms, TermsBook):
            return terms
        return cls((terms,) if isinstance(terms, PaymentTerms) else tuple(terms))

    def get(self, year: int, ps: str = "*", equipment: str = "existing") -> PaymentTerms:
        """The terms of a case.

        Raises:
            NoTerms: none cover it.
        """
        for one in self.terms:
            if one.covers(year, ps, equipment):
                return one
        known = tuple(f"{'/'.join(one.ps) or '*'} {one.year or '*'} {one.equipment or '*'}" for one in self.terms) or (
            "–",
        )
        raise NoTerms(ps, str(year), equipment, known)


_KEYS: Final = ("advances", "top_up_rate", "top_up_cap", "year", "ps", "equipment", "partial_year", "rounding")


def _read_terms(data: object, path: str, faults: Faults) -> PaymentTerms:
    given: Mapping[str, object] = data if isinstance(data, Mapping) else {}
    _strangers(given, _KEYS, path, faults)
    raw_rows = given.get("advances")
    rows = raw_rows if isinstance(raw_rows, (list, tuple)) else []
    if not rows:
        faults.add(UNKNOWN_CHOICE.at(f"{path}advances", found=str(raw_rows)[:40], known=("[{rate, base, on}]",)))
    elif len(rows) > MOST_ADVANCES:
        faults.add(TOO_MANY_ADVANCES.at(f"{path}advances", found=len(rows), most=MOST_ADVANCES))
    advances = tuple(_read_advance(row, f"{path}advances[{rank}]", faults) for rank, row in enumerate(rows))
    top_up, cap, year, ps = (given.get(key) for key in ("top_up_rate", "top_up_cap", "year", "ps"))
    if year is not None and (isinstance(year, bool) or not isinstance(year, int)):
        faults.add(UNKNOWN_CHOICE.at(f"{path}year", found=str(year)[:40], known=("2023",)))
    codes = (ps,) if isinstance(ps, str) else ps if isinstance(ps, (list, tuple)) else ()
    if ps is not None and not (codes and all(isinstance(code, str) for code in codes)):
        faults.add(UNKNOWN_CHOICE.at(f"{path}ps", found=str(ps)[:40], known=('["ALSH"]',)))
    equipment = given.get("equipment")
    return PaymentTerms(
        advances[:MOST_ADVANCES],
        None if top_up is None else _read_rate(top_up, f"{path}top_up_rate", faults),
        top_up_cap=None if cap is None else _read_cap(cap, f"{path}top_up_cap", faults),
        year=year if isinstance(year, int) else None,
        ps=tuple(registry.code_of(str(code)) for code in codes),
        equipment=None if equipment is None else _choice(equipment, EQUIPMENT, f"{path}equipment", faults),
        partial_year=_choice(
            given.get("partial_year", UNSPECIFIED), (*PARTIAL_YEARS, UNSPECIFIED), f"{path}partial_year", faults
        ),
        rounding=_choice(given.get("rounding", "cent"), ROUNDINGS, f"{path}rounding", faults),
    )


def _school(ps: str) -> bool:
    """Does it run by school year? A PS without rules here, or all of them, by civil year."""
    try:
        return registry.get(ps).school_year
    except registry.UnknownPS:
        return False


def _strangers(given: Mapping[str, object], known: tuple[str, ...], path: str, faults: Faults) -> None:
    for key in sorted(map(str, set(given) - set(known))):
        faults.add(UNKNOWN_CHOICE.at(f"{path}{key}", found=key[:40], known=known))


def _read_rate(raw: object, path: str, faults: Faults) -> Decimal:
    rate = read_number(raw, path, Unit.RATIO)
    if isinstance(rate, Decimal):
        return rate
    faults.add(rate)
    return Decimal(0)


def _choice(found: object, known: Iterable[str], path: str, faults: Faults) -> str:
    names = tuple(known)
    if found in names:
        return str(found)
    faults.add(UNKNOWN_CHOICE.at(path, found=str(found)[:40], known=names))
    return names[0]


def _read_advance(row: object, path: str, faults: Faults) -> Advance:
    if not isinstance(row, Mapping):
        faults.add(UNKNOWN_CHOICE.at(path, found=str(row)[:40], known=("{rate, base, on}",)))
        return Advance(Decimal(0))
    _strangers(row, ("rate", "base", "on", "from", "cap"), f"{path}.", faults)
    day = None
    if "from" in row:
        try:
            day = date.fromisoformat(row["from"] if isinstance(row["from"], str) else "")
        except ValueError:
            faults.add(UNKNOWN_CHOICE.at(f"{path}.from", found=str(row["from"])[:40], known=("AAAA-MM-JJ",)))
    trigger = None if "from" in row and "on" not in row else _choice(row.get("on"), TRIGGERS, f"{path}.on", faults)
    raw_cap = row.get("cap")
    cap = raw_cap if raw_cap in (None, UNSPECIFIED) else _read_cap(raw_cap, f"{path}.cap", faults)
    base = _choice(row.get("base", "forecast N"), BASES, f"{path}.base", faults)
    return Advance(_read_rate(row.get("rate"), f"{path}.rate", faults), base, trigger, day, cap)


def _read_cap(raw: object, path: str, faults: Faults) -> Cap:
    given = raw if isinstance(raw, Mapping) else {}
    _strangers(given, ("rate", "base", "scope", "if"), f"{path}.", faults)
    rate = _read_rate(given.get("rate"), f"{path}.rate", faults)
    base = _choice(given.get("base"), BASES, f"{path}.base", faults)
    scope = _choice(given.get("scope", "cumulative"), SCOPES, f"{path}.scope", faults)
    condition = given.get("if")
    if condition is not None and not (isinstance(condition, str) and CONDITION.fullmatch(condition)):
        faults.add(UNKNOWN_CHOICE.at(f"{path}.if", found=str(condition)[:40], known=CONDITIONS))
        condition = None
    return Cap(rate, base, scope, condition)
