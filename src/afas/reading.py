"""Reads the parts of a mapping (JSON that a portal brings), keeping every fault with its path.

Each document has its own sentences: a `Reader` is built with the faults it reports. Where a part cannot be read, it
gives None and keeps a fault; the caller goes on, and raises all the faults at the end.

>>> reader = Reader(Faults(Text(fr="Fiche", en="Record")))
>>> given = reader.mapping({"yaer": 2023, "on": "2023-02-30"}, "", known=("year", "on"))
>>> reader.year(given.get("year", 2023), "year"), reader.day(given["on"], "on")
(2023, None)
>>> [fault.text("en") for fault in reader.faults.found]
['yaer: unknown key “yaer” (did you mean “year”?)', 'on: “2023-02-30” cannot be read; expected: 2023-02-10']
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypeVar

import attrs

from afas.errors import Fault, FaultKind, Faults, did_you_mean
from afas.periods import YEARS
from afas.quantities import Unit, read_number
from afas.text import Text

__all__ = [
    "MISSING_KEY",
    "NOT_JSON",
    "UNKNOWN_KEY",
    "UNREADABLE",
    "Reader",
    "not_json",
    "shown",
    "unknown_key",
    "unreadable",
]

UNREADABLE: Final = FaultKind(
    "unreadable",
    Text(fr="« {found} » ne se lit pas ; attendu : {wanted}", en="“{found}” cannot be read; expected: {wanted}"),
)
MISSING_KEY: Final = FaultKind(
    "missing-key", Text(fr="à donner ; attendu : {wanted}", en="is missing; expected: {wanted}")
)
NOT_JSON: Final = FaultKind(
    "not-json",
    Text(
        fr="ce n’est pas du JSON : ligne {line}, colonne {column}", en="this is not JSON: line {line}, column {column}"
    ),
)
UNKNOWN_KEY: Final = FaultKind(
    "unknown-key", Text(fr="clé inconnue « {found} »{hint}", en="unknown key “{found}”{hint}")
)
_YEARS: Final = f"{YEARS[0]}-{YEARS[-1]}"
_T = TypeVar("_T")

Sentence = Callable[[str, object, tuple[str, ...]], Fault]
"""Makes a fault of a path, what was found there, and what was expected."""


def shown(found: object) -> str:
    """The value found, short enough to be quoted."""
    return str(found)[:40]


def unreadable(path: str, found: object, wanted: tuple[str, ...]) -> Fault:
    """The fault `unreadable`: what was found, and what was expected; `missing-key` where nothing was found."""
    if found is None:
        return MISSING_KEY.at(path, wanted=", ".join(wanted))
    return UNREADABLE.at(path, found=shown(found), wanted=", ".join(wanted))


def unknown_key(path: str, key: object, known: tuple[str, ...]) -> Fault:
    """The fault `unknown-key`: the key, and the known one it looks like."""
    return UNKNOWN_KEY.at(path, found=shown(key), hint=did_you_mean(shown(key), known))


def not_json(path: str, wrong: Exception) -> Fault:
    """The fault `not-json`: the line and the column where a text ceases to be JSON, as its reader found them."""
    return NOT_JSON.at(path, line=getattr(wrong, "lineno", 1), column=getattr(wrong, "colno", 1))


@attrs.frozen
class Reader:
    """The words with which a mapping is read.

    Attributes:
        faults: where the faults are kept; `with reader.faults.at("windows[3]"):` says where the next ones stand.
        unreadable: makes the fault of a value that cannot be read.
        unknown_choice: makes the fault of a word that is not one of those known; None: as a value that cannot be read.
        unknown_key: makes the fault of a key that nothing reads.
    """

    faults: Faults
    unreadable: Sentence = unreadable
    unknown_choice: Sentence | None = None
    unknown_key: Sentence = unknown_key

    def refuse(self, found: object, path: str, *wanted: str) -> None:
        """Keep a fault: what was found at this path is not what is wanted."""
        self.faults.add(self.unreadable(path, found, wanted))

    def mapping(
        self, raw: object, path: str, wanted: str = "", *, known: Sequence[str] = (), called: str = ""
    ) -> Mapping[str, Any]:
        """Read a mapping; an empty mapping if it is none.

        Args:
            raw: what was given.
            path: where it stands.
            wanted: what to write, for the fault; by default, an object with the known keys.
            known: its keys; a fault for each other one. Empty: any.
            called: what the whole document is called, where it is no mapping and has no path.
        """
        if not isinstance(raw, Mapping):
            self.refuse(raw, path or called, wanted or "{" + ", ".join(known) + "}")
            return {}
        if known:
            with self.faults.at(path):
                self.strangers(raw, known)
        return raw

    def strangers(self, given: Mapping[str, object], known: Sequence[str]) -> None:
        """A fault for each key that nothing reads."""
        for key in given:
            if key not in known:
                self.faults.add(self.unknown_key(str(key), key, tuple(known)))

    def rows(self, raw: object, path: str, wanted: str, *, needed: bool = False) -> Sequence[Any]:
        """Read a list; an empty list if it is none. Needed: an empty list is a fault too."""
        if isinstance(raw, (list, tuple)) and (raw or not needed):
            return raw
        self.refuse(raw, path, wanted)
        return ()

    def each(self, raw: object, path: str, wanted: str, read: Callable[[Any], _T], *, needed: bool = False) -> list[_T]:
        """Each row of a list, read with its rank in the path of its faults."""
        values = []
        for rank, row in enumerate(self.rows(raw, path, wanted, needed=needed)):
            with self.faults.at(f"{path}[{rank}]"):
                values.append(read(row))
        return values

    def text(self, raw: object, path: str, wanted: str, valid: Callable[[str], object] = bool) -> str | None:
        """A string that is valid (by default, not empty)."""
        if isinstance(raw, str) and valid(raw):
            return raw
        self.refuse(raw, path, wanted)
        return None

    def choice(self, raw: object, path: str, known: Iterable[str]) -> str | None:
        """One of these strings."""
        names = tuple(str.__str__(name) for name in known)  # the code of an enum, not its words
        if isinstance(raw, str) and raw in names:
            return str(raw)
        self.faults.add((self.unknown_choice or self.unreadable)(path, raw, names))
        return None

    def year(self, raw: object, path: str) -> int | None:
        """A whole number that is a year between 1900 and 2200."""
        if not isinstance(raw, int) or isinstance(raw, bool):
            self.refuse(raw, path, "2023")
        elif raw not in YEARS:
            self.refuse(raw if abs(raw) < 10**9 else "…", path, _YEARS)
        else:
            return raw
        return None

    def day(self, raw: object, path: str, wanted: str = "2023-02-10") -> date | None:
        """A day between 1900 and 2200, from an ISO date."""
        try:
            day = date.fromisoformat(raw if isinstance(raw, str) else "")
        except ValueError:
            self.refuse(raw, path, wanted)
            return None
        if day.year in YEARS:
            return day
        self.refuse(raw, path, _YEARS)
        return None

    def number(self, raw: object, path: str, unit: Unit) -> Decimal | None:
        """An exact number of this unit (a rate of `Unit.RATIO`, an amount of `Unit.EUR`)."""
        read = read_number(raw, path, unit)
        if isinstance(read, Decimal):
            return read
        missing = MISSING_KEY.at(path, wanted="0.40" if unit is Unit.RATIO else "1000.00")
        self.faults.add(missing if raw is None else read)
        return None

    def rate(self, raw: object, path: str) -> Decimal | None:
        """A rate between 0 and 1, exact."""
        return self.number(raw, path, Unit.RATIO)
