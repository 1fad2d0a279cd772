"""Days, periods and financial years: the first day, the last, and the days beside them."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from afas.partners import Activity, Agreement, Partner, Person, Registry, Site, UnknownSite
from afas.periods import FinancialYear, NotADay, NotAYear, Period, PeriodEndsBeforeItStarts, not_a_year
from afas.sources import Source
from afas.text import Text

DAY = timedelta(days=1)
FIRST, LAST = date(2023, 1, 1), date(2023, 12, 31)
YEAR = Period.through(FIRST, LAST)


def test_a_period_holds_its_first_day_and_its_last_and_no_day_beside_them() -> None:
    assert Period(FIRST, LAST + DAY) == YEAR
    assert [YEAR.holds(day) for day in (FIRST - DAY, FIRST, LAST, LAST + DAY)] == [False, True, True, False]
    assert YEAR.last == LAST
    open_ended = Period(FIRST)
    assert [open_ended.holds(day) for day in (FIRST - DAY, FIRST, date.max)] == [False, True, True]
    assert open_ended.last is None
    assert Period.through(FIRST, date.max) == open_ended
    one = Period.one_day(FIRST)
    assert (one.last, one.end, one.holds(FIRST + DAY)) == (FIRST, FIRST + DAY, False)


@pytest.mark.parametrize("end", [FIRST, FIRST - DAY])
def test_a_period_has_a_day_at_least(end: date) -> None:
    with pytest.raises(PeriodEndsBeforeItStarts) as refused:
        Period(FIRST, end)
    assert (refused.value.start, refused.value.end) == (FIRST, end)
    with pytest.raises(PeriodEndsBeforeItStarts):
        Period.through(FIRST, FIRST - DAY)


@pytest.mark.parametrize("bad", [datetime(2023, 6, 1), "2023-06-01", 20230601, None])
def test_a_period_is_made_of_days(bad: Any) -> None:
    class Holiday(date):
        pass

    assert Period(Holiday(2023, 6, 1), Holiday(2023, 6, 2)).holds(date(2023, 6, 1))
    made: list[Callable[[], Period]] = [
        lambda: Period(bad),
        lambda: Period.through(FIRST, bad),
        lambda: Period.one_day(bad),
    ]
    for make in made if bad is None else (*made, lambda: Period(FIRST, bad)):
        with pytest.raises(NotADay) as refused:
            make()
        assert refused.value.found == str(bad)


@pytest.mark.parametrize(
    ("one", "other", "common"),
    [
        ((1, 10), (5, 20), (5, 10)), ((1, 10), (9, 20), (9, 10)), ((1, 10), (10, 20), None), ((1, 10), (2, 5), (2, 5)),
        ((1, 10), (5, None), (5, 10)), ((1, None), (5, None), (5, None)), ((1, 10), (1, 10), (1, 10)),
        ((1, 10), (11, None), None), ((1, 10), (10, None), None),
    ],
)  # fmt: skip
def test_the_days_that_two_periods_share(
    one: tuple[int, int | None], other: tuple[int, int | None], common: tuple[int, int | None] | None
) -> None:
    def days(start: int, end: int | None) -> Period:
        return Period(date(2023, 1, start), None if end is None else date(2023, 1, end))

    wanted = None if common is None else days(*common)
    assert days(*one).common(days(*other)) == days(*other).common(days(*one)) == wanted


@pytest.mark.parametrize(
    ("period", "fr", "en"),
    [
        (Period(FIRST), "à partir du 1er janvier 2023", "from 1 January 2023 on"),
        (Period.one_day(FIRST), "le 1er janvier 2023", "on 1 January 2023"),
        (Period.through(FIRST, FIRST + DAY), "du 1er janvier 2023 au 2 janvier 2023 inclus",
         "from 1 January 2023 to 2 January 2023 included"),
    ],
)  # fmt: skip
def test_a_period_is_said_with_its_last_day(period: Period, fr: str, en: str) -> None:
    assert (period.text.fr, period.text.en, period.message.text("en")) == (fr, en, en)


@pytest.mark.parametrize(
    ("year", "first", "last", "label"),
    [
        (FinancialYear(2023), date(2023, 1, 1), date(2023, 12, 31), "2023"),
        (FinancialYear(2023, school=True), date(2023, 9, 1), date(2024, 8, 31), "2023-2024"),
    ],
)
def test_a_financial_year_is_civil_or_runs_from_september(
    year: FinancialYear, first: date, last: date, label: str
) -> None:
    assert (year.start, year.period, year.text.fr, year.text.en) == (first, Period.through(first, last), label, label)
    assert (year.previous(), year.previous(2)) == (FinancialYear(2022, year.school), FinancialYear(2021, year.school))
    assert year.previous().period.end == year.start


def test_years_come_in_the_order_of_their_first_days() -> None:
    civil, school = FinancialYear(2023), FinancialYear(2023, school=True)
    ordered = [school.previous(), civil, school, FinancialYear(2024)]
    assert sorted([ordered[3], ordered[1], ordered[2], ordered[0]]) == ordered
    for rank, one in enumerate(ordered):
        for other_rank, other in enumerate(ordered):
            assert (one < other, one <= other, one > other) == (
                rank < other_rank,
                rank <= other_rank,
                rank > other_rank,
            )


@pytest.mark.parametrize("raw", [1899, 2201, 0, -2023, True, "2023", 2023.0, None, 10**12])
def test_what_is_no_year_is_told(raw: Any) -> None:
    with pytest.raises(NotAYear) as refused:
        FinancialYear(raw)
    assert (refused.value.found, refused.value.first, refused.value.last) == (str(raw), "1900", "2200")


def test_whole_numbers_of_any_kind_are_years_from_1900_to_2200() -> None:
    assert [FinancialYear(year).year for year in (1900, 2200)] == [1900, 2200]
    assert FinancialYear(np.int64(2023)) == FinancialYear(2023)
    assert type(FinancialYear(np.int16(2023)).year) is int
    fault = not_a_year("year", "x" * 90)
    assert (fault.path, fault.fields["found"], fault.fields["first"], fault.fields["last"]) == (
        "year", "x" * 40, "1900", "2200",
    )  # fmt: skip


def test_what_reference_data_says_where_nothing_is_said() -> None:
    """A partner in one commune, without contract nor adhesion; an agreement that is signed; a person of Mcp."""
    partner = Partner("P1", "La Poste", "356 000 000 498 37", "PARIS")
    assert (partner.multi_site, partner.service_contract, partner.adhesion) == (False, None, None)
    assert (partner.siret, partner.siren) == ("35600000049837", "356000000")
    assert Agreement("C1", "P1", ("ALSH",), YEAR).signed
    assert (Person("U1", "Amel").registry, Person("U1", "Amel").groups) == (Registry.HABILITATION, frozenset())
    balzac, pasteur = Site("S1", "Balzac"), Site("S2", "Pasteur")
    activity = Activity("A1", "P1", "ALSH", "Loisirs", "NANTERRE", (balzac, pasteur))
    assert (activity.site("S2"), activity.nature) == (pasteur, "")
    with pytest.raises(UnknownSite) as unknown:
        activity.site("S3")
    assert (unknown.value.site, unknown.value.activity, unknown.value.known) == ("S3", "Loisirs", ("S1", "S2"))


def test_a_source_is_cited_with_all_that_is_known_of_it() -> None:
    whole = Source(
        "[Tarifs]", "Ville", date(2026, 11, 23), "https://exemple.fr", date(2023, 1, 2), "page 3",
        Text(fr="lu en ligne", en="read online"), "Jeanne",
    )  # fmt: skip
    assert whole.cite("fr") == (
        "Ville, « Tarifs », titre descriptif, page 3, lu en ligne, fourni par Jeanne, https://exemple.fr "
        "(vérifié le 23 novembre 2026)"
    )
    assert whole.cite("en") == (
        "Ville, “Tarifs”, descriptive title, page 3, read online, supplied by Jeanne, https://exemple.fr "
        "(checked on 23 November 2026)"
    )
    for title in ("[Tarifs", "Tarifs]", "Tarifs"):
        assert Source(title, "Ville").cite() == f"Ville, « {title} »"
