"""Results that are tables too: of the kind of the table they come from."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, Protocol

import attrs

from afas.documents import Shown

__all__ = ["Maker", "Tabled"]


class Maker(Protocol):
    """Makes tables of its own kind (`_tables.Table`)."""

    def new(self, columns: Any, like: Any = None) -> Any:
        """A new table with these columns, those without a value of the kind that `like` has."""


@attrs.frozen(eq=False, repr=False)
class Tabled(Shown):
    """Base class: a result with columns, which `table` gives as a table of the caller's kind.

    Attributes:
        native: the table it comes from; None: a mapping of columns is given.
    """

    like: ClassVar[Mapping[str, Any]] = {}  # a value of the columns that may have none
    native: Maker | None = attrs.field(default=None, repr=False, eq=False, kw_only=True)

    @abstractmethod
    def columns(self, locale: str = "fr") -> dict[str, list[Any]]:
        """Its columns, each a list: exact figures, words in the language, None where there is nothing."""

    def table(self, locale: str = "fr") -> Any:
        """A table of the kind that came in (pandas, polars, Arrow); a mapping of lists gives a mapping of lists."""
        columns = self.columns(locale)
        return columns if self.native is None else self.native.new(columns, self.like)
