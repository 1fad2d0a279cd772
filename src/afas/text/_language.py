"""The languages that the library speaks."""

from functools import cache
from typing import TYPE_CHECKING, Final

from afas.text.translations import LANGUAGES

if TYPE_CHECKING:
    from babel import Locale

__all__ = ["LOCALES", "UnknownLocale", "babel_locale", "language"]

LOCALES: Final = ("fr", "en")
"""The languages that every text is written in; `translations` has the others."""

_BABEL: Final = {"fr": "fr_FR", "en": "en_GB"}


class UnknownLocale(LookupError):
    """The library does not speak this language."""

    def __init__(self, locale: str) -> None:
        super().__init__(f"no text in {locale!r}: ask for one of {', '.join(map(repr, (*LOCALES, *LANGUAGES)))}")
        self.locale = locale


def language(locale: str) -> str:
    """The language of a locale ("fr", "fr_FR", "en-GB", …), by its two letters.

    Raises:
        UnknownLocale: the library does not speak it.
    """
    code = locale[:2].lower()
    if (code not in LOCALES and code not in LANGUAGES) or locale[2:3] not in ("", "_", "-"):
        raise UnknownLocale(locale)
    return code


def babel_locale(locale: str) -> "Locale":
    """The locale of Babel whose typography a language takes."""
    code = language(locale)
    return _parsed(_BABEL[code] if code in _BABEL else LANGUAGES[code].babel)


@cache
def _parsed(name: str) -> "Locale":
    from babel import Locale

    return Locale.parse(name)
