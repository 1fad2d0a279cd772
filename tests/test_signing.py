"""One canonical form: what is signed is written as what travels, by a public standard, and comes back the same."""

import hashlib
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import afas
from afas import calendars, exchange
from afas.controls import Known
from afas.declarations import canonical_text
from afas.declarations._signing import canonical, compact, digest, plain

AMEL = afas.Person("amel", "Amel")
ESTIMATE = afas.estimate(
    "ALSH",
    {"attended_hours": "4981", "expenses": "7293.55", "general_scheme_share": "1"},
    year=2023,
    parameters={"ceiling": "1.97"},
)


def test_the_canonical_text_is_that_of_rfc_8785() -> None:
    """The example of section 3.2.3: keys by UTF-16 code units; no number here is a fraction."""
    keys = {
        "€": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew",
        "1": "One",
        "😀": "Emoji",
        "\x80": "C",
        "ö": "o",
    }
    assert list(json.loads(canonical_text(keys))) == ["\r", "1", "\x80", "ö", "€", "😀", "\ufb33"]
    # section 3.2.2.2: short escapes where there are some, else \u00xx in lower case, nothing else escaped
    deep = [[{"\ufb33": 1, "😀": 2}], {"a": [{"\ufb33": [], "😀": {}}]}]  # ordered within lists too
    assert canonical_text(deep) == '[[{"😀":2,"\ufb33":1}],{"a":[{"😀":{},"\ufb33":[]}]}]'
    assert canonical_text('€$\x0f\nA\'B"\\\\"/') == r'"€$\u000f\nA' + "'" + r'B\"\\\\\"/"'


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_what_json_has_no_number_for_is_not_signed(number: float) -> None:
    for value in (number, {"hours": [number]}, {"😀": number}):
        with pytest.raises(ValueError, match="not JSON compliant"):
            canonical_text(value)


@given(st.recursive(st.none() | st.booleans() | st.integers(0, 2**53) | st.text(), st.lists))
def test_the_canonical_text_says_the_value(value: Any) -> None:
    assert json.loads(canonical_text(value)) == value


@pytest.mark.parametrize("typed", ["1E+3", "1000"])
def test_one_figure_has_one_text_however_it_was_written(typed: str) -> None:
    """The exponent of a decimal is lost in JSON: what is signed does not know it."""
    for said in (
        canonical(Decimal(typed)),
        canonical({"hours": Decimal(typed)}),
        canonical_text(compact(Decimal(typed))),
    ):
        assert said in {'"1000"', '{"hours":"1000"}'}


def test_a_person_is_covered_by_id_alone_wherever_they_stand() -> None:
    """So that a name can be erased."""
    assert compact(AMEL) == "amel"
    assert compact({"by": [AMEL], "of": (AMEL, None)}) == {"by": ["amel"], "of": ["amel", None]}


def test_a_set_is_written_in_the_order_of_its_canonical_texts() -> None:
    """As texts in quotes: “!” stands before the quote that ends "a"; a text, a number, null."""
    assert plain(frozenset({"a", "a!"})) == ["a!", "a"]
    assert plain({None, "a", 2}) == compact({None, "a", 2}) == ["a", 2, None]


def test_an_attribute_at_its_default_is_left_out_and_any_other_is_covered() -> None:
    leisure = afas.Activity("A1", "P1", "ALSH", "Loisirs", "NANTERRE", sites=(), nature="")
    needed = {"id": "A1", "partner": "P1", "ps": "ALSH", "name": "Loisirs", "commune": "NANTERRE"}
    assert compact(leisure) == needed
    more = attrs.evolve(leisure, sites=(afas.Site("S1", "Balzac"),), nature="Multi accueil")
    assert compact(more) == {**needed, "sites": [{"id": "S1", "name": "Balzac"}], "nature": "Multi accueil"}
    known = Known({"hours": Decimal("1.50")}, {"S1": {}}, afas.FinancialYear(2023))
    assert compact(Known()) == {}
    assert compact(known) == {"total": {"hours": "1.50"}, "sites": {"S1": {}}, "year": {"year": 2023}}
    assert compact([afas.DeclarationKind.FORECAST, date(2023, 1, 2), True, None]) == [
        "FORECAST",
        "2023-01-02",
        True,
        None,
    ]


def test_what_is_signed_is_what_travels() -> None:
    """The same JSON, but for the attributes that two estimates are not compared by."""
    signed, travels = json.loads(canonical(ESTIMATE)), exchange.converter().unstructure(ESTIMATE)
    left_out = {one.name for one in attrs.fields(afas.estimation.Estimate) if not one.eq}
    assert signed == {name: value for name, value in travels.items() if name not in left_out}
    assert exchange.canonical(AMEL).decode() == canonical(AMEL)
    assert exchange.digest(AMEL) == digest(canonical(AMEL))


@pytest.mark.parametrize("typed", ["4981", 4981, Decimal("4981"), Decimal("4.981E+3"), Decimal("4981.00")])
def test_a_signature_still_holds_once_stored_whatever_the_figures_were_typed_as(typed: object) -> None:
    activity = afas.Activity("A1", "P1", "ALSH", "Loisirs", "NANTERRE")
    day = date(2022, 9, 1)
    book = afas.RoleBook()
    for role in afas.Role:
        book = book.assign(role, AMEL, activity, start=day)
    (declaration,) = afas.open_declarations(calendars.get("92", 2023), [activity], on=date(2022, 12, 18))
    at = datetime(2023, 1, 10, 12, tzinfo=UTC)
    values = {"expenses": "7293.55", "general_scheme_share": "1"}
    for action in (
        afas.Enter("activity", values={"attended_hours": typed}),
        afas.Enter("financial", values=values),
        afas.Check("activity"),
        afas.Check("financial"),
        afas.workflow.Validate(),
        afas.Sign(),
    ):
        declaration = afas.apply(declaration, action, by=AMEL, roles=book, at=at, scale={"ceiling": "1.97"}).declaration
    again = exchange.loads(exchange.dumps(declaration), afas.Declaration)
    assert again == declaration
    assert again.signature_holds()


def test_half_a_character_pasted_by_mistake_is_signed_as_it_was_typed() -> None:
    """Half of a surrogate pair, which UTF-8 has no bytes for: those that it would have, ED A0 80, are hashed."""
    assert digest("a\ud800") == hashlib.sha256(b"a\xed\xa0\x80").hexdigest()
