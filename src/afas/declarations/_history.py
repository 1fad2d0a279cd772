"""Applies events to a declaration, and replays a whole history.

`after` is the only place where the data of a declaration changes; `workflow.apply` goes through it, and `replay` goes
through it again, event by event: the same object comes back (law 5). Nothing is computed anew on a replay: an event of
signing carries its signature, whatever the rules have become since. What every action does to the signature and to the
checks stands beside the action (`effects`); the data that it carries is put in its place here.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, assert_never

import attrs

from afas.declarations._actions import (
    Accept,
    Amend,
    Cancel,
    Check,
    Complement,
    Correct,
    Enter,
    Justify,
    OnChecks,
    OnSignature,
    Refuse,
    SendBack,
    Sign,
    Transmit,
    Validate,
)
from afas.declarations._covered import persons_hold
from afas.declarations._declaration import Declaration, Event, FormKey
from afas.declarations._lifecycle import ROWS, Status
from afas.declarations._readings import FormReading, Readings
from afas.declarations._scalars import Scalar
from afas.errors import AfasError, Fault, FaultKind, error
from afas.forms import FormCode
from afas.periods import MIXED_MOMENTS, mixed
from afas.text import Message, Text

__all__ = ["BrokenHistory", "Verification", "after", "contradictions", "replay", "saved", "verify"]


@error
class BrokenHistory(AfasError, ValueError):
    """These events cannot follow one another: the history was altered, or is another declaration's."""

    code = "broken-history"
    template = Text(
        fr="L’événement {rank} (« {action} ») ne peut suivre l’état « {status} » : cet historique a été modifié, ou "
        "n’est pas celui de cette déclaration.",
        en="Event {rank} (“{action}”) cannot follow status “{status}”: this history was altered, or is not that of "
        "this declaration.",
    )
    rank: int
    action: object
    status: Status


_CODES: Final = {code.value: code for code in FormCode}


def after(declaration: Declaration, event: Event) -> Declaration:
    """The declaration once this has happened to it.

    Raises:
        BrokenHistory: the event is about a form that no declaration has.
    """
    return declaration.evolved(_changes(declaration, event))


def _changes(declaration: Declaration, event: Event) -> dict[str, Any]:
    """The changes: the status and the history, the data as the effects of the action say, and what it carries."""
    action, effects, forms = event.action, event.action.effects, _named(declaration, event)
    changes: dict[str, Any] = {"status": event.target, "history": (*declaration.history, event)}
    if effects.signature is not _SIGNATURE_KEPT:
        changes["signature"] = event.signature if effects.signature is _SIGNATURE_MADE else None
    if effects.checks is not _CHECKS_KEPT:
        added = effects.checks is OnChecks.MADE
        changes["checked"] = declaration.checked.union(forms) if added else declaration.checked.difference(forms)
    match action:
        case Enter() | Correct():
            _enter(changes, declaration, forms[0], action.values)
        case Check() | SendBack() | Validate() | Sign() | Accept() | Amend() | Cancel():
            pass
        case Transmit():
            changes["refusal"] = None
        case Justify(control=control, words=words):
            changes["justifications"] = {**declaration.justifications, control: words}
        case Complement(words=words):
            changes["complements"] = words
        case Refuse():
            changes["refusal"] = action
        case _:
            assert_never(action)
    return changes


_SIGNATURE_KEPT, _SIGNATURE_MADE, _CHECKS_KEPT = OnSignature.KEPT, OnSignature.MADE, OnChecks.KEPT  # read at each event


def _named(declaration: Declaration, event: Event) -> list[FormKey]:
    """The forms that the action of an event names."""
    try:
        return [(_CODES[name], site) for name, site in event.action.named_forms]
    except KeyError:
        raise BrokenHistory(declaration.version + 1, event.name, declaration.status) from None


def _enter(changes: dict[str, Any], declaration: Declaration, form: FormKey, values: Mapping[str, Scalar]) -> None:
    """The entries with these values saved on a form, and the justifications that still hold."""
    typed = saved(declaration.entries.get(form, {}), values)
    changes["entries"] = {**declaration.entries, form: typed}
    readings = declaration.readings
    if form in readings.by_form:  # the other forms are not read again
        reading = FormReading(readings.asked, form, typed)
        readings = Readings(readings.asked, {**readings.by_form, form: reading})
    changes["readings"] = readings
    if declaration.justifications:
        changes["justifications"] = _still_justified(declaration, readings)


def saved(typed: Mapping[str, Scalar], values: Mapping[str, Scalar]) -> dict[str, Scalar]:
    """The values of a form after these are saved; None removes a value."""
    return {name: value for name, value in {**typed, **values}.items() if value is not None}


def _still_justified(before: Declaration, readings: Readings) -> dict[str, str]:
    """The justifications of controls none of whose figures has moved, on the activity or on their site."""
    was, now = before.readings.known, readings.known

    def moved(site: str | None) -> set[str]:
        return _unlike(was.of(site), now.of(site))

    codes = {control.code: control for control in before.controls}
    kept = {}
    for finding, words in before.justifications.items():
        code, _, site = finding.partition("/")
        control = codes.get(code)
        if control is not None and not moved(site or None) & set(control.reads):
            kept[finding] = words
    return kept


def replay(opened: Declaration, events: Iterable[Event]) -> Declaration:
    """The declaration that these events make of one just opened.

    Raises:
        BrokenHistory: an event cannot follow those before it, or is about a form that is not asked.
    """
    declaration, forms = opened, frozenset(opened.forms)
    for event in events:
        action, leads_to = event.action, event.target
        for row in ROWS[declaration.status].get(action.name, ()):
            if row.target is leads_to and forms.issuperset(action.named_forms):
                break
        else:
            raise BrokenHistory(declaration.version + 1, action.name, declaration.status)
        declaration = after(declaration, event)
    return declaration


CONTRADICTS: Final = FaultKind(
    "contradicts-history",
    Text(
        fr="n’est pas ce que l’historique en fait : modifié hors de lui, ou l’historique l’a été",
        en="is not what the history makes of it: it was altered outside the history, or the history was",
    ),
)
OUT_OF_ORDER: Final = FaultKind(
    "out-of-order",
    Text(fr="est daté du {found}, après un événement du {last}", en="is dated {found}, after an event of {last}"),
)
NOT_ITS_OWN: Final = FaultKind(
    "not-its-signature",
    Text(
        fr="la signature de cet événement n’est pas de son auteur, à son moment",
        en="the signature of this event is not its author’s, at its moment",
    ),
)


def contradictions(declaration: Declaration) -> tuple[Fault, ...]:
    """The values of a declaration that contradict its history; none if `replay` gives it back (law 5).

    Returns:
        One fault for each thing, with its path: `status`, `entries.activity.S1.attended_hours`, `history[3].at`.
    """
    faults = list(_events_at_odds(declaration))
    try:
        replayed = replay(declaration.opened, declaration.history)
    except BrokenHistory as broken:
        rank = broken.rank - 1
        return (*faults, *(attrs.evolve(fault, path=f"history[{rank}]") for fault in broken.faults))
    return (*faults, *(CONTRADICTS.at(path) for path in sorted(_differences(replayed, declaration))))


def _events_at_odds(declaration: Declaration) -> Iterator[Fault]:
    """Events whose moments have no order, or whose signature is not their own.

    Saves of two copies that were brought together keep their moments, whichever was saved first; what is the
    approver's and the Caf's is in order, and nothing that follows a signing is dated before it.
    """
    history = declaration.history
    both = mixed(event.at for event in history)
    if both is not None:
        yield MIXED_MOMENTS.at("history", found=both[0].isoformat(), other=both[1].isoformat())
        return
    last = signed = None
    for rank, event in enumerate(history):
        if last is not None and event.at.date() < last.date() and not isinstance(event.action, (Enter, Check)):
            yield OUT_OF_ORDER.at(f"history[{rank}].at", found=event.at, last=last)
        elif signed is not None and signed.scheme > 1 and event.at < signed.at:
            yield OUT_OF_ORDER.at(f"history[{rank}].at", found=event.at.isoformat(), last=signed.at.isoformat())
        signature = event.signature
        signer = signature and (signature.by.id, signature.at)
        makes = event.action.effects.signature is _SIGNATURE_MADE
        if signer != ((event.by.id, event.at) if makes else None):
            yield NOT_ITS_OWN.at(f"history[{rank}].signature")
        last, signed = event.at, signature or signed


@attrs.frozen
class Verification:
    """Whether a signature covers what a declaration holds now.

    Attributes:
        signed: is there a signature at all?
        holds: is its digest that of the present data, and does the history say the same?
        expected: the digest signed.
        found: the digest of the present data.
        changed: what is not as it was when signed, by path (`entries.activity.S1.attended_hours`), or is not what the
            history makes of it; nothing where it is the activity, the estimate, or the history itself.
        scheme: what the signature covers (see `_signing`).
        erased: the ids of those whose name was erased since.
    """

    signed: bool
    holds: bool
    expected: str = ""
    found: str = ""
    changed: tuple[str, ...] = ()
    scheme: int = 0
    erased: tuple[str, ...] = ()

    @property
    def text(self) -> Message:
        """Whether the signature holds, and if not what has changed."""
        if not self.signed:
            return _NOT_SIGNED.fill()
        return _HOLDS.fill() if self.holds else _CHANGED.fill(what=self.changed or _NOT_BY_PATH)


_NOT_SIGNED: Final = Text(fr="non signée", en="not signed")
_HOLDS: Final = Text(fr="la signature couvre les données présentes", en="the signature covers the present data")
_CHANGED: Final = Text(fr="modifié depuis la signature : {what}", en="changed since it was signed: {what}")
_NOT_BY_PATH: Final = Text(
    fr="l’activité, l’estimation ou l’historique", en="the activity, the estimate or the history"
)


def verify(declaration: Declaration) -> Verification:
    """Does the signature cover exactly what the declaration holds? If not, what has changed since.

    Its digest has to be that of the present data, and the history has to give this signature over this data: what was
    signed is found again by a replay up to the signing, and the present declaration by the rest of it. Whoever can
    rewrite the whole history and its digest together leaves no trace here: keep the digest of a receipt elsewhere.
    """
    signature = declaration.signature
    if signature is None:
        return Verification(signed=False, holds=False)
    found = declaration.present_digest
    history = declaration.history
    last = max((rank for rank, event in enumerate(history, 1) if event.signature is not None), default=0)
    changed: set[str] = set()
    try:
        signed = replay(declaration.opened, history[:last])
        differences = _differences(signed, declaration)
        if last < len(history):
            changed |= differences - {"status", "refusal"}  # which change after a signing
            differences = _differences(replay(signed, history[last:]), declaration)
        changed |= differences
    except BrokenHistory as broken:
        changed.add(f"history[{broken.rank - 1}]")
    changed |= {fault.path for fault in _events_at_odds(declaration)}
    if not persons_hold(declaration, signature):
        changed.add("persons")
    holds = found == signature.digest and not changed
    named = {event.by.id: event.by.name for event in history}
    erased = tuple(sorted(person for person, name in named.items() if not name))
    return Verification(True, holds, signature.digest, found, tuple(sorted(changed)), signature.scheme, erased)


def _differences(was: Declaration, now: Declaration) -> set[str]:
    """The paths of what differs, of all that events change."""
    changed = {name for name in _BY_EVENTS if getattr(was, name) != getattr(now, name)}
    for form in was.entries.keys() | now.entries.keys():
        old, new = was.entries.get(form), now.entries.get(form)
        if old != new:
            where = ".".join(str(part) for part in ("entries", *form) if part)
            changed |= {f"{where}.{name}" for name in _unlike(old or {}, new or {})} or {where}
    return changed | {f"justifications.{control}" for control in _unlike(was.justifications, now.justifications)}


def _unlike(old: Mapping[str, object], new: Mapping[str, object]) -> set[str]:
    """The names whose values differ, or that stand in one of the two only."""
    return {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}


_BY_EVENTS: Final = ("status", "checked", "complements", "refusal", "signature")
"""The attributes that events change, besides the entries and the justifications."""
