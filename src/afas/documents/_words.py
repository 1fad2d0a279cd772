"""The words of a document: what cannot be printed left out, and how a language joins them."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from afas.text import Series, Text, figure

__all__ = ["clauses", "labelled", "one_line", "plain", "time_of"]

_BREAKS: Final = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# control characters, marks that reorder the text around them, and halves of a pair that no encoding holds
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_COLON: Final = Text(fr=" : ", en=": ")


def plain(words: str) -> str:
    r"""A typed text without unprintable characters; every kind of line break becomes a newline.

    >>> plain("Relais\x00 du\r\nCentre")
    'Relais du\nCentre'
    """
    if words.isprintable():  # no break, no control, no mark among them
        return words
    return _UNPRINTABLE.sub("", _BREAKS.sub("\n", words).replace("\t", " "))


def one_line(words: str) -> str:
    r"""The same on one line, for a heading, a subject or a name.

    >>> one_line(" Relais\r\nBcc: x ")
    'Relais Bcc: x'
    """
    if words.isprintable():
        return words.strip()
    return " ".join(line for line in map(str.strip, plain(words).split("\n")) if line)


def clauses(parts: Iterable[str], locale: str = "fr") -> str:
    """Clauses of one sentence, with the semicolon of the language between them.

    >>> clauses(["signed", "not transmitted"], "en")
    'signed; not transmitted'
    """
    return figure(Series(tuple(parts)), locale)


def labelled(label: str, words: str, locale: str = "fr") -> str:
    """A label and what it names, with the colon of the language between them.

    >>> labelled("Rule", "Decree of 2020", "en")
    'Rule: Decree of 2020'
    """
    return f"{label}{_COLON(locale)}{words}"


def time_of(at: datetime) -> str:
    """The time of day of a moment, with its offset from UTC where it has one.

    >>> from datetime import UTC
    >>> time_of(datetime(2023, 2, 8, 16, 5)), time_of(datetime(2023, 2, 8, 16, 5, tzinfo=UTC))
    ('16:05', '16:05 UTC')
    """
    shown = f"{at:%H:%M}"
    offset = at.isoformat()[-6:] if at.tzinfo is not None else ""
    return shown if not offset else f"{shown} UTC" if offset == "+00:00" else f"{shown} (UTC{offset})"
