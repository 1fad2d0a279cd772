"""An action read from outside says what a form could, and no more."""

from typing import Any, get_args

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import afas
from afas.declarations import ActionName, AnyAction, action_fields, action_from_mapping
from afas.errors import InvalidInput
from afas.forms import plain_entries
from afas.workflow import Correct, FormRefusal
from tests.test_context import AT, BOOK, BRUNO, played
from tests.test_effects import example

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
