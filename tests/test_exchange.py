"""Objects as JSON: a whole campaign there and back, documents kept for ever, faults told all at once."""

import copy
import json
import pickle
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import attrs
import jsonschema
import pytest

import afas
from afas import exchange, ps
from afas.controls import Control, Finding, Severity, variation
from afas.errors import InvalidInput
from afas.exchange import converter, form_schema, json_schema
from afas.forms import FormCode, read_entries
from afas.partners import Site
from afas.payments import Fact, Paid
from afas.text import Euros, Percent, Text
from examples import campaign_2023
from tests.test_ps_invented import SERVICE as INVENTED

GOLDEN = Path(__file__).parent / "golden" / "wire_v1"


class Recorded(campaign_2023.Campaign):
    """The example campaign; keeps everything that a portal would store."""

    kept: list[Any]

    def do(self, declaration: Any, action: Any, by: Any, day: str) -> Any:
        changed = super().do(declaration, action, by, day)
        self.kept += [action, changed]
        return changed


@pytest.fixture(scope="module")
def stored() -> list[Any]:
    """Actions, declarations, estimates, explanations, alerts, blockers, roles and calendar of a whole campaign."""
    year = Recorded(campaign_2023.load())
    year.kept = [year.book, year.calendar, *year.activities.values()]
    year.kept += afas.alerts(year.calendar, year.activities.values(), on=date(2023, 1, 16))
    for told in year.data["declarations"]:
        year.declare(told)
    signed = [one for one in year.kept if getattr(one, "signature", None)]
    year.kept += [afas.explain(one.signature.estimate) for one in signed]
    for one in signed[:3]:
        year.kept += one.findings()
        by, on = year.people["chloe"], date(2023, 1, 1)
        year.kept += afas.blockers(one, afas.Transmit(), by=by, roles=year.book, on=on)
    return year.kept


def test_law_8_a_whole_campaign_goes_to_json_and_comes_back(stored: list[Any]) -> None:
    assert {"Declaration", "Sign", "Explanation", "Blocker", "Finding", "Alert", "RoleBook"} <= {
        type(one).__name__ for one in stored
    }
    for one in stored:
        text = exchange.dumps(one)
        again = exchange.loads(text, type(one))
        assert exchange.dumps(again) == text
        copied = pickle.loads(pickle.dumps(one))  # noqa: S301 - our own bytes
        assert again == copied == copy.deepcopy(one) == one


def test_a_row_of_a_family_is_read_by_the_name_of_its_root(stored: list[Any]) -> None:
    """A table of facts, or of actions, holds any of them; anything else is refused."""
    fact = Paid("b1", date(2023, 2, 20), "A1", 2023, "400")
    root: Any = afas.workflow.Action
    actions = [one for one in stored if isinstance(one, root)]
    assert exchange.loads(exchange.dumps(fact), Fact) == fact
    assert [exchange.loads(exchange.dumps(one), root) for one in actions] == actions
    with pytest.raises(InvalidInput) as caught:
        exchange.loads(exchange.dumps(fact), root)
    assert [fault.code for fault in caught.value.faults] == ["wrong-type-of-object"]


def test_law_5_a_document_that_contradicts_its_history_is_told_when_it_is_read(stored: list[Any]) -> None:
    transmitted = next(one for one in stored if getattr(one, "status", None) == "TRANSMITTED")
    document = json.loads(exchange.dumps(transmitted))
    assert exchange.read(json.dumps(document)).contradictions == ()
    document["value"]["status"] = "ACCEPTED"
    document["value"]["complements"] = "altered"
    found = exchange.read(json.dumps(document)).contradictions
    told = ["$.value.complements", "$.value.status"]
    assert [(fault.path, fault.code) for fault in found] == [(path, "contradicts-history") for path in told]


def test_a_declaration_read_back_goes_on_living(stored: list[Any]) -> None:
    """Its signature still holds, and the Caf can accept it where the book says that an approver signed."""
    book = next(one for one in stored if isinstance(one, afas.RoleBook))
    transmitted = next(one for one in stored if getattr(one, "status", None) == "TRANSMITTED")
    again = exchange.loads(exchange.dumps(transmitted), afas.Declaration)
    assert again.signature_holds()
    at = transmitted.history[-1].at
    accepted = afas.apply(again, afas.Accept(), by=afas.CAF, roles=book, at=at)
    assert accepted.declaration.status == "ACCEPTED"


def test_what_is_written_follows_its_schema(stored: list[Any]) -> None:
    validators = {kind: jsonschema.Draft202012Validator(json_schema(kind)) for kind in {type(one) for one in stored}}
    for one in stored[-60:]:
        validators[type(one)].validate(converter().unstructure(one))


# ------------------------------------------------------------------------------ documents kept for ever


def expected() -> Iterator[tuple[str, Any]]:
    """What each document says, as this version of the library builds it."""
    sites = (afas.Site("S1", "École Balzac"), afas.Site("S2", "École Pasteur"))
    wednesday = afas.Activity("A1", "P1", "ALSH", "Loisirs du mercredi", "NANTERRE", sites, "Périscolaire")
    yield "partner", afas.Partner("P1", "Ville de Nanterre (exemple)", "21990099000017", "NANTERRE")
    yield "activity", wednesday
    values = {"attended_hours": "12500", "expenses": Decimal("7293.55"), "meals_and_nappies": True, "note": None}
    yield "action", afas.Enter("activity", site="S1", values=values)
    template = Text(fr="{label} : {amount} avant le {day}", en="{label}: {amount} before {day}")
    amount = Euros(Decimal("1234.56"))
    yield "message", template.fill(label=Text(fr="Solde", en="Balance"), amount=amount, day=date(2023, 2, 9))


@pytest.mark.parametrize(("name", "said"), list(expected()), ids=lambda one: one if isinstance(one, str) else "")
def test_wire_1_is_read_for_ever(name: str, said: Any) -> None:
    assert exchange.loads((GOLDEN / f"{name}.json").read_bytes()) == said


def test_wire_1_a_calendar_is_read_for_ever() -> None:
    calendar = exchange.loads((GOLDEN / "calendar.json").read_bytes(), afas.Calendar)
    published = afas.calendars.get("92", 2023)
    assert calendar.windows == tuple(one for one in published.windows if one in calendar.windows)
    assert calendar.payment_terms is not None
    assert [(one.rate, one.cap) for one in calendar.payment_terms.advances] == [
        (Decimal("0.40"), None),
        (Decimal("0.30"), "unspecified"),
    ]


def test_wire_1_a_declaration_is_read_for_ever() -> None:
    declaration = exchange.loads((GOLDEN / "declaration.json").read_bytes(), afas.Declaration)
    figures, faults = declaration.figures()
    assert not faults
    # 12,900 h + 9,900 h on the two sites
    assert figures["attended_hours"] == 22800
    assert declaration.checked == {(FormCode.ACTIVITY, "S1")}
    assert declaration.history[0].by.name == "Bruno"
    assert exchange.loads(exchange.dumps(declaration)) == declaration


# ------------------------------------------------------------------------------ faults


def test_all_faults_come_together_each_with_its_path_and_what_to_do() -> None:
    spoilt = json.loads((GOLDEN / "declaration.json").read_text(encoding="utf-8"))
    value = spoilt["value"]
    del value["kind"]
    value["activty"] = 1
    value["window"]["available"] = "18/06/2023"
    value["entries"][0][0][0] = "activitty"
    value["entries"][1][1]["attended_hours"] = 9900.5
    value["status"] = "IN_PROGRES"
    with pytest.raises(InvalidInput) as caught:
        exchange.loads(json.dumps(spoilt))
    told = {fault.path: fault.text("en") for fault in caught.value.faults}
    assert told.keys() == {
        "$.value.kind",
        "$.value.activty",
        "$.value.window.available",
        "$.value.entries[0][0][0]",
        "$.value.entries[1][1].attended_hours",
        "$.value.status",
    }
    assert "did you mean “activity”" in told["$.value.activty"]
    assert "did you mean “activity”" in told["$.value.entries[0][0][0]"]
    assert "did you mean “IN_PROGRESS”" in told["$.value.status"]
    assert "2023-02-09" in told["$.value.window.available"]
    assert '"9900.5"' in told["$.value.entries[1][1].attended_hours"]


def test_the_envelope_is_checked_too() -> None:
    with pytest.raises(InvalidInput) as caught:
        exchange.loads('{"wire_version": 0, "typ": "Site", "value": {}}')
    assert [(fault.path, fault.code) for fault in caught.value.faults] == [
        ("$.typ", "unknown-key"),
        ("$.type", "missing-key"),
        ("$.wire_version", "wrong-wire-version"),
    ]


def test_the_rules_of_a_type_speak_with_the_path_of_the_object() -> None:
    raw = {"start": "2023-02-01", "end": "2023-01-01"}
    agreement = {"id": "C1", "partner": "P1", "ps": ["ALSH"], "period": raw}
    with pytest.raises(InvalidInput) as caught:
        converter().structure([agreement], tuple[afas.Agreement, ...])
    (fault,) = caught.value.faults
    assert (fault.path, fault.code) == ("$[0].period", "period-ends-before-it-starts")


def test_a_sentence_reaches_no_further_than_its_figures() -> None:
    for template in ("{n.__class__}", "{n!r}", "{n:>1000000000}", "{0}", "{", "{other}"):
        raw = {"template": {"fr": template, "en": "ok"}, "fields": {"n": 1}}
        with pytest.raises(InvalidInput) as caught:
            converter().structure(raw, afas.text.Message)
        assert [fault.code for fault in caught.value.faults] == ["bad-template"]


# ------------------------------------------------------------------------------ unknown keys, codes, values


def test_unknown_keys_are_refused_or_kept_by_choice() -> None:
    """A document of a newer version passes through an older one without loss."""
    text = '{"wire_version":2,"type":"Activity","value":{"id":"A","partner":"P","ps":"ALSH","name":"N","commune":"C",'
    text += '"sites":[{"id":"S1","name":"x","capacity":40}],"nature":"","colour":"red"}}'
    with pytest.raises(InvalidInput) as caught:
        exchange.loads(text)
    assert [fault.path for fault in caught.value.faults] == ["$.value.sites[0].capacity", "$.value.colour"]
    reading = exchange.read(text)
    assert reading.unknown == {("sites", 0, "capacity"): 40, ("colour",): "red"}
    assert exchange.dumps(reading.value, unknown=reading.unknown) == text


def test_values_of_any_type_come_back_as_they_were() -> None:
    kept = {
        "a": (1, "x", None, True),
        "b": [Fraction(1, 3), {"$odd": Decimal("1.50")}],
        "c": frozenset({date(2023, 1, 1)}),
        "d": Percent(Fraction(1, 3)),
        "e": {1: "one"},
        "f": 0.1,
        "g": ps.get("ALSH"),
    }
    message = afas.text.Text(fr="{a}", en="{a}").fill(**kept)
    again = exchange.loads(exchange.dumps(message), afas.text.Message)
    assert again == message
    assert [type(one) for one in again.fields.values()] == [type(one) for one in kept.values()]


def test_what_holds_functions_travels_as_its_code() -> None:
    alsh = ps.get("ALSH")
    assert converter().unstructure(alsh) == "ALSH"
    assert converter().structure("RAM", ps.PS) is ps.get("RPE")
    for control in alsh.controls:
        assert converter().structure(converter().unstructure(control), Control) is control
    formula = alsh.formulas[0]
    assert converter().structure(converter().unstructure(formula), type(formula)) is formula


def test_a_ps_of_ones_own_is_handed_to_the_converter() -> None:
    with pytest.raises(InvalidInput, match="services="):
        converter().unstructure(INVENTED)
    own = (INVENTED,)
    assert converter(own).structure(converter(own).unstructure(INVENTED), ps.PS) is INVENTED


@pytest.mark.parametrize(
    "odd",
    [Decimal("NaN"), Decimal("1E+40"), Fraction(1, 10**400), 10**15, "\ud800", object(), variation],
    ids=lambda odd: type(odd).__name__,
)
def test_what_json_cannot_hold_is_said(odd: object) -> None:
    message = Text(fr="{odd}", en="{odd}").fill(odd=odd)
    with pytest.raises(InvalidInput) as caught:
        exchange.dumps(message)
    assert [fault.code for fault in caught.value.faults] == ["unwritable"]


def test_canonical_text_does_not_depend_on_the_order_of_entries() -> None:
    one = afas.Enter("activity", values={"a": "1", "b": "é"})
    other = afas.Enter("activity", values={"b": "é", "a": "1"})
    assert exchange.canonical(one) == exchange.canonical(other)
    text = exchange.canonical(one).decode()
    assert text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert text.endswith('"values":{"a":"1","b":"é"}}')
    assert exchange.digest(one) == exchange.digest(other)
    assert exchange.digest(one) != exchange.digest(attrs.evolve(other, form="financial"))


def test_a_finding_keeps_its_sentence_in_both_languages() -> None:
    finding = Finding("X-1", Severity.TO_JUSTIFY, Text(fr="{n} de trop", en="{n} too many").fill(n=Decimal("1234.5")))
    again = exchange.loads(exchange.dumps(finding), Finding)
    assert again.text("fr") == "1\N{NARROW NO-BREAK SPACE}234,5 de trop"
    assert again.text("en") == "1,234.5 too many"


# ------------------------------------------------------------------------------ forms


FORMS = [(code, form) for code in ps.codes() for form in FormCode if ps.get(code).form(form)]


@pytest.mark.parametrize(("code", "form"), FORMS)
def test_each_form_has_a_schema_with_titles_in_both_languages(code: str, form: FormCode) -> None:
    schema = form_schema(code, form, locale="en")
    jsonschema.Draft202012Validator.check_schema(schema)
    for field in ps.get(code).form(form):
        told = schema["properties"][field.name]
        assert told["x-text"]["fr"].startswith(field.text.fr)
        assert told["title"] == told["x-text"]["en"]


GOOD_ENTRY = {"h": "12.5", "EUR": "7293.55", "ratio": "0.98", "flag": True}


@pytest.mark.parametrize(("code", "form"), FORMS)
def test_what_the_schema_of_a_form_accepts_is_read_and_what_it_refuses_is_not(code: str, form: FormCode) -> None:
    fields = ps.get(code).form(form)
    validator = jsonschema.Draft202012Validator(form_schema(code, form))
    entry = {field.name: GOOD_ENTRY.get(field.unit.value, "1") for field in fields}
    validator.validate(entry)
    assert read_entries(fields, entry)[1] == []
    for spoilt in ("-1", "1e3", "abc", "1,5"):
        for field in fields:
            bad = {**entry, field.name: spoilt}
            assert not validator.is_valid(bad)
            assert read_entries(fields, bad)[1] or field.low < 0


def test_a_site_is_read_from_python_values_as_well() -> None:
    assert converter().structure({"id": "S1", "name": "Balzac"}, Site) == Site("S1", "Balzac")
