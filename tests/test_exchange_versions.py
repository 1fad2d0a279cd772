"""Old versions of the wire are read for ever: tried with a version that never was, and with one that is to come."""

import hashlib
import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import attrs
import pytest

import afas
from afas import Activity, Site, exchange
from afas.declarations import Event
from afas.errors import FaultKind, InvalidInput
from afas.exchange import WIRE_VERSION, Converter, converter
from afas.exchange._names import wire_name
from afas.exchange._versions import UPGRADES, Gaps, Upgraded
from afas.forms import DeclarationKind
from afas.payments import Accepted, Cancelled, Ledger
from afas.terms import PaymentTerms
from afas.text import Text
from tests.wire_shapes import FROZEN, GOLDEN, shapes

# Two versions before the first: in -1 a site had a "label", in 0 a "title"; a kind of declaration was written small.
OLDER: Any = {
    Site: {
        -1: lambda raw: Upgraded({"title" if key == "label" else key: one for key, one in raw.items()}),
        0: lambda raw: Upgraded({"id": raw["id"], "name": raw["title"]}),
    },
    DeclarationKind: {0: lambda raw: Upgraded(raw.upper())},
}


def written(site: dict[str, str]) -> dict[str, Any]:
    return {"id": "A", "partner": "P", "ps": "ALSH", "name": "N", "commune": "C", "sites": [site]}


@pytest.mark.parametrize(("version", "key"), [(-1, "label"), (0, "title"), (1, "name")])
def test_what_an_older_version_wrote_is_read_however_deep_it_stands(version: int, key: str) -> None:
    older = Converter((), "refuse", version, OLDER)
    assert older.structure(written({"id": "S1", key: "Balzac"}), Activity).sites == (Site("S1", "Balzac"),)
    kind = "forecast" if version < 1 else "FORECAST"
    assert older.structure({"value": [kind]}["value"], tuple[DeclarationKind, ...]) == (DeclarationKind.FORECAST,)


def test_the_present_version_knows_nothing_of_the_older_ones() -> None:
    now = Converter((), "refuse", WIRE_VERSION, OLDER)
    with pytest.raises(InvalidInput, match="title"):
        now.structure(written({"id": "S1", "title": "Balzac"}), Activity)


def test_faults_in_an_older_document_are_faults_with_their_path() -> None:
    sites: tuple[Any, ...] = ({"id": "S1"}, {"id": "S1", "title": 3}, [], None, "x")
    for site in sites:
        with pytest.raises(InvalidInput) as caught:
            Converter((), "refuse", 0, OLDER).structure(written(site), Activity)
        assert all(fault.path.startswith("$.sites[0]") for fault in caught.value.faults), caught.value.faults


def test_steps_are_taken_from_the_version_of_the_document_on() -> None:
    steps: Any = {1: lambda raw: Upgraded([*raw, "1→2"]), 2: lambda raw: Upgraded([*raw, "2→3"])}
    assert [Gaps().upgraded([], steps, version) for version in (1, 2, 3)] == [["1→2", "2→3"], ["2→3"], []]


def test_what_an_older_version_could_not_say_is_told_with_its_path() -> None:
    no_floor = FaultKind("no-floor", Text(fr="étage inconnu", en="floor unknown"))
    older: Any = {Site: {0: lambda raw: Upgraded({**raw, "name": raw["name"]}, (no_floor.at(".name"),))}}
    sites = [{"id": "S1", "name": "Balzac"}, {"id": "S2", "name": "Pasteur"}]
    document = {"activities": [written(sites[0]), {**written(sites[1]), "id": "B"}], "persons": []}
    _, gaps = Converter((), "refuse", 0, older).structure_with_gaps(document, afas.reference.Reference, "$.value")
    assert [(gap.path, gap.code) for gap in gaps.placed(document, "$.value")] == [
        ("$.value.activities[0].sites[0].name", "no-floor"),
        ("$.value.activities[1].sites[0].name", "no-floor"),
    ]


def in_version_1(kind: str, value: dict[str, Any]) -> str:
    return json.dumps({"wire_version": 1, "type": kind, "value": value})


def test_wire_1_a_fact_of_the_workflow_finds_its_time_in_its_id_and_another_says_that_it_has_none() -> None:
    """`from_workflow` named its facts after the moment; version 1 wrote the day alone."""
    shared = {"on": "2023-02-10", "activity": "A1", "year": 2023, "kind": "FORECAST", "amount": "1000"}
    named = exchange.read(in_version_1("Accepted", {"id": "A1/2023/FORECAST/1/ACCEPT/2023-02-10T15:00:00", **shared}))
    assert (named.value.on, named.gaps, named.unknown) == (datetime(2023, 2, 10, 15), (), {})
    other = exchange.read(in_version_1("Accepted", {"id": "v1/2023-02-11T15:00:00", **shared}))
    assert (other.value.on, other.unknown) == (date(2023, 2, 10), {})
    assert [(gap.path, gap.code) for gap in other.gaps] == [("$.value.on", "time-not-stored")]
    assert exchange.read(exchange.dumps(other.value)).gaps == ()


def test_wire_1_what_was_typed_and_is_no_scalar_is_kept_as_its_text() -> None:
    """Version 1 kept a float to refuse it later, and whole objects; a decimal passes as it is."""
    typed = {"a": {"$type": "float", "value": "nan"}, "b": [1, "x"], "c": {"$type": "Decimal", "value": "1.50"}, "d": 3}
    read = exchange.read(in_version_1("Enter", {"form": "activity", "values": typed}))
    assert read.value.values == {"a": "nan", "b": '[1,"x"]', "c": Decimal("1.50"), "d": 3}
    gaps = [("$.value.values.a", "typed-as-text"), ("$.value.values.b", "typed-as-text")]
    assert [(gap.path, gap.code) for gap in read.gaps] == gaps


def test_what_is_no_scalar_is_refused_where_it_is_typed() -> None:
    """NaN went to JSON and came back unequal to itself."""
    value: Any
    for value in (float("nan"), 0.5, [1], {"x": 1}, Decimal("NaN"), Decimal(10) ** 31):
        with pytest.raises(InvalidInput):
            afas.Enter("activity", values={"x": value})
    for value in (10**20, Decimal("1e-30"), Decimal(10) ** 29, True, "12 500,5"):
        entry = afas.Enter("activity", values={"x": value})
        assert exchange.loads(exchange.dumps(entry)) == entry


MOMENTS = (
    ("2023-02-10T15:00:00Z", datetime(2023, 2, 10, 15, tzinfo=UTC)),
    ("2023-02-10T15:00:00.250Z", datetime(2023, 2, 10, 15, 0, 0, 250_000, tzinfo=UTC)),
    ("2023-02-10T15:00:00.25+01:00", datetime(2023, 2, 10, 15, 0, 0, 250_000, tzinfo=timezone(timedelta(hours=1)))),
    ("2023-02-10T15:00", datetime(2023, 2, 10, 15)),
)


@pytest.mark.parametrize(("text", "moment"), MOMENTS)
def test_moments_are_read_as_browsers_write_them_and_keep_their_instant_and_offset(text: str, moment: datetime) -> None:
    event = {"by": {"id": "U", "name": "N"}, "target": "TO_ENTER", "action": {"$type": "Validate", "value": {}}}
    read = converter().structure({**event, "at": text}, Event)
    again = exchange.loads(exchange.dumps(read), Event)
    assert read.at == again.at == moment
    assert read.at.utcoffset() == again.at.utcoffset() == moment.utcoffset()


def test_a_moment_with_more_than_microseconds_is_refused_and_not_cut() -> None:
    with pytest.raises(InvalidInput, match="cannot be read"):
        converter().structure("2023-02-10T15:00:00.1234567Z", datetime)


def test_law_8_a_ledger_keeps_the_times_of_its_facts() -> None:
    """Validated at 15:00, cancelled at 16:00: nothing is due, before as after; the stored facts are those recorded."""
    terms = PaymentTerms.from_mapping({"advances": [{"rate": "0.40", "on": "forecast validated"}]})
    accepted = Accepted("v", datetime(2023, 2, 10, 15), "A1", 2023, "FORECAST", "1000")
    cancelled = Cancelled("c", datetime(2023, 2, 10, 16), "A1", 2023, "FORECAST")
    ledger = Ledger(terms).record(accepted, cancelled)
    again = exchange.loads(exchange.dumps(ledger), Ledger)
    assert again == ledger
    assert again.balance(activity="A1").due == ledger.balance(activity="A1").due == 0
    assert again.record(accepted, cancelled) == ledger


def test_a_moment_where_a_day_is_announced_is_refused_and_not_cut() -> None:
    moved = attrs.evolve(afas.calendars.get("92", 2023).windows[0], before=datetime(2023, 7, 13, 9))
    with pytest.raises(InvalidInput, match="without a time"):
        exchange.dumps(moved)


@pytest.mark.parametrize("version", range(1, FROZEN + 1))
def test_what_a_type_writes_is_a_promise(version: int) -> None:
    """A key or a code that goes, a key that becomes needed: raise WIRE_VERSION, say in UPGRADES how the old is read.

    A new type, a new code, a new key with a default need nothing. `python -m tests.wire_shapes` writes what is
    promised; that of a frozen version is never written again. A version has no promise until it is frozen.
    """
    promised = json.loads((GOLDEN / f"wire_v{version}.shapes.json").read_text(encoding="utf-8"))
    now, upgraded = shapes(), {wire_name(kind) for kind, steps in UPGRADES.items() if max(steps) >= version}
    broken = []
    for name, was in promised.items():
        if name in upgraded:
            continue
        is_now = now.get(name, {})
        broken += [
            f"{name}: {one} is gone"
            for what in ("keys", "codes")
            for one in was.get(what, ())
            if one not in is_now.get(what, ())
        ]
        broken += [f"{name}: {one} is needed" for one in is_now.get("needed", ()) if one not in was.get("needed", ())]
    assert broken == []


def test_wire_1_a_signature_given_then_still_holds() -> None:
    """A declaration of the example campaign, as it was transmitted: its digest is that of the same canonical text."""
    declaration = exchange.loads((GOLDEN / "wire_v1" / "signed.json").read_bytes(), afas.Declaration)
    assert declaration.status is afas.workflow.Status.TRANSMITTED
    assert declaration.signature is not None
    assert declaration.signature_holds()
    assert afas.workflow.replay(declaration.opened, declaration.history) == declaration
    text = declaration.signed_content(declaration.signature)
    assert hashlib.sha256(text.encode()).hexdigest() == declaration.signature.digest


def test_wire_1_a_book_of_roles_and_a_ledger_are_read_for_ever() -> None:
    book = exchange.loads((GOLDEN / "wire_v1" / "roles.json").read_bytes(), afas.RoleBook)
    assert len(list(book.assignments)) > 3
    ledger = exchange.loads((GOLDEN / "wire_v1" / "ledger.json").read_bytes(), afas.payments.Ledger)
    assert ledger.record() == ledger
    assert ledger.facts


def test_every_version_has_its_documents_and_no_upgrade_is_of_the_present_one() -> None:
    kept = sorted(path.name for path in GOLDEN.glob("wire_v*") if path.is_dir())
    assert kept == [f"wire_v{version}" for version in range(1, WIRE_VERSION + 1)]
    for folder in kept:
        for path in (GOLDEN / folder).glob("*.json"):
            document = json.loads(path.read_text(encoding="utf-8"))
            assert document["wire_version"] == int(folder.removeprefix("wire_v"))
            exchange.loads(path.read_bytes())
    assert all(step < WIRE_VERSION for steps in UPGRADES.values() for step in steps)
