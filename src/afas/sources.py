"""The source of a figure or a rule. No figure stands in this library without a source."""

from datetime import date

from attrs import frozen

from afas.text import Code, Text

__all__ = ["Grade", "Source"]


class Grade(Code):
    """The strength of the support for a figure."""

    SOURCED = "SOURCED", Text(fr="lu dans la source citée", en="read in the source cited")
    START_INFERRED = (
        "START_INFERRED",
        Text(fr="lu dans la source citée, date de début déduite", en="read in the source cited, its start inferred"),
    )
    REPORTED = (
        "REPORTED",
        Text(
            fr="lu sur une page qui n’est pas de la branche Famille (crèche, ville, fédération)",
            en="read on a page that is not of the family branch (a crèche, a city, a federation)",
        ),
    )
    DERIVED = "DERIVED", Text(fr="calculé à partir de faits sourcés", en="worked out from sourced facts")
    CHOSEN = "CHOSEN", Text(fr="lecture retenue, la source étant muette", en="reading chosen, the source being silent")
    SUPPLIED = "SUPPLIED", Text(fr="fourni par l’appelant", en="supplied by the caller")
    ILLUSTRATIVE = (
        "ILLUSTRATIVE",
        Text(fr="CHIFFRE ILLUSTRATIF, sans valeur officielle", en="ILLUSTRATIVE FIGURE, not official"),
    )


@frozen
class Source:
    """A text that states a figure or a rule.

    Attributes:
        title: the text, as its publisher calls it (French); in square brackets where it was made from the address, the
            page's own title not being kept.
        publisher: who published it.
        checked_on: the day the figure was last compared with what is kept of the text.
        url: its address, if it has one.
        published: the day it came out, if known.
        page: where in the text, or a remark on how it was read.
    """

    title: str
    publisher: str
    checked_on: date | None = None
    url: str | None = None
    published: date | None = None
    page: str | None = None

    def cite(self, locale: str = "fr") -> str:
        """One line, to stand under a figure.

        >>> Source("Lettre-circulaire 2004-1", "Cnaf").cite()
        'Cnaf, « Lettre-circulaire 2004-1 »'
        """
        quoted = f"« {self.title} »" if locale.startswith("fr") else f"“{self.title}”"
        parts = [f"{self.publisher}, {quoted}", self.page, self.url]
        line = ", ".join(part for part in parts if part)
        if self.checked_on is None:
            return line
        checked = Text(fr="vérifié le {day}", en="checked on {day}").fill(day=self.checked_on)
        return f"{line} ({checked.text(locale)})"
