"""Names as they are compared: without accents, case, hyphens or punctuation."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

__all__ = ["ASSOCIATION", "holds", "is_address", "key_of", "words_of"]

ASSOCIATION: Final = frozenset({"ass", "asso", "assoc", "association"})
"""How the first word of an association's name is written; the same for all."""

_SAINT: Final = {"st": "saint", "ste": "sainte"}
_LIGATURES: Final = str.maketrans({"œ": "oe", "æ": "ae", "&": " et "})


_ADDRESS: Final = re.compile(r"[!#-'*+\-./0-9=?A-Z^_`a-z{|}~]+@[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)+")
_LONGEST: Final = 254  # RFC 5321, 4.5.3.1


def is_address(words: object) -> bool:
    """Is it one plain address of a mailbox, which a header can hold as it is?"""
    return isinstance(words, str) and len(words) <= _LONGEST and _ADDRESS.fullmatch(words) is not None


def words_of(name: str, commune: bool = False) -> tuple[str, ...]:
    """The words of a name, without accents, case, hyphens or punctuation."""
    flat = unicodedata.normalize("NFKD", name.casefold().translate(_LIGATURES))
    plain = "".join(character for character in flat if not unicodedata.combining(character))
    words = re.sub(r"[^a-z0-9]+", " ", re.sub(r"(?<=[a-z0-9])\.(?=[a-z0-9])", "", plain)).split()
    if commune:
        return tuple(_SAINT.get(word, word) for word in words)
    if len(words) > 1 and words[0] in ASSOCIATION:
        words[0] = "association"
    return tuple(words)


def key_of(name: str, commune: bool = False) -> str:
    return "".join(words_of(name, commune))


def holds(line: str, wanted: str, commune: bool) -> bool:
    """Does the line hold these words, one after the other, as whole words?"""
    words = [word for part in line.split() for word in words_of(part, commune)]
    wanted_words = list(words_of(wanted, commune))
    key, whole = "".join(wanted_words), "".join(words)
    starts, at = set(), 0
    for word in words:
        starts.add(at)
        at += len(word)
    starts.add(at)
    if not commune and wanted_words and wanted_words[0] == "association":  # a line may write it short
        short = any(holds(line, " ".join([word, *wanted_words[1:]]), True) for word in ASSOCIATION)
        return short or _stands(key, whole, starts)
    return bool(key) and _stands(key, whole, starts)


def _stands(key: str, whole: str, starts: Iterable[int]) -> bool:
    ends = set(starts)
    return any(whole.startswith(key, start) and start + len(key) in ends for start in ends)
