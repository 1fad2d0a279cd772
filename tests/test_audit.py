"""The provenance report: every figure is there, and the questions of an audit find what they should."""

from datetime import date, timedelta

import pytest

import afas
from afas import ps
from afas.audit import provenance
from afas.parameters import READ
from afas.sources import Grade

REPORT = provenance()


def test_every_built_in_figure_is_there_once() -> None:
    services = [*map(ps.get, ps.codes()), ps.PARTICIPATIONS]
    values = [(s.code, p.name, v.start) for s in services for p in s.parameters for v in p.values]
    assert [(one.ps, one.parameter, one.start) for one in REPORT.figures] == values
    assert afas.provenance().figures == REPORT.figures


def test_what_deserves_a_second_look() -> None:
    names = {(one.ps, one.parameter) for one in REPORT.open_ended}
    assert ("AGC", "rate") in names
    assert ("ALSH", "wednesday_plan_rate") not in names  # its end was read
    assert all(one.end is None and one.grade in READ for one in REPORT.open_ended)
    assert {(one.ps, one.parameter) for one in REPORT.figures if one.published} == {
        *(("AGC", "rate"), ("MEDIATION_FAMILIALE", "rate"), ("RPE", "reinforced_mission_bonus")),
        ("PARTICIPATIONS", "ceiling"),
    }
    # whatever was read is dated or not; of the two rates of AGC, that of 2023 has no day of publication
    dated = [one for one in REPORT.figures if one.published]
    assert {one.start.year for one in REPORT.undated if (one.ps, one.parameter) == ("AGC", "rate")} == {2023}
    assert all(one.read for one in (*dated, *REPORT.undated))
    assert len(dated) + len(REPORT.undated) == sum(one.grade in READ for one in REPORT.figures) < len(REPORT.figures)
    # 3,000 euros from 1 January 2017 by a circular of 26 July; a rate of 1 January 2024 by a speech of 12 March
    before = {(one.ps, one.parameter, one.start.year) for one in REPORT.before_their_text}
    assert {("RPE", "reinforced_mission_bonus", 2017), ("AGC", "rate", 2024)} <= before


def test_a_reading_older_than_a_day() -> None:
    last = max(one.source.checked_on for one in REPORT.figures if one.source.checked_on)
    assert len(REPORT.checked_before(last + timedelta(days=1))) == len(REPORT.figures)
    assert REPORT.checked_before(date(2020, 1, 1)) == ()


def test_the_figures_of_a_ps_by_grade() -> None:
    assert REPORT.grades["FJT"] == {**dict.fromkeys(Grade, 0), Grade.START_INFERRED: 1, Grade.SOURCED: 1}
    assert REPORT.grades["PARTICIPATIONS"][Grade.REPORTED] > 0
    assert sum(sum(counted.values()) for counted in REPORT.grades.values()) == len(REPORT.figures)


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_what_deserves_a_second_look_is_shown(locale: str) -> None:
    made = provenance(["AGC", "PARTICIPATIONS"])
    last = max(one.source.checked_on for one in made.figures if one.source.checked_on)
    _, every, open_ended, before, stale = made.document(locale, checked_before=last).tables
    assert [len(table.rows) for table in (every, open_ended, before, stale)] == [
        *(len(made.figures), len(made.open_ended), len(made.before_their_text), len(made.checked_before(last))),
    ]
    assert 0 < len(stale.rows) < len(every.rows)
    assert len(made.document(locale).tables) == 4  # no day, no list of old readings: the library has no clock


def test_the_years_that_lack_a_figure() -> None:
    found = {(one.ps, one.year.year): one.missing for one in REPORT.coverage([2007, 2025, 2026])}
    assert "inclusive_complement_rate" not in found["ALSH", 2025]
    assert "inclusive_complement_rate" in found["ALSH", 2026]
    assert ("EAJE", 2007) not in found  # no formula yet


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_it_is_shown_in_both_languages(locale: str) -> None:
    shown = provenance(["AGC", "ALSH"]).to_markdown(locale, years=[2026])
    assert ("fin non lue" if locale == "fr" else "no end read") in shown
    assert "inclusive_complement_rate" in shown
    assert "La Gazette des communes" in shown
    assert len(REPORT.to_csv(locale).splitlines()) > len(REPORT.figures)


def test_a_code_of_no_ps() -> None:
    with pytest.raises(ps.UnknownPS):
        provenance(["ALHS"])
