"""The list as data: what a database keeps and orders is what the list in memory says."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

import afas
from afas import Activity, Person, Role
from afas.declarations import Summary
from afas.errors import InvalidInput
from afas.followup import COLUMNS, INDEXED, STORED, Order, Query, follow_up, row

AMEL = Person("U1", "Amel")
CENTRE = Activity("A1", "P1", "ALSH", "Loisirs", "NANTERRE", nature="Périscolaire")
BOOK = afas.RoleBook()
for _role in Role:
    BOOK = BOOK.assign(_role, AMEL, CENTRE, start=date(2022, 9, 1))
GIVEN = {"A1": {"general_scheme_share": Decimal(1)}}
(OPENED,) = afas.open_declarations(afas.calendars.get("92", 2023), [CENTRE], on=date(2022, 12, 18), given=GIVEN)


def steps() -> list[afas.Declaration]:
    """A declaration at each step from its opening to its cancellation."""
    found = [OPENED]
    for action in (
        afas.Enter("activity", values={"attended_hours": "100"}),
        afas.Check("activity"),
        afas.Enter("financial", values={"expenses": "900"}),
        afas.Check("financial"),
        afas.Validate(),
        afas.Sign(),
        afas.Transmit(),
    ):
        at = datetime(2023, 1, 16, 9)
        outcome = afas.apply(found[-1], action, by=AMEL, roles=BOOK, at=at, scale=afas.illustrative_pack())
        found.append(outcome.declaration)
    cancelled = afas.apply(found[-1], afas.Cancel("erreur"), by=afas.CAF, roles=BOOK, at=datetime(2023, 1, 17, 9))
    return [*found, cancelled.declaration]


def test_a_summary_gives_the_same_list_and_row_as_the_whole() -> None:
    for whole in steps():
        short, on = Summary.of(whole), date(2023, 1, 20)
        assert row(short) == row(whole)
        lists = [follow_up([one], by=AMEL, roles=BOOK, on=on).document("fr").to_csv() for one in (short, whole)]
        assert lists[0] == lists[1]
        feeds = [afas.ical.export([one], at=datetime(2023, 1, 20, tzinfo=UTC)) for one in (short, whole)]
        assert feeds[0] == feeds[1]
        assert afas.allowed(short, by=AMEL, roles=BOOK, on=on) == afas.allowed(whole, by=AMEL, roles=BOOK, on=on)


def test_the_codes_of_a_column_order_a_database_as_the_list_orders_itself() -> None:
    lines = follow_up(steps(), by=AMEL, roles=BOOK, on=date(2023, 1, 20))
    for column, codes in STORED.items():
        if codes:
            here = [row(line.declaration)[column] for line in lines.sort(column).lines]
            there = sorted((row(one)[column] for one in steps()), key=lambda code: codes.index(str(code)))
            assert here == there


def test_the_columns_are_those_of_the_list_and_each_stands_in_the_row() -> None:
    assert set(STORED) <= set(COLUMNS)
    assert set(row(OPENED)) == {*STORED, *INDEXED}


def test_a_query_tells_every_fault_at_once() -> None:
    asked = {"status": ["LOST"], "statut": ["REFUSED"], "sort": ["-late"], "page": "0", "year": "abc", "before": "hier"}
    with pytest.raises(InvalidInput) as caught:
        Query.from_mapping(asked)
    assert {(fault.path, fault.code) for fault in caught.value.faults} == {
        ("page", "not-a-page"),
        ("sort[0]", "unknown-column"),
        ("status[0]", "not-a-choice"),
        ("statut", "unknown-column"),
        ("year[0]", "not-of-the-column"),
        ("before[0]", "not-of-the-column"),
    }


@pytest.mark.parametrize(
    ("name", "taken", "refused", "code"),
    [
        ("page", ["1", "1000000", "007"], ["0", "1000001", "-1", "", "1.0", "٣", "x", "000000001"], "not-a-page"),
        ("size", ["1", "200"], ["0", "201"], "not-a-page"),
        ("year", ["2023", "0000"], ["202", "20233", "٢٠٢٣", "2O23"], "not-of-the-column"),
        ("before", ["2023-07-13"], ["2023-02-30", "13/07/2023"], "not-of-the-column"),
        ("status", ["REFUSED", "TO_ENTER"], ["refused", "ALL"], "not-a-choice"),
        ("kind", ["UPDATE_JUNE"], ["JUNE"], "not-a-choice"),
        ("activity_form", ["NOT_REQUESTED"], ["x"], "not-a-choice"),
        ("activity", ["Loisirs", "n’importe quoi"], [], ""),
        ("nature", ["Périscolaire"], [], ""),
        ("sort", ["year", "-before", "status"], ["years", "--year"], "unknown-column"),
    ],
)
def test_a_query_takes_what_its_column_holds(name: str, taken: list[str], refused: list[str], code: str) -> None:
    for raw in taken:
        made = Query.from_mapping({name: raw})
        assert made == {
            "page": Query(page=int(raw) if name == "page" else 1),
            "size": Query(size=int(raw) if name == "size" else 25),
            "sort": Query(order=(Order(raw.removeprefix("-"), raw.startswith("-")),)),
        }.get(name, Query({name: (raw,)}))
    for raw in refused:
        if not raw:
            continue
        with pytest.raises(InvalidInput) as caught:
            Query.from_mapping({name: ["", raw]})
        (fault,) = caught.value.faults
        assert (fault.path.partition("[")[0], fault.code) == (name, code), raw


def test_a_page_begins_after_those_before_it_and_the_last_one_asked_counts() -> None:
    assert [Query(page=page, size=size).first for page, size in ((1, 25), (2, 25), (3, 10))] == [0, 25, 20]
    assert Query.from_mapping({"page": ["2", "3"], "size": ["10", "20"]}) == Query(page=3, size=20)


def test_what_is_quoted_of_a_query_is_cut() -> None:
    asked = {"z" * 90: ["1"], "status": ["y" * 90], "year": ["2" * 90], "sort": ["x" * 90], "page": "9" * 90}
    with pytest.raises(InvalidInput) as caught:
        Query.from_mapping(asked)
    assert sorted(str(fault.fields["found"]) for fault in caught.value.faults) == ["2" * 40, "9" * 40] + [
        letter * 40 for letter in "xyz"
    ]
    assert max(len(fault.path) for fault in caught.value.faults) == 40


def test_what_is_empty_asks_for_nothing() -> None:
    assert Query.from_mapping({"status": [""], "year": ""}) == Query()
    assert Query.from_mapping({"sort": ["-year", "before"], "page": "3", "size": "10"}) == Query(
        {}, (Order("year", descending=True), Order("before")), 3, 10
    )


def test_the_estimate_of_a_declaration_is_the_one_that_is_signed() -> None:
    pack = afas.illustrative_pack()
    for one in steps()[4:7]:
        signed = steps()[6].signature
        assert signed is not None
        estimate = afas.workflow.estimate_of(one, scale=pack)
        assert estimate == signed.estimate
        if one.signature is not None:  # what was signed stands, whatever the scale of the day
            assert afas.workflow.estimate_of(one, scale={"ceiling": "0.01"}) == estimate
        shown = afas.receipts.receipt(one, at=datetime(2023, 1, 16, 10), estimate=estimate).to_markdown()
        assert "L’estimation n’a pas été faite" not in shown


def test_an_estimate_that_cannot_be_made_says_all_that_is_missing() -> None:
    with pytest.raises(InvalidInput) as caught:
        afas.workflow.estimate_of(OPENED, scale=afas.illustrative_pack())
    assert {fault.code for fault in caught.value.faults} == {"missing-field"}
    assert len(caught.value.faults) == 2


def test_an_order_read_from_a_document_names_the_column_that_the_list_does_not_have() -> None:
    with pytest.raises(InvalidInput) as refused:
        _ = Order("{x}").codes
    assert [(fault.path, fault.code) for fault in refused.value.faults] == [("column", "unknown-column")]
