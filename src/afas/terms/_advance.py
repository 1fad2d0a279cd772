"""An advance, and the cap it is paid within."""

from datetime import date
from decimal import Decimal

import attrs

from afas.errors import InvalidInput
from afas.reading import unreadable
from afas.terms._vocabulary import (
    BASES,
    SCOPES,
    SUBJECT,
    TRIGGERS,
    UNSPECIFIED,
    among,
    is_condition,
    is_day,
    rate,
)

__all__ = ["Advance", "Cap"]


@attrs.frozen
class Cap:
    """The most an advance may come to (*dans la limite de*).

    Attributes:
        rate: of the base.
        base: one of `BASES`.
        scope: on all advances together ("cumulative") or on "this advance" alone.
        condition: when it applies, e.g. "gap over 0.10 not justified"; None for always. A "gap" has two sides, a
            "rise" or a "drop" one; its denominator is the actual right N-1 unless it says "of forecast N". A source
            that says neither leaves an "unspecified over 0.10".
    """

    rate: Decimal = attrs.field(converter=rate)
    base: str = attrs.field(validator=among(BASES))
    scope: str = attrs.field(default="cumulative", validator=among(SCOPES))
    condition: str | None = attrs.field(default=None, validator=is_condition)


def _is_cap(_: object, field: "attrs.Attribute[Cap | str | None]", found: object) -> None:
    if found is not None and not isinstance(found, Cap) and found != UNSPECIFIED:
        raise InvalidInput(SUBJECT, (unreadable(field.name, found, ("None", "Cap(…)", UNSPECIFIED)),))


@attrs.frozen
class Advance:
    """One advance: a rate of a base, on an event or from a day, within a cap.

    Attributes:
        base: one of `BASES`, or "unspecified" where the source leaves it open.
        on: the event that triggers it, one of `TRIGGERS`; None where a day does; "unspecified" where the source leaves
            it open.
        from_day: the day it is paid from, for terms with fixed dates; with `on`, the later of the two.
        cap: a `Cap`, None for no cap, or "unspecified" where the source leaves it open.
    """

    rate: Decimal = attrs.field(converter=rate)
    base: str = attrs.field(default="forecast N", validator=among((*BASES, UNSPECIFIED)))
    on: str | None = attrs.field(default=None, validator=among((*TRIGGERS, UNSPECIFIED)))
    from_day: date | None = attrs.field(default=None, validator=is_day)
    cap: "Cap | str | None" = attrs.field(default=None, validator=_is_cap)
