"""What is quoted of a value that cannot be read: its first forty characters, whichever reader refuses it."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

import afas
from afas import exchange
from afas.declarations import action_from_mapping
from afas.errors import AfasError, InvalidInput
from afas.payments import Ledger, Paid, PaymentTerms, schedule
from afas.periods import FinancialYear
from afas.quantities import read_flag
from afas.terms import Advance, Cap
from afas.text import Text

LONG = "x" * 39 + "yz" + "é" * 10
TERMS = PaymentTerms.from_mapping({"advances": [{"rate": "0.40", "on": "forecast validated"}]})
FORTY: Any = Decimal("0.40")


def flag(raw: object) -> None:
    found = read_flag(raw, "meals")
    if not isinstance(found, Decimal):
        raise InvalidInput(Text(fr="repas", en="meals"), (found,))


READERS: dict[str, Callable[[Any], object]] = {
    "trigger": lambda found: PaymentTerms.from_mapping({"advances": [{"rate": "0.40", "on": found}]}),
    "base, made": lambda found: Advance(FORTY, found, on="forecast validated"),
    "trigger, made": lambda found: Advance(FORTY, "forecast N", on=found),
    "condition, made": lambda found: Cap(FORTY, "forecast N", "cumulative", found),
    "day, made": lambda found: Advance(FORTY, "forecast N", from_day=found),
    "year of terms": lambda found: PaymentTerms(TERMS.advances, year=found),
    "readings": lambda found: PaymentTerms(TERMS.advances, readings=(found,)),
    "readings alone": lambda found: PaymentTerms(TERMS.advances, readings=found),
    "year": FinancialYear,
    "action": lambda found: action_from_mapping({"action": found}),
    "key of an action": lambda found: action_from_mapping({"action": "VALIDATE", found: 1}),
    "event": lambda found: schedule(TERMS, forecast=1, days={found: date(2023, 1, 1)}),
    "group": lambda found: Ledger(TERMS).balances(by=found),
    "figure": lambda found: afas.estimate("ALSH", {"expenses": found}, 2023),
    "field": lambda found: afas.estimate("ALSH", {found: "1"}, 2023),
    "amount": lambda found: Paid("a", date(2023, 1, 1), "A1", 2023, found),
    "day": lambda found: Paid("a", found, "A1", 2023, "1"),
    "flag": flag,
    "key": lambda found: exchange.converter().structure({found: 1}, afas.Site),
}


@pytest.mark.parametrize("reader", [*READERS])
def test_forty_characters_are_quoted_of_what_cannot_be_read(reader: str) -> None:
    with pytest.raises(AfasError) as caught:
        READERS[reader](LONG)
    quoted = [str(fault.fields["found"]) for fault in caught.value.faults if "found" in fault.fields]
    assert any(found.strip("'") in (LONG[:40], LONG[:39]) for found in quoted), quoted
    assert all(len(found) <= 40 for found in quoted)
    for locale in ("fr", "en"):
        assert LONG[:41] not in caught.value.text(locale)
