"""The subject line that a Caf asks for, built and checked, and drafts of messages; nothing is sent."""

import re
from typing import Final

import attrs

from afas.contacts._directory import Directory
from afas.contacts._names import holds, is_address, key_of, words_of
from afas.contacts._portfolio import MailboxKind, Topic
from afas.documents import one_line, plain
from afas.errors import Fault, FaultKind, Faults, InvalidInput, did_you_mean
from afas.text import Text

__all__ = ["Draft", "check_subject", "draft", "subject"]

NOT_A_KEYWORD = FaultKind(
    "not-a-keyword",
    Text(
        fr="« {found} » n’est pas un mot-clé de cette Caf{hint} ; au choix : {known}",
        en="“{found}” is not one of this Caf’s keywords{hint}; choose among: {known}",
    ),
)
_MISSING: Final = {
    name: FaultKind(f"subject-without-{name}", Text(fr=f"l’objet ne dit pas {fr}", en=f"the subject lacks {en}"))
    for name, fr, en in (
        ("partner", "le gestionnaire ou la structure : {wanted}", "the manager or structure: {wanted}"),
        ("commune", "la commune : {wanted}", "the commune: {wanted}"),
        ("year", "l’année : {wanted}", "the year: {wanted}"),
        ("keyword", "de mot-clé ; au choix : {wanted}", "a keyword; choose among: {wanted}"),
    )
}
SEVERAL_KEYWORDS = FaultKind(
    "subject-with-several-keywords",
    Text(
        fr="l’objet a plusieurs mots-clés : {found} ; gardez-en un",
        en="the subject has several keywords: {found}; keep one",
    ),
)
_SUBJECT: Final = Text(fr="Objet du message", en="Subject of the message")


def subject(
    directory: Directory, topic: Topic, partner: str, commune: str, year: int | None = None, keyword: str = ""
) -> str:
    """The subject line the Caf asks for, in French: manager, commune, and on declarations the year and a keyword.

    Args:
        directory: of the Caf.
        topic: what the message is about.
        partner: the manager or the structure.
        commune: its commune.
        year: of the declaration; for messages about declarations and payments.
        keyword: one of the directory's; for the same.

    Raises:
        InvalidInput: something is missing, or the keyword is none of the Caf's; every fault is in `faults`.
    """
    faults = Faults(_SUBJECT)
    for name, value in (("partner", partner), ("commune", commune)):
        if not value.strip():
            faults.add(_MISSING[name].at(name, wanted="…"))
    parts = [one_line(partner), one_line(commune)]
    if topic.mailbox is MailboxKind.DECLARATIONS:
        known = {key_of(keyword): keyword for keyword in directory.keywords}
        if year is None:
            faults.add(_MISSING["year"].at("year", wanted="2023"))
        if known and not keyword:
            faults.add(_MISSING["keyword"].at("keyword", wanted=directory.keywords))
        elif known and key_of(keyword) not in known:
            hint = did_you_mean(keyword[:40], directory.keywords)
            faults.add(NOT_A_KEYWORD.at("keyword", found=keyword[:40], hint=hint, known=directory.keywords))
        parts += [str(year), known.get(key_of(keyword), one_line(keyword))]
    faults.raise_if_any()
    return " – ".join(part for part in parts if part)


def check_subject(
    directory: Directory, topic: Topic, line: str, partner: str, commune: str, year: int | None = None
) -> tuple[Fault, ...]:
    """The parts that the Caf requires in a subject line and that this one lacks; empty if it is complete.

    Args:
        directory: of the Caf.
        topic: what the message is about.
        line: the subject.
        partner: the manager or the structure that it has to name.
        commune: the commune that it has to name.
        year: the year that it has to give; None: any year.
    """
    found = [
        _MISSING[name].at("subject", wanted=value)
        for name, value, is_commune in (("partner", partner, False), ("commune", commune, True))
        if not holds(line, value, is_commune)
    ]
    if topic.mailbox is MailboxKind.ACCESS:
        return tuple(found)
    wanted = str(year) if year is not None else r"(19|20|21)[0-9]{2}"
    if not re.search(rf"(?<![0-9]){wanted}(?![0-9])", line):
        found.append(_MISSING["year"].at("subject", wanted=str(year or "2023")))
    rest = _without(line, partner)
    said = [keyword for keyword in directory.keywords if holds(rest, keyword, False)]
    if directory.keywords and not said:
        found.append(_MISSING["keyword"].at("subject", wanted=directory.keywords))
    if len(said) > 1:
        found.append(SEVERAL_KEYWORDS.at("subject", found=tuple(said)))
    return tuple(found)


def _without(line: str, name: str) -> str:
    """The line without a name whose words might be taken for a keyword."""
    return f" {' '.join(words_of(line))} ".replace(f" {' '.join(words_of(name))} ", " ")


NOT_AN_ADDRESS: Final = FaultKind(
    "not-an-address",
    Text(
        fr="« {found} » n’est pas une adresse : écrivez-en une, comme nom@caf.example",
        en="“{found}” is not an address: write one, such as nom@caf.example",
    ),
)


@attrs.frozen
class Draft:
    """A message ready to be read again and sent; the library sends nothing.

    Its headers hold one line each and its body no control character, whatever was put in: `subject` can stand in a
    header as it is.

    Attributes:
        to: one address.

    Raises:
        InvalidInput: `to` is not one address.
    """

    to: str
    subject: str = attrs.field(converter=one_line)
    body: str = attrs.field(converter=plain)

    def __attrs_post_init__(self) -> None:
        if not is_address(self.to):
            raise InvalidInput(_MESSAGE, (NOT_AN_ADDRESS.at("to", found=str(self.to)[:40]),))

    @property
    def url(self) -> str:
        """A `mailto:` address (RFC 6068), for a link of a portal."""
        parts = (_encoded(part) for part in (self.to, self.subject, self.body.replace("\n", "\r\n")))
        return "mailto:{}?subject={}&body={}".format(*parts)


_MESSAGE: Final = Text(fr="Message à la Caf", en="Message to the Caf")
_BARE: Final = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~@")


def _encoded(words: str) -> str:
    return "".join(chr(byte) if byte in _BARE else f"%{byte:02X}" for byte in words.encode())


_BODY: Final = Text(
    fr="Bonjour,\n\nMa demande concerne {topic}.\n\nGestionnaire : {partner}\n{activity}Commune : {commune}\n"
    "{year}\n{words}\n\nCordialement,\n{signed}\n",
    en="Hello,\n\nMy request is about {topic}.\n\nPartner: {partner}\n{activity}Commune: {commune}\n{year}\n{words}\n\n"
    "Kind regards,\n{signed}\n",
)
_ACTIVITY: Final = Text(fr="Structure : {activity}\n", en="Structure: {activity}\n")
_YEAR: Final = Text(fr="Exercice : {year}\n", en="Financial year: {year}\n")


def draft(
    directory: Directory,
    topic: Topic,
    words: str,
    *,
    partner: str,
    commune: str,
    signed: str,
    activity: str = "",
    year: int | None = None,
    keyword: str = "",
    locale: str = "fr",
) -> Draft:
    """A message to the mailbox of its topic, under the subject the Caf asks for (in French, whatever the body is in).

    Args:
        directory: of the Caf.
        topic: what the message is about.
        words: the question itself.
        partner: the manager.
        commune: its commune.
        signed: who writes.
        activity: the structure, where it is not the manager.
        year: of the declaration.
        keyword: one of the directory's.
        locale: of the body.

    Raises:
        InvalidInput: the subject lacks something; every fault is in `faults`.
        NoMailbox: the directory gives no mailbox for this topic.
    """
    line = subject(directory, topic, partner, commune, year, keyword)
    body = _BODY.fill(
        topic=topic.text,
        partner=one_line(partner),
        activity=_ACTIVITY.fill(activity=one_line(activity)) if activity else "",
        commune=one_line(commune),
        year=_YEAR.fill(year=str(year)) if year is not None else "",
        words=words,
        signed=one_line(signed),
    )
    return Draft(directory.mailbox(topic.mailbox), line, body.text(locale))
