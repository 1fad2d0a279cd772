"""What the readers of mappings tell (calendars, terms, directories, packs, scenarios): each fault, once."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import afas
from afas.contacts import Directory
from afas.errors import AfasError, Faults
from afas.packs import read_csv, read_pack
from afas.quantities import Unit
from afas.reading import Reader
from afas.simulation import read_scenario, read_scenarios
from afas.terms import PaymentTerms, TermsBook
from afas.text import Text

GOLDEN = Path(__file__).parent / "golden" / "faults_of_mappings.json"
ROW = {"ps": "*", "kind": "FORECAST", "year": 2023, "available": "2022-12-12", "before": "2023-02-10"}
ADVANCE = {"rate": "0.40", "base": "forecast N", "on": "forecast validated"}
SOURCE = {"title": "Barème", "publisher": "Caf 00"}

READ: dict[str, Callable[[Any], object]] = {
    "calendar": afas.Calendar.from_mapping,
    "terms": PaymentTerms.from_mapping,
    "terms book": TermsBook.from_mapping,
    "directory": Directory.from_mapping,
    "pack": read_pack,
    "csv": read_csv,
    "scenario": read_scenario,
    "scenarios": read_scenarios,
}

GIVEN: dict[str, tuple[str, Any]] = {
    "empty calendar": ("calendar", {}),
    "calendar, keys": (
        "calendar",
        {"caf": 92, "year": "2023", "windows": {}, "deadline": 1, "zone": "x", "after_deadline": "?"},
    ),
    "no calendar": ("calendar", [ROW]),
    "calendar, rows": (
        "calendar",
        {
            "caf": "92",
            "year": 1,
            "deadline_day": "both",
            "windows": [
                ROW,
                3,
                {**ROW, "kind": "FORCAST", "year": True},
                {**ROW, "ps": "", "available": "12/12/2022", "before": 20230210},
                {**ROW, "availible": "2022-12-12", "before": "2500-01-01", "year": 1850},
                {**ROW, "available": "2023-03-01"},
                {**ROW, "ps": "ALSH", "available": "2010-01-01"},
            ],
        },
    ),
    "calendar, terms": (
        "calendar",
        {"caf": "92", "year": 2023, "windows": [ROW], "payment_terms": {"advances": [{"rate": "2"}], "x": 1}},
    ),
    "calendar, terms no object": ("calendar", {"caf": "92", "year": 2023, "windows": [ROW], "payment_terms": "0.40"}),
    "no terms": ("terms", {}),
    "terms, keys": (
        "terms",
        {
            "advances": "x",
            "top_up_rate": 0.3,
            "top_up_cap": 3,
            "year": "2023",
            "ps": [],
            "equipment": "old",
            "partial_year": 1,
            "rounding": "franc",
            "advance": 1,
        },
    ),
    "terms, rows": (
        "terms",
        {
            "advances": [
                3,
                {"rate": "1.4", "base": "forecast", "on": "forecast", "form": "2023-03-01"},
                {"from": "1/3/2023"},
                {"from": "1500-03-01", "rate": "x"},
                {**ADVANCE, "cap": {"rate": None, "base": "N", "scope": "all", "if": "gap", "when": 1}},
            ],
            "ps": ["ALSH", 3],
            "year": 1,
        },
    ),
    "no terms book": ("terms book", {"terms": {}, "caf": "59"}),
    "terms book": ("terms book", {"terms": [{"advances": []}, {"advances": [ADVANCE], "years": 2023}, 3]}),
    "no directory": ("directory", []),
    "directory, keys": ("directory", {"caf": " ", "mailbox": {}, "portfolios": 3, "keywords": "AFAS"}),
    "directory": (
        "directory",
        {
            "caf": "92",
            "mailboxes": {"DECLARATIONS": "nobody", "DECLARATION": "a@b.example"},
            "portfolios": [3, {"id": "1", "partners": "x"}, {"id": "1", "communes": ["", 3, "NANTERRE"], "town": 1}],
            "keywords": ["AFAS", None],
        },
    ),
    "pack, no JSON": ("pack", "{"),
    "no pack": ("pack", 3),
    "pack, keys": ("pack", {"sources": {}, "start": "x", "source": {"title": "t", "titel": 1}, "values": []}),
    "pack": (
        "pack",
        {
            "start": "2023-01-01",
            "values": {
                "ALHS": {},
                "ALSH": {
                    "cieling": "1",
                    "ceiling": {"value": "x", "source": {**SOURCE, "checked_on": "x"}, "end": "2022-01-01", "y": 1},
                    "rate": [{"value": "2"}, 3],
                },
                "RPE": 3,
            },
        },
    ),
    "csv": ("csv", "ps;parameter;value;start\nALHS;ceiling;1;2023-01-01\nALSH;cieling;1;2023-01-01\nALSH;ceiling;x;y"),
    "scenario, no JSON": ("scenario", "{"),
    "no scenario": ("scenario", 3),
    "scenario, keys": (
        "scenario",
        {"name": " ", "text": 3, "parameter": {}, "terms": 3, "formulas": 3, "parameters": []},
    ),
    "scenario": (
        "scenario",
        {
            "name": "s",
            "text": {"fr": "a"},
            "parameters": {
                "ALHS": {},
                "ALSH": {"cieling": "1", "ceiling": "-200 %", "rate": "x"},
                "RPE": 3,
                "LAEP": {"rate": [{"value": "2", "start": "x"}]},
            },
            "terms": {"advances": [{"rate": "2"}]},
            "formulas": {"ALSH": "mine", "RPE": {"bonuss": "mine"}},
        },
    ),
    "no scenarios": ("scenarios", {}),
    "scenarios": ("scenarios", [{"name": "a"}, 3, {"name": "a", "x": 1}]),
}


def told(given: str) -> list[list[str]]:
    """Path, code and English sentence of each fault; the order of the faults says nothing."""
    reader, data = GIVEN[given]
    with pytest.raises(AfasError) as refusal:
        READ[reader](data)
    return sorted([fault.path, fault.code, fault.message("en")] for fault in refusal.value.faults)


@pytest.mark.parametrize("given", GIVEN)
def test_a_reader_tells_the_same_faults(given: str) -> None:
    assert told(given) == json.loads(GOLDEN.read_text(encoding="utf-8"))[given]


@pytest.mark.parametrize("given", GIVEN)
def test_a_fault_is_told_once(given: str) -> None:
    faults = told(given)
    assert len(faults) == len({tuple(fault) for fault in faults})


def test_a_figure_that_is_missing_is_asked_for_with_one_of_its_unit() -> None:
    reader = Reader(Faults(Text(fr="Fiche", en="Record")))
    assert (reader.rate(None, "rate"), reader.number(None, "amount", Unit.EUR)) == (None, None)
    assert [fault.text("en") for fault in reader.faults.found] == [
        "rate: is missing; expected: 0.40",
        "amount: is missing; expected: 1000.00",
    ]
    assert (reader.rate("0.40", "rate"), reader.number("12.5", "amount", Unit.EUR)) == (
        Decimal("0.40"),
        Decimal("12.5"),
    )


@pytest.mark.parametrize(
    ("year", "told"),
    [(1900, None), (2200, None), (1899, "1899"), (2201, "2201"), (10**9, "…"), (1 - 10**9, "-999999999"),
     (-(10**9), "…"), (True, "True"), ("2023", "2023"), (2023.0, "2023.0")],
)  # fmt: skip
def test_a_year_is_a_whole_number_from_1900_to_2200(year: Any, told: str | None) -> None:
    reader = Reader(Faults(Text(fr="Fiche", en="Record")))
    assert reader.year(year, "year") == (year if told is None else None)
    assert [fault.fields["found"] for fault in reader.faults.found] == ([] if told is None else [told])


@pytest.mark.parametrize(
    ("day", "wanted"),
    [("1900-01-01", None), ("2200-12-31", None), ("1899-12-31", "1900-2200"), ("2201-01-01", "1900-2200"),
     ("2023-02-30", "2023-02-10"), (20230210, "2023-02-10"), ("", "2023-02-10")],
)  # fmt: skip
def test_a_day_is_an_iso_date_from_1900_to_2200(day: Any, wanted: str | None) -> None:
    reader = Reader(Faults(Text(fr="Fiche", en="Record")))
    read = reader.day(day, "day")
    assert (read and read.isoformat()) == (day if wanted is None else None)
    assert [fault.fields["wanted"] for fault in reader.faults.found] == ([] if wanted is None else [wanted])
