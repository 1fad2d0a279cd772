"""Family participations: the scale as read, the tariff of a household, the same on columns, what is refused."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import afas
from afas.columns import Fixed
from afas.documents import Note
from afas.errors import AfasError, InvalidInput
from afas.packs import read_csv, template
from afas.parameters import NoValueAt, ParameterValue
from afas.participations import Bound, CeilingUsed, Range, Tariff, hourly_range, tariff, tariffs, total_range
from afas.periods import Period
from afas.ps import PARTICIPATIONS
from afas.sources import Grade
from tests.ps_rules import complaints

# as read: parameter, first day, the day after the last (None: no end read), figure, grade
FIGURES = [
    ("floor", "2015-01-01", "2016-01-01", "647.49", Grade.REPORTED),
    ("floor", "2018-01-01", "2019-09-01", "687.30", Grade.SOURCED),
    ("floor", "2019-09-01", "2020-01-01", "705.27", Grade.SOURCED),
    ("floor", "2020-01-01", "2021-01-01", "705.27", Grade.REPORTED),
    ("floor", "2023-01-01", "2024-01-01", "754.16", Grade.REPORTED),
    ("floor", "2024-09-01", "2025-01-01", "765.77", Grade.REPORTED),
    ("ceiling", "2015-01-01", "2016-01-01", "4845.51", Grade.REPORTED),
    ("ceiling", "2018-01-01", "2019-09-01", "4874.62", Grade.SOURCED),
    ("ceiling", "2019-09-01", "2020-01-01", "5300", Grade.SOURCED),
    ("ceiling", "2020-01-01", "2021-01-01", "5600", Grade.REPORTED),
    ("ceiling", "2022-01-01", "2024-09-01", "6000", Grade.SOURCED),
    ("ceiling", "2024-09-01", "2025-09-01", "7000", Grade.SOURCED),
    ("ceiling", "2025-09-01", None, "8500", Grade.SOURCED),
    ("rate_1", "2018-01-01", "2019-09-01", "0.0006", Grade.SOURCED),
]
IN_FORCE = ("2019-09-01", "2020-01-01", "2021-01-01", "2022-01-01", "2023-01-01", "2024-01-01")
RATES = {  # of September 2019, 2020, 2021, 2022 (and since), in ten-thousandths of a percent
    "rate_1": ("605", "610", "615", "619"),
    "rate_2": ("504", "508", "512", "516"),
    "rate_3": ("403", "406", "410", "413"),
    "rate_4": ("302", "305", "307", "310"),
    "rate_8": ("202", "203", "205", "206"),
}
for _name, _read in RATES.items():
    for _rank, _figure in enumerate((*_read, _read[-1])):
        FIGURES.append((_name, IN_FORCE[_rank], IN_FORCE[_rank + 1], f"0.000{_figure}", Grade.REPORTED))
    FIGURES.append((_name, "2024-09-01", "2025-09-01", f"0.000{_read[-1]}", Grade.REPORTED))
# the first day of each row of the table, by children: read in September 2019, taken to be so before
for _name, _children in (("second_row", "2"), ("third_row", "3"), ("fourth_row", "4"), ("last_row", "8")):
    FIGURES.append((_name, "2015-01-01", "2019-09-01", _children, Grade.CHOSEN))
    FIGURES.append((_name, "2019-09-01", None, _children, Grade.REPORTED))
FIGURES += [
    ("aeeh_rows", "2015-01-01", None, "1", Grade.REPORTED),
    ("months", "2015-01-01", None, "12", Grade.START_INFERRED),
    ("tariff_rounded", "2015-01-01", None, "1", Grade.CHOSEN),
]
DAY = timedelta(days=1)


@pytest.mark.parametrize(("name", "first", "after", "figure", "grade"), FIGURES)
def test_law_10_as_read_from_the_first_day_to_the_last(
    name: str, first: str, after: str | None, figure: str, grade: Grade
) -> None:
    last = date(2099, 12, 31) if after is None else date.fromisoformat(after) - DAY
    for day in (date.fromisoformat(first), last):
        value = PARTICIPATIONS.parameter(name).at(day)
        assert value is not None, day
        assert (value.value, value.grade) == (Decimal(figure), grade)


@pytest.mark.parametrize("name", [parameter.name for parameter in PARTICIPATIONS.parameters])
def test_law_10_nothing_where_nobody_read_anything(name: str) -> None:
    held = [(date.fromisoformat(a), date.fromisoformat(b) if b else None) for n, a, b, *_ in FIGURES if n == name]
    for first, after in held:
        for day in (first - DAY, after):
            if day is not None and not any(a <= day and (b is None or day < b) for a, b in held):
                assert PARTICIPATIONS.parameter(name).at(day) is None, day


def test_law_10_every_figure_of_the_scale_is_in_the_table_and_the_years_that_nobody_read_are_said() -> None:
    known = {(name, first, after, Decimal(figure)) for name, first, after, figure, _ in FIGURES}
    held = {
        (one.name, value.start.isoformat(), value.end and value.end.isoformat(), value.value)
        for one in PARTICIPATIONS.parameters
        for value in one.values
    }
    assert held == known
    spring, since = ("2024-01-01", "2024-09-01"), ("2025-09-01", None)
    assert {
        one.name: [(gap.start.isoformat(), gap.end and gap.end.isoformat()) for gap in one.gaps]
        for one in PARTICIPATIONS.parameters
        if one.gaps
    } == {
        "floor": [("2016-01-01", "2018-01-01"), ("2021-01-01", "2023-01-01"), spring, ("2025-01-01", None)],
        "ceiling": [("2016-01-01", "2018-01-01"), ("2021-01-01", "2022-01-01")],
        **{name: [spring, since] for name in RATES},
    }
    published = {
        (one.name, str(value.start)): str(value.published)
        for one in PARTICIPATIONS.parameters
        for value in one.values
        if value.published
    }
    assert published == {("ceiling", "2025-09-01"): "2025-05-15"}


def test_the_scale_asks_for_a_household_and_orders_its_figures() -> None:
    """Yearly or monthly resources, children (one at least), those with the Aeeh, hours; all but children may lack."""
    assert [
        (field.name, field.unit.name, str(field.low), None if field.default is None else str(field.default))
        for field in PARTICIPATIONS.fields
    ] == [
        ("annual_resources", "EUR", "0", "0"),
        ("monthly_resources", "EUR", "0", "0"),
        ("children", "CHILD", "1", None),
        ("aeeh_children", "CHILD", "0", "0"),
        ("hours", "HOUR", "0", "0"),
    ]
    assert [str(formula.start) for formula in PARTICIPATIONS.formulas] == ["2015-01-01"]
    units = {name: PARTICIPATIONS.unit(name).name for name in PARTICIPATIONS.steps}
    assert units == {
        "resources": "EUR",
        "row": "COUNT",
        "rate": "RATIO",
        "tariff": "EUR_PER_HOUR",
        "participation": "EUR",
    }
    assert [(one.lesser, one.greater, one.strict, one.since) for one in PARTICIPATIONS.constraints] == [
        ("floor", "ceiling", False, None),
        ("rate_2", "rate_1", False, None),
        ("rate_3", "rate_2", False, None),
        ("rate_4", "rate_3", False, None),
        ("rate_8", "rate_4", False, None),
    ]


def test_law_10_every_figure_of_the_scale_has_its_source() -> None:
    assert complaints(PARTICIPATIONS) == []


def test_the_scale_is_not_a_ps_that_is_declared() -> None:
    assert PARTICIPATIONS.code not in afas.ps.codes()


SEPTEMBER_2024 = date(2024, 9, 1)


@pytest.mark.parametrize(
    ("children", "aeeh", "percent"),
    [
        (1, 0, "0.0619"),
        (2, 0, "0.0516"),
        (3, 0, "0.0413"),
        (4, 0, "0.0310"),
        (7, 0, "0.0310"),
        (8, 0, "0.0206"),
        (12, 0, "0.0206"),
        (1, 1, "0.0516"),  # the next lower rate
        (2, 1, "0.0413"),
        (2, 2, "0.0310"),  # once for each such child
        (3, 1, "0.0310"),
        (3, 2, "0.0206"),
        (4, 1, "0.0206"),  # 4 to 7 is one row: the next is 8 and more
        (7, 1, "0.0206"),
        (8, 3, "0.0206"),  # there is no lower one
    ],
)
def test_the_rate_falls_with_children_and_once_for_each_child_with_the_aeeh(
    children: int, aeeh: int, percent: str
) -> None:
    made = tariff({"monthly_resources": 3000, "children": children, "aeeh_children": aeeh}, on=SEPTEMBER_2024)
    exact = Fraction(3000) * Fraction(percent) / 100
    assert made.hourly == Decimal(int(exact * 100 + Fraction(1, 2))) / 100
    assert next(step for step in made.steps if step.name == "rate").value == Fraction(percent) / 100


def test_resources_stand_between_the_floor_and_the_ceiling() -> None:
    for resources, bound, hourly in (
        ("0", Bound.FLOOR, "0.47"),  # 765.77 x 0.0619 % = 0.474
        ("765.76", Bound.FLOOR, "0.47"),
        ("765.77", Bound.NONE, "0.47"),
        ("7000", Bound.NONE, "4.33"),  # 7,000 x 0.0619 % = 4.333
        ("7000.01", Bound.CEILING, "4.33"),
        ("20000", Bound.CEILING, "4.33"),
    ):
        made = tariff({"monthly_resources": resources, "children": 1}, on=SEPTEMBER_2024)
        assert (made.bound, made.hourly) == (bound, Decimal(hourly)), resources


def test_yearly_resources_are_those_of_twelve_months() -> None:
    """32,360 / 12 x 0.041 % = 1.1056, as toupty.org prints it: 1.11."""
    figures = {"floor": "705.27", "ceiling": "5800"}
    made = tariff({"annual_resources": "32360", "children": 3}, on=date(2021, 3, 1), parameters=figures)
    assert made.hourly == Decimal("1.11")


def test_the_tariff_is_rounded_before_it_is_multiplied_unless_the_caller_says_otherwise() -> None:
    family = {"monthly_resources": "1000", "children": 1, "hours": "100"}  # 1,000 x 0.0619 % = 0.619
    assert tariff(family, on=SEPTEMBER_2024).participation == Decimal("62.00")
    exact = tariff(family, on=SEPTEMBER_2024, parameters={"tariff_rounded": "0"})
    assert (exact.hourly, exact.participation) == (Decimal("0.62"), Decimal("61.90"))


def test_a_city_may_have_a_higher_ceiling_and_nobody_a_lower_one_without_the_caf() -> None:
    rich = {"monthly_resources": "9000", "children": 1}
    day = date(2020, 6, 1)
    higher = tariff(rich, on=day, city_ceiling="6860")  # Vincennes: 6,860 x 0.0610 % = 4.1846
    assert (higher.hourly, higher.ceiling) == (Decimal("4.18"), CeilingUsed.CITY)
    lower = tariff(rich, on=day, agreed_ceiling="5000")  # 5,000 x 0.0610 % = 3.05
    assert (lower.hourly, lower.ceiling) == (Decimal("3.05"), CeilingUsed.AGREED)
    assert tariff(rich, on=day).ceiling is CeilingUsed.NATIONAL
    for told in (higher, lower):
        assert told.ceiling.text.fr in told.to_markdown("fr")
        assert told.scale.values["ceiling"].grade is Grade.SUPPLIED
    for city, agreed, code in (
        ("5599.99", None, "city-ceiling-below-national"),
        (None, "5600.01", "agreed-ceiling-above-national"),
        ("6000", "5000", "ceiling-twice"),
        (None, "700", "constraint-broken"),  # below the floor
        ("6 860", None, "not-a-number"),
    ):
        with pytest.raises(InvalidInput) as refused:
            tariff(rich, on=day, city_ceiling=city, agreed_ceiling=agreed)
        assert [fault.code for fault in refused.value.faults] == [code]
    with pytest.raises(NoValueAt) as lacking:  # a city's ceiling stands for that of the scale, and for no other figure
        tariff(rich, on=date(2021, 6, 1), city_ceiling="6860")
    assert [fault.path for fault in lacking.value.faults] == ["parameters.floor"]


def test_only_what_this_family_needs_is_asked_for() -> None:
    assert tariff({"monthly_resources": "2000", "children": 1}, on=date(2018, 5, 1)).hourly == Decimal("1.20")
    with pytest.raises(NoValueAt) as refused:
        tariff({"monthly_resources": "2000", "children": 2}, on=date(2018, 5, 1))
    assert [fault.path for fault in refused.value.faults] == ["parameters.rate_2"]
    with pytest.raises(NoValueAt) as refused:
        tariff({"monthly_resources": "2000", "children": 2}, on=date(2025, 9, 1))
    assert {fault.path for fault in refused.value.faults} == {"parameters.floor", "parameters.rate_2"}
    carried = tariff({"monthly_resources": "2000", "children": 2}, on=date(2025, 9, 1), policy="carry_forward")
    assert carried.provisional
    assert carried.scale.values["ceiling"].value == 8500


def test_a_tariff_is_provisional_where_a_figure_that_it_is_made_with_was_carried_forward() -> None:
    """In June 2021 neither the floor nor the ceiling was read."""
    family, day = {"monthly_resources": "9000", "children": 1}, date(2021, 6, 1)

    def made(ceiling: str | None = None, **figures: str) -> Tariff:
        return tariff(family, on=day, policy="carry_forward", parameters=figures, city_ceiling=ceiling)

    for one, carried in (
        (made(), {"floor", "ceiling"}), (made(floor="710"), {"ceiling"}), (made("6860"), {"floor"}),
        (made("6860", floor="710"), set()),
    ):  # fmt: skip
        assert (set(one.scale.carried), one.provisional) == (carried, bool(carried))


def test_the_participation_is_shown_where_hours_were_given() -> None:
    family = {"monthly_resources": "2000", "children": 1}
    for hours, shown in (({}, False), ({"hours": 0}, False), ({"hours": 10}, True)):
        text = tariff(family | hours, on=SEPTEMBER_2024).to_text("fr")
        assert ("Participation de la famille =" in text) is shown
        assert ("Heures facturées :" in text) is shown


def test_every_fault_is_told_at_once() -> None:
    family: dict[str, object]
    family = {"monthly_resources": "-1", "annual_resources": "10", "children": "0", "aeeh_children": "1.5", "age": 3}
    with pytest.raises(InvalidInput) as refused:
        tariff(family, on=SEPTEMBER_2024, parameters={"rate_1": "0.0619"})
    found = {(fault.path, fault.code) for fault in refused.value.faults}
    assert found == {
        ("family.age", "unknown-field"),
        ("family.monthly_resources", "too-low"),
        ("family.children", "too-low"),
        ("family.aeeh_children", "not-whole"),
        ("family.annual_resources", "resources-twice"),
        ("parameters.rate_1", "not-a-rate-of-effort"),
        ("parameters.rate_1", "replaces-sourced"),
    }
    households: list[tuple[dict[str, object], str]] = [
        ({"children": 1}, "no-resources"),
        ({"children": 1, "aeeh_children": 2, "monthly_resources": 1}, "more-aeeh-than-children"),
    ]
    for family, code in households:
        with pytest.raises(InvalidInput) as refused:
            tariff(family, on=SEPTEMBER_2024)
        assert [fault.code for fault in refused.value.faults] == [code]
    with pytest.raises(InvalidInput):
        tariff([("children", 1)], on=SEPTEMBER_2024)  # type: ignore[arg-type] # that is the point


def test_a_percentage_typed_as_it_is_printed_says_how_to_write_it() -> None:
    with pytest.raises(InvalidInput) as refused:
        tariff(
            {"monthly_resources": "2000", "children": 1},
            on=date(2025, 10, 1),
            parameters={"floor": "800", "rate_1": "0.0619"},
        )
    (fault,) = refused.value.faults
    assert fault.code == "not-a-rate-of-effort"
    assert "0.000619" in fault.text.fr


def _notes(made: Tariff, locale: str) -> list[str]:
    return [block.words for block in made.document(locale).blocks if isinstance(block, Note)]


def test_every_figure_shows_its_grade() -> None:
    made = tariff({"monthly_resources": "2000", "children": 1}, on=SEPTEMBER_2024)
    assert {"floor", "rate_1"} <= set(made.reported)
    assert "ceiling" not in made.reported
    for locale in ("fr", "en"):
        assert made.to_text(locale).count(Grade.REPORTED.text(locale)) == len(made.reported)
        assert PARTICIPATIONS.parameter("floor").text(locale) in "".join(_notes(made, locale))


def test_a_scale_supplied_with_its_source_is_cited() -> None:
    bareme = afas.sources.Source("Barème 2026 (exemple)", "Caf de démonstration", date(2026, 1, 5))
    figures = {
        name: ParameterValue(date(2026, 1, 1), date(2027, 1, 1), Decimal(figure), bareme, Grade.SUPPLIED)
        for name, figure in (("floor", "800"), ("rate_1", "0.000619"))
    }
    made = tariff({"monthly_resources": "10000", "children": 1}, on=date(2026, 3, 1), parameters=figures)
    assert made.hourly == Decimal("5.26")  # 8,500 x 0.0619 % = 5.2615
    assert "Barème 2026 (exemple)" in made.to_markdown("fr")
    linked = {
        **figures,
        "floor": attrs.evolve(figures["floor"], source=attrs.evolve(bareme, url="https://exemple.fr/b")),
    }
    again = tariff({"monthly_resources": "10000", "children": 1}, on=date(2026, 3, 1), parameters=linked)
    assert '<a href="https://exemple.fr/b">' in again.to_html("fr")
    assert {made, made, again} == {made, again}  # a tariff is kept in a set


families = st.lists(
    st.tuples(
        st.decimals(0, 20000, places=2),
        st.integers(1, 12),
        st.integers(0, 4),
        st.decimals(0, 3000, places=1),
    ),
    min_size=1,
    max_size=8,
)


@given(families, st.sampled_from([date(2019, 9, 1), date(2020, 5, 5), date(2023, 1, 1), SEPTEMBER_2024]), st.booleans())
def test_law_1_columns_give_the_cents_of_one_family(
    rows: list[tuple[Decimal, int, int, Decimal]], on: date, rounded: bool
) -> None:
    rows = [(resources, children, min(aeeh, children), hours) for resources, children, aeeh, hours in rows]
    names = ("annual_resources", "children", "aeeh_children", "hours")
    reading = {"tariff_rounded": str(int(rounded))}
    table = {name: [row[rank] for row in rows] for rank, name in enumerate(names)}
    made = tariffs(table, on=on, parameters=reading)
    each = [tariff(dict(zip(names, row, strict=True)), on=on, parameters=reading) for row in rows]
    assert made.hourly.to_decimals() == [one.hourly for one in each]
    assert made.participation.to_decimals() == [one.participation for one in each]
    assert made.total == sum(one.participation for one in each)
    bounds = hourly_range(on)
    assert all(bounds.holds(one.hourly) for one in each)


@given(st.decimals(0, 20000, places=2), st.decimals(0, 20000, places=2), st.integers(1, 11))
def test_a_family_never_pays_less_for_earning_more_nor_more_for_another_child(
    one: Decimal, other: Decimal, children: int
) -> None:
    low, high = sorted((one, other))
    poor, rich, more = (
        tariff({"monthly_resources": resources, "children": number}, on=SEPTEMBER_2024).hourly
        for resources, number in ((low, children), (high, children), (high, children + 1))
    )
    assert poor <= rich >= more


def test_columns_tell_every_row_at_fault() -> None:
    table = {"monthly_resources": ["100", "x", "1", "1"], "children": [0, 2, 1, 1], "aeeh_children": [0, 3, 2, 1]}
    with pytest.raises(InvalidInput) as refused:
        tariffs(table, on=SEPTEMBER_2024)
    assert {(fault.path, fault.code) for fault in refused.value.faults} == {
        ("monthly_resources[1]", "not-a-number"),
        ("children[0]", "too-low"),
        ("aeeh_children[1]", "more-aeeh-than-children"),
        ("aeeh_children[2]", "more-aeeh-than-children"),
    }
    for wrong in (
        {"monthly_resources": ["1"], "children": [1, 2]},
        {"monthly_resources": ["1"]},
        {"children": [1]},
        {"monthly_resources": ["1"], "children": [1], "age": [3]},
    ):
        with pytest.raises(InvalidInput):
            tariffs(wrong, on=SEPTEMBER_2024)
    with pytest.raises(NoValueAt) as lacking:
        tariffs({"monthly_resources": ["1", "1"], "children": [1, 2]}, on=date(2018, 5, 1))
    assert [fault.path for fault in lacking.value.faults] == ["parameters.rate_2"]
    fixed = {"monthly_resources": Fixed.of(["2000"]), "children": Fixed.of([1])}
    assert tariffs(fixed, on=date(2018, 5, 1)).hourly.to_decimals() == [Decimal("1.20")]


def test_columns_of_exact_figures_are_checked_row_by_row() -> None:
    table = {"monthly_resources": Fixed.of(["100", "-1", "2"]), "children": Fixed.of(["1.5", "0", "1.1"])}
    with pytest.raises(InvalidInput) as refused:
        tariffs(table, on=SEPTEMBER_2024)
    assert {(fault.path, fault.code) for fault in refused.value.faults} == {
        ("monthly_resources[1]", "too-low"),
        ("children[0]", "not-whole"),
        ("children[1]", "too-low"),
        ("children[2]", "not-whole"),
    }
    many = {"monthly_resources": Fixed.of([1]), "children": Fixed.of(["2.0"]), "aeeh_children": Fixed.of([3])}
    with pytest.raises(InvalidInput) as refused:
        tariffs(many, on=SEPTEMBER_2024)
    assert [fault.code for fault in refused.value.faults] == ["more-aeeh-than-children"]
    none = {"monthly_resources": Fixed.of([]), "children": Fixed.of([])}
    assert tariffs(none, on=SEPTEMBER_2024).total == Decimal("0.00")


def test_a_total_beyond_what_64_bits_hold_is_exact_and_an_amount_beyond_is_refused() -> None:
    hours = 4 * 10**14  # x 4.33 = 1.732 x 10^15 euros; sixty of them are above 2^63 cents
    table = {"monthly_resources": [7000] * 60, "children": [1] * 60, "hours": [hours] * 60}
    assert tariffs(table, on=SEPTEMBER_2024).total == Decimal("103920000000000000.00")
    with pytest.raises(InvalidInput) as refused:
        tariffs({**table, "monthly_resources": [1] * 59 + [9 * 10**8]}, on=SEPTEMBER_2024, city_ceiling=9 * 10**8)
    assert [(fault.path, fault.code) for fault in refused.value.faults] == [("families[59]", "amount-too-large")]


def test_a_pack_that_a_caf_fills_in_serves_as_a_scale() -> None:
    """The scale of 2026 is asked for as that of any PS: a template, filled in, read and signed for."""
    missing = [parameter.name for parameter in template(PARTICIPATIONS, 2026).missing]
    assert missing == ["floor", "rate_1", "rate_2", "rate_3", "rate_4", "rate_8"]
    lines = ["ps;parameter;value;start;end;title;publisher;supplied_by"]
    for name, figure in zip(missing, ("800", "0,00062", "0,00052", "0,00042", "0,00031", "0,00021"), strict=True):
        lines.append(f"PARTICIPATIONS;{name};{figure};2026-01-01;2027-01-01;Barème (exemple);Caf;Jeanne")
    pack = read_csv("\n".join(lines))
    made = tariff({"monthly_resources": "9000", "children": 2}, on=date(2026, 5, 1), parameters=pack)
    assert made.hourly == Decimal("4.42")  # 8,500 x 0.052 %
    assert "fourni par Jeanne" in made.to_markdown("fr")
    # least: 800 x 0.021 % = 0.168; most: 8,500 x 0.062 % = 5.27
    year = Period(date(2026, 1, 1), date(2027, 1, 1))
    assert hourly_range(year, parameters=pack) == Range(Decimal("0.17"), Decimal("5.27"))
    with pytest.raises(NoValueAt):  # the pack ends with its year
        hourly_range(Period(date(2026, 1, 1), date(2027, 2, 1)), parameters=pack)


def test_what_a_partner_declares_is_compared_with_its_families() -> None:
    made = tariffs({"monthly_resources": ["4000"], "children": [1], "hours": ["172.5"]}, on=date(2019, 10, 1))
    assert made.total == Decimal("417.45")
    assert made.beyond(Decimal("420")) == Decimal("2.55")


def test_the_range_of_a_total_follows_the_scales_of_its_days() -> None:
    year = Period.through(date(2019, 9, 1), date(2020, 12, 31))
    # least: 705.27 x 0.0202 % = 0.142; most: 5,600 x 0.0610 % = 3.416
    assert hourly_range(year) == Range(Decimal("0.14"), Decimal("3.42"))
    assert total_range("100.5", year) == Range(Decimal("14.07"), Decimal("343.71"))
    with pytest.raises(NoValueAt) as lacking:
        total_range("100", Period.through(date(2020, 1, 1), date(2021, 1, 1)))
    assert {fault.path for fault in lacking.value.faults} == {"parameters.floor", "parameters.ceiling"}
    with pytest.raises(InvalidInput):
        total_range("-1", SEPTEMBER_2024)
    assert hourly_range(SEPTEMBER_2024, city_ceiling="10000").high == Decimal("6.19")


def test_a_range_holds_both_its_ends_and_no_cent_beside_them() -> None:
    bounds = Range(Decimal("0.14"), Decimal("3.42"))
    for amount, held in (("0.13", False), ("0.14", True), ("3.42", True), ("3.43", False)):
        assert bounds.holds(Decimal(amount)) is held, amount


def test_the_range_of_figures_that_are_supplied_ends_with_their_last_day() -> None:
    """From September 2025 only the ceiling was read: 8,500 x 0.0619 % = 5.2615; 800 x 0.0206 % = 0.1648."""
    first, after = date(2025, 9, 1), date(2026, 1, 1)
    source = afas.sources.Source("Barème (exemple)", "Caf de démonstration", date(2026, 1, 5))
    figures = {
        name: ParameterValue(first, after, Decimal(figure), source, Grade.SUPPLIED)
        for name, figure in (("floor", "800"), ("rate_1", "0.000619"), ("rate_8", "0.000206"))
    }
    known = hourly_range(Period(first, after), parameters=figures)
    assert known == hourly_range(after - DAY, parameters=figures) == Range(Decimal("0.16"), Decimal("5.26"))
    for days in (after, Period.through(first, after), Period.through(first, date(2027, 12, 31))):
        with pytest.raises(NoValueAt) as lacking:
            hourly_range(days, parameters=figures)
        assert sorted(fault.path for fault in lacking.value.faults) == [
            "parameters.floor", "parameters.rate_1", "parameters.rate_8",
        ]  # fmt: skip
    # 100 hours at 0.16 and at 5.26
    assert total_range(100, after - DAY, parameters=figures) == Range(Decimal("16.00"), Decimal("526.00"))
    later = {"floor": attrs.evolve(figures["floor"], start=date(2025, 11, 1))}
    with pytest.raises(NoValueAt) as lacking:  # told for each day that the scale may change on
        hourly_range(Period(first, after), parameters=later)
    assert [fault.path for fault in lacking.value.faults] == [
        "parameters.floor", "parameters.rate_1", "parameters.rate_8", "parameters.rate_1", "parameters.rate_8",
    ]  # fmt: skip
    dearer = {**figures, "ceiling": ParameterValue(date(2025, 11, 1), after, Decimal(9000), source, Grade.SUPPLIED)}
    with pytest.raises(InvalidInput):  # the ceiling was read: nobody supplies another one
        hourly_range(Period(first, after), parameters=dearer)


def test_the_control_of_eaje_speaks_outside_of_every_scale() -> None:
    """Least: 647.49 x 0.0202 % = 0.1308; most: 8,500 x 0.0619 % = 5.2615."""
    service = afas.ps.get("EAJE")
    control = next(one for one in service.controls if one.code == "EAJE-06")
    for paid, speaks in (("13", False), ("12.99", True), ("526", False), ("526.01", True)):
        figures = {"billed_hours": Decimal(100), "family_participations": Decimal(paid)}
        assert (control.find(figures, {}) is not None) is speaks, paid
    assert control.find({"billed_hours": Decimal(0), "family_participations": Decimal(5)}, {}) is None


def test_no_figure_is_taken_where_it_is_refused() -> None:
    with pytest.raises(AfasError):
        tariff({"monthly_resources": 1000.5, "children": 1}, on=SEPTEMBER_2024)
