"""Old versions of the wire are read for ever: tried with a version that never was, and with one that is to come."""

import json
from pathlib import Path
from typing import Any

import pytest

from afas import Activity, Site, exchange
from afas.errors import InvalidInput
from afas.exchange import WIRE_VERSION, Converter
from afas.exchange._versions import UPGRADES, upgraded
from afas.forms import DeclarationKind

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


def test_every_version_has_its_documents_and_no_upgrade_is_of_the_present_one() -> None:
    golden = Path(__file__).parent / "golden"
    kept = sorted(path.name for path in golden.glob("wire_v*"))
    assert kept == [f"wire_v{version}" for version in range(1, WIRE_VERSION + 1)]
    for folder in kept:
        for path in (golden / folder).glob("*.json"):
            document = json.loads(path.read_text(encoding="utf-8"))
            assert document["wire_version"] == int(folder.removeprefix("wire_v"))
            exchange.loads(path.read_bytes())
    assert all(step < WIRE_VERSION for steps in UPGRADES.values() for step in steps)
