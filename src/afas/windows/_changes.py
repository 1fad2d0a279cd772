"""The differences between two calendars."""

from collections.abc import Iterable

import attrs

from afas.forms import DeclarationKind
from afas.text import Code, Message, Text
from afas.windows._window import ALL, Window, day_count

__all__ = ["Change", "ChangeKind", "changes"]


class ChangeKind(Code):
    """A kind of difference between two calendars."""

    ADDED = "ADDED", Text(fr="nouvelle", en="new")
    REMOVED = "REMOVED", Text(fr="supprimée", en="removed")
    MOVED = "MOVED", Text(fr="déplacée", en="moved")


@attrs.frozen
class Change:
    """A window that differs between two calendars: `before` in the older one, `after` in the newer."""

    kind: ChangeKind
    before: Window | None
    after: Window | None
    message: Message


_ADDED = Text(
    fr="{what} : nouvelle, ouverte le {available}, à transmettre {deadline}",
    en="{what}: new, opens on {available}, to transmit {deadline}",
)
_REMOVED = Text(fr="{what} : n’existe plus", en="{what}: no longer exists")
_MOVED = Text(fr="{what} : {moves}", en="{what}: {moves}")
_OPENS = Text(fr="s’ouvre le {after} au lieu du {before}{by}", en="opens on {after} instead of {before}{by}")
_DUE = Text(fr="à transmettre {after} au lieu de : {before}{by}", en="to transmit {after} instead of: {before}{by}")
_LATER = Text(fr=" ({days} plus tard)", en=" ({days} later)")
_EARLIER = Text(fr=" ({days} plus tôt)", en=" ({days} earlier)")
_WHAT = Text(fr="{ps}, {kind}", en="{ps}, {kind}")
_EVERY_PS = Text(fr="toutes les PS", en="all PS")


def changes(before: Iterable[Window], after: Iterable[Window]) -> tuple[Change, ...]:
    """The differences between two sets of windows."""
    old = {(window.ps, window.kind): window for window in before}
    new = {(window.ps, window.kind): window for window in after}
    found = [_change(key, old.get(key), new.get(key)) for key in (*old, *(key for key in new if key not in old))]
    return tuple(change for change in found if change is not None)


def _change(key: tuple[str, DeclarationKind], old: Window | None, new: Window | None) -> Change | None:
    ps, kind = key
    what = _WHAT.fill(ps=_EVERY_PS if ps == ALL else ps, kind=kind)
    if new is None:
        return Change(ChangeKind.REMOVED, old, None, _REMOVED.fill(what=what))
    if old is None:
        message = _ADDED.fill(what=what, available=new.available, deadline=new.deadline)
        return Change(ChangeKind.ADDED, None, new, message)
    moves = []
    if old.available != new.available:
        by = _by(old, new, (new.available - old.available).days)
        moves.append(_OPENS.fill(before=old.available, after=new.available, by=by))
    if old.deadline != new.deadline or old.before != new.before:
        by = _by(old, new, (new.before - old.before).days)
        moves.append(_DUE.fill(before=old.deadline, after=new.deadline, by=by))
    return Change(ChangeKind.MOVED, old, new, _MOVED.fill(what=what, moves=tuple(moves))) if moves else None


def _by(old: Window, new: Window, days: int) -> Message | str:
    if old.year != new.year or not days:
        return ""
    return (_LATER if days > 0 else _EARLIER).fill(days=day_count(abs(days)))
