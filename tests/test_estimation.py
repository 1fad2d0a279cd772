"""Estimates: exact amounts, and all that is wrong said at once."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import afas
from afas.errors import AfasError, InvalidInput
from afas.parameters import NoValueAt, ParameterValue, illustrative, supply
from afas.sources import Grade, Source

ALSH = {"attended_hours": "4981", "expenses": "7293.55", "general_scheme_share": "1"}
CEILING = {"ceiling": "1.97"}


def half_up(amount: Fraction) -> Decimal:
    """To the cent, apart from the library: a half cent goes up."""
    hundredths = amount * 100
    return Decimal((2 * hundredths.numerator + hundredths.denominator) // (2 * hundredths.denominator)) / 100


def test_a_half_cent_that_decimal_division_loses_goes_up() -> None:
    # 4,981 h x 1.97 = 9,812.57 > 7,293.55, so 7,293.55 x 0.30 = 2,188.065 -> 2,188.07
    assert afas.estimate("ALSH", ALSH, 2023, parameters=CEILING).amount == Decimal("2188.07")


money = st.decimals(0, 10**7, places=2)
hours = st.decimals(0, 10**6, places=2)
shares = st.decimals(0, 1, places=4)


@given(hours, money, shares, st.decimals(0, 100, places=3))
def test_law_1_exact_rounded_half_up_once(h: Decimal, e: Decimal, s: Decimal, c: Decimal) -> None:
    entries = {"attended_hours": h, "expenses": e, "general_scheme_share": s}
    amount = afas.estimate("ALSH", entries, 2023, parameters={"ceiling": c}).amount
    assert amount == half_up(min(Fraction(e), Fraction(h) * Fraction(c)) * Fraction(3, 10) * Fraction(s))


@pytest.mark.parametrize(
    ("hours", "amount"),
    [
        ("0", "0.00"),
        ("999", "295.70"),  # just below: 999 x 1 = 999; x 0.30 x 0.98667 = 295.704999 -> 295.70
        ("1000", "296.00"),  # the bound reached: 1,000; 1,000 x 0.30 x 0.98667 = 296.001 -> 296.00
        ("1001", "296.00"),  # just above: the expenses bound it, 1,000 again
    ],
)
def test_around_the_ceiling(hours: str, amount: str) -> None:
    entries = {"attended_hours": hours, "expenses": "1000", "general_scheme_share": "0.98667"}
    assert afas.estimate("ALSH", entries, 2023, parameters={"ceiling": "1"}).amount == Decimal(amount)


def test_all_faults_come_in_one_error_each_with_its_path() -> None:
    entries = {"attended_hour": 3, "attended_hours": -5, "expenses": "abc", "general_scheme_share": 95}
    with pytest.raises(InvalidInput) as caught:
        afas.estimate("ALSH", entries, 2023, parameters={"cieling": "2"})
    assert {(fault.path, fault.code) for fault in caught.value.faults} == {
        ("entries.attended_hour", "unknown-field"),
        ("entries.attended_hours", "too-low"),
        ("entries.expenses", "not-a-number"),
        ("entries.general_scheme_share", "not-a-ratio"),
        ("parameters.cieling", "unknown-parameter"),
        ("parameters.ceiling", "no-value-at"),
    }
    french = caught.value.text("fr")
    assert "vouliez-vous dire « attended_hours »" in french
    assert "pour 95 %, écrivez 0.95" in french
    assert "did you mean “ceiling”" in caught.value.text("en")


def test_a_missing_field_and_an_empty_one_are_named() -> None:
    with pytest.raises(InvalidInput) as caught:
        afas.estimate("ALSH", {"attended_hours": " "}, 2023, parameters=CEILING)
    assert [(fault.path, fault.code) for fault in caught.value.faults] == [
        ("entries.attended_hours", "missing-field"),
        ("entries.expenses", "missing-field"),
        ("entries.general_scheme_share", "missing-field"),
    ]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (0.5, "float-refused"),
        (True, "not-a-number"),
        (Decimal("NaN"), "not-a-number"),
        (Decimal("Infinity"), "not-a-number"),
        ("1e9", "not-a-number"),
        ("1,5", "not-a-number"),
        ("٣", "not-a-number"),
        (10**400, "number-too-long"),
        ("9" * 5000, "number-too-long"),
        (Decimal("1e999999"), "number-too-long"),
        (Decimal("1e-999999"), "number-too-long"),
        ([], "not-a-number"),
    ],
)
def test_what_is_no_exact_figure_is_refused(raw: object, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        afas.estimate("ALSH", {**ALSH, "expenses": raw}, 2023, parameters=CEILING)
    assert [fault.code for fault in caught.value.faults] == [code]


def test_the_float_s_message_says_how_to_write_it() -> None:
    with pytest.raises(InvalidInput, match=r"Decimal\('7293\.55'\)"):
        afas.estimate("ALSH", {**ALSH, "expenses": 7293.55}, 2023, parameters=CEILING)


def test_a_year_without_a_figure_names_it_and_the_way_to_supply_it() -> None:
    with pytest.raises(NoValueAt) as caught:
        afas.estimate("ALSH", ALSH, 2023)
    assert isinstance(caught.value, LookupError)
    assert [fault.path for fault in caught.value.faults] == ["parameters.ceiling"]
    assert "parameters={'ceiling': '…'}" in caught.value.text("fr")


def test_a_year_before_the_first_formula_is_refused() -> None:
    with pytest.raises(AfasError) as caught:
        afas.estimate("ALSH", ALSH, 2006, parameters=CEILING)
    assert "no-formula-at" in {fault.code for fault in caught.value.faults}


def test_supplied_figures_are_cited_and_illustrative_ones_are_marked() -> None:
    circular = Source("Circulaire de la Caf", "Caf 00")
    start = afas.FinancialYear(2023).period.start
    supplied = afas.estimate("ALSH", ALSH, 2023, parameters=supply(CEILING, circular, start))
    assert "Circulaire de la Caf" in afas.explain(supplied).to_markdown("fr")
    shown = afas.estimate("ALSH", ALSH, 2023, parameters=illustrative(CEILING, start))
    assert shown.illustrative
    assert not supplied.illustrative
    assert "chiffres illustratifs" in afas.explain(shown).to_markdown("fr")


def test_a_scale_carried_forward_makes_the_estimate_provisional() -> None:
    start, end = afas.FinancialYear(2022).period.start, afas.FinancialYear(2023).period.start
    last_year = ParameterValue(start, end, Decimal("1.97"), Source("Barème 2022", "Caf 00"), Grade.SUPPLIED)
    with pytest.raises(NoValueAt):
        afas.estimate("ALSH", ALSH, 2023, parameters={"ceiling": last_year})
    carried = afas.estimate("ALSH", ALSH, 2023, parameters={"ceiling": last_year}, policy="carry_forward")
    assert carried.provisional
    assert "Provisoire" in afas.explain(carried).to_markdown("fr")


EAJE = {
    "entitled_hours": "1000",
    "billed_hours": "1120",
    "attended_hours": "1000",
    "meals_and_nappies": True,
    "expenses": "9000",
    "family_participations": "1500",
    "general_scheme_share": "0.98",
}
TIERS = {"ceiling_low": "9.5", "ceiling_middle": "8.9", "ceiling_high": "8.1"}
BASIC = {"ceiling_low_basic": "7", "ceiling_middle_basic": "6.8", "ceiling_high_basic": "6.5"}


@pytest.mark.parametrize(
    ("billed", "service", "amount"),
    [
        # (1,000 h x 0.66 x price - 1,500) x 0.98
        ("1070", True, "4351.20"),  # 107 %: 9.5 above the cost of 9, so 9: 5,940 - 1,500 = 4,440
        ("1070.01", True, "4286.52"),  # just above: 8.9: 5,874 - 1,500 = 4,374
        ("1170", True, "4286.52"),  # exactly 117 %: the middle tier
        ("1170.01", True, "3769.08"),  # 8.1: 5,346 - 1,500 = 3,846
        ("1070", False, "3057.60"),  # 7: 4,620 - 1,500 = 3,120
        ("1100", "false", "2928.24"),  # 6.8: 4,488 - 1,500 = 2,988
        ("1200", False, "2734.20"),  # 6.5: 4,290 - 1,500 = 2,790
    ],
)
def test_eaje_each_tier_of_billing_until_2024(billed: str, service: object, amount: str) -> None:
    entries = {**EAJE, "billed_hours": billed, "meals_and_nappies": service}
    made = afas.estimate("EAJE", entries, 2024, parameters={**TIERS, **BASIC})
    assert made.amount == afas.explain(made).amount == Decimal(amount)


@pytest.mark.parametrize(
    ("billed", "amount"),
    [
        # ceiling 10 to 9 between 107 % and 120 %; expenses 20,000; 1,000 h x 0.66 x ceiling, nothing deducted
        ("1070", "6600.00"),
        ("1135", "6270.00"),  # halfway: 9.50
        ("1100", "6447.69"),  # 10 - 3/13 = 9.769230...; x 660 = 6,447.6923...
        ("1200", "5940.00"),
        ("1300", "5940.00"),
    ],
)
def test_eaje_the_slope_from_2025(billed: str, amount: str) -> None:
    entries = {
        **EAJE,
        "billed_hours": billed,
        "expenses": "20000",
        "family_participations": 0,
        "general_scheme_share": 1,
    }
    slope = {"ceiling_low": "10", "ceiling_high": "9", "ceiling_low_basic": "1", "ceiling_high_basic": "1"}
    assert afas.estimate("EAJE", entries, 2025, parameters=slope).amount == Decimal(amount)


def test_a_creche_without_hours_has_no_right_and_one_that_bills_without_attendance_is_wrong() -> None:
    none = {"entitled_hours": 0, "billed_hours": 0, "attended_hours": 0}
    assert afas.estimate("EAJE", {**EAJE, **none}, 2024, parameters={**TIERS, **BASIC}).amount == 0
    with pytest.raises(AfasError) as caught:
        afas.estimate("EAJE", {**EAJE, "attended_hours": 0}, 2024, parameters={**TIERS, **BASIC})
    assert caught.value.code == "ratio-over-zero"
    assert [fault.path for fault in caught.value.faults] == ["entries.attended_hours"]
    assert "Division by zero (1,120 / 0) (Attended hours): correct" in caught.value.text("en")


def test_participations_above_the_grant_leave_no_debt() -> None:
    entries = {**EAJE, "family_participations": "5940.01"}
    assert afas.estimate("EAJE", entries, 2024, parameters={**TIERS, **BASIC}).amount == 0


@pytest.mark.parametrize(
    ("fte", "expenses", "amount"),
    [
        ("0", "1000", "0.00"),
        ("1.5", "87000", "37410.00"),
        ("1.5", "87000.01", "37410.00"),
        ("1.5", "86999.99", "37410.00"),
    ],
)
def test_rpe_around_its_ceiling(fte: str, expenses: str, amount: str) -> None:
    # 1.5 x 58,000 = 87,000; x 0.43 = 37,410; a cent less: 37,409.9957 -> 37,410.00
    made = afas.estimate("RPE", {"animator_fte": fte, "expenses": expenses}, 2023, parameters={"ceiling": 58000})
    assert made.amount == Decimal(amount)


def test_supplied_values_that_overlap_are_a_fault_among_the_others() -> None:
    start = afas.FinancialYear(2022).period.start
    twice = [ParameterValue(start, None, Decimal(one), Source("Barème", "Caf 00")) for one in (1, 2)]
    with pytest.raises(InvalidInput) as caught:
        afas.estimate("ALSH", {**ALSH, "expenses": "-1"}, 2023, parameters={"ceiling": twice})
    assert [(fault.path, fault.code) for fault in caught.value.faults] == [
        ("entries.expenses", "too-low"),
        ("parameters.ceiling", "untiled-parameter"),
    ]


def test_the_old_name_of_a_ps_is_understood_and_an_unknown_one_is_not() -> None:
    assert afas.ps.get("RAM") is afas.ps.get("RPE")
    with pytest.raises(afas.ps.UnknownPS, match="did you mean ALSH"):
        afas.estimate("ALHS", ALSH, 2023)


def test_a_figure_that_this_case_does_not_read_is_not_asked_for() -> None:
    """2018, 112 %, with meals: the one ceiling read is built in, and the five others are nobody's."""
    at_112 = {**EAJE, "expenses": 20_000, "family_participations": 0, "general_scheme_share": 1}
    made = afas.estimate("EAJE", at_112, 2018)
    assert made.amount == afas.explain(made).amount == Decimal("5194.20")  # published: 7.87 x 0.66 = 5.1942 an hour
    assert "ceiling_high" in made.unread
    assert "from 107 to 117 % = €7.87/h" in afas.explain(made).to_text("en")
    assert {one.name for one in afas.marginal_values(made)} >= {"entitled_hours"}


@pytest.mark.parametrize(
    ("year", "billed", "meals", "asked"),
    [
        (2024, "1070", True, {"ceiling_low"}),
        (2024, "1070.01", True, {"ceiling_middle"}),
        (2024, "1170.01", False, {"ceiling_high_basic"}),
        (2015, "1070", False, set()),  # 6.89 is built in
        (2025, "1100", True, {"ceiling_low", "ceiling_high"}),
    ],
)
def test_only_the_ceilings_of_the_tier_are_asked_for(year: int, billed: str, meals: bool, asked: set[str]) -> None:
    entries = {**EAJE, "billed_hours": billed, "meals_and_nappies": meals}
    if not asked:
        assert afas.estimate("EAJE", entries, year).amount > 0
        return
    with pytest.raises(NoValueAt) as caught:
        afas.estimate("EAJE", entries, year)
    assert {fault.path for fault in caught.value.faults} == {f"parameters.{name}" for name in asked}
    given = dict.fromkeys(asked, "8")
    whole = {**dict.fromkeys([*TIERS, *BASIC], "8")} if year < 2025 else given | dict.fromkeys(["ceiling_low_basic"], 1)
    assert afas.estimate("EAJE", entries, year, given).amount == afas.estimate("EAJE", entries, year, whole).amount


def test_a_part_that_starts_within_the_year_counts_for_it() -> None:
    """The Plan mercredi starts in September 2018: the published hour of 2018 is 0.54 + 0.46."""
    hour = {"attended_hours": 1, "expenses": 100, "general_scheme_share": 1, "wednesday_hours": 1}
    made = afas.estimate("ALSH", hour, 2018, parameters={"ceiling": "1.80"})
    assert made.amount == afas.explain(made).amount == Decimal("1.00")
    with pytest.raises(InvalidInput, match="no formula known before 1 September 2018"):
        afas.estimate("ALSH", hour, 2017, parameters={"ceiling": "1.80"})


def test_a_parameter_of_the_ps_that_is_not_read_is_checked_and_left_aside() -> None:
    made = afas.estimate("ALSH", ALSH, 2023, parameters={**CEILING, "youth_ceiling": "2"})
    assert made.amount == Decimal("2188.07")
    assert "youth_ceiling" not in made.scale.values
    with pytest.raises(InvalidInput) as caught:
        afas.estimate("ALSH", ALSH, 2023, parameters={**CEILING, "youth_ceiling": 0.5})  # type: ignore[dict-item] # a float, refused
    assert [(fault.path, fault.code) for fault in caught.value.faults] == [
        ("parameters.youth_ceiling", "float-refused")
    ]


def test_a_year_after_the_last_check_says_that_the_figures_may_have_changed() -> None:
    assert afas.estimate("ALSH", ALSH, 2026, parameters=CEILING).unchecked == ()
    later = afas.estimate("ALSH", ALSH, 2035, parameters=CEILING)
    assert later.unchecked == ("rate",)
    assert "Checked before this year, no end read: Rate of the PS." in afas.explain(later).to_markdown("en")


def test_a_replay_names_the_figures_whose_day_of_publication_was_not_read() -> None:
    then = afas.estimate("ALSH", ALSH, 2023, parameters=CEILING, known_on=date(2023, 3, 1))
    assert then.undated == ("rate",)
    told = afas.explain(then)
    assert "Day of publication not read, taken as known: Rate of the PS." in told.to_markdown("en")
    agc = afas.estimate("AGC", {"expenses": 1}, 2024, parameters={"ceiling": 1}, known_on=date(2024, 3, 12))
    (rate,) = (one for one in afas.explain(agc).to_dict()["parameters"] if one["name"] == "rate")
    assert rate["published"] == "2024-03-12"
    assert agc.undated == ()
