"""The charts: exact figures in them, words in both languages, and pictures that can be drawn."""

import builtins
import importlib
import json
import sys
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import altair as alt
import attrs
import pytest
import vl_convert

import afas
from afas import charts
from afas.charts._style import compact
from afas.curves import curve
from afas.payments import CashFlow, Expectation, Month, cash_flow
from afas.simulation import run
from afas.text import Text
from tests.shown_cases import calendar as shown_calendar
from tests.shown_cases import declaration
from tests.test_cashflow import ACTUAL_2022, OPENED
from tests.test_followup import ALSH as SITES
from tests.test_followup import BRUNO, CALENDAR, OTHER, RELAY, RPE, do, opened

ON = date(2023, 6, 25)
ALSH = {"attended_hours": "4981", "expenses": "7293.55", "general_scheme_share": "1"}
LATE = Expectation("A1", 2023, "ACTUAL", date(2024, 4, 10), "98000", "90000", "105000")
REFUSED = opened(RPE)
for _step, _day in zip((*RELAY, (afas.Refuse("à revoir"), afas.CAF)), (16, 18, 18, 20, 24, 30, 30, 33), strict=True):
    REFUSED = do(REFUSED, _step, on=date(2023, 1, 1) + timedelta(days=_day - 1))
BACK = CashFlow(
    (
        Month(date(2023, 11, 1), *(Decimal(n) for n in ("-1200.50", "3000", "1000", "2400", "1799.50"))),
        Month(date(2023, 12, 1), *(Decimal(n) for n in ("-8000", "0", "-8000", "-8000", "-6200.50"))),
    )
)
SPREAD = [Decimal(n * n * (-1 if n % 3 == 0 else 1)) / 4 for n in range(-20, 40)] + [Decimal("0.00")] * 5


def declarations() -> list[Any]:
    return [opened(SITES), do(opened(RPE), *RELAY), do(opened(OTHER), *RELAY[:2]), REFUSED]


def by_hours(locale: str) -> alt.Chart:
    made = afas.estimate("ALSH", ALSH, 2023, parameters={"ceiling": "1.97"})
    return charts.curve_chart(curve(made, "attended_hours", 0, 8000), locale)


def by_ceiling(locale: str) -> alt.Chart:
    made = afas.estimate("ALSH", ALSH, 2023, parameters={"ceiling": "1.97"})
    return charts.curve_chart(curve(made, "ceiling", "0.50", "3"), locale)


@attrs.frozen
class Interval:
    low: Decimal
    high: Decimal


BETWEEN = {
    "Étape 1": Interval(Decimal("5900000.10"), Decimal("7400000")),
    "Étape 2": Interval(Decimal(-5000000), Decimal(-3000000)),
}
COSTS = {"Barème 2023": Decimal("1204567.50"), "Taux + 6 %": Decimal("1276841.55"), "Plafond − 5 %": Decimal("1190000")}
GROUPS = {"NANTERRE": (120, 30, 850), "CLICHY": (400, 0, 210), "LEVALLOIS-PERRET": (0, 90, 12)}
MOVES = {
    "NANTERRE": (Decimal("120000.50"), Decimal("-30000")), "CLICHY": (Decimal("20500"), Decimal("-61000.25")),
    "LEVALLOIS-PERRET": (Decimal("9100"), Decimal(0)),
}  # fmt: skip
MILLIONS = {
    "Barème 2023": Decimal("986191405.41"),
    "Étape 1": Decimal("992851458.34"),
    "Étape 2": Decimal("982041405.41"),
}
CHARTS: Mapping[str, Callable[[str], alt.Chart]] = {
    "calendar": lambda locale: charts.calendar_chart(CALENDAR, on=ON, locale=locale),
    "projection": lambda locale: charts.calendar_chart(CALENDAR.project(2025), ps=["ALSH", "RPE"], locale=locale),
    "cash_flow": lambda locale: charts.cash_flow_chart(
        cash_flow(OPENED, [ACTUAL_2022, LATE], on=date(2023, 3, 5)), locale
    ),
    "paid_back": lambda locale: charts.cash_flow_chart(BACK, locale),
    "by_hours": by_hours,
    "by_ceiling": by_ceiling,
    "statuses": lambda locale: charts.status_chart(declarations(), on=date(2023, 2, 20), locale=locale),
    "history": lambda locale: charts.history_chart(REFUSED, locale),
    "budget": lambda locale: charts.budget_chart(COSTS, locale=locale),
    "winners": lambda locale: charts.winners_chart(GROUPS, locale),
    "groups": lambda locale: charts.groups_chart(MOVES, locale),
    "millions": lambda locale: charts.budget_chart(MILLIONS, locale=locale, intervals=BETWEEN),
    "beyond": lambda locale: charts.differences_chart([*SPREAD, *SPREAD, *SPREAD, Decimal(90000)], locale),
    "differences": lambda locale: charts.differences_chart(SPREAD, locale),
}
every_chart = pytest.mark.parametrize("name", CHARTS)


@cache
def drawn(name: str, locale: str) -> alt.Chart:
    """The chart, made once for all that is asked of it."""
    return CHARTS[name](locale)


@cache
def spec(name: str, locale: str) -> dict[str, Any]:
    """What it says in Vega-Lite."""
    return drawn(name, locale).to_dict()


def rows(chart: alt.Chart) -> list[dict[str, Any]]:
    """Every row that the chart holds."""
    found: list[dict[str, Any]] = []

    def look(node: Any) -> None:
        if isinstance(node, dict):
            data = node.get("data", {})
            found.extend(data.get("values", []) if isinstance(data, dict) else [])
            for value in node.values():
                look(value)
        elif isinstance(node, list):
            for value in node:
                look(value)

    made = chart.to_dict()
    look(made)
    for values in made.get("datasets", {}).values():
        found.extend(values)
    return found


@every_chart
def test_each_language_has_its_title_and_its_description(name: str) -> None:
    fr, en = (spec(name, locale) for locale in ("fr", "en"))
    assert fr["title"]["text"] != en["title"]["text"]
    assert fr["description"].startswith(fr["title"]["text"])
    assert len(en["description"]) > len(en["title"]["text"])


@every_chart
@pytest.mark.parametrize("locale", ["fr", "en"])
def test_it_can_be_drawn(name: str, locale: str) -> None:
    svg = vl_convert.vegalite_to_svg(json.dumps(spec(name, locale)))
    assert svg.startswith("<svg")
    assert "undefined" not in svg
    assert "NaN" not in svg


def test_a_picture_is_made() -> None:
    assert vl_convert.vegalite_to_png(json.dumps(spec("budget", "fr"))).startswith(b"\x89PNG")


def test_the_calendar_has_its_windows_and_its_day() -> None:
    found = rows(drawn("calendar", "fr"))
    june = next(row for row in found if row.get("ps") == "ALSH" and row["kind"] == "Actualisée Janvier à Juin")
    assert (june["available"], june["before"]) == ("2023-06-18", "2023-07-13")
    assert june["deadline"] == "avant le 13 juillet 2023"
    assert not any(row["provisional"] for row in found if "provisional" in row)
    assert [row["day"] for row in found if "day" in row] == ["le 25 juin 2023"]
    assert sum("available" in row for row in found) == len(CALENDAR.windows)


def test_a_projection_says_that_it_is_provisional() -> None:
    chart = drawn("projection", "en")
    assert "Provisional" in " ".join(chart.to_dict()["title"]["subtitle"])
    found = [row for row in rows(chart) if "ps" in row]
    assert {row["ps"] for row in found} == {"ALSH", "RPE"}
    assert all(row["provisional"] for row in found)


def test_the_cash_flow_has_the_exact_amounts() -> None:
    april = next(row for row in rows(drawn("cash_flow", "fr")) if row["month"] == "avr. 2023")
    # worked in test_cashflow
    assert [april[key] for key in ("known", "expected", "low", "high")] == ["0.00", "56500.00", "48000.00", "65000.00"]
    assert april["expected_text"] == "56\u202f500,00\xa0€"


def test_the_curve_has_the_exact_points_and_the_bend() -> None:
    found = rows(drawn("by_hours", "fr"))
    # 4,000 h is above 7,293.55 / 1.97 = 3,702.31 h: 7,293.55 x 0.30 = 2,188.065, half a cent up
    assert next(row["amount"] for row in found if row.get("figure") == "4000.00") == "2188.07"
    # 1,000 h x 1.97 x 0.30 = 591.00
    assert next(row["amount"] for row in found if row.get("figure") == "1000.00") == "591.00"
    (bend,) = [row for row in found if row.get("mark")]
    assert bend["at"] == "3702.31"
    assert bend["words"].startswith("À partir de 3\u202f702,31\xa0h : 0,00\xa0€ de plus")


def test_each_status_is_counted_and_the_late_are_told() -> None:
    chart = drawn("statuses", "fr")
    words = {row["status"]: row["words"] for row in rows(chart) if row.get("total")}
    # before 9 February (RPE) and 16 February (ALSH): on the 20th what is not transmitted is late
    assert words == {
        "À saisir": "1, dont 1 en retard",
        "En cours de saisie": "1, dont 1 en retard",
        "Transmise Caf": "1",
        "Refusée Caf": "1, dont 1 en retard",
    }


def test_the_history_has_every_event_and_who_took_it() -> None:
    found = [row for row in rows(drawn("history", "en")) if row.get("by")]
    assert {row["at"] for row in found} >= {"2023-01-24T12:00:00", "2023-02-02T12:00:00"}
    assert {row["by"] for row in found} >= {BRUNO.name, afas.CAF.name}
    assert len({row["rank"] for row in found}) == len(REFUSED.history)


def test_the_budget_says_the_difference_to_the_cent() -> None:
    found = {row["scenario"]: row for row in rows(drawn("budget", "fr")) if "scenario" in row}
    # 1,276,841.55 - 1,204,567.50 = 72,274.05, which is 6.00 % of 1,204,567.50
    assert found["Taux + 6 %"]["words"] == "+72\u202f274,05\xa0€ (+6\xa0%)"
    assert found["Plafond − 5 %"]["change"] == "-14567.50"
    assert "Barème 2023" not in found  # the baseline is zero: differences are drawn, not totals
    assert spec("budget", "fr")["title"]["subtitle"][0] == (
        "Par rapport à « Barème 2023 » : 1\u202f204\u202f567,50\xa0€"
    )


@pytest.mark.parametrize(
    ("amount", "most", "fr", "en"),
    [("6660052.93594", "11607023.94", "6,66\xa0M€", "€6.66M"),
     ("-14567.5", "72274.05", "-14\u202f567,50\xa0€", "-€14,567.50"),
     ("-250000", "250000", "-250\xa0k€", "-€250k"), ("1234567890", "1234567890", "1\u202f235\xa0M€", "€1,235M"),
     ("0", "2000000", "0\xa0€", "€0"), ("400", "400", "400\xa0€", "€400")],
)  # fmt: skip
def test_large_amounts_are_shown_in_millions(amount: str, most: str, fr: str, en: str) -> None:
    for locale, words in (("fr", fr), ("en", en)):
        assert compact(Decimal(amount), locale, Decimal(most)) == words


def test_the_budget_of_large_amounts_is_in_millions_with_what_it_lies_between() -> None:
    costs = {"2023": Decimal("986191405.41"), "étape 1": Decimal("992851458.34")}
    between = {"étape 1": Interval(Decimal("5900000.10"), Decimal("7400000"))}
    chart = charts.budget_chart(costs, intervals=between)
    (row,) = [row for row in rows(chart) if "low" in row and "label" in row]
    assert row["label"] == "+6,66\xa0M€ (+0,68\xa0%)"
    assert (row["low"], row["high"]) == (5900000.10, 7400000.0)
    assert "entre +5\u202f900\u202f000,10\xa0€ et +7\u202f400\u202f000,00\xa0€" in chart.to_dict()["description"]


def test_of_many_groups_the_largest_are_drawn_and_the_others_told_together() -> None:
    groups = {f"G{rank:02d}": (rank, 0, 100 - rank) for rank in range(30)} | {"G29": (500, 10, 500)}
    chart = charts.winners_chart(groups, "fr", most=5)
    drawn = [*dict.fromkeys(row["group"] for row in rows(chart) if row.get("rank") == 0)]
    assert drawn == ["G00", "G01", "G02", "G03", "G29"]  # in the order given; ties by the first
    # the 25 others are G04 to G28: losers 4 + ... + 28 = 400, winners 2,500 - 400
    told = "Autres groupes, qui ne sont pas dessinés (25) : perdants : 400, inchangés : 0, gagnants : 2\u202f100"
    assert told in chart.to_dict()["title"]["subtitle"]
    assert told in chart.to_dict()["description"]
    largest = rows(charts.winners_chart(groups, "fr", most=5, order="largest"))
    assert next(row["group"] for row in largest if "group" in row) == "G29"
    money = {name: (Decimal(win), Decimal(-lose)) for name, (lose, _, win) in groups.items()}
    picture = charts.groups_chart(money, "en", most=1)
    nets = {row["group"]: row["words"] for row in rows(picture) if row.get("rank") == 1}
    assert nets == {"G29": "€0.00; gains: +€500.00, losses: -€500.00"}
    # 29 others: gains 100 - rank from 0 to 28, 2,900 - 406 = 2,494; losses 406
    told = "Other groups, not drawn (29): +€2,088.00; gains: +€2,494.00, losses: -€406.00"
    assert told in picture.to_dict()["description"]


def test_rows_far_from_all_others_are_gathered_at_the_ends() -> None:
    spread = {Decimal(rank): 10 for rank in range(-20, 41)} | {Decimal(1_000_000): 2, Decimal(-500_000): 1}
    chart = charts.differences_chart(spread, "en")
    found = [row for row in rows(chart) if "count" in row]
    assert sum(Decimal(row["count"]) for row in found) == sum(spread.values()) - 10
    assert (min(row["low"] for row in found), max(row["high"] for row in found)) == (-20, 40)
    assert found[-1]["range"].endswith("and more")
    assert found[0]["range"].startswith("below")
    assert "from -€500,000.00 to €1,000,000.00" in chart.to_dict()["description"]


def test_weights_and_rows_left_out_are_in_every_picture_of_a_simulation() -> None:
    table = {
        "commune": ["A", "A", "B", "B"], "poids": ["1.5", "2", "0.25", "1"],
        "attended_hours": ["1000", "1000", "10", "-1"], "expenses": ["9000", "100", "9000", "9000"],
        "general_scheme_share": ["1"] * 4,
    }  # fmt: skip
    scenario = {"name": "+10 %", "parameters": {"ALSH": {"ceiling": "+10 %"}}}
    made = run({"ceiling": "2"}, [scenario], table, "ALSH", 2023, weights="poids", faults="report")
    one = made["+10 %"]
    # 1,000 h x 0.2 x 30 % = 60.00 for the first, nothing for the second, 0.60 for the third
    spread = [row for row in rows(charts.differences_chart(one, "en")) if row.get("count", "0") != "0"]
    assert sorted(Decimal(row["count"]) for row in spread) == [Decimal("0.25"), Decimal("1.5")]
    assert "Weighted count: " in charts.differences_chart(one, "en").description
    pictures = [
        charts.differences_chart(one), charts.budget_chart(made), charts.winners_chart(made),
        charts.winners_chart(one.by("commune")), charts.groups_chart(one.by("commune")), charts.budget_chart([one]),
    ]  # fmt: skip
    for picture in pictures:
        said = "Lignes qui ne sont pas comptées, à corriger : 1"
        shown = picture.to_dict()
        assert said in shown["title"]["subtitle"], picture.title
        assert said in shown["description"]
    assert charts.budget_chart([one]).to_dict()["description"].count("+90,15\xa0€") == 1  # 1.5 x 60 + 0.25 x 0.60


def test_winners_and_losers_stand_on_their_sides() -> None:
    found = {(row["group"], row["side"]): row for row in rows(drawn("winners", "en")) if "side" in row}
    assert found["CLICHY", "losers"]["end"] <= 0 <= found["CLICHY", "winners"]["start"]
    assert found["NANTERRE", "winners"]["end"] - found["NANTERRE", "winners"]["start"] == 850


def test_differences_are_counted_each_once_and_zero_apart() -> None:
    found = [row for row in rows(drawn("differences", "fr")) if "count" in row]
    assert sum(Decimal(row["count"]) for row in found) == sum(amount != 0 for amount in SPREAD)
    assert all(row["low"] >= 0 or row["high"] <= 0 for row in found)  # zero is an edge
    # a figure on an edge stands in the bin above it
    edges = charts.differences_chart([Decimal(-4), Decimal(0), Decimal(2), Decimal(4)], "fr")
    assert sum(Decimal(row["count"]) for row in rows(edges) if "count" in row and row["low"] >= 0) == 2


@attrs.frozen
class Counted:
    count: int


@attrs.frozen(eq=False)
class Result:
    """In the shape of what a scenario gives."""

    text: Text
    budget_before: Decimal
    budget_after: Decimal
    winners: Counted
    losers: Counted
    unchanged: int
    spread: dict[Decimal, int]
    left_out: int


RESULT = Result(
    *(Text(fr="+ 6 %", en="+ 6 %"), Decimal("100.00"), Decimal("99.95"), Counted(1), Counted(2), 1),
    {Decimal("0.05"): 1, Decimal("-0.04"): 1, Decimal("-0.06"): 1, Decimal(0): 1},
    1,
)


def test_the_results_of_scenarios_are_drawn_as_they_come() -> None:
    budget = {
        row["scenario"]: row["words"] for row in rows(charts.budget_chart([RESULT], locale="en")) if "words" in row
    }
    assert budget == {"+ 6 %": "-€0.05 (-0.05%)"}
    sides = {row["side"]: row["count"] for row in rows(charts.winners_chart([RESULT], "en")) if "side" in row}
    assert sides == {"losers": 2, "unchanged": 1, "winners": 1}
    spread = charts.differences_chart(RESULT, "en")
    # the row at fault is not one that stays as it is
    assert spread.to_dict()["title"]["subtitle"][1] == "losers: 2, unchanged: 1, winners: 1"
    assert sum(Decimal(row["count"]) for row in rows(spread) if "count" in row) == 3


def test_a_school_year_is_written_as_one() -> None:
    """*Contrats locaux d'accompagnement à la scolarité* run from September to August."""
    labels = {row["label"] for row in rows(drawn("calendar", "fr")) if row.get("ps") == "CLAS"}
    assert labels == {"Prévisionnelle 2023-2024", "Réelle 2022-2023"}
    assert (
        "Le 25 juin 2023, on peut transmettre : EAJE (Actualisée Janvier à Juin) et ALSH"
        in (spec("calendar", "fr")["description"])
    )


def test_the_words_of_a_picture_say_what_is_seen() -> None:
    """Whoever does not see the picture is told its figures: not only what it is about."""
    said = {name: spec(name, "en")["description"] for name in CHARTS}
    assert "Apr 2023: €56,500.00, between €48,000.00 and €65,000.00" in said["cash_flow"]
    assert "Dec 2023: -€8,000.00" in said["paid_back"]
    assert "From €0.00 for 0 h to €2,188.07 for 8,000 h" in said["by_hours"].replace("\xa0", " ")
    assert "Forecast: 8 PS, the first opened on 11 December 2022" in said["calendar"]
    assert "Most rows:" in said["differences"]
    many = CashFlow(tuple(Month(date(2023 + n // 12, n % 12 + 1, 1), *[Decimal(n)] * 5) for n in range(20)))
    picture = charts.cash_flow_chart(many, "en")
    assert "the highest: €19.00 in Aug 2024, the lowest: €0.00 in Jan 2023" not in picture.to_dict()["description"]
    assert "the highest: €38.00 in Aug 2024, the lowest: €0.00 in Jan 2023" in picture.to_dict()["description"]


def test_without_the_extra_the_line_to_install_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "altair":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    for loaded in [name for name in sys.modules if name.startswith("afas.charts")]:
        monkeypatch.delitem(sys.modules, loaded)
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ImportError, match=r'pip install "afas\[charts\]"'):
        importlib.import_module("afas.charts")


def test_no_ps_is_named_in_the_code() -> None:
    code = "".join(path.read_text("utf-8") for path in Path(charts.__file__).parent.glob("*.py"))
    lines = [line for line in code.splitlines() if ">>>" not in line]
    assert not [one for one in afas.ps.codes() if any(f'"{one}"' in line for line in lines)]


@every_chart
def test_what_is_read_follows_the_language(name: str) -> None:
    french, english = (json.dumps(spec(name, locale), ensure_ascii=False) for locale in ("fr", "en"))
    assert "€1" not in french
    assert "\xa0€" not in english


def test_nothing_to_draw_is_an_empty_picture() -> None:
    empty = [
        charts.budget_chart({}),
        charts.winners_chart({}),
        charts.differences_chart([]),
        charts.cash_flow_chart(CashFlow(())),
        charts.status_chart([], on=ON),
        charts.calendar_chart(attrs.evolve(CALENDAR, windows=())),
    ]
    for chart in empty:
        assert vl_convert.vegalite_to_svg(chart.to_json()).startswith("<svg")


@pytest.mark.parametrize(
    "words", ["</script><script>alert(1)</script>", "<!-- <script>", "<img src=x onerror=alert(1)>"]
)
def test_law_11_a_page_that_shows_a_chart_runs_no_name(words: str) -> None:
    """A page holds a chart in a script of its own: no name ends it, nor opens another."""
    one = declaration(words)
    pictures = [
        charts.history_chart(one),
        charts.calendar_chart(shown_calendar(words)),
        charts.budget_chart({words: Decimal(1), "b": Decimal(2)}),
        charts.winners_chart({words: (1, 2, 3)}),
    ]
    usual = charts.winners_chart({"mot": (1, 2, 3)}).to_html()
    for picture in pictures:
        page = picture.to_html()
        for mark in ("<script", "</script", "<!--", "<img"):
            assert page.lower().count(mark) == usual.lower().count(mark), (mark, picture.title)
        assert words.replace("<", "<\u200b") in json.dumps(picture.to_dict(), ensure_ascii=False)
