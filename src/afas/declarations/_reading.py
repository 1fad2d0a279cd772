"""Reads an action from outside (a form, a message): only the keys that its author may set.

What a portal vouches for (who acts, when, under which scale) is no part of an action, so there is no key for it here.
`action_fields` describes the keys of each action, for whoever builds a form or a schema.
"""

from collections.abc import Mapping
from itertools import chain
from typing import Any, Final, get_args

import attrs

from afas.declarations._actions import Action, AnyAction, FormRefusal
from afas.declarations._declaration import Declaration, FormKey
from afas.declarations._lifecycle import ActionName
from afas.errors import Fault, FaultKind, Faults, InvalidInput, did_you_mean
from afas.forms import Field
from afas.text import Code, Message, Text

__all__ = ["ActionChoice", "ActionField", "Holds", "action_fields", "action_from_mapping"]


class Holds(Code):
    """The kind of value of a key of an action."""

    TEXT = "TEXT", Text(fr="un texte", en="a text")
    WHOLE = "WHOLE", Text(fr="un nombre entier, zéro ou plus", en="a whole number, zero or more")
    VALUES = (
        "VALUES",
        Text(fr="des textes ou des nombres, par nom", en="texts or numbers, by name"),
    )
    FORMS = (
        "FORMS",
        Text(fr="des formulaires, chacun avec son motif", en="forms, each with its reason"),
    )


@attrs.frozen
class ActionChoice:
    """A value that a key of an action may have on a declaration, and its words."""

    value: str
    text: Text | Message


@attrs.frozen
class ActionField:
    """A key of an action.

    Attributes:
        name: of the key.
        holds: what stands there.
        text: what it is for.
        needed: is it to be given?
        choices: on a declaration, the values to choose from: forms, sites, findings; none: whatever it holds.
        fields: on a declaration, those whose values or figures stand there, each with its label, unit and bounds.
    """

    name: str
    holds: Holds
    text: Text
    needed: bool
    choices: tuple[ActionChoice, ...] = ()
    fields: tuple[Field, ...] = ()


_KEYS: Final[Mapping[str, tuple[Holds, Text]]] = {
    "seen": (Holds.WHOLE, Text(fr="version que l’auteur avait sous les yeux", en="version its author was looking at")),
    "form": (Holds.TEXT, Text(fr="formulaire", en="form")),
    "site": (Holds.TEXT, Text(fr="lieu d’implantation", en="site")),
    "values": (Holds.VALUES, Text(fr="données saisies", en="values typed")),
    "figures": (Holds.VALUES, Text(fr="données constatées", en="figures found")),
    "reason": (Holds.TEXT, Text(fr="motif", en="reason")),
    "control": (Holds.TEXT, Text(fr="contrôle à justifier", en="control to justify")),
    "words": (Holds.TEXT, Text(fr="explication", en="explanation")),
    "forms": (Holds.FORMS, Text(fr="formulaires à corriger", en="forms to correct")),
}
_CLASSES: Final[Mapping[str, type[Action]]] = {kind.name.value: kind for kind in get_args(AnyAction)}
_SUBJECT: Final = Text(fr="Action", en="Action")

NOT_AN_ACTION: Final = FaultKind(
    "not-an-action",
    Text(
        fr="« {found} » n’est pas une action ; les actions : {known}", en="“{found}” is no action; the actions: {known}"
    ),
)
UNKNOWN_KEY: Final = FaultKind(
    "unknown-key",
    Text(
        fr="« {found} » n’est pas à l’auteur d’une action{hint} ; cette action dit : {known}",
        en="“{found}” is not for the author of an action to say{hint}; this action says: {known}",
    ),
)
MISSING_KEY: Final = FaultKind("missing-key", Text(fr="« {label} » manque", en="“{label}” is missing"))
WRONG: Final = FaultKind("wrong-type", Text(fr="{found} : attendu, {wanted}", en="{found}: expected, {wanted}"))


def action_fields(
    name: ActionName | str, declaration: Declaration | None = None, form: FormKey | None = None
) -> tuple[ActionField, ...]:
    """The keys that an action is made of, besides its name.

    Args:
        name: of the action.
        declaration: on which it would be taken: the keys then have their choices and their fields.
        form: a form of it, and its site: the choices and fields are then those of this form.

    >>> [(field.name, field.needed) for field in action_fields("JUSTIFY")]
    [('control', True), ('words', True), ('seen', False)]

    Raises:
        InvalidInput: there is no such action (`not-an-action`).
    """
    kind = _CLASSES.get(str(name))
    if kind is None:
        raise InvalidInput(_SUBJECT, (_no_action(name),))
    fields = sorted(attrs.fields(kind), key=lambda field: field.default is not attrs.NOTHING)
    described = (ActionField(field.name, *_KEYS[field.name], field.default is attrs.NOTHING) for field in fields)
    if declaration is None:
        return tuple(described)
    return tuple(_on(declaration, form, field) for field in described)


def _on(declaration: Declaration, form: FormKey | None, field: ActionField) -> ActionField:
    """The key, with its choices or fields on a declaration."""
    forms = declaration.forms if form is None else (form,)
    names = {site.id: site.name for site in declaration.activity.sites}
    choices: list[ActionChoice] = []
    if field.name == "form":
        choices = [ActionChoice(code.value, code.text) for code in dict.fromkeys(code for code, _ in forms)]
    elif field.name == "site":
        choices = [ActionChoice(site, Text(fr=names[site], en=names[site])) for _, site in forms if site is not None]
    elif field.name == "control":
        choices = [ActionChoice(finding.key, finding.message) for finding in declaration.findings()]
    fields: list[Field] = []
    if field.holds is Holds.VALUES:
        codes = dict.fromkeys(code for code, _ in forms)
        fields = list(chain.from_iterable(map(declaration.fields, codes)))
    return attrs.evolve(field, choices=tuple(choices), fields=tuple(fields))


def _no_action(found: object) -> Fault:
    return NOT_AN_ACTION.at("action", found=str(found)[:40], known=tuple(_CLASSES))


def action_from_mapping(data: object) -> AnyAction:
    """An action from plain data: `{"action": "ENTER", "form": "activity", "values": {"attended_hours": "120"}}`.

    Raises:
        InvalidInput: anything is wrong, or is not the author's to say; every fault is in `faults`, with its path.

    >>> action_from_mapping({"action": "SIGN", "seen": 8})
    Sign(seen=8)
    >>> action_from_mapping({"action": "SIGN", "scale": {"rate": "1"}})
    Traceback (most recent call last):
    afas.errors.InvalidInput: Action: 1 to correct
    - scale: “scale” is not for the author of an action to say; this action says: action and seen
    """
    faults = Faults(_SUBJECT)
    given: Mapping[object, object] = data if isinstance(data, Mapping) else {}
    name = given.get("action")
    kind = _CLASSES.get(name) if isinstance(name, str) else None
    if kind is None:
        raise InvalidInput(_SUBJECT, (_no_action(name),))
    fields = {field.name: field for field in action_fields(kind.name)}
    known = ("action", *fields)
    for key in given:
        if key not in known:
            hint = did_you_mean(str(key)[:40], known)
            faults.add(UNKNOWN_KEY.at(str(key)[:40], found=str(key)[:40], hint=hint, known=known))
    arguments: dict[str, Any] = {}
    for field in fields.values():
        if given.get(field.name) is not None:
            arguments[field.name] = _read(given[field.name], field, faults)
        elif field.needed:
            faults.add(MISSING_KEY.at(field.name, label=field.text))
    action = None
    if not faults.found:
        try:
            action = kind(**arguments)
        except InvalidInput as bad:
            faults.add(*bad.faults)
    faults.raise_if_any()
    return action  # type: ignore[return-value]


def _read(raw: object, field: ActionField, faults: Faults) -> object:
    fits = {
        Holds.TEXT: isinstance(raw, str),
        Holds.WHOLE: isinstance(raw, int) and not isinstance(raw, bool) and raw >= 0,
        Holds.VALUES: isinstance(raw, Mapping),
        Holds.FORMS: isinstance(raw, (list, tuple)),
    }[field.holds]
    if not fits:
        faults.add(WRONG.at(field.name, found=type(raw).__name__, wanted=field.holds))
        return None
    if isinstance(raw, (list, tuple)):  # nothing but forms is a list
        return tuple(_refusal(item, f"{field.name}[{rank}]", faults) for rank, item in enumerate(raw))
    return raw


def _refusal(raw: object, path: str, faults: Faults) -> FormRefusal | None:
    if not isinstance(raw, Mapping):
        faults.add(WRONG.at(path, found=type(raw).__name__, wanted=Holds.FORMS))
        return None
    read: dict[str, str] = {}
    known = tuple(field.name for field in attrs.fields(FormRefusal))
    for key in raw:
        if key not in known:
            faults.add(UNKNOWN_KEY.at(f"{path}.{str(key)[:40]}", found=str(key)[:40], hint="", known=known))
    for key in known:
        text = raw.get(key)
        if isinstance(text, str):
            read[key] = text
        elif text is not None:
            faults.add(WRONG.at(f"{path}.{key}", found=type(text).__name__, wanted=Holds.TEXT))
        elif key != "site":
            faults.add(MISSING_KEY.at(f"{path}.{key}", label=_KEYS[key][1]))
    return FormRefusal(**read) if {"form", "reason"} <= read.keys() else None
