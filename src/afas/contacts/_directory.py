"""The directory of a Caf: portfolios by partner and by commune, mailboxes, and the result of a search."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Final

import attrs

from afas.contacts._names import key_of, words_of
from afas.contacts._portfolio import MailboxKind, Portfolio
from afas.contacts._reading import read_directory
from afas.errors import AfasError, error
from afas.partners import Partner
from afas.sources import Source
from afas.text import Code, Message, Text

__all__ = ["Ambiguous", "Contact", "Directory", "Found", "MatchedBy", "NoMailbox", "Unknown"]

_BY_CALLER: Final = Source("annuaire fourni à l’appel", "appelant")


class MatchedBy(Code):
    """The criterion by which a portfolio was found."""

    PARTNER = "PARTNER", Text(fr="gestionnaire nommé", en="named partner")
    COMMUNE = "COMMUNE", Text(fr="territoire", en="territory")


_FOUND: Final = Text(
    fr="portefeuille {portfolio} ({by} : {name}){near}", en="portfolio {portfolio} ({by}: {name}){near}"
)
_NEAR: Final = Text(fr=" ; nom proche dans l’annuaire : {near}", en="; a name like it in the directory: {near}")
_AMBIGUOUS: Final = Text(
    fr="« {asked} » est dans plusieurs portefeuilles : {portfolios}",
    en="“{asked}” is in several portfolios: {portfolios}",
)
_UNKNOWN: Final = Text(
    fr="« {asked} » n’est pas dans l’annuaire{near} ; écrivez à {mailbox}",
    en="“{asked}” is not in the directory{near}; write to {mailbox}",
)


@attrs.frozen
class Contact:
    """The portfolio that follows a partner.

    Attributes:
        name: as the directory writes it.
        near: names of the directory that look like the partner's, where its commune decided: is it one of them?
    """

    portfolio: Portfolio
    by: MatchedBy
    name: str
    mailbox: str
    near: tuple[str, ...] = ()

    @property
    def message(self) -> Message:
        """The result as a sentence."""
        near = _NEAR.fill(near=self.near) if self.near else ""
        return _FOUND.fill(portfolio=self.portfolio.id, by=self.by, name=self.name, near=near)


@attrs.frozen
class Ambiguous:
    """Several portfolios match the request: the Caf has to say which."""

    asked: str
    candidates: tuple[Portfolio, ...]
    mailbox: str

    @property
    def message(self) -> Message:
        """The result as a sentence."""
        return _AMBIGUOUS.fill(asked=self.asked, portfolios=tuple(portfolio.id for portfolio in self.candidates))


@attrs.frozen
class Unknown:
    """No portfolio matches the request: the Caf's mailbox remains.

    Attributes:
        near: names of the directory that look like it; none is taken for it.
    """

    asked: str
    near: tuple[str, ...]
    mailbox: str

    @property
    def message(self) -> Message:
        """The result as a sentence."""
        near = _NEAR.fill(near=self.near) if self.near else ""
        return _UNKNOWN.fill(asked=self.asked, near=near, mailbox=self.mailbox)


Found = Contact | Ambiguous | Unknown
"""The possible answers of a directory."""


@error
class NoMailbox(AfasError, LookupError):
    """The directory gives no mailbox for this."""

    code = "no-mailbox"
    template = Text(
        fr="L’annuaire de la Caf {caf} ne donne pas de boîte pour : {kind} ; demandez-la à la Caf.",
        en="The directory of Caf {caf} gives no mailbox for: {kind}; ask the Caf for it.",
    )
    caf: str
    kind: MailboxKind


@attrs.frozen
class Directory:
    """Whom to write to at a Caf.

    Attributes:
        caf: its number.
        portfolios: who follows whom.
        mailboxes: addresses, by what one writes about.
        keywords: those of which the Caf asks one in the subject of a message about declarations.
    """

    caf: str
    name: Text
    portfolios: tuple[Portfolio, ...]
    mailboxes: Mapping[MailboxKind, str] = attrs.field(hash=False)
    keywords: tuple[str, ...]
    source: Source

    @classmethod
    def from_mapping(cls, data: Mapping[str, object], source: Source = _BY_CALLER) -> "Directory":
        """A directory that a portal brings, from JSON.

        Raises:
            InvalidInput: anything is wrong; every fault is in `faults`, with its path.

        >>> Directory.from_mapping({"caf": "00", "mailboxes": {"DECLARATIONS": "ps@caf00.example"},
        ...     "portfolios": [{"id": "1", "communes": ["Ville-d’Exemple"]}]}).find(commune="VILLE D'EXEMPLE").by
        <MatchedBy.COMMUNE: 'COMMUNE'>
        """
        caf, portfolios, mailboxes, keywords = read_directory(data)
        return cls(caf, Text(fr=f"Caf {caf}", en=f"Caf {caf}"), portfolios, mailboxes, keywords, source)

    def mailbox(self, kind: MailboxKind) -> str:
        """The address for what one writes about.

        Raises:
            NoMailbox: the directory gives none.
        """
        if kind not in self.mailboxes:
            raise NoMailbox(self.caf, kind)
        return self.mailboxes[kind]

    def find(self, partner: Partner | str | None = None, commune: str | None = None) -> Found:
        """Find the contact for a partner: by its name first, then by the commune, then the Caf's mailbox.

        Args:
            partner: itself, or its name.
            commune: where the activity is; None: that of the partner, unless it runs several sites.

        Raises:
            NoMailbox: the directory gives no mailbox for declarations.
        """
        name = partner.name if isinstance(partner, Partner) else partner or ""
        if commune is None and isinstance(partner, Partner) and not partner.multi_site:
            commune = partner.commune
        mailbox = self.mailbox(MailboxKind.DECLARATIONS)
        found = self._named(name, MatchedBy.PARTNER, mailbox) if name else None
        if found is not None:
            return found
        near = self._near(name, MatchedBy.PARTNER) if name else ()
        found = self._named(commune, MatchedBy.COMMUNE, mailbox) if commune else None
        if found is not None:
            return attrs.evolve(found, near=near) if isinstance(found, Contact) else found
        asked = ", ".join(filter(None, (name, commune)))
        towns = self._near(commune, MatchedBy.COMMUNE) if commune else ()
        return Unknown(asked, (*near, *towns), mailbox)

    def _listed(self, by: MatchedBy) -> list[tuple[str, Portfolio]]:
        partners = by is MatchedBy.PARTNER
        return [
            (name, portfolio)
            for portfolio in self.portfolios
            for name in (portfolio.partners if partners else portfolio.communes)
        ]

    def _named(self, asked: str, by: MatchedBy, mailbox: str) -> Contact | Ambiguous | None:
        commune = by is MatchedBy.COMMUNE
        key = key_of(asked, commune)
        found = [(name, portfolio) for name, portfolio in self._listed(by) if key and key_of(name, commune) == key]
        candidates = tuple(dict.fromkeys(portfolio for _, portfolio in found))
        if len(candidates) > 1:
            return Ambiguous(asked, candidates, mailbox)
        return Contact(found[0][1], by, found[0][0], mailbox) if found else None

    def _near(self, asked: str, by: MatchedBy) -> tuple[str, ...]:
        """Names that contain all the words sought, or are spelt almost the same."""
        commune = by is MatchedBy.COMMUNE
        words = {word for word in words_of(asked, commune) if len(word) > 2}
        names = {key_of(name, commune): name for name, _ in self._listed(by)}
        holding = [name for name in names.values() if words and words <= set(words_of(name, commune))]
        alike = [names[key] for key in get_close_matches(key_of(asked, commune), names, n=3, cutoff=0.8)]
        return tuple(dict.fromkeys([*holding, *alike]))
