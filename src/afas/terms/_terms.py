"""Terms of payment (*modalités de paiement*) of a Caf and a year, as data: advances, caps, top-ups.

What a source leaves open is *unspecified*: `with_cap`, `with_top_up`, `with_base` and the like name a reading. Add a
base, a trigger or a condition to `_vocabulary`, and what it means to the amounts and the years of `payments`.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal

import attrs

from afas import ps as registry
from afas.errors import Faults, InvalidInput
from afas.periods import FinancialYear
from afas.sources import Source
from afas.terms._advance import Advance, Cap
from afas.terms._reading import MOST_ADVANCES, TOO_MANY_ADVANCES, read_cap, read_terms, terms_reader
from afas.terms._vocabulary import (
    BASES,
    CONDITION,
    DENOMINATORS,
    EQUIPMENT,
    PARTIAL_YEARS,
    ROUNDINGS,
    SIDES,
    SUBJECT,
    TRIGGERS,
    UNSPECIFIED,
    among,
    are_codes,
    are_readings,
    is_year,
    rate,
)
from afas.text import Text

__all__ = ["PaymentTerms"]


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
        readings: what the caller has named where the source is silent, among `READINGS`.
    """

    advances: tuple[Advance, ...]
    top_up_rate: Decimal | None = attrs.field(default=None, converter=attrs.converters.optional(rate))
    source: Source | None = None
    top_up_cap: Cap | None = None
    year: int | None = attrs.field(default=None, validator=is_year)
    ps: tuple[str, ...] = attrs.field(default=(), validator=are_codes)
    equipment: str | None = attrs.field(default=None, validator=among(EQUIPMENT))
    partial_year: str = attrs.field(default=UNSPECIFIED, validator=among((*PARTIAL_YEARS, UNSPECIFIED)))
    rounding: str = attrs.field(default="cent", validator=among(ROUNDINGS))
    readings: tuple[str, ...] = attrs.field(default=(), validator=are_readings)

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
        read = read_terms(data, terms_reader(faults))
        faults.raise_if_any()
        return cls(**read, source=source)

    def covers(self, year: int, ps: str, equipment: str) -> bool:
        """Are these the terms of that year, PS and equipment?"""
        within = FinancialYear(year, _school(ps)).period
        days = [advance.from_day for advance in self.advances if advance.from_day]
        in_year = all(map(within.holds, days)) if self.year is None else self.year == year
        return in_year and (not self.ps or ps in self.ps) and self.equipment in (None, equipment)

    @property
    def left_open(self) -> tuple[str, ...]:
        """The names, among `READINGS`, of what the source leaves open; a computation that needs one raises.

        A part of a year is left out: it matters only to an agreement that covers one.

        >>> open_base = {"advances": [{"rate": "0.35", "base": "unspecified", "from": "2023-03-01"}]}
        >>> PaymentTerms.from_mapping(open_base).left_open
        ('top_up_rate', 'base')
        """
        caps = [cap for cap in (self.top_up_cap, *(a.cap for a in self.advances)) if isinstance(cap, Cap)]
        found = {
            "cap": any(a.cap == UNSPECIFIED for a in self.advances),
            "top_up_rate": self.top_up_rate is None,
            "base": any(a.base == UNSPECIFIED for a in self.advances),
            "trigger": any(a.on == UNSPECIFIED for a in self.advances),
            "gap": any((cap.condition or "").startswith(UNSPECIFIED) for cap in caps),
        }
        return tuple(name for name, is_open in found.items() if is_open)

    def with_cap(
        self, rate: str | Decimal, base: str, scope: str = "cumulative", condition: str | None = None
    ) -> "PaymentTerms":
        """A copy with the cap that the source leaves open.

        Raises:
            InvalidInput: a rate that is none, an unknown base or scope.
        """
        faults = Faults(Text(fr="Plafond des acomptes", en="Cap of the advances"))
        named = read_cap({"rate": rate, "base": base, "scope": scope, "if": condition}, "cap", terms_reader(faults))
        faults.raise_if_any()
        return attrs.evolve(
            self,
            advances=tuple(attrs.evolve(a, cap=named) if a.cap == UNSPECIFIED else a for a in self.advances),
            readings=self._and("cap"),
        )

    def _and(self, reading: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.readings, reading)))

    def with_top_up(self, rate: str | Decimal) -> "PaymentTerms":
        """A copy with the rate of the top-ups.

        Raises:
            InvalidInput: not a ratio.
        """
        faults = Faults(Text(fr="Complément d’acompte", en="Top-up"))
        named = terms_reader(faults).rate(rate, "top_up_rate")
        faults.raise_if_any()
        return attrs.evolve(self, top_up_rate=named, readings=self._and("top_up_rate"))

    def with_partial_year(self, reading: str) -> "PaymentTerms":
        """A copy that says how an earlier right counts for an agreement over a part of the year.

        Raises:
            InvalidInput: none of `PARTIAL_YEARS`.
        """
        faults = Faults(Text(fr="Convention en cours d’année", en="Agreement within the year"))
        named = terms_reader(faults).choice(reading, "partial_year", PARTIAL_YEARS)
        faults.raise_if_any()
        return attrs.evolve(self, partial_year=named or UNSPECIFIED, readings=self._and("partial_year"))

    def with_base(self, base: str) -> "PaymentTerms":
        """A copy with the base of the advances, where the source leaves it open.

        Raises:
            InvalidInput: none of `BASES`.

        >>> open_base = {"advances": [{"rate": "0.35", "base": "unspecified", "from": "2023-03-01"}]}
        >>> PaymentTerms.from_mapping(open_base).with_base("forecast N").advances[0].base
        'forecast N'
        """
        named = self._named(base, BASES, "base")
        advances = (attrs.evolve(a, base=named) if a.base == UNSPECIFIED else a for a in self.advances)
        return attrs.evolve(self, advances=tuple(advances), readings=self._and("base"))

    def with_trigger(self, on: str) -> "PaymentTerms":
        """A copy with the event that triggers an advance, where the source leaves it open.

        Raises:
            InvalidInput: none of `TRIGGERS`.
        """
        named = self._named(on, TRIGGERS, "on")
        advances = (attrs.evolve(a, on=named) if a.on == UNSPECIFIED else a for a in self.advances)
        return attrs.evolve(self, advances=tuple(advances), readings=self._and("trigger"))

    def with_gap(self, side: str, of: str = "actual N-1") -> "PaymentTerms":
        """A copy with the side and the denominator of the gap of a cap, where the source does not say them.

        Args:
            side: "gap" on either side, "rise" or "drop" from the actual right N-1 to the forecast.
            of: its denominator, "actual N-1" or "forecast N".

        Raises:
            InvalidInput: another side or denominator.
        """
        side, of = self._named(side, SIDES, "side"), self._named(of, DENOMINATORS, "of")

        def named(cap: Cap | str | None) -> Cap | str | None:
            condition = CONDITION.fullmatch((cap.condition or "") if isinstance(cap, Cap) else "")
            if not isinstance(cap, Cap) or condition is None or condition["side"] != UNSPECIFIED:
                return cap
            return attrs.evolve(cap, condition=f"{side} over {condition['over']} of {of}{condition['unless'] or ''}")

        advances = tuple(attrs.evolve(a, cap=named(a.cap)) for a in self.advances)
        top_up = named(self.top_up_cap)
        top_up_cap = top_up if isinstance(top_up, Cap) else None
        return attrs.evolve(self, advances=advances, top_up_cap=top_up_cap, readings=self._and("gap"))

    def with_year(self, year: int) -> "PaymentTerms":
        """A copy with the financial year, where the source does not say it.

        Raises:
            InvalidInput: it is no year.
        """
        return attrs.evolve(self, year=year, readings=self._and("year"))

    @staticmethod
    def _named(found: str, known: Iterable[str], path: str) -> str:
        faults = Faults(SUBJECT)
        named = terms_reader(faults).choice(found, path, known)
        faults.raise_if_any()
        return named or ""


def _school(ps: str) -> bool:
    """Does it run by school year? A PS without rules here, or all of them, by civil year."""
    try:
        return registry.get(ps).school_year
    except registry.UnknownPS:
        return False
