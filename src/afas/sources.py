"""The source of a figure or a rule. No figure stands in this library without a source."""

from datetime import date
from typing import Final

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


_DESCRIBED: Final = Text(fr="titre descriptif", en="descriptive title")
_SUPPLIED: Final = Text(fr="fourni par {by}", en="supplied by {by}")
_OWN: Final = {
    text.fr: text
    for text in (
        Text(fr="appelant", en="caller"),
        Text(fr="démonstration", en="demonstration"),
        Text(fr="scénario", en="scenario"),
        Text(fr="valeur fournie à l’appel", en="value supplied by the caller"),
        Text(fr="valeur illustrative, sans source", en="illustrative value, without a source"),
        Text(fr="annuaire fourni à l’appel", en="directory supplied by the caller"),
        Text(fr="calendrier fourni à l’appel", en="calendar supplied by the caller"),
        Text(
            fr="plafond de la ville ou du gestionnaire, au-delà du barème",
            en="ceiling of the city or of the manager, above the scale",
        ),
        Text(fr="plafond inférieur, avec l’accord de la Caf", en="a lower ceiling, with the agreement of the Caf"),
        Text(fr="Décision 3 : lectures des sources muettes", en="Decision 3: readings of silent sources"),
    )
}
"""The titles and publishers that the library itself writes; those of published texts stay in French."""


@frozen
class Source:
    """A text that states a figure or a rule.

    Attributes:
        title: the text, as its publisher calls it (French); in square brackets where it describes a page whose own
            title was not kept.
        publisher: who published it.
        checked_on: the day the figure was last compared with what is kept of the text.
        url: its address, if it has one.
        published: the day it came out, if known.
        page: where in the text, or its words (French).
        remark: how it was read, in both languages.
        supplied_by: the name of whoever supplied the figure to the portal.
    """

    title: str
    publisher: str
    checked_on: date | None = None
    url: str | None = None
    published: date | None = None
    page: str | None = None
    remark: Text | None = None
    supplied_by: str | None = None

    def names(self, locale: str = "fr") -> tuple[str, str]:
        """The publisher and the title without its brackets, translated where the library itself wrote them.

        >>> Source("valeur fournie à l’appel", "appelant").names("en")
        ('caller', 'value supplied by the caller')
        """
        return _own(self.publisher, locale), _own(self.title[1:-1] if self._is_described else self.title, locale)

    def details(self, locale: str = "fr") -> tuple[str, ...]:
        """The details beside the names: that the title describes, the place in the text, the remark, who supplied it.

        >>> Source("[Tarifs]", "Ville").details("fr")
        ('titre descriptif',)
        """
        described = _DESCRIBED(locale) if self._is_described else None
        remark = None if self.remark is None else self.remark(locale)
        by = None if self.supplied_by is None else _SUPPLIED.fill(by=self.supplied_by).text(locale)
        return tuple(part for part in (described, self.page, remark, by) if part)

    @property
    def _is_described(self) -> bool:
        return self.title.startswith("[") and self.title.endswith("]")

    def cite(self, locale: str = "fr") -> str:
        """One line, to stand under a figure.

        >>> Source("Lettre-circulaire 2004-1", "Cnaf").cite()
        'Cnaf, « Lettre-circulaire 2004-1 »'
        """
        publisher, title = self.names(locale)
        quoted = f"« {title} »" if locale.startswith("fr") else f"“{title}”"
        line = ", ".join(part for part in (f"{publisher}, {quoted}", *self.details(locale), self.url) if part)
        if self.checked_on is None:
            return line
        checked = Text(fr="vérifié le {day}", en="checked on {day}").fill(day=self.checked_on)
        return f"{line} ({checked.text(locale)})"


def _own(name: str, locale: str) -> str:
    return _OWN[name](locale) if name in _OWN else name
