"""The converter: cattrs with the rules of this library, and the faults it finds, each with its path."""

from collections.abc import Mapping
from contextvars import ContextVar
from functools import lru_cache
from typing import Any, Final, Literal, TypeVar

import attrs

from afas.errors import Fault, InvalidInput, did_you_mean
from afas.exchange import _json
from afas.exchange._names import titled
from afas.exchange._quick import NotRead, QuickReaders, sound
from afas.exchange._rules import PATIENCE, register
from afas.exchange._scalars import MISSING_KEY, MORE_FAULTS, UNKNOWN_KEY, faults_of, nature
from afas.exchange._versions import UPGRADES, WIRE_VERSION, Gaps, Step, Upgrades
from afas.ps import PS
from afas.text import Text

__all__ = ["Converter", "Unknown", "converter"]

Unknown = Literal["refuse", "keep"]
"""The choice for keys that no type knows: refuse them, or read on and leave them to the caller."""

_GAPS: Final[ContextVar[Gaps]] = ContextVar("_GAPS")
"""The things that the document being read could not say."""

_T = TypeVar("_T")


class Converter:
    """Reads and writes every type of the library, as JSON values.

    >>> from afas import Site
    >>> converter().unstructure(Site("S1", "École Balzac"))
    {'id': 'S1', 'name': 'École Balzac'}
    >>> converter().structure({"id": "S1", "name": "École Balzac"}, Site)
    Site(id='S1', name='École Balzac')
    """

    def __init__(
        self, services: tuple[PS, ...], unknown: Unknown, version: int = WIRE_VERSION, upgrades: Upgrades = UPGRADES
    ) -> None:
        from cattrs import Converter as Cattrs

        self._cattrs = Cattrs(forbid_extra_keys=unknown == "refuse", detailed_validation=True)
        register(self._cattrs, services)
        self._quick = QuickReaders(self._cattrs, unknown == "refuse") if version == WIRE_VERSION else None
        for kind, steps in upgrades.items():
            if any(number >= version for number in steps):
                self._reads_older(kind, steps, version)

    def _reads_older(self, kind: type[Any], steps: Mapping[int, Step], version: int) -> None:
        """Readers of this type first bring what an earlier version wrote to the present version."""
        present = self._cattrs.get_structure_hook(kind, cache_result=False)

        def read(raw: Any, announced: Any) -> Any:
            return present(_GAPS.get().upgraded(raw, steps, version), announced)

        if attrs.has(kind):
            self._cattrs.register_structure_hook_func(lambda announced: announced is kind, read)
        else:
            self._cattrs.register_structure_hook(kind, read)

    def structure(self, value: object, kind: type[_T], path: str = "$") -> _T:
        """The object that a JSON value stands for.

        Args:
            value: as `json.loads` gives it.
            kind: the type of the object.
            path: where the value stands, for the faults.

        Raises:
            InvalidInput: anything is wrong; every fault is in `faults`, with its path.
        """
        return self.structure_with_gaps(value, kind, path)[0]

    def structure_with_gaps(self, value: object, kind: type[_T], path: str = "$") -> tuple[_T, Gaps]:
        """The object, and the gaps: what the version of the wire that wrote the value could not say.

        Raises:
            InvalidInput: as `structure`.
        """
        if self._quick is not None and sound(value):
            try:
                return self._quick.of(kind)(value), Gaps()
            except Exception:
                return self.in_detail(value, kind, path)
        return self.in_detail(value, kind, path)

    def in_detail(self, value: object, kind: type[_T], path: str = "$") -> tuple[_T, Gaps]:
        """The object, read by the detailed reader only: every fault with its path.

        Raises:
            InvalidInput: as `structure`.
        """
        gaps = Gaps()
        token = _GAPS.set(gaps)
        try:
            return self._read(value, kind, path), gaps
        finally:
            _GAPS.reset(token)

    def _read(self, value: object, kind: type[_T], path: str) -> _T:
        found = [attrs.evolve(fault, path=path + fault.path[1:]) for fault in _json.inspect(value)]
        read: Any = None
        if not {fault.code for fault in found} & {_json.TOO_DEEP.code, _json.TOO_LARGE.code}:
            if any(fault.code == _json.SURROGATE.code for fault in found):
                value = _json.all_printable(value)  # whatever quotes it can be shown
            token = PATIENCE.set([_MOST_IN_ALL])
            try:
                read = self._cattrs.structure(value, kind)
            except Exception as error:  # whatever comes in: an object or an AfasError
                found += _flat(error, path)
            finally:
                PATIENCE.reset(token)
        if found:
            name = titled(kind)
            raise InvalidInput(Text(fr=f"Lecture : {name.fr}", en=f"Reading: {name.en}"), _within(found, path))
        return read  # type: ignore[no-any-return]

    def parsed(self, value: object, kind: type[_T]) -> _T:
        """The object of a value that `_quick.parse` has read.

        Raises:
            NotRead: read it in detail.
        """
        if self._quick is None:
            raise NotRead
        try:
            value_read: _T = self._quick.of(kind)(value)
        except Exception:
            raise NotRead from None
        return value_read

    def unstructure(self, value: object, kind: type[Any] | None = None) -> Any:
        """The JSON value of an object.

        Args:
            value: an object of any type of the table.
            kind: the type it is announced as; its own if not said.

        Raises:
            InvalidInput: JSON has no way to hold it (a PS outside the registry, a number of a thousand digits).
        """
        return self._cattrs.unstructure(value, kind or type(value))


@lru_cache(maxsize=8)
def converter(services: tuple[PS, ...] = (), unknown: Unknown = "refuse", version: int = WIRE_VERSION) -> Converter:
    """The converter of the library's types.

    Args:
        services: PS of the caller's own, found by their code before those of the registry.
        unknown: refuse the keys that no type knows, or read on ("keep"; see `exchange.read`).
        version: of the wire, that what is read was written in.
    """
    return Converter(services, unknown, version)


_MOST_IN_ALL: Final = 1000


def _within(found: list[Fault], path: str) -> tuple[Fault, ...]:
    if len(found) > _MOST_IN_ALL:
        found = [*found[:_MOST_IN_ALL], MORE_FAULTS.at(path, most=_MOST_IN_ALL)]
    return tuple(found)


def _flat(error: BaseException, path: str) -> list[Fault]:
    """The faults of nested groups of exceptions, each with its path."""
    from cattrs.errors import AttributeValidationNote, ForbiddenExtraKeysError, IterableValidationNote

    found: list[Fault] = []
    left: list[tuple[BaseException, str]] = [(error, path)]
    while left:
        error, where = left.pop()
        attribute = None
        for note in getattr(error, "__notes__", ()):
            if isinstance(note, AttributeValidationNote):
                attribute, where = note, f"{where}.{note.name}"
            elif isinstance(note, IterableValidationNote):
                where = f"{where}[{note.index}]" if isinstance(note.index, int) else _json.key_path(where, note.index)
        if isinstance(error, BaseExceptionGroup):
            left += [(inner, where) for inner in reversed(error.exceptions)]
        elif isinstance(error, ForbiddenExtraKeysError):
            found += _unknown_keys(error, where)
        elif type(error) is KeyError and attribute is not None:
            found.append(MISSING_KEY.at(where, key=attribute.name, what=_what(attribute.type)))
        else:
            found += [attrs.evolve(fault, path=_joined(where, fault.path)) for fault in faults_of(error)]
    return found


def _joined(path: str, inner: str) -> str:
    return f"{path}{inner}" if inner[:1] in ("", "[", ".") else f"{path}.{inner}"


def _what(kind: Any) -> Text:
    return nature(kind) if isinstance(kind, type) else Text(fr="valeur", en="value")


def _unknown_keys(error: Any, path: str) -> list[Fault]:
    known = tuple(field.name for field in attrs.fields(error.cl) if field.init)
    faults = []
    for key in sorted(map(str, error.extra_fields))[: _json.MOST_FAULTS]:
        hint = did_you_mean(key[:40], known)
        faults.append(UNKNOWN_KEY.at(_json.key_path(path, key), found=key[:40], hint=hint, known=known))
    return faults
