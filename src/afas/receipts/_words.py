"""Shared by the parts of a receipt: its language."""

from datetime import datetime
from typing import Final

from afas.documents import Row, Table, time_of
from afas.text import Text, figure

__all__ = ["TOTAL", "Words"]

_AT: Final = Text(fr="{day} à {time}", en="{day} at {time}")
TOTAL: Final = Text(fr="Total", en="Total")


class Words:
    """Writes in one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def say(self, fr: str, en: str) -> str:
        """One of two."""
        return Text(fr=fr, en=en)(self.language)

    def show(self, value: object) -> str:
        """A value in this language."""
        return figure(value, self.language)

    def moment(self, at: datetime) -> str:
        """A day and a time, with the offset from UTC where the portal gave one."""
        return _AT.fill(day=at, time=time_of(at)).text(self.language)

    def pairs(self, caption: str, rows: list[tuple[str, object]]) -> Table:
        """A table of two columns."""
        heads = (self.say("Rubrique", "Item"), self.say("Contenu", "Content"))
        lines = tuple(Row((name, self.show(value))) for name, value in rows if value not in (None, ""))
        return Table(caption, heads, lines, (3, 7))
