"""What a signature covers: everything that decides an amount, a finding or an identity, and who did what when."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import pytest

import afas
from afas import exchange
from afas.controls import Known
from afas.declarations import COVERED, Declaration, Event, Status, contradictions, replay, verify, without_names
from afas.forms import FormCode
from tests.test_context import AT, BOOK, BRUNO, CAMPAIGN, played

SENT = played(*CAMPAIGN)
ZOE = afas.Person("U9", "Zoé")
assert SENT.signature is not None
SIGNATURE = SENT.signature


def altered(rank: int, **changes: Any) -> Declaration:
    """With another event in the history, and all that follows from it, the signature apart."""
    event = attrs.evolve(SENT.history[rank], **changes)
    return from_events((*SENT.history[:rank], event, *SENT.history[rank + 1 :]))


def from_events(events: tuple[Event, ...]) -> Declaration:
    return replay(SENT.opened, events)


ALTERED = {
    "author": lambda: altered(0, by=ZOE),
    "name of an author": lambda: altered(0, by=attrs.evolve(BRUNO, name="Brunehaut")),
    "moment": lambda: altered(0, at=SENT.history[0].at - timedelta(minutes=1)),
    "order of saves": lambda: from_events(tuple(SENT.history[rank] for rank in (0, 2, 1, 3, 4, 5, 6))),
    "value saved": lambda: altered(2, action=afas.Enter("financial", values={"expenses": "1"})),
    "version seen": lambda: altered(2, action=attrs.evolve(SENT.history[2].action, seen=2)),
    "a save told twice": lambda: from_events((SENT.history[0], *SENT.history)),
    "previous": lambda: attrs.evolve(SENT, previous=Known({"expenses": Decimal(1)})),
    "forecast": lambda: attrs.evolve(SENT, forecast=Known({"expenses": Decimal(1)})),
    "given": lambda: attrs.evolve(SENT, given={"expenses": Decimal(1)}),
    "window": lambda: attrs.evolve(SENT, window=attrs.evolve(SENT.window, before=SENT.window.before + timedelta(1))),
    "name": lambda: attrs.evolve(SENT, activity=attrs.evolve(SENT.activity, name="Autre")),
    "partner": lambda: attrs.evolve(SENT, activity=attrs.evolve(SENT.activity, partner="P2")),
    "commune": lambda: attrs.evolve(SENT, activity=attrs.evolve(SENT.activity, commune="PARIS")),
    "checks": lambda: attrs.evolve(SENT, checked=frozenset()),
    "signer": lambda: attrs.evolve(SENT, signature=attrs.evolve(SIGNATURE, by=ZOE)),
    "moment of signing": lambda: attrs.evolve(
        SENT, signature=attrs.evolve(SIGNATURE, at=SENT.history[0].at + timedelta(1))
    ),
    "scheme": lambda: attrs.evolve(SENT, signature=attrs.evolve(SIGNATURE, scheme=1)),
}


@pytest.mark.parametrize("what", ALTERED)
def test_what_a_signature_covers_cannot_be_altered(what: str) -> None:
    declaration = ALTERED[what]()
    assert verify(SENT).holds
    assert not verify(declaration).holds
    reasons = afas.blockers(declaration, afas.Accept(), by=afas.CAF, roles=BOOK, at=AT)
    assert "not-signed" in [reason.code for reason in reasons]


LOISIRS = afas.Activity("A1", "P1", "ALSH", "Loisirs", "NANTERRE", (afas.Site("S1", "Balzac"),))
Figured = dict[str, Decimal]


def figured(previous: Figured, of_site: Figured, forecast: Figured, kept: Figured, given: Figured) -> Declaration:
    """Accounts that the Caf does not request, a share that it gives, and figures to compare with, signed."""
    roles = afas.RoleBook()
    for role in afas.Role:
        roles = roles.assign(role, BRUNO, LOISIRS, date(2022, 9, 1))
    (declaration, *_) = afas.open_declarations(
        afas.calendars.get("92", 2023),
        [LOISIRS],
        on=AT.date(),
        previous={"A1": Known(previous, {"S1": of_site})},
        forecast={"A1": forecast},
        not_requested={"A1": {FormCode.FINANCIAL: kept}},
        given={"A1": given},
    )
    for action in (
        afas.Enter("activity", site="S1", values={"attended_hours": "100"}),
        *(afas.Check("activity", site="S1"), afas.Validate(), afas.Sign()),
    ):
        scale = {"ceiling": "1.97"}
        declaration = afas.apply(declaration, action, by=BRUNO, roles=roles, at=AT, scale=scale).declaration
    assert verify(declaration).holds
    return declaration


def handed_in() -> tuple[Figured, ...]:
    share = {"general_scheme_share": Decimal(1)}
    hours = {"attended_hours": Decimal(100)}
    return ({**hours}, {**hours}, {**hours}, {"expenses": Decimal(1000), **share}, {**share})


@pytest.mark.parametrize("which", range(5), ids=["previous", "of a site", "forecast", "not requested", "given"])
def test_figures_that_a_caller_changes_later_change_no_declaration(which: int) -> None:
    """A portal may use its dict for the next activity: what a declaration opened with stays."""
    handed = handed_in()
    declaration, expected = figured(*handed), figured(*handed_in())
    handed[which].update(attended_hours=Decimal(7), expenses=Decimal(7))
    assert declaration == expected
    assert exchange.dumps(declaration) == exchange.dumps(expected)
    assert verify(declaration).holds


IN_PLACE: dict[str, Callable[[Declaration], Any]] = {
    "previous": lambda declaration: declaration.previous.total,
    "of a site": lambda declaration: declaration.previous.sites["S1"],
    "forecast": lambda declaration: declaration.forecast.total,
    "not requested": lambda declaration: declaration.not_requested[FormCode.FINANCIAL],
    "given": lambda declaration: declaration.given,
    "entries": lambda declaration: declaration.entries[FormCode.ACTIVITY, "S1"],
    "justifications": lambda declaration: declaration.justifications,
}


@pytest.mark.parametrize("what", IN_PLACE)
def test_what_is_changed_in_place_after_the_signing_is_told_before_it_is_stored(what: str) -> None:
    declaration = figured(*handed_in())
    IN_PLACE[what](declaration)["attended_hours"] = Decimal(7)
    assert not declaration.signature_holds()
    assert not verify(declaration).holds


def test_law_5_a_declaration_remembers_all_that_it_opened_with() -> None:
    service = attrs.evolve(afas.ps.get("ALSH"))
    signed = attrs.evolve(figured(*handed_in()), sequence=3, own_service=service)
    opened = signed.opened
    kept = ("activity", "kind", "year", "window", "sequence", "previous", "forecast", "not_requested", "given")
    assert {name: getattr(opened, name) for name in kept} == {name: getattr(signed, name) for name in kept}
    assert opened.own_service is service
    assert (opened.status, opened.history, opened.entries) == (Status.TO_ENTER, (), {})
    assert (opened.checked, opened.signature, opened.present_digest) == (frozenset(), None, "")
    assert not opened.signature_holds()
    assert opened.readings.by_form.keys() == signed.readings.by_form.keys()


def test_a_copy_is_read_anew_where_its_entries_change_and_signed_anew_where_what_is_covered_does() -> None:
    accounts = SENT.forms[1]
    other = SENT.evolved({"entries": {**SENT.entries, accounts: {"expenses": "7"}}})
    assert (other.figures()[0]["expenses"], SENT.figures()[0]["expenses"]) == (Decimal(7), Decimal(50000))
    for changes in ({"complements": "x"}, {"sequence": 2}, {"window": attrs.evolve(SENT.window, day_included=True)}):
        changed = SENT.evolved(changes)
        assert changed.readings is SENT.readings
        assert SENT.signature_holds()
        assert not changed.signature_holds()
    assert SENT.evolved({"readings": other.readings, "entries": other.entries}).readings is other.readings
    assert SENT.evolved({"status": Status.ACCEPTED}).signature_holds()


def test_what_is_typed_on_a_form_is_read_in_a_language_by_the_fields_of_that_form() -> None:
    values = {"expenses": "12 500,5", "animator_fte": "1,5"}
    activity, accounts = SENT.forms
    assert SENT.typed(activity, values, "fr") == {"expenses": "12 500,5", "animator_fte": "1.5"}
    assert SENT.typed(accounts, values, "fr") == {"expenses": "12500.5", "animator_fte": "1,5"}


def test_every_attribute_of_a_declaration_is_covered_or_said_not_to_be() -> None:
    compared = {field.name for field in attrs.fields(Declaration) if field.eq}
    assert set(COVERED) == compared
    content = json.loads(SENT.signed_content(SIGNATURE))
    for name in ("activity", "window", "previous", "forecast", "not_requested", "given", "entries", "checked"):
        assert 2 in COVERED[name]
        assert name in content
    assert [event["name"] for event in content["events"]] == [event.name.value for event in SENT.history[:5]]
    assert [name for name, schemes in COVERED.items() if not schemes] == ["status", "refusal"]


def test_a_truncated_history_is_told() -> None:
    for cut in (SENT.history[1:], SENT.history[:-1], SENT.history[:5], ()):
        declaration = attrs.evolve(SENT, history=cut)
        assert contradictions(declaration)
        assert not verify(declaration).holds


def test_a_name_can_be_erased_and_the_signature_still_holds() -> None:
    """A portal erases a name wherever it stands; the id and the digest of the record stay."""
    erased = without_names(SENT, ["U1"])
    assert (verify(erased).holds, verify(erased).erased) == (True, ("U1",))
    assert verify(SENT).erased == ()
    assert "Amel" not in exchange.dumps(erased)
    assert "Bruno" in exchange.dumps(erased)
    assert not contradictions(erased)
    renamed = from_events(tuple(attrs.evolve(event, by=attrs.evolve(event.by, name="X")) for event in SENT.history))
    assert "persons" in verify(renamed).changed


def test_what_a_later_version_adds_undoes_no_signature() -> None:
    """An attribute at its default is left out of what is covered."""
    content = SENT.signed_content(SIGNATURE)
    assert "after_deadline" not in content
    assert "carried" not in content  # of the scale: nothing was carried forward
    other = attrs.evolve(SENT, window=attrs.evolve(SENT.window, after_deadline=afas.windows.AfterDeadline.REFUSED))
    assert "after_deadline" in other.signed_content(SIGNATURE)


def test_a_contradiction_has_its_path() -> None:
    form = SENT.forms[1]
    forged = attrs.evolve(SENT, entries={**SENT.entries, form: {"expenses": "1"}}, complements="autre chose")
    assert [(one.path, one.code) for one in contradictions(forged)] == [
        ("complements", "contradicts-history"),
        ("entries.financial.expenses", "contradicts-history"),
    ]
    unknown = attrs.evolve(SENT.history[0], action=afas.Enter("activities", values={"x": "1"}))
    broken = attrs.evolve(SENT, history=(unknown, *SENT.history[1:]))
    assert [(one.path, one.code) for one in contradictions(broken)] == [("history[0]", "broken-history")]
    assert not verify(broken).holds
    assert "does not cover" in afas.receipts.receipt(broken, at=AT, locale="en").to_markdown()


def test_a_signature_of_scheme_1_is_verified_over_the_document_as_stored() -> None:
    path = Path(__file__).parent / "golden" / "wire_v1" / "signed.json"
    stored = exchange.loads(path.read_bytes(), Declaration)
    assert stored.signature is not None
    assert (stored.signature.scheme, verify(stored).holds, verify(stored).scheme) == (1, True, 1)
    known = attrs.evolve(stored, previous=Known({"expenses": Decimal(1)}))
    assert known.signature_holds()  # scheme 1 did not cover it: said in the docs
    typed = {form: {**entries, "expenses": "1"} for form, entries in stored.entries.items()}
    assert not verify(attrs.evolve(stored, entries=typed)).holds


def test_a_signature_of_scheme_1_covers_what_it_did_when_it_was_given() -> None:
    """Stored signatures are for ever: what the first scheme covered is written here, and changes no more."""
    first = {
        "activity",
        "kind",
        "year",
        "sequence",
        "entries",
        "not_requested",
        "justifications",
        "complements",
        "signature",
    }
    assert {name for name, schemes in COVERED.items() if 1 in schemes} == first
    assert {scheme for schemes in COVERED.values() for scheme in schemes} == {1, 2}
