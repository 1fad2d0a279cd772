"""What `estimate` refuses, and what it tells: sourced figures replaced, constraints broken, years that are none."""

import copy
import decimal
import json
import pickle
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import product
from types import MappingProxyType
from typing import Any

import attrs
import numpy as np
import pytest

from afas import compare, estimate, explain, ps, what_if
from afas.arithmetic import Data, RatioOverZero, Step, cents, linear_between
from afas.curves import curve
from afas.errors import InvalidInput
from afas.forms import DeclarationKind
from afas.parameters import NoValueAt, scale
from afas.periods import FinancialYear
from afas.ps import PS, UnknownPS
from afas.quantities import Unit
from afas.sources import Grade

HOUR = {"attended_hours": 1, "expenses": 100, "general_scheme_share": 1}


def test_a_sourced_figure_is_replaced_only_where_the_caller_names_it() -> None:
    """Every parameter with a sourced value, of every PS: refused, then told."""
    for service in map(ps.get, ps.codes()):
        for parameter in service.parameters:
            for value in parameter.values:
                if value.grade is Grade.CHOSEN:
                    continue
                days = {parameter.name: value.start}
                other = value.value + 1 if parameter.unit is not Unit.RATIO else Decimal("0.01")
                for supplied in (other, str(other), attrs.evolve(value, value=other)):
                    _, faults = scale(service.by_name, days, on=value.start, supplied={parameter.name: supplied})
                    assert [(f.path, f.code) for f in faults] == [(f"parameters.{parameter.name}", "replaces-sourced")]
                    held, faults = scale(
                        service.by_name,
                        days,
                        on=value.start,
                        supplied={parameter.name: supplied},
                        replacing=(parameter.name,),
                    )
                    assert (held.values[parameter.name].value, faults) == (other, [])
                held, faults = scale(service.by_name, days, on=value.start, supplied={parameter.name: value.value})
                assert (held.values[parameter.name], faults) == (value, [])  # equal: the sourced one stands


def test_what_is_replaced_is_told_by_the_estimate_and_its_explanation() -> None:
    made = estimate("ALSH", HOUR, 2024, {"ceiling": "2", "rate": "0.35"}, replacing=("rate",))
    assert made.replaced == ("rate",)
    assert str(made.amount) == "0.70"
    assert "TAUX DE LA PS" in next(
        line for line in explain(made).to_text("fr").upper().splitlines() if "REMPLAC" in line.upper()
    )
    assert json.loads(explain(made).to_json())["replaced"] == ["rate"]
    assert what_if(made, attended_hours=1).replaced == ("rate",)
    assert what_if(estimate("ALSH", HOUR, 2024, {"ceiling": "2"}), parameters={"rate": "0.5"}).replaced == ("rate",)
    assert estimate("ALSH", HOUR, 2024, {"ceiling": "2", "rate": "0.30"}).replaced == ()


def test_a_reading_that_is_changed_replaces_nothing_that_was_read() -> None:
    laep = {"opening_hours": 60, "organisation_hours": 40, "expenses": 2000}
    made = estimate("LAEP", laep, 2023, {"ceiling": "10", "opening_hours_alone": True})
    assert (str(made.amount), made.replaced) == ("180.00", ())  # 60 h x 10 x 0.30


def test_a_figure_of_another_time_that_a_stored_estimate_holds_replaces_nothing() -> None:
    made = estimate("ALSH", HOUR, 2024, {"ceiling": "2", "rate": "0.35"}, replacing=("rate",))
    values = {**made.scale.values, "rate_of_before": made.scale.values["rate"]}
    assert attrs.evolve(made, scale=attrs.evolve(made.scale, values=values)).replaced == ("rate",)


def test_a_figure_is_missing_where_nothing_else_is_wrong_and_else_the_input_is_invalid() -> None:
    """Both are told at once; `NoValueAt` says that a figure is all that lacks."""
    with pytest.raises(NoValueAt):
        estimate("ALSH", HOUR, 2023)
    with pytest.raises(InvalidInput) as caught:
        estimate("ALSH", {**HOUR, "expenses": "x", "attended_hours": 1}, 2023)
    assert type(caught.value) is InvalidInput
    assert {fault.code for fault in caught.value.faults} == {"not-a-number", "no-value-at"}


def test_the_largest_right_is_the_largest_amount() -> None:
    """92,233,720,368,547,758.07 euros, as 64 bits hold in cents; not a cent more."""
    service = ps.get("AAD")

    def right(d: Data, p: Data, step: Step) -> Any:
        return step("right", cents(d.expenses * p.ceiling + d.family_participations))

    whole = attrs.evolve(service, formulas=(attrs.evolve(service.formulas[0], right=right),))
    # 922,337,203,685,477.58 x 100, and 7 cents
    entries: dict[str, Any] = {"expenses": "922337203685477.58", "family_participations": "0.07"}
    assert str(estimate(whole, entries, 2023, {"ceiling": 100}).amount) == "92233720368547758.07"
    with pytest.raises(InvalidInput) as caught:
        estimate(whole, {**entries, "family_participations": "0.08"}, 2023, {"ceiling": 100})
    assert [(fault.path, fault.code) for fault in caught.value.faults] == [("", "amount-too-large")]


def test_a_name_to_replace_that_is_no_parameter_is_a_fault() -> None:
    with pytest.raises(InvalidInput) as caught:
        estimate("ALSH", HOUR, 2024, {"ceiling": "2"}, replacing=("rat",))
    assert [(fault.path, fault.code) for fault in caught.value.faults] == [("replacing", "unknown-parameter")]
    assert estimate("ALSH", HOUR, 2024, {"ceiling": "2", "rate": "1"}, replacing="rate").replaced == ("rate",)


SLOPE = {
    "entitled_hours": 1100,
    "billed_hours": 1100,
    "attended_hours": 1000,
    "meals_and_nappies": True,
    "expenses": 20_000,
    "family_participations": 0,
    "general_scheme_share": 1,
}


@pytest.mark.parametrize("high", ["1.0701", "1.07", "1.0699"])
def test_the_slope_of_a_ceiling_has_a_width(high: str) -> None:
    figures: dict[str, Any] = {"ceiling_low": 10, "ceiling_high": 8, "high_rate": high}
    if Decimal(high) > Decimal("1.07"):
        assert str(estimate("EAJE", SLOPE, 2025, figures, replacing=("high_rate",)).amount) == "5808.00"
        return
    with pytest.raises(InvalidInput) as caught:
        estimate("EAJE", SLOPE, 2025, figures, replacing=("high_rate",))
    assert [(fault.path, fault.code) for fault in caught.value.faults] == [("parameters.low_rate", "constraint-broken")]


def test_which_figures_are_ordered_and_which_of_them_may_be_equal() -> None:
    """Bounds of tiers are all different; a ceiling may be flat, and a territory may have one sum for all."""
    slope = date(2025, 1, 1)  # the ceiling falls from then on
    assert {code: ps.get(code).constraints for code in ps.codes() if ps.get(code).constraints}.keys() == {"EAJE"}
    assert [(one.lesser, one.greater, one.strict, one.since) for one in ps.get("EAJE").constraints] == [
        ("low_rate", "middle_rate", True, None),
        ("low_rate", "high_rate", True, None),
        ("ceiling_high", "ceiling_low", False, slope),
        ("ceiling_high_basic", "ceiling_low_basic", False, slope),
        ("handicap_low", "handicap_high", True, None),
        ("territory_new_least", "territory_new_most", False, None),
        ("growth_low", "growth_middle", True, None),
        ("growth_middle", "growth_high", True, None),
    ]


@pytest.mark.parametrize("service", [ps.get(code) for code in ps.codes()], ids=ps.codes())
def test_each_constraint_is_judged_on_both_sides(service: PS) -> None:
    for constraint in service.constraints:
        named = [service.parameter(name) for name in (constraint.lesser, constraint.greater)]
        assert named[0].unit is named[1].unit
        assert constraint.source.checked_on is not None
        low = Decimal("0.5")
        for high, holds in ((low, not constraint.strict), (low + 1, True), (Decimal("0.4"), False)):
            figures = {constraint.lesser: low, constraint.greater: high}
            faults = service.broken(figures)
            assert (constraint.lesser not in {f.path.removeprefix("parameters.") for f in faults}) is holds
            if constraint.since is not None:
                assert not service.broken(figures, on=constraint.since - timedelta(days=1))
                assert bool(service.broken(figures, on=constraint.since)) is not holds
            assert all(fault.text(locale) for fault in faults for locale in ("fr", "en"))


def test_the_ceiling_falls_along_the_slope_from_2025_and_not_before() -> None:
    rising = {"ceiling_low": 8, "ceiling_middle": 9, "ceiling_high": 10}
    estimate("EAJE", SLOPE, 2024, rising)
    del rising["ceiling_middle"]
    with pytest.raises(InvalidInput, match="must be at most"):
        estimate("EAJE", SLOPE, 2025, rising)
    estimate("EAJE", SLOPE, 2025, {"ceiling_low": 8, "ceiling_high": 8})  # flat


def test_no_line_goes_through_two_points_at_one_place() -> None:
    one = (Fraction(1), Fraction(10))
    with pytest.raises(RatioOverZero):
        linear_between(Fraction(1), one, (Fraction(1), Fraction(8)))


@pytest.mark.parametrize("code", ps.codes())
def test_before_the_first_formula_one_fault_says_so(code: str) -> None:
    service = ps.get(code)
    entries = {field.name: "1" for field in service.fields if field.default is None}
    year = service.formulas[0].start.year - 1
    with pytest.raises(InvalidInput) as caught:
        estimate(service, entries, year)
    assert [fault.code for fault in caught.value.faults] == ["no-formula-at"]


def test_an_invalid_entry_asks_for_no_figure_that_the_case_does_not_read() -> None:
    entries = {**SLOPE, "places": "103.9", "pedagogical_days": 1}
    with pytest.raises(InvalidInput) as caught:
        estimate("EAJE", entries, 2024, {"ceiling_middle": 9})
    assert [fault.path for fault in caught.value.faults] == ["entries.places"]
    with pytest.raises(InvalidInput) as caught:  # meals or not, the ceiling of the middle tier is open
        estimate("EAJE", {**entries, "places": 103, "meals_and_nappies": "perhaps"}, 2024, {"rate": "0.66"})
    assert [fault.path for fault in caught.value.faults] == ["entries.meals_and_nappies"]


@pytest.mark.parametrize("year", [2023, np.int64(2023), np.int16(2023), FinancialYear(2023)])
def test_a_whole_number_of_any_kind_is_a_year(year: Any) -> None:
    assert str(estimate("ALSH", HOUR, year, {"ceiling": "2"}).amount) == "0.60"


@pytest.mark.parametrize(
    "year", ["2023", 2023.0, np.float64(2023), True, None, 0, -1, 1899, 2201, 9998, 10**14, date(2023, 1, 1)]
)
def test_what_is_no_year_is_a_fault(year: Any) -> None:
    with pytest.raises(InvalidInput) as caught:
        estimate("ALSH", HOUR, year, {"ceiling": "2"})
    assert [(fault.path, fault.code) for fault in caught.value.faults] == [("year", "not-a-year")]


@pytest.mark.parametrize("entries", [None, 3, "attended_hours", ["attended_hours"]])
def test_what_are_no_entries_is_a_fault(entries: Any) -> None:
    with pytest.raises(InvalidInput) as caught:
        estimate("ALSH", entries, 2023, {"ceiling": "2"})
    assert [fault.code for fault in caught.value.faults] == ["not-entries"]


def test_entries_are_a_mapping_of_any_kind() -> None:
    assert str(estimate("ALSH", MappingProxyType(HOUR), 2023, {"ceiling": "2"}).amount) == "0.60"


def test_a_wrong_figure_is_told_beside_a_year_without_a_formula_and_a_kind_that_is_not_taken() -> None:
    with pytest.raises(InvalidInput) as caught:
        estimate("ALSH", {**HOUR, "expenses": "x"}, 2006, {"ceiling": "x"})
    assert {(fault.path, fault.code) for fault in caught.value.faults} == {
        ("entries.expenses", "not-a-number"),
        ("parameters.ceiling", "not-a-number"),
        ("year", "no-formula-at"),
    }
    with pytest.raises(InvalidInput) as caught:
        estimate("AGC", {"expenses": 1}, 2023, {"ceiling": 1}, kind=DeclarationKind.FORECAST)
    assert [(fault.path, fault.code) for fault in caught.value.faults] == [("kind", "kind-not-taken")]
    # 1 x 42.4 %
    assert str(estimate("AGC", {"expenses": 1}, 2024, {"ceiling": 1}, kind=DeclarationKind.FORECAST).amount) == "0.42"


def test_a_kind_of_declaration_leaves_out_the_figures_that_it_does_not_ask_for() -> None:
    """Without it, an empty one is missing; with it, one that is filled in is unknown."""
    service = ps.get("RPE")
    only_actual = frozenset({DeclarationKind.ACTUAL})
    fields = tuple(attrs.evolve(one, kinds=only_actual) if one.name == "expenses" else one for one in service.fields)
    right = attrs.evolve(service.formulas[0], right=lambda d, p, step: step("right", cents(d.animator_fte * p.ceiling)))
    mine = attrs.evolve(service, fields=fields, formulas=(right,), parts=())
    filled = {"animator_fte": 1, "expenses": 5}
    for entries, kind, faults in (
        ({"animator_fte": 1}, DeclarationKind.FORECAST, []),
        (filled, DeclarationKind.FORECAST, [("entries.expenses", "unknown-field")]),
        ({"animator_fte": 1}, DeclarationKind.ACTUAL, [("entries.expenses", "missing-field")]),
        (filled, DeclarationKind.ACTUAL, []),
        ({"animator_fte": 1}, None, [("entries.expenses", "missing-field")]),
    ):
        found = []
        try:
            assert estimate(mine, entries, 2023, {"ceiling": 3}, kind=kind).amount == 3
        except InvalidInput as refused:
            found = [(fault.path, fault.code) for fault in refused.faults]
        assert found == faults, (entries, kind)


@pytest.mark.parametrize("code", [None, 3, "", ("ALSH",), ["ALSH"]])
def test_what_is_no_ps_is_a_fault(code: Any) -> None:
    with pytest.raises(UnknownPS):
        estimate(code, HOUR, 2023)


@pytest.mark.parametrize("prec", [1, 3, 6])
def test_law_1_the_cents_do_not_depend_on_the_ambient_context(prec: int) -> None:
    mediation = {"real_fte": 3, "funded_fte": 2, "expenses": "99999.99", "family_participations": 0, "consignations": 0}
    three = {"extracurricular_hours": 10, "extracurricular_expenses": "99999.99", "youth_hours": 9, "youth_expenses": 1}
    alsh = {**HOUR, **three}
    ceilings = {"ceiling": "99999.99", "extracurricular_ceiling": "99999.99", "youth_ceiling": "99999.99"}
    points = curve(estimate("ALSH", alsh, 2023, ceilings), "expenses", "0", "200000").points
    with decimal.localcontext(prec=prec):
        made = estimate("MEDIATION_FAMILIALE", mediation, 2020, {"ceiling": 75_000, "rate": 1}, replacing=("rate",))
        assert str(made.amount) == "66666.66"  # 99,999.99 x 2 / 3
        parts = estimate("ALSH", alsh, 2023, ceilings)
        assert str(parts.amount) == "30030.30"  # 30.00 + 29,999.997 + 0.30
        assert str(what_if(parts, extracurricular_expenses="0.01").amount) == "30030.30"  # 100,000 x 0.30 = 30,000
        assert explain(parts).amount == parts.amount
        assert str(compare(parts, what_if(parts, expenses="1")).amount) == "0.30"
        assert curve(parts, "expenses", "0", "200000").points == points


def test_a_right_beyond_64_bits_of_cents_is_refused() -> None:
    most = {"attended_hours": "999999999999999", "expenses": "999999999999999", "general_scheme_share": 1}
    with pytest.raises(InvalidInput, match="above"):
        estimate(
            "ALSH",
            {**most, "aeeh_hours": "999999999999999", "aeeh_children": 1},
            2024,
            {"ceiling": 1, "inclusive_complement_rate": "999999"},
            replacing=("inclusive_complement_rate",),
        )


def test_an_estimate_of_a_year_without_a_formula_says_so_when_it_is_used() -> None:
    made = estimate("ALSH", HOUR, 2023, {"ceiling": "2"})
    old = attrs.evolve(made, year=FinancialYear(1950), scale=attrs.evolve(made.scale, on=date(1950, 1, 1)))
    for use in (lambda: old.formulas, lambda: old.unread, lambda: old.replaced, lambda: explain(old)):
        with pytest.raises(InvalidInput, match="before 1 January 2007"):
            use()


def test_a_figure_that_a_stored_estimate_lacks_is_named_where_its_case_reads_it() -> None:
    """Below 107 % one ceiling counts: the five others were never there, and are not missed."""
    entries = {**SLOPE, "billed_hours": 1000}
    made = estimate("EAJE", entries, 2024, {"ceiling_low": 10})
    assert made.unread == (
        "ceiling_middle",
        "ceiling_high",
        "ceiling_low_basic",
        "ceiling_middle_basic",
        "ceiling_high_basic",
    )
    held = {name: value for name, value in made.scale.values.items() if name != "ceiling_low"}
    less = {name: figure for name, figure in made.entries.items() if name != "expenses"}
    for lacking, expected in (
        (
            attrs.evolve(made, scale=attrs.evolve(made.scale, values=held)),
            [("scale.values.ceiling_low", "missing-figure")],
        ),
        (attrs.evolve(made, entries=less), [("entries.expenses", "missing-field")]),
        (
            attrs.evolve(made, entries=less, scale=attrs.evolve(made.scale, values=held)),
            [("entries.expenses", "missing-field"), ("scale.values.ceiling_low", "missing-figure")],
        ),
    ):
        with pytest.raises(InvalidInput) as caught:
            explain(lacking)
        assert [(fault.path, fault.code) for fault in caught.value.faults] == expected
        assert caught.value.subject.en == "EAJE estimate 2024"


def test_estimates_are_equal_where_what_they_were_made_of_is_whoever_holds_the_rules() -> None:
    made = estimate("ALSH", HOUR, 2023, {"ceiling": "2"})
    alone = attrs.evolve(made, service=None)
    assert alone == made
    assert hash(alone) == hash(made)
    assert alone.rules is made.rules is ps.get("ALSH")
    assert "service" not in repr(made)
    for other in (
        attrs.evolve(made, amount=Decimal(1)),
        attrs.evolve(made, entries={}),
        attrs.evolve(made, parts={}),
        attrs.evolve(made, kind=DeclarationKind.ACTUAL),
    ):
        assert other != made


def test_what_an_estimate_holds() -> None:
    """The PS and its year, what was declared with the defaults, the scale of the first day, each part and their sum."""
    made = estimate("ALSH", {**HOUR, "aeeh_hours": "2"}, 2024, {"ceiling": "2"}, kind=DeclarationKind.ACTUAL)
    assert (made.ps, made.year, made.kind, made.scale.on) == (
        "ALSH", FinancialYear(2024), DeclarationKind.ACTUAL, date(2024, 1, 1),
    )  # fmt: skip
    assert {name: figure for name, figure in made.entries.items() if figure} == {
        "attended_hours": 1, "expenses": 100, "general_scheme_share": 1, "aeeh_hours": 2,
    }  # fmt: skip
    assert made.entries.keys() == {field.name for field in ps.get("ALSH").fields}
    # 1 h x 2 x 0.30, and 2 h x 4.50
    assert (made.parts, made.amount) == (
        {"right": Decimal("0.60"), "inclusive_complement": Decimal("9.00")},
        Decimal("9.60"),
    )
    assert made.figures == {
        "rate": Decimal("0.30"), "ceiling": Decimal(2), "inclusive_complement_rate": Decimal("4.50"),
        "share_on_complement": Decimal(0),
    }  # fmt: skip
    assert (made.unread, made.replaced, made.provisional, made.illustrative) == ((), (), False, False)
    assert made.undated == ("rate", "inclusive_complement_rate")


def test_a_figure_read_without_an_end_is_unchecked_once_its_check_is_older_than_the_year() -> None:
    """Read on 23 November 2026: fresh for 2026, and no longer for a year that starts after that day."""
    for year, unchecked in ((2026, ()), (2027, ("rate",))):
        assert estimate("ALSH", HOUR, year, {"ceiling": "2"}).unchecked == unchecked
    made = estimate("ALSH", HOUR, 2027, {"ceiling": "2"})
    rate = made.scale.values["rate"]
    for checked_on, unchecked in ((date(2026, 12, 31), ("rate",)), (date(2027, 1, 1), ()), (None, ())):
        value = attrs.evolve(rate, source=attrs.evolve(rate.source, checked_on=checked_on))
        then = attrs.evolve(made, scale=attrs.evolve(made.scale, values={**made.scale.values, "rate": value}))
        assert then.unchecked == unchecked
    chosen = estimate("LAEP", {"opening_hours": 1, "organisation_hours": 0, "expenses": 1}, 2027, {"ceiling": "2"})
    assert {value.grade for value in chosen.scale.values.values()} > {Grade.CHOSEN, Grade.SUPPLIED}
    assert chosen.unchecked == ("rate",)  # what was chosen or supplied was not read anywhere
    ended = attrs.evolve(rate, end=date(2028, 1, 1))
    assert attrs.evolve(made, scale=attrs.evolve(made.scale, values={"rate": ended})).unchecked == ()


def pickled(it: Any) -> Any:
    return pickle.loads(pickle.dumps(it))  # noqa: S301 - our own


@pytest.mark.parametrize("copied", [copy.deepcopy, copy.copy, pickled])
def test_an_explanation_is_copied_and_pickled(copied: Any) -> None:
    made = explain(estimate("ALSH", HOUR, 2023, {"ceiling": "2"}))
    again = copied(made)
    assert again == made
    assert again.to_markdown() == made.to_markdown()
    assert copied(made.estimate) == made.estimate


def formulas_in_force() -> list[tuple[str, int]]:
    """Each PS, and each year in which a formula of it, or of a part of it, starts."""
    return [
        (code, year)
        for code in ps.codes()
        for year in sorted(
            {formula.start.year for formula in ps.get(code).formulas}
            | {formula.start.year for part in ps.get(code).parts for formula in part.formulas}
        )
    ]


@pytest.mark.parametrize(("code", "year"), formulas_in_force())
def test_law_1_each_part_of_a_right_is_whole_cents_under_figures_that_are_not(code: str, year: int) -> None:
    """Every figure told with seven decimals, every part asked for: no part keeps a fraction of a cent."""
    service = ps.get(code)
    on = FinancialYear(year, service.school_year).start
    barred = {part.declared_by for part in service.parts if all(formula.start > on for formula in part.formulas)}
    entries = (
        {
            field.name: {Unit.FLAG: True, Unit.RATIO: "0.9371"}.get(field.unit, "3")
            for field in service.fields
            if field.name not in barred
        }
        | {"expenses": "1234.57", "enrolled_children": "7", "cofinanced_2023": "2"}
        | dict.fromkeys(("family_participations", "consignations"), "1.13")
    )
    entries = {name: value for name, value in entries.items() if name in {field.name for field in service.fields}}
    rules = service.rules(entries, on=on)
    assert rules is not None
    units = {name: service.parameter(name).unit for name in rules.uses}
    supplied = {
        name: {Unit.FLAG: "0", Unit.RATIO: f"0.{n + 10}34567"}.get(unit, "17" if unit.whole else f"17.{n:02}34567")
        for n, (name, unit) in enumerate(units.items())
    }
    for _, constraint in product(service.constraints, repeat=2):  # until each pair stands in its order
        both = [name for name in (constraint.lesser, constraint.greater) if name in supplied]
        supplied |= dict(zip(both, sorted(supplied[name] for name in both), strict=True))
    made = estimate(service, entries, year, supplied, replacing=service.by_name)
    assert len(made.parts) == 1 + sum(part.declared_by not in barred for part in service.parts)
    for name, amount in made.parts.items():
        assert amount == amount.quantize(Decimal("0.01")), name
    assert any(amount for amount in made.parts.values())
