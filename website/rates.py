"""The figures of a PS, with their sources: those in force, the readings taken where a text is silent, year by year."""

from collections.abc import Iterable
from datetime import date

from afas.parameters import Parameter, ParameterValue
from afas.sources import Grade
from afas.text import Text, long_date
from website.markdown import amount, link, table

__all__ = ["by_year", "checked", "latest"]

_HEAD = Text(fr="Chiffre|Valeur|Depuis le|Source", en="Figure|Value|Since|Source")
_NONE = Text(
    fr="non lue : [fournissez la vôtre](../../how-to/supply-figures.md)",
    en="not read: [supply yours](../../how-to/supply-figures.md)",
)
_UNTIL = Text(fr=", jusqu’au {day}", en=", until {day}")
_SILENT = Text(
    fr="Là où le texte se tait, la lecture retenue, qu’un appelant peut changer :",
    en="Where the text is silent, the reading taken, which a caller can change:",
)
_YEARS = Text(fr="Chiffre|Période|Valeur|Source|Appui", en="Figure|Period|Value|Source|Support")
_CHECKED = Text(fr=" (vérifié le {day})", en=" (checked on {day})")


def checked(day: date | None, locale: str) -> str:
    """When a source was last compared with its text, in brackets."""
    return "" if day is None else _CHECKED.fill(day=day).text(locale)


def latest(parameters: Iterable[Parameter], locale: str) -> list[str]:
    """The last value of each figure, with its source and an anchor; then the readings."""
    rows, readings = [], []
    for parameter in parameters:
        name = f'<span id="figure-{parameter.name}"></span>{parameter.text(locale)}'
        if not parameter.values:
            rows.append([name, _NONE(locale), "", ""])
            continue
        value = parameter.values[-1]
        shown = f"**{amount(value.value, parameter.unit, locale)}**{_stops(value, locale)}"
        if value.grade is Grade.CHOSEN and value.end is None:
            readings.append(f"- {name}{Text(fr=' :', en=':')(locale)} {shown}")
        else:
            rows.append([name, shown, long_date(value.start, locale), link(value.source, locale)])
    lines = table(_HEAD(locale).split("|"), rows) if rows else []
    return lines + ([_SILENT(locale), "", *readings, ""] if readings else [])


def _stops(value: ParameterValue, locale: str) -> str:
    end = value.period.end
    return _UNTIL.fill(day=end.fromordinal(end.toordinal() - 1)).text(locale) if end else ""


def by_year(parameters: Iterable[Parameter], locale: str, placed: Iterable[str] = ()) -> list[str]:
    """Every value that was read, and the times when none was.

    Args:
        parameters: the figures.
        locale: the language.
        placed: the names of those that have their anchor elsewhere on the page.
    """
    placed, rows = set(placed), []
    for parameter in parameters:
        anchor = "" if parameter.name in placed else f'<span id="figure-{parameter.name}"></span>'
        name = f"{anchor}{parameter.text(locale)}"
        for value in parameter.values:
            source = link(value.source, locale) + checked(value.source.checked_on, locale)
            shown = amount(value.value, parameter.unit, locale)
            rows.append([name, value.since.text(locale), shown, source, value.grade.text(locale)])
            name = parameter.text(locale)
        gaps = [gap.message.text(locale) for gap in parameter.gaps]
        if not parameter.values:
            gaps = [Text(fr="toutes les années", en="every year")(locale)]
        rows += [[name, gap, Text(fr="non lue", en="not read")(locale), "", ""] for gap in gaps]
    return table(_YEARS(locale).split("|"), rows)
