"""The index of the search, one a language, from the one that MkDocs makes: `write(site)`.

A script, and not a document that is fetched: the search also works where the site is opened from a disk. Words of code
stand apart, so that a manager who looks for a word is not answered by an example.
"""

import json
import re
from collections.abc import Iterable, Mapping
from html import unescape
from pathlib import Path
from typing import Any, Final

from afas.text import LOCALES

__all__ = ["KEYWORDS", "SYNONYMS", "index", "write"]

SYNONYMS: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "fr": (
        ("delai", "echeance", "limite", "date", "calendrier", "quand"),
        ("creche", "eaje", "multi-accueil", "halte-garderie", "psu"),
        ("centre de loisirs", "alsh", "periscolaire"),
        ("ram", "rpe", "relais"),
        ("grise", "griser", "attente de validation"),
        ("indu", "trop-percu", "rembourser", "remboursement"),
        ("refus", "refusee", "rejet", "rejetee"),
        ("acompte", "avance"),
        ("mail", "courriel", "boite", "ecrire", "contact", "interlocuteur", "telephone", "adresse"),
        ("signer", "signature", "signataire"),
        ("depart", "part", "quitte", "demission", "remplacement", "remplacer"),
        ("ferme", "fermeture"),
        ("retard", "tardive", "passee"),
        ("montant", "combien", "droit"),
        ("bareme", "prix plafond"),
        ("tableau", "table"),
    ),
    "en": (
        ("deadline", "date", "calendar", "limit", "when"),
        ("creche", "eaje", "nursery", "daycare"),
        ("leisure", "alsh", "holiday"),
        ("grey", "greyed", "gray", "grayed", "pending"),
        ("overpayment", "indu", "repay", "refund", "overpaid"),
        ("refused", "refusal", "rejected", "rejection"),
        ("advance", "prepayment", "instalment"),
        ("mail", "email", "mailbox", "write", "contact", "address", "phone"),
        ("sign", "signature", "signatory"),
        ("leaves", "leaving", "departure", "resigns", "replace"),
        ("close", "closes", "closing", "closure"),
        ("late", "overdue", "missed", "passed"),
        ("amount", "right", "much"),
        ("scale", "ceiling"),
    ),
}
"""Words that readers use for one another, accents apart; website/search_check.py asks with them."""

_BOOSTS: Final = (
    ("gestionnaire/", 1.6), ("manager/", 1.6), ("caf/", 1.3), ("simulator", 1.3), ("decisions/", 0.4),
    ("explanation/unsourced", 0.5), ("reference/errors", 0.6), ("reference/glossary", 0.7), ("reference/api", 0.7),
    ("notebooks/", 0.8),
)  # fmt: skip
KEYWORDS: Final[Mapping[str, str]] = {
    "gestionnaire/dates": "délai échéance date limite quand déclarer transmettre calendrier",
    "gestionnaire/contact": "adresse mail courriel boîte interlocuteur écrire",
    "en/manager/dates": "deadline due date when to declare transmit calendar",
    "en/manager/contact": "email address mailbox contact write",
    "reference/ps/EAJE": "crèche multi-accueil halte-garderie psu",
    "en/reference/ps/EAJE": "crèche nursery psu",
    "reference/ps/ALSH": "accueil de loisirs centre de loisirs",
    "reference/rules": "recalculer un montant sans python, dans un autre langage, javascript",
    "en/reference/rules": "compute an amount without python, in another language, javascript",
    "tutorials/first-campaign": "open_declarations apply blockers",
    "en/tutorials/first-campaign": "open_declarations apply blockers",
}
"""What readers call the subject of a page, where its title does not say it."""

_SHOWN: Final = 700
"""Letters of a section that are kept as they stand; a result shows fewer."""
_CODE: Final = re.compile(r"<pre[^>]*>(.*?)</pre>", re.DOTALL)
_TAG: Final = re.compile(r"<[^>]+>")


def _plain(html: str) -> str:
    return " ".join(unescape(_TAG.sub(" ", html)).split())


def _words_of_code(html: str) -> str:
    """Each name once, as it stands in the examples."""
    code = unescape(_TAG.sub(" ", " ".join(_CODE.findall(html))))
    return " ".join(dict.fromkeys(re.findall(r"[A-Za-z_][A-Za-z0-9_]{2,}", code)))


def _once(text: str) -> str:
    """A long text with its first words as they stand, what is shown of it, and each word after them once."""
    shown, rest = text[:_SHOWN], text[_SHOWN:]
    return shown + " ".join(dict.fromkeys(rest.split(" ")))


def _boost(place: str) -> float:
    place = place.removeprefix("en/")
    return next((factor for start, factor in _BOOSTS if place.startswith(start)), 1.0)


def index(docs: Iterable[Mapping[str, Any]], locale: str) -> dict[str, Any]:
    """Pages and their sections, in one language; decisions are in English."""
    pages: dict[str, int] = {}
    heads: list[list[Any]] = []
    sections: list[list[Any]] = []
    for doc in docs:
        place, _, anchor = doc["location"].partition("#")
        if (locale == "en") != place.startswith(("en/", "decisions/")):
            continue
        if place not in pages:
            pages[place] = len(pages)
            keywords = KEYWORDS.get(place.removesuffix(".html"), "")
            heads.append([place, _plain(doc["title"]), _boost(place), keywords])
        text, code = _once(_plain(_CODE.sub(" ", doc["text"]))), _words_of_code(doc["text"])
        if "reference/api/" in place:  # each name, and what a class or a function is
            text, code = text[:100] if anchor.count(".") <= 2 else "", ""
        heading = _plain(doc["title"]) if anchor else ""
        if text or heading or not anchor:
            sections.append([pages[place], anchor, heading, text, code])
    return {"pages": heads, "sections": sections, "synonyms": SYNONYMS[locale]}


def write(site: Path) -> None:
    """Put the two indexes in the place of the one that MkDocs made."""
    whole = site / "search" / "search_index.json"
    docs = json.loads(whole.read_text(encoding="utf-8"))["docs"]
    for locale in LOCALES:
        text = json.dumps(index(docs, locale), ensure_ascii=False, separators=(",", ":"))
        (site / "assets" / f"search-{locale}.js").write_text(f"globalThis.afasIndex = {text};\n", encoding="utf-8")
    whole.unlink()
    whole.parent.rmdir()
