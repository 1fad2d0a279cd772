"""Moments: instants are kept through the door, whatever they were written as, and nothing is guessed."""

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afas.errors import Fault
from afas.periods import NotAMoment, day_at, fixed, local, mixed, read_moment, write_moment

PARIS = ZoneInfo("Europe/Paris")
HOURS = st.datetimes(datetime(1900, 1, 1), datetime(2200, 12, 30))
OFFSETS = st.integers(-86_399, 86_399).map(lambda seconds: timezone(timedelta(seconds=seconds)))
MOMENTS = HOURS | st.builds(lambda moment, zone: moment.replace(tzinfo=zone), HOURS, OFFSETS | st.sampled_from([PARIS]))


@given(MOMENTS)
def test_an_instant_and_its_offset_survive_the_door(moment: datetime) -> None:
    kept = fixed(moment)
    assert kept.replace(tzinfo=None) == moment.replace(tzinfo=None)
    assert kept.utcoffset() == moment.utcoffset()
    assert kept.fold == 0
    assert read_moment(write_moment(kept), "at") == kept
    assert fixed(kept) == kept


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2023-02-10T15:00:00Z", datetime(2023, 2, 10, 15, tzinfo=UTC)),
        ("2023-02-10T15:00:00.123Z", datetime(2023, 2, 10, 15, 0, 0, 123000, tzinfo=UTC)),
        ("2023-02-10T15:00:00z", datetime(2023, 2, 10, 15, tzinfo=UTC)),
        ("2023-02-10T16:00+01:00", datetime(2023, 2, 10, 15, tzinfo=UTC)),
        ("2023-02-10 15:00:00", datetime(2023, 2, 10, 15)),
    ],
)
def test_moments_are_read_as_programs_write_them(written: str, instant: datetime) -> None:
    assert read_moment(written, "at") == instant


@pytest.mark.parametrize(
    "raw", ["2023-02-10", "yesterday", "2023-02-30T10:00", "1899-12-31T10:00", "9999-12-31T23:59:59Z", 5, None,
            date(2023, 2, 10), True,
            datetime(2023, 1, 1, tzinfo=timezone(timedelta(microseconds=1))),
            "2023-02-10T15:00:00+99:00", "2023-02-10T15:00" + "0" * 10_000]
)  # fmt: skip
def test_what_is_no_moment_is_a_fault(raw: object) -> None:
    fault = read_moment(raw, "history[0].at")
    assert isinstance(fault, Fault)
    assert (fault.path, fault.code) == ("history[0].at", "not-a-moment")
    assert len(fault.text.en) < 300


def test_a_day_is_no_moment() -> None:
    with pytest.raises(NotAMoment, match="write a date and a time"):
        fixed(date(2023, 2, 10))  # type: ignore[arg-type]


def test_the_hour_told_twice_keeps_its_instant() -> None:
    # 29 October 2023: at 3:00 summer time it is 2:00 again in Paris
    first, second = (datetime(2023, 10, 29, 2, 30, tzinfo=PARIS, fold=fold) for fold in (0, 1))
    assert [fixed(moment).isoformat()[-6:] for moment in (first, second)] == ["+02:00", "+01:00"]
    assert fixed(first) < fixed(second)


def test_a_wall_time_has_no_fold_nor_a_zone_that_says_nothing() -> None:
    class Nowhere(tzinfo):
        def utcoffset(self, moment: datetime | None) -> None:
            assert moment is None or moment.tzinfo is self

        def dst(self, moment: datetime | None) -> None:
            return self.utcoffset(moment)

        def tzname(self, moment: datetime | None) -> None:
            return self.utcoffset(moment)

    wall = datetime(2023, 10, 29, 2, 30)
    for moment in (wall, wall.replace(fold=1), wall.replace(tzinfo=Nowhere()), wall.replace(tzinfo=Nowhere(), fold=1)):
        kept = fixed(moment)
        assert (kept, kept.tzinfo, kept.fold) == (wall, None, 0)
    second = local(datetime(2023, 10, 29, 1, 30, tzinfo=UTC), PARIS)  # the hour told twice, the second time
    assert (second, second.fold) == (wall, 0)


@pytest.mark.parametrize("year", [1900, 2200])
def test_the_first_and_the_last_year_hold_moments_and_the_years_beside_them_do_not(year: int) -> None:
    assert fixed(datetime(year, 6, 1)) == datetime(year, 6, 1)
    beyond = 1899 if year == 1900 else 2201
    with pytest.raises(NotAMoment) as refused:
        fixed(datetime(beyond, 12, 31))
    assert (refused.value.first, refused.value.last) == ("1900", "2200")


def test_the_day_is_that_of_the_caf() -> None:
    late = datetime(2023, 7, 11, 22, tzinfo=UTC)  # midnight in Paris
    assert day_at(late, PARIS) == date(2023, 7, 12)
    assert day_at(late) == date(2023, 7, 11)
    assert local(datetime(2023, 7, 12)) == datetime(2023, 7, 12)


def test_two_kinds_of_moments_are_told() -> None:
    wall, instant = datetime(2023, 1, 1), datetime(2023, 1, 1, tzinfo=UTC)
    assert mixed([wall, wall]) is None
    assert mixed([instant, wall]) == (wall, instant)
