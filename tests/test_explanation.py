"""What an explanation says, in both languages and every form; and formulas that print themselves."""

import decimal
import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from html.parser import HTMLParser
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from afas import estimate, explain, ps
from afas.arithmetic import exactly, fractions
from afas.curves import marginal_values
from afas.documents import Bullets, Document, Line
from afas.errors import InvalidInput
from afas.explanation import ExplainedStep, Explanation, NotAStep, _digits
from afas.numbers import Traced
from afas.parameters import supply
from afas.periods import FinancialYear
from afas.quantities import Unit
from afas.sources import Source
from tests.strategies import case

ALSH = {"attended_hours": "4981", "expenses": "7293.55", "general_scheme_share": "1"}
EAJE = {
    "entitled_hours": "100",
    "billed_hours": "110",
    "attended_hours": "100",
    "meals_and_nappies": True,
    "expenses": "900",
    "family_participations": "700",
    "general_scheme_share": "1",
}
SLOPE = {"ceiling_low": "10", "ceiling_high": "9", "ceiling_low_basic": "7", "ceiling_high_basic": "5"}


def alsh(**changed: str) -> Explanation:
    return explain(estimate("ALSH", ALSH | changed, 2023, parameters={"ceiling": "1.97"}))


def test_a_step_says_all_of_itself() -> None:
    cost, right = alsh().steps
    assert cost.in_words("fr") == "le plus petit de (Total des charges ; Heures réalisées × Prix plafond horaire)"
    assert cost.in_figures("en") == "least of (€7,293.55; 4,981\xa0h × €1.97/h)"
    assert cost.bounds("fr") == ("retenu : Total des charges",)
    assert cost.rounding("fr") is None
    assert right.in_figures("en") == "rounded to the cent of (€7,293.55 × 30% × 100%)"
    assert right.result("en") == "€2,188.07"
    assert right.rounding("en") == "€2,188.065 rounded to the cent"
    assert right.bounds("en") == ()


def test_the_other_bound_and_the_bound_exactly_reached() -> None:
    assert alsh(expenses="20000").steps[0].bounds("en") == ("kept: Attended hours × Hourly ceiling",)
    # 4,981 x 1.97 = 9,812.57
    assert alsh(expenses="9812.57").steps[0].bounds("en") == ("the bound is exactly reached: Total expenses",)


def test_what_is_brought_to_zero_says_so() -> None:
    made = explain(estimate("EAJE", EAJE, 2025, parameters=SLOPE))
    net = next(step for step in made.steps if step.name == "net")
    assert net.bounds("fr") == ("négatif, ramené à zéro",)  # 100 x 9 x 0.66 = 594 - 700
    assert net.in_words("fr") == "PSU avant déduction − Participations familiales, ou zéro si négatif"
    assert made.amount == Decimal("0.00")


def test_a_product_in_a_choice_stands_without_brackets_in_a_difference() -> None:
    made = explain(estimate("EAJE", EAJE, 2025, parameters={**SLOPE, "share_before_deduction": "1"}))
    net = next(step for step in made.steps if step.name == "net")
    assert net.in_words("en").startswith("Grant before deduction × Share under the general scheme − Family")


def test_of_a_choice_the_figures_show_the_branch_taken_and_the_sheet_shows_both() -> None:
    made = explain(estimate("EAJE", EAJE, 2025, parameters=SLOPE))
    start = next(step for step in made.steps if step.name == "ceiling_start")
    assert start.in_figures("en") == "€10.00/h"
    words = ps.get("EAJE").words(locale="en").splitlines()[1]
    assert words == (
        "Ceiling before the slope = if Nappies and meals provided: Hourly ceiling, billing up to 107 %; "
        "otherwise: Hourly ceiling, up to 107 %, without nappies or meals"
    )


def test_text_markdown_and_html_say_the_same() -> None:
    made = alsh()
    for locale in ("fr", "en"):
        told = made.to_text(locale), made.to_markdown(locale), made.to_html(locale)
        for step in made.steps:
            for form in told:
                assert step.text(locale) in form
                assert step.result(locale) in form
    assert made._repr_html_() == made.to_html("fr")


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str | None] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.found += [value for name, value in attrs if name == "href"]


def test_html_links_to_the_source_and_lets_nothing_in() -> None:
    wicked = Source("<script>alert(1)</script>", "Caf 00", url="javascript:alert(1)")
    start = FinancialYear(2023).start
    shown = explain(estimate("ALSH", ALSH, 2023, parameters=supply({"ceiling": "1.97"}, wicked, start))).to_html()
    page = Links()
    page.feed(shown)
    assert page.tags <= {"section", "h3", "h4", "ul", "ol", "li", "p", "strong", "a"}
    assert page.found
    assert all(str(link).startswith("https://www.lagazettedescommunes.com/130502/") for link in page.found)


def test_a_quote_in_an_address_stays_in_it() -> None:
    line = Line("x", note="n", link='https://exemple.fr/"onclick="x')
    assert 'href="https://exemple.fr/&quot;onclick=&quot;x"' in Document("t", "fr", [Bullets([line])]).to_html()


def test_json_has_a_version_exact_figures_and_both_languages() -> None:
    made = explain(estimate("EAJE", EAJE | {"family_participations": 0}, 2025, parameters=SLOPE))
    told: dict[str, Any] = json.loads(made.to_json())
    assert (told["format"], told["version"], told["ps"], told["amount"]) == ("afas.explanation", 1, "EAJE", "594.00")
    steps = {step["name"]: step for step in told["steps"]}
    assert steps["billing_rate"]["value"] == "1.1"
    assert steps["ceiling"]["value"] == "127/13"  # 10 - 3/13
    assert steps["right"]["text"] == {"fr": "Droit à la PSU", "en": "Right to the PSU"}
    rate = next(one for one in told["parameters"] if one["name"] == "rate")
    assert (rate["value"], rate["grade"], rate["source"]["publisher"]) == ("0.66", "SOURCED", "Caf du Nord")
    assert rate["source"]["checked_on"] == "2026-11-23"


@pytest.mark.parametrize(
    ("value", "digits"),
    [
        ("2188.065", "2188.065"), ("-5/2", "-2.5"), ("1/1024", "0.0009765625"), ("1/3125", "0.00032"), ("0", "0"),
        ("7/20", "0.35"), ("1000", "1000"), ("1/3", "1/3"), ("-7/30", "-7/30"), ("1/1", "1"),
        ("123456789012345678901234567890.25", "123456789012345678901234567890.25"),
    ],
)  # fmt: skip
def test_a_value_for_a_program_has_every_digit_or_is_a_fraction(value: str, digits: str) -> None:
    with decimal.localcontext(prec=3):  # whatever the caller's own
        assert _digits(Fraction(value)) == digits


def _step(formula: Traced) -> ExplainedStep:
    service = ps.get("ALSH")
    return ExplainedStep("right", service.label("right"), formula, Fraction(1), Unit.EUR, service)


def test_a_step_is_one_number_that_a_formula_named() -> None:
    one = Traced.given("data.expenses", Fraction(1))
    named = Traced("step", (one,), Fraction(1), "right")
    assert _step(named).in_words("en") == "Total expenses"
    for formula in (
        one,  # a figure is no step
        attrs.evolve(named, args=(one, one)),
        attrs.evolve(named, args=()),
        attrs.evolve(named, value=None),
        attrs.evolve(named, args=(Traced("?", (one,), Fraction(1)),)),  # no formula makes one
    ):
        with pytest.raises(NotAStep):
            _step(formula)


@pytest.mark.parametrize(("left", "said"), [("-1", True), ("-0.01", True), ("0", False), ("0.5", False), ("1", False)])
def test_only_what_is_below_zero_is_said_to_be_brought_to_zero(left: str, said: bool) -> None:
    number = Traced.given("data.expenses", Fraction(left))
    kept = Traced.words.not_below_zero(number)
    bounds = _step(Traced("step", (kept,), kept.value, "right")).bounds("en")
    assert bounds == (("negative, brought to zero",) if said else ())


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        ("3", ("kept: Total expenses",)),  # the outer choice took the inner one, which says its own
        ("2", ("the bound is exactly reached: greatest of (Total expenses; Share under the general scheme)",
               "kept: Total expenses")),
        ("1", ("kept: Attended hours", "kept: Total expenses")),
    ],
)  # fmt: skip
def test_a_choice_of_a_choice_says_the_inner_one_and_itself_where_it_is_tied(hours: str, said: tuple[str, ...]) -> None:
    names = {"expenses": "2", "general_scheme_share": "1", "attended_hours": hours}
    expenses, share, attended = (Traced.given(f"data.{name}", Fraction(value)) for name, value in names.items())
    kept = Traced.words.least([Traced.words.greatest([expenses, share]), attended])
    assert _step(Traced("step", (kept,), kept.value, "right")).bounds("en") == said


def test_law_2_the_amount_of_an_explanation_is_the_one_its_steps_end_in() -> None:
    made, other = alsh(), alsh(expenses="20000")
    mixed = attrs.evolve(made, steps=other.steps)
    assert (made.amount, mixed.amount) == (made.estimate.amount, other.estimate.amount)
    assert attrs.evolve(made, steps=()).amount == made.estimate.amount


def test_an_end_that_was_not_read_is_told() -> None:
    assert "à partir du 1er janvier 2007 (fin non lue)" in alsh().to_markdown("fr")
    assert "(no end read)" in alsh().to_markdown("en")


@given(st.data())
def test_law_1_decimals_and_fractions_agree(data: st.DataObject) -> None:
    service, year, entries, parameters = case(data)
    made = estimate(service, entries, year, parameters=parameters, replacing=service.by_name)
    rules = made.formulas

    def all_of_it(d: Any, p: Any) -> Any:
        return rules.right(d, p, lambda _, number: number)

    fast = exactly(all_of_it, made.entries, made.figures)
    assert Fraction(fast) == all_of_it(fractions(made.entries), fractions(made.figures)) == Fraction(made.amount)


@given(st.data())
def test_law_2_every_form_ends_in_the_amount(data: st.DataObject) -> None:
    service, year, entries, parameters = case(data)
    made = explain(estimate(service, entries, year, parameters=parameters, replacing=service.by_name))
    told = json.loads(made.to_json())
    assert Decimal(told["steps"][-1]["value"]) == Decimal(told["amount"]) == made.amount
    assert sum(Decimal(part) for part in told["parts"].values()) == made.amount
    for locale in ("fr", "en"):
        assert made.steps[-1].result(locale) in made.to_text(locale)


@pytest.mark.parametrize("code", ps.codes())
@pytest.mark.parametrize("locale", ["fr", "en"])
def test_each_formula_prints_itself(code: str, locale: str) -> None:
    service = ps.get(code)
    words, latex = service.words(locale=locale), service.latex(locale=locale)
    for name in service.formulas[-1].uses:
        assert service.parameter(name).text(locale) in words
    assert latex.count("{") == latex.count("}")
    assert latex.count(r"\left") == latex.count(r"\right")
    assert latex.count(r"\begin") == latex.count(r"\end")
    assert len(latex.split("\\\\\n")) == len(words.splitlines())


def test_a_formula_in_latex() -> None:
    assert ps.get("AGC").latex(locale="en") == (
        r"\begin{aligned}"
        "\n"
        r"\text{Retained cost} &= \min\left(\text{Cost of the coordination function},\ \text{Yearly ceiling}\right) \\"
        "\n"
        r"\text{Right to the PS} &= \left[\text{Retained cost} \times \text{Rate of the PS}\right]_{\text{€}0.01}"
        "\n"
        r"\end{aligned}"
    )


def test_a_formula_of_a_day_without_one() -> None:
    with pytest.raises(LookupError, match="ALSH has no formula on 2006-12-31"):
        ps.get("ALSH").words(on=FinancialYear(2007).start.replace(year=2006, month=12, day=31))


def test_a_slope_says_what_it_kept_and_not_how_it_is_written() -> None:
    made = explain(estimate("EAJE", EAJE, 2025, parameters=SLOPE))
    ceiling = next(step for step in made.steps if step.name == "ceiling")
    assert ceiling.bounds("en") == ("kept: Billing rate",)


def test_a_count_is_shown_bare_and_a_choice_was_not_read() -> None:
    made = explain(estimate("CLAS", {"groups": 2, "children": 20, "expenses": 100}, 2004))
    shown = made.to_markdown("fr")
    assert "Nombre de collectifs : **2**" in shown
    (choice,) = (line for line in shown.splitlines() if "arrondi à l’euro :" in line)
    assert "fin non lue" not in choice


def test_the_scale_comes_in_the_order_of_the_formulas() -> None:
    entries = {**EAJE, "places": 2, "pedagogical_days": 1}
    names = [one["name"] for one in explain(estimate("EAJE", entries, 2025, parameters=SLOPE)).to_dict()["parameters"]]
    assert names[0] == "rate"
    assert names[-2:] == ["pedagogical_days_most", "pedagogical_day_hours"]


def test_a_choice_within_a_choice_stands_in_brackets() -> None:
    words = ps.get("EAJE").words(on=date(2024, 1, 1), locale="en").splitlines()[1]
    assert words.startswith("Ceiling that applies = if Billing rate ≤ First billing threshold: (if Nappies and meals")
    assert (
        "billing up to 107 %; otherwise: Hourly ceiling, up to 107 %, without nappies or meals); otherwise: (" in words
    )


@pytest.mark.parametrize("lost", ["expenses", "animator_fte"])
def test_an_estimate_stored_without_a_figure_says_which_is_missing(lost: str) -> None:
    made = estimate("RPE", {"animator_fte": 1, "expenses": "50000"}, 2023, parameters={"ceiling": "60000"})
    stored = attrs.evolve(made, entries={name: value for name, value in made.entries.items() if name != lost})
    for ask in (explain, marginal_values):
        with pytest.raises(InvalidInput) as refused:
            ask(stored)
        assert [(fault.path, fault.code) for fault in refused.value.faults] == [(f"entries.{lost}", "missing-field")]


def test_an_estimate_stored_without_a_figure_of_its_scale_says_which_is_missing() -> None:
    made = estimate("RPE", {"animator_fte": 1, "expenses": "50000"}, 2023, parameters={"ceiling": "60000"})
    kept = {name: value for name, value in made.scale.values.items() if name != "ceiling"}
    stored = attrs.evolve(made, scale=attrs.evolve(made.scale, values=kept))
    with pytest.raises(InvalidInput) as refused:
        explain(stored)
    assert [(f.path, f.code) for f in refused.value.faults] == [("scale.values.ceiling", "missing-figure")]


def test_a_figure_that_the_formula_does_not_read_may_be_missing() -> None:
    """A bonus field added after the estimate was stored."""
    made = estimate("RPE", {"animator_fte": 1, "expenses": "50000"}, 2023, parameters={"ceiling": "60000"})
    assert explain(attrs.evolve(made, entries={"animator_fte": Decimal(1), "expenses": Decimal(50000)})).amount == (
        made.amount
    )
