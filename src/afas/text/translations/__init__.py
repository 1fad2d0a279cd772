"""Further languages: a file for each, found by itself.

French and English stand beside what they name, in each `Text`. To add another language, write
`text/translations/<code>.py` (`br.py` for Breton) with two constants: `BABEL`, the locale whose typography it takes
("br_FR"), and `WORDS`, each English sentence with its `{places}` and its translation. What is not translated is shown
in English; a test names it.
"""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Final, NamedTuple

__all__ = ["LANGUAGES", "Language"]


class Language(NamedTuple):
    """A language beside French and English.

    Attributes:
        babel: the locale of Babel whose typography it takes.
        words: English sentences and their translations.
    """

    babel: str
    words: Mapping[str, str]


def _read(code: str) -> Language:
    module = import_module(f"afas.text.translations.{code}")
    return Language(module.BABEL, module.WORDS)


LANGUAGES: Final[dict[str, Language]] = {module.name: _read(module.name) for module in iter_modules(__path__)}
"""The further languages, by their code of two letters."""
