"""An action read from outside says what a form could, and no more."""

from typing import Any, get_args

import attrs
import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

import afas
from afas.declarations import ActionName, AnyAction, FormKey, action_fields, action_from_mapping
from afas.errors import InvalidInput
from afas.exchange import action_schema
from afas.forms import FormCode, plain_entries
from afas.text import Text
from afas.workflow import Correct, FormRefusal
from benchmarks import _campaign
from tests.test_context import AT, BOOK, BRUNO, played
from tests.test_effects import example
from tests.test_history import opened as on_two_sites

KINDS = get_args(AnyAction)


@pytest.mark.parametrize("kind", KINDS)
def test_each_action_is_read_from_what_describes_it(kind: Any) -> None:
    action = example(kind)
    data = {field.name: getattr(action, field.name) for field in attrs.fields(kind)}
    assert action_from_mapping({"action": kind.name.value, **data}) == action
    described = {field.name: field.needed for field in action_fields(kind.name)}
    assert described == {field.name: field.default is attrs.NOTHING for field in attrs.fields(kind)}
    assert all(field.text.fr and field.holds.text.en for field in action_fields(kind.name))


def test_values_and_forms_are_read() -> None:
    read = action_from_mapping(
        {"action": "CORRECT", "form": "financial", "reason": "doublon", "values": {"expenses": "1"}, "seen": 3}
    )
    assert read == Correct("financial", "doublon", values={"expenses": "1"}, seen=3)
    refusal = {"action": "REFUSE", "reason": "x", "forms": [{"form": "activity", "reason": "y", "site": "S1"}]}
    assert action_from_mapping(refusal) == afas.Refuse("x", (FormRefusal("activity", "y", "S1"),))


@pytest.mark.parametrize("key", ["scale", "parameters", "policy", "roles", "by", "at", "zone", "signature", "estimate"])
def test_what_a_portal_vouches_for_is_not_read(key: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        action_from_mapping({"action": "SIGN", key: "x"})
    assert [(fault.path, fault.code) for fault in refused.value.faults] == [(key, "unknown-key")]


def test_all_faults_come_at_once() -> None:
    with pytest.raises(InvalidInput) as refused:
        action_from_mapping({"action": "REFUSE", "forms": [{"form": 3}, 4], "seen": -1, "rate": "1"})
    assert {(fault.path, fault.code) for fault in refused.value.faults} == {
        ("rate", "unknown-key"),
        ("reason", "missing-key"),
        ("forms[0].form", "wrong-type"),
        ("forms[0].reason", "missing-key"),
        ("forms[1]", "wrong-type"),
        ("seen", "wrong-type"),
    }
    with pytest.raises(InvalidInput) as refused:
        action_from_mapping({"action": "ENTER", "form": "activity", "values": {"x": [1], "y": 0.5}})
    assert [fault.path for fault in refused.value.faults] == ["values.x", "values.y"]


@pytest.mark.parametrize("data", [None, 3, "SIGN", ["SIGN"], {}, {"action": ["SIGN"]}, {"action": "SIGNED"}])
def test_what_names_no_action_is_told(data: object) -> None:
    with pytest.raises(InvalidInput) as refused:
        action_from_mapping(data)
    assert [(fault.path, fault.code) for fault in refused.value.faults] == [("action", "not-an-action")]


@pytest.mark.parametrize(
    ("seen", "read"), [(0, True), (1, True), (-1, False), (True, False), (False, False), ("1", False)]
)
def test_a_version_seen_is_a_whole_number_from_0_on(seen: object, read: bool) -> None:
    if read:
        assert action_from_mapping({"action": "SIGN", "seen": seen}).seen == seen
        return
    with pytest.raises(InvalidInput) as refused:
        action_from_mapping({"action": "SIGN", "seen": seen})
    assert [(fault.path, fault.code) for fault in refused.value.faults] == [("seen", "wrong-type")]


def test_what_is_wrong_with_each_form_that_a_refusal_names_has_its_path() -> None:
    """A key that it does not have, a site that is no text; a site of null is none."""
    forms = [
        {"form": "financial", "reason": "x", "site": None},
        {"form": "activity", "reason": "x", "site": 3, "why": "y"},
        {"form": "activity"},
    ]
    with pytest.raises(InvalidInput) as refused:
        action_from_mapping({"action": "REFUSE", "reason": "à revoir", "forms": forms})
    assert [(fault.path, fault.code) for fault in refused.value.faults] == [
        ("forms[1].why", "unknown-key"),
        ("forms[1].site", "wrong-type"),
        ("forms[2].reason", "missing-key"),
    ]
    assert "“why”" in refused.value.faults[0].text("en")
    read = action_from_mapping({"action": "REFUSE", "reason": "à revoir", "forms": tuple(forms[:1])})
    assert read == afas.Refuse("à revoir", (FormRefusal("financial", "x"),))
    for one in ("text", {"form": "activity"}):
        with pytest.raises(InvalidInput) as refused:
            action_from_mapping({"action": "REFUSE", "reason": "à revoir", "forms": one})
        assert [(fault.path, fault.code) for fault in refused.value.faults] == [("forms", "wrong-type")]


@pytest.mark.parametrize(
    ("form", "forms", "sites", "asked"),
    [
        (None, ["activity", "financial"], ["S1", "S2"], [FormCode.ACTIVITY, FormCode.FINANCIAL]),
        ((FormCode.ACTIVITY, "S1"), ["activity"], ["S1"], [FormCode.ACTIVITY]),
        ((FormCode.FINANCIAL, None), ["financial"], [], [FormCode.FINANCIAL]),
    ],
)
def test_the_choices_of_an_action_are_those_of_the_form_it_is_about(
    form: FormKey | None, forms: list[str], sites: list[str], asked: list[FormCode]
) -> None:
    """A menu of sites has their names; the fields are those of the form, or of both."""
    declaration = on_two_sites()
    keys = {key.name: key for key in action_fields("ENTER", declaration, form)}
    assert [choice.value for choice in keys["form"].choices] == forms
    names = {"S1": "Balzac", "S2": "Pasteur"}
    assert [(choice.value, str(choice.text)) for choice in keys["site"].choices] == [
        (site, str(Text(fr=names[site], en=names[site]))) for site in sites
    ]
    assert keys["values"].fields == tuple(field for code in asked for field in declaration.fields(code))
    assert all(not key.fields for name, key in keys.items() if name != "values")
    assert all(not key.choices for name, key in keys.items() if name not in ("form", "site"))


KEYS = ["form", "site", "values", "reason", "words", "control", "forms", "seen", "by", "figures"]
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(
    st.sampled_from([*ActionName, "x", None, 3]),
    st.dictionaries(
        st.sampled_from(["form", "site", "values", "reason", "words", "control", "forms", "seen", "by"]), anything
    ),
)
def test_whatever_comes_in_is_an_action_or_faults(name: Any, data: dict[str, Any]) -> None:
    try:
        action = action_from_mapping({"action": name, **data})
    except InvalidInput:
        return
    assert action.name is name
    afas.blockers(played(), action, by=BRUNO, roles=BOOK, at=AT)


def test_figures_are_read_as_a_language_writes_them() -> None:
    declaration = played()
    values = declaration.typed(declaration.forms[1], {"expenses": "12 500,5", "note": "x"}, "fr")
    assert values == {"expenses": "12500.5", "note": "x"}
    fields = declaration.service.fields
    assert plain_entries(fields, {"expenses": "12,500.5"}, "en") == {"expenses": "12500.5"}
    assert plain_entries(fields, {"expenses": "beaucoup"}, "fr") == {"expenses": "beaucoup"}
    with pytest.raises(InvalidInput) as refused:  # kept, it would be read as 1.234 later on
        plain_entries(fields, {"expenses": "1.234"}, "fr")
    assert [(fault.path, fault.code) for fault in refused.value.faults] == [("entries.expenses", "ambiguous-number")]
    figures, faults = afas.forms.read_entries(fields, {"expenses": "12 500,5"}, complete=False, locale="fr")
    assert (str(figures["expenses"]), faults) == ("12500.5", [])


@pytest.mark.parametrize("kind", KINDS)
def test_the_schema_of_an_action_takes_what_is_read_and_no_key_of_the_portal(kind: Any) -> None:
    """Filled in from the schema alone, an action is read; a key of the portal's in it is refused."""
    declaration = _campaign.act(_campaign.opened(), 0)
    for form in (None, *declaration.forms):
        schema = action_schema(kind.name, declaration, form, "en")
        jsonschema.Draft202012Validator.check_schema(schema)
        filled = _filled(schema)
        validator = jsonschema.Draft202012Validator(schema)
        if "control" in schema["required"] and not declaration.findings():
            assert not validator.is_valid({"action": "JUSTIFY", "control": "x", "words": "y"})
            continue
        assert validator.is_valid(filled), filled
        action = action_from_mapping(filled)
        assert action.name is kind.name
        assert form is None or action.form_key in (None, form)
        for key in ("scale", "by", "at", "roles"):
            assert not validator.is_valid({**filled, key: "x"})
        assert not validator.is_valid({**filled, "seen": -1})


def _filled(schema: dict[str, Any]) -> Any:
    """Something that a schema of an action allows: each key has a value."""
    if "const" in schema:
        return schema["const"]
    if "oneOf" in schema:
        return next((_filled(one) for one in schema["oneOf"] if "const" in one), None)
    if schema.get("type") == "object":
        return {name: _filled(one) for name, one in schema["properties"].items()}
    if schema.get("type") == "array":
        return [_filled(schema["items"])]
    return {"integer": 3, "boolean": True}.get(schema.get("type", ""), "1")


def test_a_menu_and_its_forms_are_data() -> None:
    """Each action that a person may take has its words, and its form the labels, units and choices it needs."""
    declaration = _campaign.act(_campaign.opened(), 0)
    for name in afas.allowed(declaration, by=_campaign.BRUNO, roles=_campaign.BOOK, on=_campaign.AT.date()):
        schema = action_schema(name, declaration, declaration.forms[0])
        assert schema["title"] == name.text.fr
        (form,) = schema["properties"]["form"]["oneOf"]
        assert form["title"] == declaration.forms[0][0].text.fr
    found = {field.name: field for field in action_fields("ENTER", declaration, declaration.forms[0])}
    assert found["values"].fields == declaration.fields(declaration.forms[0][0])
