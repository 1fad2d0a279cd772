"""The content that a signature covers, scheme by scheme: the input of its digest.

`COVERED` says which attribute of a declaration stands in which scheme, and why another does not; a test compares it
with the attributes there are.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import attrs

from afas.declarations._signing import Signature, canonical_text, compact, digest, person_digest, plain

if TYPE_CHECKING:
    from afas.declarations._declaration import Declaration, Event
    from afas.estimation import Estimate
    from afas.partners import Person

__all__ = ["COVERED", "covered", "persons_hold", "sign"]

COVERED: Final[Mapping[str, tuple[int, ...]]] = {
    "activity": (1, 2),  # scheme 1: its id and its PS
    "kind": (1, 2),
    "year": (1, 2),
    "sequence": (1, 2),
    "entries": (1, 2),
    "not_requested": (1, 2),
    "justifications": (1, 2),
    "complements": (1, 2),
    "window": (2,),
    "previous": (2,),
    "forecast": (2,),
    "given": (2,),
    "checked": (2,),
    "history": (2,),  # the events before the signing
    "signature": (1, 2),  # its estimate; in scheme 2 who signs, and when
    "status": (),  # follows from the history
    "refusal": (),  # follows from the history; dropped on transmission
}
"""The schemes that cover each attribute of a declaration; of `own_service`, all cover the code of the PS."""


def covered(declaration: "Declaration", signature: Signature) -> str:
    """The canonical JSON that the digest of a signature is taken of.

    Args:
        declaration: what is signed.
        signature: by whom, when, over which estimate, by which scheme; its digest is not read where it is empty.
    """
    write = _scheme_1 if signature.scheme == 1 else _scheme_2
    return canonical_text(write(declaration, signature))


def _scheme_1(declaration: "Declaration", signature: Signature) -> dict[str, Any]:
    return {
        "id": plain(declaration.id),
        "ps": declaration.service.code,
        "not_requested": plain(declaration.not_requested),
        "entries": _entries(declaration),
        "figures": plain(declaration.declared()),
        "justifications": plain(declaration.justifications),
        "complements": declaration.complements,
        "estimate": _estimate_1(signature.estimate),
    }


def _scheme_2(declaration: "Declaration", signature: Signature) -> dict[str, Any]:
    return {
        "scheme": signature.scheme,
        "id": compact(declaration.id),
        "ps": declaration.service.code,
        "activity": compact(declaration.activity),
        "window": compact(declaration.window),
        "previous": compact(declaration.previous),
        "forecast": compact(declaration.forecast),
        "not_requested": compact(declaration.not_requested),
        "given": compact(declaration.given),
        "entries": _entries(declaration),
        "figures": compact(declaration.declared()),
        "checked": sorted(f"{form}/{site or ''}" for form, site in declaration.checked),
        "justifications": compact(declaration.justifications),
        "complements": declaration.complements,
        "estimate": compact(signature.estimate),
        "events": [_event(event) for event in before_signing(declaration, signature)],
        "by": signature.by.id,
        "at": compact(signature.at),
        "persons": list(signature.persons),
    }


def _entries(declaration: "Declaration") -> dict[str, Any]:
    return {f"{form}/{site or ''}": plain(typed) for (form, site), typed in declaration.entries.items()}


def _event(event: "Event") -> dict[str, Any]:
    action = event.action
    content = {
        "name": str(action.name),
        "action": compact(action),
        "by": event.by.id,
        "at": event.at.isoformat(),
        "target": str(event.target),
    }
    return content if event.signature is None else {**content, "signature": event.signature.digest}


def before_signing(declaration: "Declaration", signature: Signature) -> tuple["Event", ...]:
    """The events before the one that made this signature; all of them for a signature that is being made."""
    history = declaration.history
    if signature.digest:
        for rank in range(len(history) - 1, -1, -1):
            if history[rank].signature is not None:
                return history[:rank]
    return history


def _named(events: tuple["Event", ...], by: "Person") -> Iterable["Person"]:
    """Each person once, whoever acts several times in a row being looked at once."""
    found: dict[Person, None] = {}
    last = None
    for event in events:
        if event.by is not last:
            last = event.by
            found[last] = None
    found[by] = None
    return found


def sign(declaration: "Declaration", estimate: "Estimate", *, by: "Person", at: datetime) -> Signature:
    """A signature over what the declaration holds now, its history and an estimate."""
    persons = tuple(sorted({person_digest(person) for person in _named(declaration.history, by)}))
    blank = Signature(by, at, "", estimate, persons=persons)
    return attrs.evolve(blank, digest=digest(covered(declaration, blank)))


def persons_hold(declaration: "Declaration", signature: Signature) -> bool:
    """Is each person as they were recorded when it was signed, those apart whose name was erased?"""
    if signature.scheme == 1:
        return True
    named = _named(before_signing(declaration, signature), signature.by)
    return all(not person.name or person_digest(person) in signature.persons for person in named)


_ESTIMATE_1: Final = ("ps", "year", "entries", "amount", "kind", "parts")
_VALUE_1: Final = ("start", "end", "value", "grade", "published")
_SOURCE_1: Final = ("title", "publisher", "checked_on", "url", "published", "page")


def _estimate_1(estimate: "Estimate") -> dict[str, Any]:
    """The estimate with the names that it had when scheme 1 was written, whatever it has gained since."""
    scale = estimate.scale
    values = {
        name: {**_only(value, _VALUE_1), "source": _only(value.source, _SOURCE_1)}
        for name, value in scale.values.items()
    }
    return {
        **_only(estimate, _ESTIMATE_1),
        "scale": {
            "on": plain(scale.on),
            "values": values,
            "carried": plain(scale.carried),
            "known_on": plain(scale.known_on),
        },
    }


def _only(value: object, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: plain(getattr(value, name)) for name in names}
