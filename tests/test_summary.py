"""A declaration in short, and the key that names it."""

from datetime import date

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import afas
from afas import exchange, followup
from afas.declarations import Identity, NotAnIdentity, Summary
from afas.followup import alerts
from afas.forms import DeclarationKind
from afas.periods import FinancialYear
from benchmarks._campaign import ALSH, AMEL, AT, BOOK, BRUNO, CAMPAIGN, act, opened

IDENTITIES = st.builds(
    Identity,
    st.text(),
    st.builds(FinancialYear, st.integers(1900, 2200), st.booleans()),
    st.sampled_from(DeclarationKind),
    st.integers(1, 10**9 - 1),
)


@given(IDENTITIES)
def test_a_key_gives_the_identity_back(identity: Identity) -> None:
    assert Identity.from_key(identity.key) == identity


@pytest.mark.parametrize(
    "key", ["", "A1", "2023/FORECAST/0/A1", "2023-2025/FORECAST/1/A1", "1/FORECAST/1/A1", "2023/X/1/A"]
)
def test_what_is_no_key_is_refused(key: str) -> None:
    with pytest.raises(NotAnIdentity, match="2023/FORECAST/1/A1"):
        Identity.from_key(key)


def test_a_summary_says_at_each_step_what_its_declaration_says() -> None:
    declaration = opened()
    for rank in range(len(CAMPAIGN)):
        declaration = act(declaration, rank)
        short = Summary.of(declaration)
        for name in (
            "id",
            "activity",
            "kind",
            "year",
            "status",
            "version",
            "forms",
            "checked",
            "right",
            "alive",
            "sent_late",
        ):
            assert getattr(short, name) == getattr(declaration, name), name
        for day in (declaration.window.available, declaration.window.last, declaration.window.before):
            assert short.late(day) is declaration.late(day)
            assert followup.progress([short], on=day) == followup.progress([declaration], on=day)
        written = exchange.dumps(short)
        assert exchange.loads(written, Summary) == short
        assert len(written) < 1_500
    calendar, on = afas.calendars.get("92", 2023), date(2022, 12, 20)
    assert alerts(calendar, [ALSH], on=on, declarations=[short]) == alerts(
        calendar, [ALSH], on=on, declarations=[declaration]
    )
    assert alerts(calendar, [ALSH], on=on, declarations=[short]) != alerts(calendar, [ALSH], on=on)


def test_a_todo_says_of_a_summary_what_it_says_of_its_declaration() -> None:
    """At each step, a form sent back and a refusal with its corrections included, for each person."""
    steps = (
        *((action, by) for action, by in CAMPAIGN[:6]),
        (afas.workflow.SendBack("activity", site="S1", reason="heures du mercredi"), AMEL),
        (afas.Enter("activity", site="S1", values={"attended_hours": "90"}), BRUNO),
        (afas.Check("activity", site="S1"), BRUNO),
        *((action, by) for action, by in CAMPAIGN[6:9]),
        (afas.workflow.Refuse("à revoir", (afas.workflow.FormRefusal("financial", "dépenses"),)), afas.CAF),
    )
    declaration, asked = opened(), set()
    for action, by in steps:
        declaration = afas.apply(declaration, action, by=by, roles=BOOK, at=AT, scale={"ceiling": "1.97"}).declaration
        short = exchange.loads(exchange.dumps(Summary.of(declaration)), Summary)
        for person in (AMEL, BRUNO, afas.CAF):
            whole = followup.todo([declaration], by=person, roles=BOOK, on=AT.date())
            brief = followup.todo([short], by=person, roles=BOOK, on=AT.date())
            assert [attrs.evolve(one, declaration=short) for one in whole] == list(brief)
            asked |= {reason for one in brief for reason in one.corrections}
    assert asked == {"heures du mercredi", "dépenses"}
