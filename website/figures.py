"""The page of provenance: the years each PS has figures for, how well they are supported, what to read again."""

from collections.abc import Iterable

from afas.audit import BuiltInFigure, Provenance, provenance
from afas.sources import Grade
from afas.text import Text, long_date
from website.markdown import amount, header, link, table, tidy

__all__ = ["page"]

_TITLE = Text(fr="Les chiffres intégrés", en="The built-in figures")
_INTRO = Text(
    fr="Ce que la bibliothèque tient pour vrai, d’où cela vient, et ce qu’il faut relire. `afas.provenance()` en dit "
    "autant, et `checked_before(jour)` nomme les lectures plus anciennes qu’un jour que vous choisissez : la "
    "bibliothèque n’a pas d’horloge. [Comment lire les appuis](../explanation/provenance.md).",
    en="What the library holds true, where it comes from, and what to read again. `afas.provenance()` says as much, "
    "and `checked_before(day)` names the readings older than a day that you choose: the library has no clock. "
    "[How to read the support](../explanation/provenance.md).",
)
_COVERAGE = Text(fr="Années couvertes", en="Years covered")
_COVERED = Text(
    fr="« complet » : tous les paramètres de l’année ont une valeur ; un nombre : ceux qui n’en ont pas, et que vous "
    "fournissez ([paquet à remplir](../how-to/exchange-scale.md)) ; tiret : aucune formule. "
    "Le barème des participations est pris au 1er janvier.",
    en="“complete”: every parameter of the year has a value; a number: those that have none, which you supply ([a pack "
    "to fill in](../how-to/exchange-scale.md)); dash: no formula. The scale of "
    "participations is that of 1 January.",
)
_COMPLETE = Text(fr="complet", en="complete")
_SUPPORT = Text(fr="Appui et date de lecture", en="Support and day of reading")
_HEADS = Text(fr="Lus au plus tôt|Lus au plus tard", en="Read first on|Read last on")
_LOOKS = (
    Text(fr="Lus sans fin : ont pu changer depuis leur lecture", en="Read without an end: may have changed since"),
    Text(fr="En vigueur avant le texte qui les dit", en="In force before the text that states them"),
    Text(fr="Lus hors de la branche Famille", en="Read outside of the family branch"),
)
_LOOK_HEADS = Text(fr="PS|Chiffre|Valeur|À partir du|Source", en="PS|Figure|Value|From|Source")
_UNDATED = Text(
    fr="Le jour de publication de {count} chiffres sur {all} n’a pas été lu : un calcul rejoué à une date passée "
    "(`known_on`) les tient pour connus.",
    en="The day of publication of {count} figures out of {all} was not read: a replay of a past day (`known_on`) takes "
    "them as known.",
)


def page(locale: str) -> str:
    """The page, in one language."""
    made = provenance()
    lines = [*header(_TITLE(locale), locale), _INTRO(locale), "", f"## {_COVERAGE(locale)}", "", _COVERED(locale), ""]
    lines += [*_coverage(made, locale), f"## {_SUPPORT(locale)}", "", *_support(made, locale)]
    reported = tuple(one for one in made.figures if one.grade is Grade.REPORTED)
    for title, figures in zip(_LOOKS, (made.open_ended, made.before_their_text, reported), strict=True):
        lines += [f"## {title(locale)}", "", *_figures(figures, locale)]
    counts = {"count": len(made.undated), "all": sum(one.read for one in made.figures)}
    return tidy([*lines, _UNDATED.fill(**counts).text(locale)])


def _coverage(made: Provenance, locale: str) -> list[str]:
    """A row a PS, a column a year: from the first that every kind of formula could have to that of the last reading."""
    last = max(one.source.checked_on.year for one in made.figures if one.source.checked_on is not None)
    years = range(last - 9, last + 1)
    found = {(one.ps, one.year.year): len(one.missing) for one in made.coverage(years)}
    rows = []
    for service in made.services:
        counts = [found.get((service.code, year)) for year in years]
        cells = ["" if count is None else str(count) if count else _COMPLETE(locale) for count in counts]
        rows.append([_place(service.code), *cells])
    return table(["PS", *map(str, years)], rows)


def _support(made: Provenance, locale: str) -> list[str]:
    grades = [grade for grade in Grade if any(counted[grade] for counted in made.grades.values())]
    rows = []
    for code, counted in made.grades.items():
        days = [one.source.checked_on for one in made.figures if one.ps == code and one.source.checked_on is not None]
        shown = [long_date(day, locale) for day in (min(days), max(days))] if days else ["", ""]
        rows.append([_place(code), *(str(counted[grade] or "") for grade in grades), *shown])
    return table(["PS", *(grade.text(locale) for grade in grades), *_HEADS(locale).split("|")], rows)


def _figures(figures: Iterable[BuiltInFigure], locale: str) -> list[str]:
    rows = [
        [
            _place(one.ps),
            f"{one.label(locale)} (`{one.parameter}`)",
            amount(one.value, one.unit, locale),
            long_date(one.start, locale),
            link(one.source, locale),
        ]
        for one in figures
    ]
    return table(_LOOK_HEADS(locale).split("|"), rows)


def _place(code: str) -> str:
    return f"[{code}](ps/{code}.md)"
