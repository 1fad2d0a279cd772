"""Each thing that shows itself, made with words that a person typed wherever a person's words go."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

import attrs

import afas
from afas import simulation
from afas.audit import Provenance
from afas.calendar import Calendar
from afas.comparison import Comparison
from afas.controls import Known
from afas.declarations import Declaration, Labels, Status
from afas.declarations._beside import Variations, variations
from afas.declarations._journal import Journal, journal
from afas.documents import Shown
from afas.explanation import Explanation
from afas.followup import FollowUp, follow_up
from afas.parameters import supply
from afas.participations import Tariff, tariff
from afas.payments import (
    Accepted,
    BankLine,
    CashFlow,
    Expectation,
    Ledger,
    Paid,
    PaymentTerms,
    Reconciliation,
    cash_flow,
    reconcile,
)
from afas.simulation import (
    Curve,
    ExplainedRow,
    FaultTable,
    Grid,
    Groups,
    Interval,
    Intervals,
    Margins,
    Outcome,
    Results,
    Scenario,
    Shares,
    Step,
    Transitions,
)
from afas.sources import Source
from afas.text import Text
from afas.windows import Window
from tests.receipt_cases import small

HOSTILE: Final = (
    "<script>alert(1)</script>", "</script><img src=x onerror=alert(1)>", '" onmouseover="alert(1)', "<!-- x", "]]>",
    "a\r\nBEGIN:VEVENT\r\nSUMMARY:x\r\nEND:VEVENT", "a\r\nBcc: x@y.fr\r\n\r\nx", "a\rb\x0bc\x85d\u2028e",
    "\n# Titre\n\n- x\n1. y\n> z\n---\n", "# x", "- x", "+ x", "* x", "1. x", "12) x", "> x", "x\n===", "x\n---", "***",
    "| a | b |\n|---|---|\n| c | d |", "|", "a | b", "\\", "a\\", "`x`", "```\nx\n```", "~~~\nx\n~~~", "    x\n\tx",
    "[x](javascript:alert(1))", "![x](https://x.example/)", "](", "[x]: https://x.example\n\n[x]", "[x][x]", "[[x]]",
    "<https://x.example>", "[TOC]", "[^1]: x", "*[x]: y", "**x** _x_ __x__ ~~x~~ *x*", "&lt;b&gt; &amp; &#60;",
    "{: onclick=alert(1) }", "x {: #x onclick=alert(1) }", "!!! note\n    x", "??? x", ": x", "x\n: y", "/// x",
    "{x} {0} %s",     "=cmd|' /C calc'!A0", "+1+1", "-2+3+cmd", "@SUM(A1)", "\t=1+1", "\n=1+1", "＝1+1",
    "\x00\x07\x1b[31m\x7f", "\u202eabc\u2066", "\ud800x", "\ufeffx",
)  # fmt: skip
"""What somebody could type, or a system send, to be read as markup, as a formula or as another line."""

DAY: Final = date(2023, 2, 10)
ALSH: Final = {"attended_hours": "1000", "expenses": "9000", "general_scheme_share": "1"}


def source(words: str) -> Source:
    return Source(words, words, url="javascript:alert(1)", page=words)


def activity(words: str) -> afas.Activity:
    return afas.Activity("A1", "P1", "ALSH", words, words, (afas.Site("S1", words),))


def declaration(words: str) -> Declaration:
    """A declaration as storage gives it back, with these words as the names and answers of people."""
    one = small()
    person = afas.Person("U1", words)
    history = tuple(attrs.evolve(event, by=person, action=_worded(event.action, words)) for event in one.history)
    named = attrs.evolve(one.activity, name=words, commune=words, nature=words)
    return attrs.evolve(one, activity=named, complements=words, history=history)


def _worded(action: Any, words: str) -> Any:
    own = [field.name for field in attrs.fields(type(action)) if field.name in ("words", "reason")]
    return attrs.evolve(action, **dict.fromkeys(own, words))


def explanation(words: str) -> Explanation:
    start = afas.FinancialYear(2023).start
    figures = supply({"ceiling": "1.97"}, source(words), start)
    return afas.explain(afas.estimate("ALSH", ALSH, 2023, parameters=figures))


def provenance_of_a_ps(words: str) -> Provenance:
    """A PS of a portal's own, whose source has these words."""
    agc = afas.ps.get("AGC")
    rate = agc.parameter("rate")
    value = attrs.evolve(rate.values[0], source=source(words))
    own = attrs.evolve(agc, parameters=(attrs.evolve(rate, values=(value,)), *agc.parameters[1:]))
    shown = afas.provenance(["AGC"]).figures[0]
    return Provenance((own,), (attrs.evolve(shown, source=value.source, label=Text(fr=words, en=words)),))


def comparison(words: str) -> Comparison:
    del words  # holds figures only
    first = afas.estimate("ALSH", ALSH, 2023, parameters={"ceiling": "1.97"})
    return afas.compare(first, afas.what_if(first, attended_hours=+100))


def calendar(words: str) -> Calendar:
    window = Window(words, afas.DeclarationKind.FORECAST, 2023, date(2023, 1, 1), date(2023, 2, 1))
    return Calendar("00", 2023, Text(fr=words, en=words), (window,), source(words))


def shown_variations(words: str) -> Variations:
    one = small()
    return variations(attrs.evolve(one, activity=attrs.evolve(one.activity, name=words), previous=Known({})))


TERMS: Final = {"advances": [{"rate": "0.40", "on": "forecast validated"}]}


def ledger(words: str) -> Ledger:
    terms = PaymentTerms.from_mapping(TERMS, source(words))
    return Ledger(terms, [activity(words)]).record(
        Accepted("f", DAY, "A1", 2023, "FORECAST", "1000"), Paid("p", DAY, "A1", 2023, "400", words)
    )


def flow(words: str) -> CashFlow:
    return cash_flow(ledger(words), [Expectation("A1", 2023, "ACTUAL", DAY, "900")], on=DAY)


def reconciliation(words: str) -> Reconciliation:
    lines = [BankLine("l1", DAY, "12", words), BankLine("p", DAY, "400", words), BankLine("l2", DAY, "500", words)]
    facts = Accepted("g", DAY, "A1", 2024, "FORECAST", "1250"), Accepted("h", DAY, "A1", 2025, "FORECAST", "1000")
    return reconcile(ledger(words).record(*facts), lines, through=date(2023, 12, 31))


def listed(words: str) -> FollowUp:
    one = declaration(words)
    return follow_up([one], by=afas.Person("U1", words), roles=afas.RoleBook(), on=DAY)


def results(words: str) -> Results:
    table = {"place": [words, None], **{name: [value] * 2 for name, value in ALSH.items()}}
    name = words or "s"
    scenarios = [Scenario(one, parameters={"ALSH": {"ceiling": Decimal("2.10")}}) for one in (name, f"{name} 2")]
    return simulation.run({"ceiling": "2"}, scenarios, table, "ALSH", 2023)


def outcome(words: str) -> Outcome:
    return results(words).outcomes[0]


def step(words: str) -> Step:
    name = words or "s"
    return results(words).step(name, f"{name} 2")


def shares(words: str) -> Shares:
    return outcome(words).contributions


def explained_row(words: str) -> ExplainedRow:
    return outcome(words).explain_row(0)


def interval(words: str) -> Interval:
    return outcome(words).interval(draws=2)


def intervals(words: str) -> Intervals:
    return outcome(words).intervals("place", draws=2)


def margins(words: str) -> Margins:
    return simulation.calibrated({"place": [words or "s"]}, {"place": {words or "s": 2}}).margins


def faults_of_a_table(words: str) -> FaultTable:
    return simulation.check_table("ALSH", {name: [words or "s"] for name in ALSH}, 2023, {"ceiling": "2"})


def groups(words: str) -> Groups:
    return outcome(words).by("place")


def transitions(words: str) -> Transitions:
    return outcome(words).transitions(tiles=2)


def grid(words: str) -> Grid:
    del words  # holds figures only
    table, values = {name: [value] for name, value in ALSH.items()}, {"ceiling": ["2"], "rate": ["+1 %"]}
    return simulation.grid("ALSH", table, values, 2023, {"ceiling": "2"})


def curve(words: str) -> Curve:
    del words  # holds figures only
    return simulation.sweep("ALSH", {name: [value] for name, value in ALSH.items()}, "ceiling", ["2"], 2023,
                            {"ceiling": "2"})  # fmt: skip


def family_tariff(words: str) -> Tariff:
    figures = supply({"floor": "800"}, source(words), date(2025, 1, 1))
    return tariff({"monthly_resources": 1, "children": 1}, on=date(2025, 1, 1), parameters=figures)


CASES: Final[Mapping[type[Shown], Callable[[str], Shown]]] = {
    Calendar: calendar,
    CashFlow: flow,
    Comparison: comparison,
    Curve: curve,
    Explanation: explanation,
    ExplainedRow: explained_row,
    FaultTable: faults_of_a_table,
    Provenance: provenance_of_a_ps,
    FollowUp: listed,
    Grid: grid,
    Groups: groups,
    Interval: interval,
    Intervals: intervals,
    Transitions: transitions,
    Journal: lambda words: journal(declaration(words)),
    Ledger: ledger,
    Margins: margins,
    Outcome: outcome,
    Reconciliation: reconciliation,
    Results: results,
    Shares: shares,
    Step: step,
    Tariff: family_tariff,
    Variations: shown_variations,
}


def labels(words: str) -> Labels:
    """The words of a portal."""
    return Labels({Status.CHECKED: Text(fr=words, en=words)})


AT: Final = datetime(2023, 2, 10, 9, 30, tzinfo=UTC)
