"""Progress of long work: its callback, and its cancelling between two blocks, which leaves nothing half done."""

from collections.abc import Callable
from typing import Any

import attrs

from afas.errors import AfasError, error
from afas.text import Text

__all__ = ["Cancelled", "Counter", "Progress", "following"]

Progress = Callable[[int, int], Any]
"""Called with the rows done and the rows there are; giving `False`, or raising, cancels the work."""


@error
class Cancelled(AfasError, RuntimeError):
    """The caller stopped the work; no part of the result is given."""

    code = "cancelled"
    template = Text(
        fr="Travail annulé par l’appelant après {done} lignes sur {total} ; aucun résultat partiel n’est rendu. "
        "Relancez-le pour l’avoir entier.",
        en="Work cancelled by the caller after {done} rows of {total}; no part of the result is given. "
        "Run it again to have it whole.",
    )
    done: int
    total: int


@attrs.define
class Counter:
    """Counts the rows done, and calls the caller's function."""

    total: int
    progress: Progress | None = None
    done: int = 0

    def add(self, rows: int) -> None:
        """Count more rows as done.

        Raises:
            Cancelled: the caller does not want to go on.
        """
        self.done += rows
        if self.progress is None:
            return
        try:
            on = self.progress(self.done, self.total)
        except Exception as wrong:
            raise Cancelled(self.done, self.total) from wrong
        if on is False:
            raise Cancelled(self.done, self.total)


def following(bar: Any) -> Progress:
    """A progress callback for a bar of tqdm (or alike: `total`, `n`, `update`).

    >>> class Bar:
    ...     total, n = 0, 0
    ...     def update(self, more):
    ...         self.n += more
    >>> bar = Bar()
    >>> progress = following(bar)
    >>> progress(3, 10), progress(10, 10), bar.n, bar.total
    (None, None, 10, 10)
    """

    def progress(done: int, total: int) -> None:
        bar.total = total
        bar.update(done - bar.n)

    return progress
