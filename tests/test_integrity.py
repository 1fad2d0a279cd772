"""`afas.check`: what stored objects no longer keep, each with its code and its path."""

from datetime import date, timedelta
from decimal import Decimal, localcontext
from typing import Any
from unittest.mock import patch

import attrs
import pytest

import afas
from afas.declarations import Declaration
from afas.payments import Ledger, Side, from_workflow
from afas.periods import Period
from afas.reference import Reference
from afas.roles import Assignment
from afas.terms import PaymentTerms
from examples import campaign_2023


class Recorded(campaign_2023.Campaign):
    """The example campaign; keeps the last state of each declaration, and what its events mean for payments."""

    last: dict[Any, Declaration]
    facts: list[Any]

    def do(self, declaration: Any, action: Any, by: Any, day: str) -> Any:
        changed = super().do(declaration, action, by, day)
        self.last[changed.id] = changed
        if len(changed.history) > len(declaration.history):
            fact = from_workflow(changed, changed.history[-1])
            self.facts += [fact] if fact else []
        return changed


@pytest.fixture(scope="module")
def portal() -> dict[str, Any]:
    """A whole portal's set: declarations, roles, ledger and calendar of the example campaign."""
    year = Recorded(campaign_2023.load())
    year.last, year.facts = {}, []
    for declared in year.data["declarations"]:
        year.declare(declared)
    terms = PaymentTerms.from_mapping({"advances": [{"rate": "0.40", "on": "forecast validated"}]}).with_top_up(
        rate="0"
    )
    ledger = Ledger(terms, year.activities.values()).record(*year.facts)
    return {"declarations": [*year.last.values()], "roles": year.book, "ledger": ledger, "calendar": year.calendar}


def codes(found: object) -> list[tuple[str, str]]:
    return [(fault.path, fault.code) for fault in afas.check(found)]


def test_a_portal_that_keeps_everything_has_nothing_to_tell(portal: dict[str, Any]) -> None:
    assert len(portal["declarations"]) > 2
    assert len(portal["ledger"].facts) > 2
    assert codes(portal) == []
    for one in portal.values():
        assert codes(one) == []


def test_law_1_what_is_told_does_not_depend_on_the_decimal_context(portal: dict[str, Any]) -> None:
    """Sums of hundreds of thousands of euros to the cent, in a context of two digits."""
    with localcontext() as context:
        context.prec = 2
        assert codes(portal) == []


def test_a_balance_that_is_not_the_sum_of_its_entries_is_told(portal: dict[str, Any]) -> None:
    """A cent more due than the entries of the activity say, which no ledger gives by itself."""
    ledger, balances = portal["ledger"], portal["ledger"].balances()
    balances = {name: attrs.evolve(one, due=one.due + Decimal("0.01")) for name, one in balances.items()}
    with patch.object(Ledger, "balances", lambda _: balances):
        (first, *others) = afas.check({"ledger": ledger})
    assert {fault.code for fault in (first, *others)} == {"does-not-add-up"}
    side, entries, balance = (first.message.fields[name] for name in ("side", "entries", "balance"))
    assert isinstance(entries, Decimal)
    assert (side, balance) == (Side.DUE, entries + Decimal("0.01"))


def test_each_alteration_of_a_stored_declaration_is_told(portal: dict[str, Any]) -> None:
    signed = next(one for one in portal["declarations"] if one.signature is not None)
    assert ("signature", "signature-does-not-hold") in codes(attrs.evolve(signed, complements="x"))
    assert ("complements", "contradicts-history") in codes(attrs.evolve(signed, complements="x"))
    assert ("status", "contradicts-history") in codes(attrs.evolve(signed, status=afas.workflow.Status.CANCELLED))
    assert codes(attrs.evolve(signed, history=signed.history[1:])) != []
    early = attrs.evolve(signed.history[-1], at=signed.history[0].at - timedelta(days=400))
    assert codes(attrs.evolve(signed, history=(*signed.history[:-1], early))) != []


def test_law_3_two_approvers_are_told_wherever_they_came_from() -> None:
    """A book that no call makes: two groups put together behind the constructors' back."""
    centre, start = afas.Activity("A1", "P1", "ALSH", "Loisirs", "NANTERRE"), date(2023, 1, 1)
    book = afas.RoleBook().assign(afas.Role.APPROVER, afas.Person("U1", "Amel"), centre, start=start)
    other = afas.RoleBook().assign(afas.Role.APPROVER, afas.Person("U2", "Bruno"), centre, start=date(2023, 2, 1))
    assert codes(book) == []

    class Both(afas.RoleBook):
        @property
        def assignments(self) -> Any:
            return iter([*book.assignments, *other.assignments])

    (fault,) = afas.check(Both())
    assert (fault.path, fault.code) == ("assignments[1]", "too-many-holders")
    assert fault.text("en") == "assignments[1]: Approver, A1, on 1 February 2023: Amel and Bruno, where 1 is the most"


def test_law_3_a_third_provider_of_one_place_is_told_from_the_day_that_three_are_there() -> None:
    """Two on the site and one on the whole activity; the same person twice counts once, and so does who has left."""
    role = afas.Role.ACTIVITY_DATA
    centre = afas.Activity("A1", "P1", "ALSH", "Loisirs", "NANTERRE")
    amel, bruno, chloe, denise = (afas.Person(name, name) for name in ("Amel", "Bruno", "Chloé", "Denise"))
    january, june, september = date(2023, 1, 1), date(2023, 6, 1), date(2023, 9, 1)
    rows = [
        (amel, "S1", january, june), (bruno, "S1", january, None), (denise, "S2", january, None),
        (chloe, None, june, None), (bruno, None, june, None), (amel, "S1", september, None),
    ]  # fmt: skip
    rows_of_a_book = [Assignment(role, who, centre.id, Period(first, end), site) for who, site, first, end in rows]

    class All(afas.RoleBook):
        @property
        def assignments(self) -> Any:
            return iter(rows_of_a_book)

    found = afas.check({"roles": All()})
    assert [(fault.path, fault.message.fields["where"], fault.message.fields["on"]) for fault in found] == [
        ("roles.assignments[5]", "A1/S1", september),
        ("roles.assignments[3]", "A1/S2", june),
        ("roles.assignments[4]", "A1/S2", june),
    ]
    assert found[0].message.fields["persons"] == ("Bruno", "Chloé", "Amel")


def test_law_7_the_windows_of_a_calendar_are_checked_wherever_it_stands(portal: dict[str, Any]) -> None:
    calendar = attrs.evolve(portal["calendar"])
    first = calendar.windows[0]
    object.__setattr__(calendar, "windows", (first, first, attrs.evolve(first, ps="AAD", before=first.available)))
    wanted = [("windows[1]", "window-twice"), ("windows[2]", "closes-before-it-opens")]
    assert codes(calendar) == wanted
    assert codes({"portal": {"calendars": [calendar]}}) == [
        (f"portal.calendars[0].{path}", code) for path, code in wanted
    ]
    assert codes(({3},)) == [("[0][0]", "not-checked")]
    (fault,) = afas.check("text")
    assert fault.text("en") == (
        "str is not something to check; what is: Declaration, RoleBook, Ledger, Calendar and Reference"
    )


def test_ids_that_stand_twice_are_told(portal: dict[str, Any]) -> None:
    first = portal["declarations"][0]
    assert codes([first, first]) == [("[1]", "id-used-twice")]
    assert codes({"a": portal["calendar"], "b": [portal["calendar"]]}) == [("b[0]", "id-used-twice")]
    ledger = portal["ledger"]
    assert ("b.facts", "id-used-twice") in codes({"a": ledger, "b": ledger})


def test_facts_and_declarations_tell_the_same_events(portal: dict[str, Any]) -> None:
    ledger = portal["ledger"]
    short = Ledger(ledger.terms, ledger.activities).record(*ledger.facts[1:])
    assert [code for _, code in codes({**portal, "ledger": short})] == ["fact-missing"]
    accepted = next(fact for fact in ledger.facts if type(fact).__name__ == "Accepted")
    others = [fact for fact in ledger.facts if fact is not accepted]
    other = Ledger(ledger.terms, ledger.activities).record(*others, attrs.evolve(accepted, amount="1.00"))
    assert "fact-differs" in [code for _, code in codes({**portal, "ledger": other})]
    without = [one for one in portal["declarations"] if one.status is not afas.workflow.Status.ACCEPTED]
    assert codes({"declarations": without, "ledger": ledger}) == []  # a ledger may hold more years than were handed in


def test_who_signed_was_approver(portal: dict[str, Any]) -> None:
    found = codes({**portal, "roles": afas.RoleBook()})
    assert {code for _, code in found} == {"signer-not-approver"}
    assert all(".history[" in path for path, _ in found)


def test_a_declaration_that_nobody_has_signed_yet_keeps_everything() -> None:
    centre = afas.Activity("A1", "P1", "ALSH", "Loisirs", "NANTERRE")
    (opened,) = afas.open_declarations(afas.calendars.get("92", 2023), [centre], on=date(2022, 12, 18))
    assert codes([opened]) == []
    assert codes({"one": attrs.evolve(opened, complements="x")}) == [("one.complements", "contradicts-history")]


def test_what_is_not_checked_is_told() -> None:
    assert codes([3, Reference()]) == [("[0]", "not-checked")]


def test_a_portal_without_objects_keeps_everything() -> None:
    assert afas.check({}) == afas.check([]) == ()
