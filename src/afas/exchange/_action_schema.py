"""JSON Schema (2020-12) of what the author of an action says on a declaration: a menu and its forms made from data."""

from typing import Any

from afas.declarations import ActionField, ActionName, Declaration, FormKey, Holds, action_fields
from afas.exchange._schema import DIALECT, Schema, entry_schema, title

__all__ = ["action_schema"]


def action_schema(
    name: ActionName | str, declaration: Declaration, form: FormKey | None = None, locale: str = "fr"
) -> Schema:
    """The schema of an action, as `action_from_mapping` reads it: labels, units, choices, and no key of the portal's.

    `workflow.allowed` gives the menu; this, the form behind each of its lines.

    Args:
        name: of the action.
        declaration: on which it would be taken.
        form: a form of it, and its site, for an action on a form: a schema of its own fields.
        locale: the language of the titles; both are under `x-text`.

    Raises:
        InvalidInput: there is no such action.

    >>> from datetime import date
    >>> import afas
    >>> centre = afas.Activity("A1", "P1", "ALSH", "Loisirs", "NANTERRE", (afas.Site("S1", "École Balzac"),))
    >>> (declaration,) = afas.open_declarations(afas.calendars.get("92", 2023), [centre], on=date(2022, 12, 18))
    >>> schema = action_schema("ENTER", declaration, declaration.forms[0], "en")
    >>> schema["required"], schema["properties"]["site"]["oneOf"][0]["title"]
    (['action', 'form'], 'École Balzac')
    >>> schema["properties"]["values"]["properties"]["attended_hours"]["title"]
    'Attended hours (h)'
    """
    keys = action_fields(name, declaration, form)
    action = ActionName(str(name))
    return {
        "$schema": DIALECT,
        **title(action.text, locale),
        "type": "object",
        "properties": {"action": {"const": action.value}, **{key.name: _key(key, declaration, locale) for key in keys}},
        "required": ["action", *(key.name for key in keys if key.needed)],
        "additionalProperties": False,
    }


def _key(key: ActionField, declaration: Declaration, locale: str) -> Schema:
    shown = title(key.text, locale)
    if key.choices or key.name in ("site", "control"):
        choices: list[Any] = [{"const": choice.value, **title(choice.text, locale)} for choice in key.choices]
        nothing = [] if key.needed else [{"type": "null"}]
        return {**shown, "oneOf": [*choices, *nothing]} if choices or nothing else {**shown, "enum": []}
    if key.holds is Holds.VALUES:
        values = {field.name: entry_schema(field, locale) for field in key.fields}
        return {**shown, "type": "object", "properties": values, "additionalProperties": False}
    if key.holds is Holds.FORMS:
        return {**shown, "type": "array", "items": _refusal(declaration, locale)}
    return {**shown, "type": "integer", "minimum": 0} if key.holds is Holds.WHOLE else {**shown, "type": "string"}


def _refusal(declaration: Declaration, locale: str) -> Schema:
    """A correction asked for on a form: the keys of a sending back that names its reason."""
    keys = [key for key in action_fields(ActionName.SEND_BACK, declaration) if key.name != "seen"]
    return {
        "type": "object",
        "properties": {key.name: _key(key, declaration, locale) for key in keys},
        "required": ["form", "reason"],
        "additionalProperties": False,
    }
