"""The days on which an advance may fall due: under agreement, for a year under agreement, until the activity closes."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from afas.partners import Activity
from afas.payments import Accepted, Agreed, Closed, Fact, Ledger, PaymentTerms
from afas.periods import Period
from afas.terms import TermsBook

ADVANCES = {"advances": [{"rate": "0.40", "on": "forecast validated"}], "top_up_rate": "0"}
TERMS = PaymentTerms.from_mapping({**ADVANCES, "partial_year": "as declared"})
CIVIL = Activity("A1", "P1", "ALSH", "Loisirs", "LILLE")
SCHOOL = Activity("A1", "P1", "CLAS", "Aide aux leçons", "LILLE")
SIGNED = date(2020, 1, 2)


def agreed(*periods: tuple[str, str | None]) -> list[Fact]:
    """Agreements over these days, the last one not held, all signed long before."""
    days = [(date.fromisoformat(start), end and date.fromisoformat(end)) for start, end in periods]
    return [Agreed(f"c{rank}", SIGNED, "A1", Period(start, end or None)) for rank, (start, end) in enumerate(days)]


def fallen(activity: Activity, day: date, year: int, *facts: Fact) -> str | None:
    """The day on which 40 % of the forecast of that year falls due, once it was validated that day."""
    forecast = Accepted("f", day, "A1", year, "FORECAST", "1000")
    entries = Ledger(TERMS, [activity]).record(*facts, forecast).entries()
    assert {str(entry.amount) for entry in entries} <= {"400.00"}
    assert len(entries) < 2
    return str(entries[0].on) if entries else None


BEFORE_2023, IN_2024 = ("2020-01-01", "2023-01-01"), ("2024-01-01", "2025-01-01")


@pytest.mark.parametrize(
    ("periods", "validated", "year", "due"),
    [
        # without any agreement that is known, on whatever day
        ([], "2023-02-10", 2023, "2023-02-10"),
        # on its first day; before it, that day is waited for
        ([("2023-04-01", "2025-01-01")], "2023-04-01", 2023, "2023-04-01"),
        ([("2023-04-01", "2025-01-01")], "2023-03-31", 2023, "2023-04-01"),
        ([("2023-04-01", None)], "2023-03-31", 2023, "2023-04-01"),
        # on its last day, and not on the day after
        ([("2022-01-01", "2023-07-01")], "2023-06-30", 2023, "2023-06-30"),
        ([("2022-01-01", "2023-07-01")], "2023-07-01", 2023, None),
        # the year is under agreement too: one that ends on 31 December 2022 pays for 2022 and not for 2023
        ([BEFORE_2023], "2022-12-31", 2022, "2022-12-31"),
        ([BEFORE_2023], "2022-12-31", 2023, None),
        ([("2020-01-01", "2023-01-02")], "2022-12-31", 2023, "2022-12-31"),
        # one and the same agreement is of that day and of that year
        ([BEFORE_2023, IN_2024], "2022-12-20", 2024, "2024-01-01"),
        ([BEFORE_2023, IN_2024], "2023-02-10", 2023, None),
        # one of several is enough
        ([BEFORE_2023, ("2023-01-01", "2024-01-01")], "2023-02-10", 2023, "2023-02-10"),
        ([("2023-01-01", "2024-01-01"), IN_2024], "2023-02-10", 2023, "2023-02-10"),
    ],
)
def test_an_advance_falls_due_on_a_day_and_for_a_year_under_agreement(
    periods: list[tuple[str, str | None]], validated: str, year: int, due: str | None
) -> None:
    assert fallen(CIVIL, date.fromisoformat(validated), year, *agreed(*periods)) == due


@pytest.mark.parametrize(
    ("last", "due"),  # an agreement until 31 August 2023, or a day more
    [("2023-09-01", None), ("2023-09-02", "2023-08-20")],
)
def test_a_school_year_is_under_agreement_from_its_first_of_september(last: str, due: str | None) -> None:
    signed = agreed(("2022-09-01", last))
    assert fallen(SCHOOL, date(2023, 8, 20), 2023, *signed) == due
    assert fallen(SCHOOL, date(2023, 8, 20), 2022, *signed) == "2023-08-20"
    assert fallen(CIVIL, date(2023, 8, 20), 2023, *signed) == "2023-08-20"
    assert fallen(SCHOOL, date(2023, 8, 20), 2023, *agreed(("2024-09-01", None))) is None


@pytest.mark.parametrize("periods", [(), (("2022-01-01", "2025-01-01"),)])
@pytest.mark.parametrize("closed", [date(2023, 2, 10), datetime(2023, 2, 10, 18)])
def test_nothing_falls_due_from_the_day_it_closes(periods: tuple[tuple[str, str], ...], closed: date) -> None:
    facts = [*agreed(*periods), Closed("x", closed, "A1")]
    for day, due in ((9, "2023-02-09"), (10, None), (11, None)):
        validated = datetime(2023, 2, day, 20) if isinstance(closed, datetime) else date(2023, 2, day)
        assert fallen(CIVIL, validated, 2023, *facts) == due
    assert fallen(CIVIL, date(2023, 2, 11), 2024, *facts) is None


NEW = TermsBook.from_mapping(
    {
        "terms": [
            {**ADVANCES, "partial_year": "as declared", "equipment": "existing"},
            {
                "advances": [{"rate": "0.25", "on": "forecast validated"}],
                "top_up_rate": "0",
                "partial_year": "as declared",
                "equipment": "new",
            },
        ]
    }
)


@pytest.mark.parametrize(
    ("activity", "start", "equipment", "amount"),
    [
        (CIVIL, date(2022, 12, 31), "new", "400.00"),
        (CIVIL, date(2023, 1, 1), "new", "250.00"),
        (CIVIL, date(2023, 1, 1), "existing", "400.00"),
        (CIVIL, date(2023, 12, 31), "new", "250.00"),
        (CIVIL, date(2024, 1, 1), "new", "400.00"),
        (SCHOOL, date(2023, 8, 31), "new", "400.00"),
        (SCHOOL, date(2023, 9, 1), "new", "250.00"),
        (SCHOOL, date(2023, 9, 1), "existing", "400.00"),
        (SCHOOL, date(2024, 8, 31), "new", "250.00"),
        (SCHOOL, date(2024, 9, 1), "new", "400.00"),
    ],
)
def test_equipment_is_new_in_the_year_in_which_an_agreement_on_new_equipment_starts(
    activity: Activity, start: date, equipment: str, amount: str
) -> None:
    """40 % of 1,000 for existing equipment, 25 % for new: beside an agreement of long ago, on existing or new."""
    forecast = Accepted("f", date(2023, 10, 2), "A1", 2023, "FORECAST", "1000")
    for before in ("existing", "new"):
        old = Agreed("c0", SIGNED, "A1", Period(date(2020, 1, 1)), before)
        for facts in ([old], [old, Agreed("c1", SIGNED, "A1", Period(start), equipment)]):
            entries = Ledger(NEW, [activity]).record(*facts, forecast).entries()
            expected = "400.00" if len(facts) == 1 else amount
            assert [str(entry.amount) for entry in entries] == [expected]


def test_what_comes_after_the_closing_by_the_clock_of_the_world_makes_nothing_fall_due() -> None:
    """Closed on 10 February at 00:10 in Paris; validated there at 00:00 or 00:30, on the 9th by universal time."""
    closed = Closed("x", datetime(2023, 2, 10, 0, 10, tzinfo=timezone(timedelta(hours=1))), "A1")
    for validated, due in (
        (datetime(2023, 2, 9, 23, 0, tzinfo=UTC), "2023-02-09"),
        (datetime(2023, 2, 9, 23, 30, tzinfo=UTC), None),
    ):
        assert fallen(CIVIL, validated, 2023, closed) == due
        assert fallen(CIVIL, validated, 2023, closed, *agreed(("2022-01-01", None))) == due
