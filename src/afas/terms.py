"""Terms of payment (*modalités de paiement*) of a Caf and a year, as data: advances, caps, top-ups.

What a source leaves open is *unspecified*; `with_cap` and `with_top_up` name a reading. Add a base, a trigger
or a condition to the lists below, and to `payments.schedule` what it means.

Imports: text, errors, sources, quantities.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final

import attrs

from afas.errors import AfasError, FaultKind, Faults, InvalidInput, error
from afas.quantities import Unit, read_number
from afas.sources import Source
from afas.text import Text

__all__ = ["BASES", "UNSPECIFIED", "Advance", "Cap", "PaymentTerms", "UnspecifiedTerms"]

BASES: Final = ("forecast N", "actual N", "actual N-1", "actual N-2")
TRIGGERS: Final = ("forecast validated", "actual N-1 validated", "actual N-1 processed", "update validated")
SCOPES: Final = ("cumulative", "this advance")
CONDITIONS: Final = (None, "gap over 0.10 not justified")

_MOST_ADVANCES: Final = 2
TOO_MANY_ADVANCES = FaultKind(
    "too-many-advances", Text(fr="{found} acomptes ; {most} au plus", en="{found} advances; {most} at most")
)
UNKNOWN_CHOICE = FaultKind(
    "unknown-choice",
    Text(fr="« {found} » inconnu ; au choix : {known}", en="“{found}” is unknown; choose among: {known}"),
)


@error
class UnspecifiedTerms(AfasError, ValueError):
    """The source leaves a term open: the call has to say which reading it takes."""

    code = "unspecified-terms"
    template = Text(
        fr="Les modalités de paiement ne disent pas {what}. Dites-le : {fix}",
        en="The payment terms do not say {what}. Say it: {fix}",
    )
    what: Text
    fix: str


@attrs.frozen
class Cap:
    """The most an advance may come to (*dans la limite de*).

    Attributes:
        rate: of the base.
        base: one of `BASES`.
        scope: on all advances together ("cumulative") or on "this advance" alone.
        condition: when it applies; None for always.
    """

    rate: Decimal
    base: str
    scope: str = "cumulative"
    condition: str | None = None


UNSPECIFIED: Final = "unspecified"


@attrs.frozen
class Advance:
    """One advance: a rate of a base, on an event or from a day, within a cap.

    Attributes:
        on: the event that triggers it, one of `TRIGGERS`; None where a day does.
        from_day: the day it is paid from, for terms with fixed dates.
        cap: a `Cap`, None for no cap, or "unspecified" where the source leaves it open.
    """

    rate: Decimal
    base: str = "forecast N"
    on: str | None = None
    from_day: date | None = None
    cap: "Cap | str | None" = None


@attrs.frozen
class PaymentTerms:
    """The terms of payment of a Caf and a year.

    Raises:
        InvalidInput: more advances than a first and a second.

    Attributes:
        advances: in the order they are paid, two at most.
        top_up_rate: of the increase of the forecast right in an update; None where the source does not say.
        source: the text that states them.
    """

    advances: tuple[Advance, ...]
    top_up_rate: Decimal | None = None
    source: Source | None = None

    def __attrs_post_init__(self) -> None:
        if len(self.advances) > _MOST_ADVANCES:
            fault = TOO_MANY_ADVANCES.at("advances", found=len(self.advances), most=_MOST_ADVANCES)
            raise InvalidInput(Text(fr="Modalités de paiement", en="Payment terms"), (fault,))

    @classmethod
    def from_mapping(cls, data: Mapping[str, object]) -> "PaymentTerms":
        """Terms as a portal brings them, from JSON: rates as strings, days as ISO dates.

        Raises:
            InvalidInput: anything is wrong; every fault is in `faults`, with its path.
        """
        faults = Faults(Text(fr="Modalités de paiement", en="Payment terms"))
        given = data.get("advances")
        rows = given if isinstance(given, (list, tuple)) else []
        if not rows:
            faults.add(UNKNOWN_CHOICE.at("advances", found=str(given), known=("[{rate, base, on}]",)))
        advances = tuple(_read_advance(row, f"advances[{rank}]", faults) for rank, row in enumerate(rows))
        raw_top_up = data.get("top_up_rate")
        top_up = None if raw_top_up is None else _read_rate(raw_top_up, "top_up_rate", faults)
        faults.raise_if_any()
        return cls(advances, top_up)

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
        )

    def with_top_up(self, rate: str | Decimal) -> "PaymentTerms":
        """The same terms, the rate of the top-ups named.

        Raises:
            InvalidInput: not a ratio.
        """
        faults = Faults(Text(fr="Complément d’acompte", en="Top-up"))
        named = _read_rate(rate, "top_up_rate", faults)
        faults.raise_if_any()
        return attrs.evolve(self, top_up_rate=named)


def _read_rate(raw: object, path: str, faults: Faults) -> Decimal:
    rate = read_number(raw, path, Unit.RATIO)
    if isinstance(rate, Decimal):
        return rate
    faults.add(rate)
    return Decimal(0)


def _choice(found: object, known: tuple[str | None, ...], path: str, faults: Faults) -> str:
    if found not in known:
        faults.add(UNKNOWN_CHOICE.at(path, found=str(found), known=tuple(str(one) for one in known)))
    return str(found)


def _read_advance(row: object, path: str, faults: Faults) -> Advance:
    if not isinstance(row, Mapping):
        faults.add(UNKNOWN_CHOICE.at(path, found=str(row), known=("{rate, base, on}",)))
        return Advance(Decimal(0))
    for key in sorted(set(row) - {"rate", "base", "on", "from", "cap"}):
        faults.add(UNKNOWN_CHOICE.at(f"{path}.{key}", found=key, known=("rate", "base", "on", "from", "cap")))
    day = None
    if "from" in row:
        try:
            day = date.fromisoformat(str(row["from"]))
        except ValueError:
            faults.add(UNKNOWN_CHOICE.at(f"{path}.from", found=str(row["from"]), known=("AAAA-MM-JJ",)))
    trigger = None if "from" in row and "on" not in row else _choice(row.get("on"), TRIGGERS, f"{path}.on", faults)
    raw_cap = row.get("cap")
    cap = raw_cap if raw_cap in (None, UNSPECIFIED) else _read_cap(raw_cap, f"{path}.cap", faults)
    base = _choice(row.get("base", "forecast N"), BASES, f"{path}.base", faults)
    return Advance(_read_rate(row.get("rate"), f"{path}.rate", faults), base, trigger, day, cap)


def _read_cap(raw: object, path: str, faults: Faults) -> Cap:
    given = raw if isinstance(raw, Mapping) else {}
    for key in sorted(set(given) - {"rate", "base", "scope", "if"}):
        faults.add(UNKNOWN_CHOICE.at(f"{path}.{key}", found=key, known=("rate", "base", "scope", "if")))
    rate = _read_rate(given.get("rate"), f"{path}.rate", faults)
    base = _choice(given.get("base"), BASES, f"{path}.base", faults)
    scope = _choice(given.get("scope", "cumulative"), SCOPES, f"{path}.scope", faults)
    condition = given.get("if")
    if condition not in CONDITIONS:
        _choice(condition, CONDITIONS, f"{path}.if", faults)
    return Cap(rate, base, scope, condition)
