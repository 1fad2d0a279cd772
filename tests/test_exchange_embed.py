"""A type of the library as a field of Pydantic, the forms of a declaration, faults as plain JSON."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

import attrs
import jsonschema
import pydantic
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import afas
from afas import exchange
from afas.errors import InvalidInput
from afas.exchange import TYPES, AsJSON, converter, form_schema, forms_schema
from afas.exchange._embed import steps_of
from afas.exchange._json import key_path
from afas.forms import DeclarationKind, Field, FormCode, read_entries
from afas.quantities import Unit
from afas.text import Text
from tests.from_schema import values

USUAL: list[Any] = [afas.Site, afas.Activity, afas.Role, afas.Declaration, tuple[afas.Activity, ...]]
REST = [pytest.param(kind, marks=pytest.mark.slow) for kind in TYPES if kind not in USUAL]


@pytest.mark.parametrize("kind", [*USUAL, *REST], ids=str)
def test_every_type_is_a_field_of_pydantic_with_its_schema(kind: Any) -> None:
    announced: Any = Annotated[kind, AsJSON("en")]
    schema = pydantic.TypeAdapter(announced).json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    shown = pydantic.create_model("Model", field=(announced, ...)).model_json_schema()
    jsonschema.Draft202012Validator(shown).is_valid({"field": {}})  # every reference leads somewhere


def test_the_faults_of_pydantic_are_ours_each_at_its_place() -> None:
    adapter = pydantic.TypeAdapter(Annotated[afas.Declaration, AsJSON("en")])
    raw = {"kind": "FORECATS", "activity": {"id": "A", "sites": [{"id": 1}]}}
    with pytest.raises(pydantic.ValidationError) as caught:
        adapter.validate_python(raw)
    with pytest.raises(InvalidInput) as ours:
        converter().structure(raw, afas.Declaration)
    told = {(one["loc"], one["type"], one["msg"]) for one in caught.value.errors()}
    assert told == {(steps_of(one.path), one.code, one.message.text("en")) for one in ours.value.faults}
    assert ("activity", "sites", 0, "id") in {loc for loc, _, _ in told}


def test_unknown_keys_are_dropped_by_choice() -> None:
    raw = {"id": "S1", "name": "Balzac", "colour": "red"}
    kept = pydantic.TypeAdapter(Annotated[afas.Site, AsJSON(unknown="keep")])
    assert kept.validate_python(raw) == afas.Site("S1", "Balzac")
    with pytest.raises(pydantic.ValidationError):
        pydantic.TypeAdapter(Annotated[afas.Site, AsJSON()]).validate_python(raw)


@given(st.lists(st.integers(0, 99) | st.text(min_size=1, max_size=9), max_size=5))
def test_a_path_is_read_back_as_its_keys(keys: list[str | int]) -> None:
    path = "$"
    for key in keys:
        path = f"{path}[{key}]" if isinstance(key, int) else key_path(path, key)
    assert steps_of(path) == tuple(keys)


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_the_forms_of_a_declaration_are_asked_site_by_site(locale: str) -> None:
    sites = (afas.Site("S1", "École Balzac"), afas.Site("S2", "École Pasteur"))
    centre = afas.Activity("A1", "P1", "ALSH", "Loisirs", "NANTERRE", sites)
    (declaration,) = afas.open_declarations(afas.calendars.get("92", 2023), [centre], on=date(2022, 12, 18))
    schema = forms_schema(declaration, locale)
    validator = jsonschema.Draft202012Validator(schema)
    validator.check_schema(schema)
    financial = {"expenses": "60500"}
    entered = {
        "activity": {"S1": {"attended_hours": "12500"}, "S2": {"attended_hours": "9900"}},
        "financial": financial,
    }
    validator.validate(entered)
    del entered["activity"]["S2"]  # type: ignore[attr-defined]
    assert [error.json_path for error in validator.iter_errors(entered)] == ["$.activity"]
    assert schema["properties"]["activity"]["properties"]["S1"]["title"] == "École Balzac"


def test_a_form_of_a_ps_by_its_code_or_its_name_of_code() -> None:
    assert afas.ps.get("EAJE").form("activity") == afas.ps.get("EAJE").form(FormCode.ACTIVITY) != ()


def test_keys_kept_aside_are_put_back_nowhere_else() -> None:
    text = '{"wire_version":2,"type":"Site","value":{"id":"S1","name":"B","x":{"y":[1]}}}'
    reading = exchange.read(text)
    assert exchange.dumps(reading.value, unknown=reading.unknown) == text


BOUNDED = Field("delta", Unit.EUR, Text(fr="Écart", en="Gap"), FormCode.FINANCIAL, low=Decimal(-500), high=Decimal(500))
ODD = attrs.evolve(
    afas.ps.get("AGC"),
    fields=(
        BOUNDED,
        Field(
            "late",
            Unit.HOUR,
            Text(fr="Tard", en="Late"),
            FormCode.FINANCIAL,
            kinds=frozenset({DeclarationKind.ACTUAL}),
            section=Text(fr="Comptes", en="Accounts"),
        ),
    ),
)


def test_a_form_says_its_bounds_its_sub_forms_and_what_each_kind_asks_for() -> None:
    actual = form_schema(ODD, "financial", DeclarationKind.ACTUAL, "en")
    assert actual["properties"]["late"]["x-section"] == {"fr": "Comptes", "en": "Accounts"}
    delta = actual["properties"]["delta"]
    assert (delta["x-minimum"], delta["x-maximum"], delta["x-unit"]) == ("-500", "500", "EUR")
    assert jsonschema.Draft202012Validator(delta).is_valid("-12.5")
    assert [*form_schema(ODD, "financial", DeclarationKind.FORECAST)["properties"]] == ["delta"]


FORMS = [(code, form) for code in afas.ps.codes() for form in FormCode if afas.ps.get(code).form(form)]


@pytest.mark.parametrize(("code", "form"), FORMS)
def test_what_the_schema_of_a_form_allows_is_read(code: str, form: FormCode) -> None:
    schema = form_schema(code, form)
    fields = afas.ps.get(code).form(form)

    @settings(max_examples=30, deadline=None, database=None)
    @given(values(schema, schema))
    def allowed(entry: dict[str, Any]) -> None:
        jsonschema.Draft202012Validator(schema).validate(entry)
        figures, faults = read_entries(fields, entry)
        assert not faults
        assert all(figures[name] == Decimal(typed) for name, typed in entry.items())

    allowed()
