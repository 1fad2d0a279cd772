"""Old versions of the wire are read for ever: tried with a version that never was, and with one that is to come."""

import hashlib
import json
from typing import Any

import pytest

import afas
from afas import Activity, Site, exchange
from afas.errors import InvalidInput
from afas.exchange import WIRE_VERSION, Converter
from afas.exchange._versions import UPGRADES, upgraded
from afas.forms import DeclarationKind
from tests.wire_shapes import GOLDEN, PROMISED, shapes

# Two versions before the first: in -1 a site had a "label", in 0 a "title"; a kind of declaration was written small.
OLDER: Any = {
    Site: {
        -1: lambda raw: {"title" if key == "label" else key: one for key, one in raw.items()},
        0: lambda raw: {"id": raw["id"], "name": raw["title"]},
    },
    DeclarationKind: {0: str.upper},
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
    now = Converter((), "refuse", 1, OLDER)
    with pytest.raises(InvalidInput, match="title"):
        now.structure(written({"id": "S1", "title": "Balzac"}), Activity)


def test_faults_in_an_older_document_are_faults_with_their_path() -> None:
    sites: tuple[Any, ...] = ({"id": "S1"}, {"id": "S1", "title": 3}, [], None, "x")
    for site in sites:
        with pytest.raises(InvalidInput) as caught:
            Converter((), "refuse", 0, OLDER).structure(written(site), Activity)
        assert all(fault.path.startswith("$.sites[0]") for fault in caught.value.faults), caught.value.faults


def test_steps_are_taken_from_the_version_of_the_document_on() -> None:
    steps: Any = {1: lambda raw: [*raw, "1→2"], 2: lambda raw: [*raw, "2→3"]}
    assert [upgraded([], steps, version) for version in (1, 2, 3)] == [["1→2", "2→3"], ["2→3"], []]


def test_what_a_type_writes_is_a_promise() -> None:
    """A key or a code that goes, a key that becomes needed: raise WIRE_VERSION, say in UPGRADES how the old is read.

    A new type, a new code, a new key with a default need nothing. `python -m tests.wire_shapes` writes what is
    promised; that of a version that was released is never written again.
    """
    promised = json.loads(PROMISED.read_text(encoding="utf-8"))
    now = shapes()
    broken = []
    for name, was in promised.items():
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
    text = declaration.signed_content(declaration.signature.estimate)
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
