"""Reads a directory from JSON, reporting every fault at once."""

from typing import Final

from afas.contacts._names import is_address, key_of
from afas.contacts._portfolio import MailboxKind, Portfolio
from afas.errors import Fault, FaultKind, Faults, did_you_mean
from afas.reading import Reader, shown
from afas.text import Text

__all__ = ["read_directory"]

UNKNOWN_ENTRY: Final = FaultKind(
    "unknown-directory-key",
    Text(fr="clé inconnue « {found} »{hint} ; connues : {known}", en="unknown key “{found}”{hint}; known: {known}"),
)
SAME_ID: Final = FaultKind(
    "portfolio-twice",
    Text(fr="deux portefeuilles ont le numéro « {found} »", en="two portfolios have the id “{found}”"),
)


_Parts = tuple[str, tuple[Portfolio, ...], dict[MailboxKind, str], tuple[str, ...]]


def read_directory(data: object) -> _Parts:
    """The number of a Caf, its portfolios, its mailboxes and its keywords.

    Raises:
        InvalidInput: anything is wrong; every fault is there, with its path.
    """
    reader = Reader(Faults(Text(fr="Annuaire", en="Directory")), unknown_key=_unknown_entry)
    given = reader.mapping(data, "", known=("caf", "mailboxes", "portfolios", "keywords"), called="directory")
    caf = reader.text(given.get("caf"), "caf", '"92"', key_of)
    boxes = reader.mapping(given.get("mailboxes"), "mailboxes", known=[kind.value for kind in MailboxKind])
    mailboxes = {
        kind: reader.text(boxes[kind.value], f"mailboxes.{kind.value}", "nom@caf.example", is_address) or ""
        for kind in MailboxKind
        if kind.value in boxes
    }
    rows = given.get("portfolios", ())
    portfolios = reader.each(rows, "portfolios", "[{id, partners, communes}]", lambda row: _portfolio(reader, row))
    ids: set[str] = set()
    for rank, portfolio in enumerate(portfolios):
        if portfolio.id and portfolio.id in ids:
            reader.faults.add(SAME_ID.at(f"portfolios[{rank}].id", found=portfolio.id))
        ids.add(portfolio.id)
    keywords = _names(reader, given.get("keywords", ()), "keywords")
    reader.faults.raise_if_any()
    return caf or "", tuple(portfolios), mailboxes, keywords


def _portfolio(reader: Reader, row: object) -> Portfolio:
    given = reader.mapping(row, "", known=("id", "partners", "communes"))
    number = reader.text(given.get("id"), "id", '"1"', key_of)
    return Portfolio(number or "", *(_names(reader, given.get(key, ()), key) for key in ("partners", "communes")))


def _names(reader: Reader, raw: object, path: str) -> tuple[str, ...]:
    return tuple(reader.each(raw, path, '["…"]', lambda name: reader.text(name, "", '"NANTERRE"', key_of) or ""))


def _unknown_entry(path: str, key: object, known: tuple[str, ...]) -> Fault:
    return UNKNOWN_ENTRY.at(path, found=shown(key), hint=did_you_mean(shown(key), known), known=known)
