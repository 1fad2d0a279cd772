"""What the Caf gives: asked of nobody, read from agreements, never in two values."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

import attrs
import pytest

import afas
from afas import Activity, DeclarationKind, FinancialYear, Given, estimate, given_figures, ps
from afas.errors import InvalidInput
from afas.forms import FormCode, Giver
from afas.parameters import ParameterValue
from afas.sources import Source

LOISIRS = Activity("A1", "P1", "ALSH", "Loisirs", "NANTERRE")
CRECHE = Activity("A2", "P1", "EAJE", "Les Petits Pas", "NANTERRE")
AGREEMENT = Source("Convention 12", "Caf 00", date(2023, 1, 2))
CALENDAR = afas.calendars.get("92", 2023)


def given(name: str, figure: str, start: int = 2019, end: int | None = None, agreement: str = "C12") -> Given:
    days = date(start, 1, 1), None if end is None else date(end, 1, 1)
    return Given(agreement, "A1", name, ParameterValue(*days, Decimal(figure), AGREEMENT))


@pytest.mark.parametrize("code", ["ALSH", "EAJE"])
def test_the_share_is_asked_of_the_partner_until_2018_and_given_by_the_caf_from_2019(code: str) -> None:
    service = ps.get(code)
    assert "general_scheme_share" in {field.name for field in service.fields}
    for year, giver in ((2018, Giver.PARTNER), (2019, Giver.CAF), (2023, Giver.CAF)):
        for who in Giver:
            asked = {field.name for field in service.asks(DeclarationKind.ACTUAL, FinancialYear(year), who)}
            assert ("general_scheme_share" in asked) is (who is giver), year


def opened(shares: Mapping[str, Decimal] | None = None) -> afas.Declaration:
    both = None if shares is None else {"A1": shares}
    (declaration,) = afas.open_declarations(CALENDAR, [LOISIRS], on=date(2022, 12, 18), given=both)
    return declaration


def test_a_missing_share_says_who_gives_it_and_a_given_one_is_counted() -> None:
    names = [field.name for field in opened().fields(FormCode.FINANCIAL)]
    assert "general_scheme_share" not in names
    faults = [(fault.path, fault.code) for fault in opened().figures()[1]]
    assert ("given.general_scheme_share", "not-given") in faults
    figures, faults_then = opened({"general_scheme_share": Decimal("0.98")}).figures()
    assert figures["general_scheme_share"] == Decimal("0.98")
    assert "not-given" not in {fault.code for fault in faults_then}


def test_a_share_stored_on_an_older_form_stays_and_another_one_given_is_a_fault() -> None:
    form = (FormCode.FINANCIAL, None)
    for shares, typed, code in (
        (None, "0.98", None),
        ({"general_scheme_share": Decimal("0.98")}, "0.980", None),
        ({"general_scheme_share": Decimal("0.98")}, "", None),
        ({"general_scheme_share": Decimal("0.98")}, "0.97", "given-otherwise"),
        ({"expenses": Decimal(1000)}, "0.98", None),  # the Caf gives another figure only
    ):
        declaration = opened(shares).evolved({"entries": {form: {"general_scheme_share": typed}}})
        figures, faults = declaration.figures()
        assert figures["general_scheme_share"] == Decimal("0.98")
        assert {fault.path for fault in faults if fault.code == "missing-field"} == {
            "activity.attended_hours",
            "financial.expenses",
        }
        found = {fault.code for fault in faults} - {"missing-field"}
        assert found == ({code} if code else set())


def test_a_figure_given_that_is_none_of_the_ps_is_a_fault() -> None:
    with pytest.raises(InvalidInput, match="unknown field"):
        opened({"general_sheme_share": Decimal("0.98")})
    with pytest.raises(InvalidInput, match="ratio"):
        opened({"general_scheme_share": Decimal(98)})


def test_what_holds_on_the_first_day_of_a_year() -> None:
    figures = [given("general_scheme_share", "0.97", end=2023), given("general_scheme_share", "0.98", 2023)]
    for year, share in ((2018, None), (2019, "0.97"), (2022, "0.97"), (2023, "0.98")):
        found = given_figures(figures, LOISIRS, FinancialYear(year)).fields
        assert found == ({} if share is None else {"general_scheme_share": Decimal(share)})
    assert given_figures(figures, CRECHE, FinancialYear(2023)).fields == {}


def test_each_declaration_opens_with_what_the_agreements_hold_for_its_year() -> None:
    """Opened on one day: the actual of 2022 and the forecast of 2023 each have the rate of their own year."""
    figures = [given("general_scheme_share", "0.97", end=2023), given("general_scheme_share", "0.98", 2023)]
    day = date(2023, 1, 16)
    offered = afas.open_declarations(CALENDAR, [LOISIRS, CRECHE], on=day, given=figures)
    shares = {(one.activity.id, one.year.year): one.given.get("general_scheme_share") for one in offered}
    assert {key: share for key, share in shares.items() if key[0] == "A1"} == {
        ("A1", year): Decimal(share) for year, share in ((2022, "0.97"), (2023, "0.98")) if ("A1", year) in shares
    }
    assert ("A1", 2023) in shares
    assert shares["A2", 2023] is None
    later = afas.open_declarations(CALENDAR, [LOISIRS], on=date(2023, 6, 26), given=figures)
    assert [one.given for one in later] == [{"general_scheme_share": Decimal("0.98")}]


def test_the_figures_of_agreements_are_each_looked_at_once() -> None:
    """Two thousand activities, each with a figure of its own, open in seconds: no activity looks at all figures."""

    class Looked(tuple[Given, ...]):
        times = 0

        def __iter__(self) -> Iterator[Given]:
            type(self).times += 1
            return super().__iter__()

    portfolio = [attrs.evolve(LOISIRS, id=f"A{rank}") for rank in range(50)]
    figures = Looked(attrs.evolve(given("general_scheme_share", "0.98"), activity=one.id) for one in portfolio)
    opened = afas.open_declarations(CALENDAR, portfolio, on=date(2023, 1, 16), given=figures)
    assert {one.given["general_scheme_share"] for one in opened} == {Decimal("0.98")}
    assert Looked.times == 1


def test_two_values_for_one_year_are_a_fault_and_the_same_twice_is_none() -> None:
    one = given("general_scheme_share", "0.98")
    same = given("general_scheme_share", "0.98", agreement="C13")
    assert given_figures([one, same], LOISIRS, FinancialYear(2023)).fields == {"general_scheme_share": Decimal("0.98")}
    with pytest.raises(InvalidInput) as caught:
        given_figures([one, given("general_scheme_share", "0.97", agreement="C13")], LOISIRS, FinancialYear(2023))
    (fault,) = caught.value.faults
    assert (fault.path, fault.code) == ("given.A1.general_scheme_share", "given-twice")
    assert "C12" in fault.text("en")
    assert "C13" in fault.text("fr")


def test_sums_of_the_territory_are_parameters_of_the_estimate() -> None:
    territory = given("territory_hour_amount", "0.20", 2024)
    found = given_figures([given("general_scheme_share", "1"), territory], LOISIRS, FinancialYear(2024))
    assert found.parameters == {"territory_hour_amount": territory.value}
    entries = {"attended_hours": 1, "expenses": 1, "territory_new_hours": 10, "territory_hours": 100, **found.fields}
    made = estimate("ALSH", entries, 2024, {"ceiling": "1", **found.parameters})
    assert str(made.parts["territory_bonus"]) == "2.00"
    assert made.scale.values["territory_hour_amount"].source == AGREEMENT


@pytest.mark.parametrize(
    ("name", "figure", "code"),
    [("attended_hours", "1", "unknown-given"), ("general_scheme_share", "98", "not-a-ratio")],
)
def test_what_the_caf_does_not_give_is_a_fault(name: str, figure: str, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        given_figures([given(name, figure)], LOISIRS, FinancialYear(2023))
    assert [fault.code for fault in caught.value.faults] == [code]


def test_two_values_are_told_in_their_order_each_with_its_unit_and_agreement() -> None:
    """A figure that is wrong by itself is told as such, and not as another value too."""
    share, territory = "general_scheme_share", "territory_hour_amount"
    figures = [
        given(share, "0.98"), given(share, "0.97", agreement="C13"),
        given(territory, "0.20", agreement="C14"), given(territory, "0.30", agreement="C15"),
        given(share, "98", agreement="C16"), given("x" * 90, "1"),
    ]  # fmt: skip
    with pytest.raises(InvalidInput) as caught:
        given_figures(figures, LOISIRS, FinancialYear(2024))
    twice, of_territory, wrong, unknown = caught.value.faults
    assert twice.text("en").endswith("for 2024: 98% (agreement C12) and 97% (agreement C13)")
    assert of_territory.text("en").endswith("for 2024: €0.20/h (agreement C14) and €0.30/h (agreement C15)")
    assert (wrong.path, wrong.code) == ("given.A1.general_scheme_share", "not-a-ratio")
    assert (unknown.code, unknown.fields["found"]) == ("unknown-given", "x" * 40)


def test_the_rules_that_are_handed_in_say_what_may_be_given() -> None:
    ceiling = given("ceiling_low", "9.70")
    found = given_figures([ceiling], LOISIRS, FinancialYear(2023), ps.get("EAJE"))
    assert found.parameters == {"ceiling_low": ceiling.value}
    with pytest.raises(InvalidInput):
        given_figures([ceiling], LOISIRS, FinancialYear(2023))
