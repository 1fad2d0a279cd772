"""A type of the library as a field of Pydantic, the forms of a declaration, faults as plain JSON."""

from datetime import date
from typing import Annotated, Any

import jsonschema
import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st

import afas
from afas import exchange
from afas.errors import InvalidInput
from afas.exchange import TYPES, AsJSON, converter, forms_schema
from afas.exchange._embed import steps_of
from afas.exchange._json import key_path


@pytest.mark.parametrize("kind", [*TYPES, tuple[afas.Activity, ...]], ids=str)
def test_every_type_is_a_field_of_pydantic_with_its_schema(kind: Any) -> None:
    schema = pydantic.TypeAdapter(Annotated[kind, AsJSON()]).json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    announced: Any = Annotated[kind, AsJSON("en")]
    model = pydantic.create_model("Model", field=(announced, ...))
    shown = model.model_json_schema()
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
    financial = {"expenses": "60500", "general_scheme_share": "0.98"}
    entered = {
        "activity": {"S1": {"attended_hours": "12500"}, "S2": {"attended_hours": "9900"}},
        "financial": financial,
    }
    validator.validate(entered)
    del entered["activity"]["S2"]  # type: ignore[attr-defined]
    assert [error.json_path for error in validator.iter_errors(entered)] == ["$.activity"]
    assert schema["properties"]["activity"]["properties"]["S1"]["title"] == "École Balzac"


def test_a_form_of_a_ps_by_its_code_or_its_name_of_code() -> None:
    assert afas.ps.get("EAJE").form("activity") == afas.ps.get("EAJE").form(afas.forms.FormCode.ACTIVITY) != ()


def test_keys_kept_aside_are_put_back_nowhere_else() -> None:
    text = '{"wire_version":1,"type":"Site","value":{"id":"S1","name":"B","x":{"y":[1]}}}'
    reading = exchange.read(text)
    assert exchange.dumps(reading.value, unknown=reading.unknown) == text
