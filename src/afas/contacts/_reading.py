"""Reads a directory that a portal brings, and finds all its faults at once."""

from collections.abc import Mapping
from typing import Any

from afas.contacts._names import is_address, key_of
from afas.contacts._portfolio import MailboxKind, Portfolio
from afas.errors import FaultKind, Faults, did_you_mean
from afas.text import Text
from afas.windows import UNREADABLE

__all__ = ["Reader"]

UNKNOWN_ENTRY = FaultKind(
    "unknown-directory-key",
    Text(fr="clé inconnue « {found} »{hint} ; connues : {known}", en="unknown key “{found}”{hint}; known: {known}"),
)
SAME_ID = FaultKind(
    "portfolio-twice",
    Text(fr="deux portefeuilles ont le numéro « {found} »", en="two portfolios have the id “{found}”"),
)


_Parts = tuple[str, tuple[Portfolio, ...], dict[MailboxKind, str], tuple[str, ...]]


class Reader:
    """Reads one directory, and keeps its faults."""

    def __init__(self) -> None:
        self.faults = Faults(Text(fr="Annuaire", en="Directory"))

    def directory(self, data: object) -> _Parts:
        """The number of the Caf, its portfolios, its mailboxes, its keywords."""
        given = self.mapping(data, "directory", ("caf", "mailboxes", "portfolios", "keywords"), "")
        caf = self.word(given.get("caf"), "caf", '"92"')
        boxes = self.mapping(given.get("mailboxes"), "mailboxes", tuple(MailboxKind), "mailboxes.")
        mailboxes = {}
        for kind in MailboxKind:
            if kind.value in boxes:
                mailboxes[kind] = self.address(boxes[kind.value], f"mailboxes.{kind.value}")
        rows = given.get("portfolios", ())
        if not isinstance(rows, (list, tuple)):
            self.unreadable(rows, "portfolios", "[{id, partners, communes}]")
            rows = ()
        portfolios = tuple(self.portfolio(row, f"portfolios[{rank}]") for rank, row in enumerate(rows))
        seen: set[str] = set()
        for rank, one in enumerate(portfolios):
            if one.id and one.id in seen:
                self.faults.add(SAME_ID.at(f"portfolios[{rank}].id", found=one.id))
            seen.add(one.id)
        keywords = self.names(given.get("keywords", ()), "keywords")
        self.faults.raise_if_any()
        return caf, portfolios, mailboxes, keywords

    def portfolio(self, row: object, path: str) -> Portfolio:
        given = self.mapping(row, path, ("id", "partners", "communes"), f"{path}.")
        partners, communes = (self.names(given.get(key, ()), f"{path}.{key}") for key in ("partners", "communes"))
        return Portfolio(self.word(given.get("id"), f"{path}.id", '"1"'), partners, communes)

    def mapping(self, given: object, path: str, known: tuple[str, ...], prefix: str) -> Mapping[str, Any]:
        if not isinstance(given, Mapping):
            self.unreadable(given, path, "{" + ", ".join(known) + "}")
            return {}
        for key in given:
            if key not in known:
                shown = str(key)[:40]
                hint = did_you_mean(shown, known)
                self.faults.add(UNKNOWN_ENTRY.at(f"{prefix}{shown}", found=shown, hint=hint, known=known))
        return given

    def names(self, given: object, path: str) -> tuple[str, ...]:
        if not isinstance(given, (list, tuple)):
            self.unreadable(given, path, '["…"]')
            return ()
        return tuple(self.word(one, f"{path}[{rank}]", '"NANTERRE"') for rank, one in enumerate(given))

    def word(self, given: object, path: str, wanted: str) -> str:
        if isinstance(given, str) and key_of(given):
            return given
        self.unreadable(given, path, wanted)
        return ""

    def address(self, given: object, path: str) -> str:
        if isinstance(given, str) and is_address(given):
            return given
        self.unreadable(given, path, "nom@caf.example")
        return ""

    def unreadable(self, given: object, path: str, wanted: str) -> None:
        self.faults.add(UNREADABLE.at(path, found=str(given)[:40], wanted=wanted))
