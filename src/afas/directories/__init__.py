"""The directories of the Cafs: `get(caf)`.

Add one: write `directories/<caf>.py` with a constant `DIRECTORY`, and name its module below.
"""

from importlib import import_module
from typing import Final

from afas.contacts import Directory
from afas.errors import AfasError, error
from afas.text import Text

__all__ = ["DirectoryNotKnown", "get", "known"]

_MODULES: Final = {"92": "hauts_de_seine"}


@error
class DirectoryNotKnown(AfasError, LookupError):
    """No directory of this Caf is known here."""

    code = "directory-not-known"
    template = Text(
        fr="Aucun annuaire connu pour la Caf {caf} ; connus : {known}. Apportez le vôtre : Directory.from_mapping(…).",
        en="No directory known for Caf {caf}; known: {known}. Bring your own: Directory.from_mapping(…).",
    )
    caf: str
    known: tuple[str, ...]


def known() -> tuple[str, ...]:
    """The Cafs whose directory is at hand, by number."""
    return tuple(_MODULES)


def get(caf: str) -> Directory:
    """The directory of a Caf (its number, e.g. "92").

    >>> get("92").find("crecheo").portfolio.id
    '3'

    Raises:
        DirectoryNotKnown: none is known; never a guess.
    """
    module = _MODULES.get(caf)
    if module is None:
        raise DirectoryNotKnown(str(caf), known())
    directory: Directory = import_module(f"afas.directories.{module}").DIRECTORY
    return directory
