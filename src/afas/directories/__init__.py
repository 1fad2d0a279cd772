"""The directories of the Cafs: `get(caf)`.

Add one: write `directories/<caf>.py` with a constant `DIRECTORY`; it is found by itself.
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from afas.contacts import Directory
from afas.errors import AfasError, error
from afas.text import Text

__all__ = ["DirectoryNotKnown", "get", "known"]


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


@cache
def _directories() -> dict[str, Directory]:
    """The directories that stand in files here, by the number of their Caf."""
    names = sorted(module.name for module in iter_modules(__path__) if not module.name.startswith("_"))
    found: list[Directory] = [import_module(f"{__name__}.{name}").DIRECTORY for name in names]
    return {directory.caf: directory for directory in sorted(found, key=lambda directory: directory.caf)}


def known() -> tuple[str, ...]:
    """The Cafs whose directory is at hand, by number."""
    return tuple(_directories())


def get(caf: str) -> Directory:
    """The directory of a Caf (its number, e.g. "92").

    >>> get("92").find("crecheo").portfolio.id
    '3'

    Raises:
        DirectoryNotKnown: none is known; never a guess.
    """
    directory = _directories().get(str(caf))
    if directory is None:
        raise DirectoryNotKnown(str(caf), known())
    return directory
