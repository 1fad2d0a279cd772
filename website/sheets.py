"""The page of a PS: what it pays, the formula in words, today's figures, a worked case; the rest is folded."""

import afas
from afas.forms import Field
from afas.numbers import SEMICOLON
from afas.ps import PS, Part
from afas.text import Text, figure
from website import rates
from website.cases import worked
from website.folds import bounds, checks
from website.formulas import Printed, printed
from website.markdown import folded, header, link, table, tidy

__all__ = ["index", "participations", "sheet"]

_IS = Text(fr=" :", en=":")
_FORMULA = Text(fr="## Le calcul", en="## The calculation")
_FIGURES = Text(fr="## Les derniers chiffres lus", en="## The latest figures read")
_DATA = Text(fr="## Ce qui est déclaré", en="## What is declared")
_DATA_HEAD = Text(fr="Donnée|Unité|Formulaire|Saisie|Déclarations", en="Figure|Unit|Form|Entered|Declarations")
_OTHERS = Text(fr="Les autres données déclarées", en="The other figures declared")
_MORE = Text(fr="## Pour vérifier", en="## To check")
_SINCE = Text(
    fr="Règle en vigueur à partir du {day}. Chaque terme mène à sa place : une donnée, un chiffre, une étape. "
    "Texte : {source}{checked}.",
    en="Rule in force from {day}. Each term leads to its own place: a declared figure, a dated one, a step. "
    "Text: {source}{checked}.",
)


def index(locale: str) -> str:
    """The list of all PS, each with what it pays."""
    title = Text(fr="Les prestations de service", en="The prestations de service")(locale)
    intro = Text(
        fr="Une fiche par PS : ce qu’elle verse et à qui, le calcul, les chiffres avec leurs sources, un cas calculé.",
        en="One sheet a PS: what it pays and to whom, the calculation, the figures with their sources, a worked case.",
    )(locale)
    head = Text(fr="Code|Nom|Ce qu’elle verse|Année", en="Code|Name|What it pays|Year")(locale).split("|")
    rows = []
    for of in afas.ps.codes():
        service = afas.ps.get(of)
        pays = service.purpose(locale) if service.purpose else ""
        rows.append([f"[{of}]({of}.md)", service.text(locale), pays, _year(service)(locale)])
    beside = Text(
        fr="À côté des PS : le [barème des participations familiales](PARTICIPATIONS.md), tarif horaire d’une famille.",
        en="Beside the PS: the [scale of family participations](PARTICIPATIONS.md), the hourly tariff of a family.",
    )(locale)
    return tidy([*header(title, locale), intro, "", *table(head, rows), beside])


def sheet(service: PS, locale: str) -> str:
    """The page of one PS."""
    right, *parts = _current(service)
    lines = header(f"{service.code} – {service.text(locale)}", locale)
    lines += [*_opening(service, locale), *_rule(service, right, locale)]
    placed = right.reads("parameters")
    lines += _figures(service, placed, locale)
    lines += worked(service, locale)
    declared = right.reads("data")
    lines += [_DATA(locale), "", *_data(service, declared, locale), *_windows(service, locale)]
    if parts:
        title = Text(fr="## Bonus et compléments", en="## Bonuses and complements")(locale)
        words = Text(fr="Chacun s’ajoute où il est demandé.", en="Each is added where it is asked for.")(locale)
        lines += [title, "", words, ""]
        for part, made in zip(service.parts, parts, strict=True):
            own = made.reads("parameters") - placed, made.reads("data") - declared
            lines += folded(service.label(part.name)(locale), _part(service, part, made, *own, locale))
            placed, declared = placed | own[0], declared | own[1]
    others = {field.name for field in service.fields} - declared
    if others:
        lines += folded(_OTHERS(locale), _data(service, others, locale))
    return tidy([*lines, _MORE(locale), "", *checks(service, placed, locale)])


def participations(locale: str) -> str:
    """The page of the scale of family participations: what a household gives, the formula, the figures."""
    service = afas.ps.PARTICIPATIONS
    intro = Text(
        fr="Le tarif horaire d’une famille en crèche (Eaje) : ce n’est pas une PS, aucune déclaration ne le demande. "
        "[Mode d’emploi](../../how-to/family-tariff.md).",
        en="The hourly tariff of a family in a crèche (EAJE): it is no PS, and no declaration asks for it. "
        "[How to](../../how-to/family-tariff.md).",
    )(locale)
    household = Text(fr="## Le foyer", en="## The household")(locale)
    head = Text(fr="Donnée|Unité|Bornes", en="Figure|Unit|Bounds")(locale)
    rows = [[_named(field, locale), field.unit.text(locale), bounds(field, locale)] for field in service.fields]
    (right,) = _current(service)
    placed = right.reads("parameters")
    lines = [*header(service.text(locale), locale), intro, "", *_rule(service, right, locale)]
    lines += [*_figures(service, placed, locale), household, "", *table(head.split("|"), rows)]
    return tidy([*lines, _MORE(locale), "", *checks(service, placed, locale)])


def _current(service: PS) -> list[Printed]:
    """The formula in force of the right, then that of each part."""
    return printed([service.formulas[-1], *(part.formulas[-1] for part in service.parts)])


def _year(service: PS) -> Text:
    return Text(fr="scolaire", en="school") if service.school_year else Text(fr="civile", en="civil")


def _opening(service: PS, locale: str) -> list[str]:
    """What it pays and for whom; where the sentence comes from; its years and declarations."""
    is_ = _IS(locale)
    lines = [f"**{service.purpose(locale)}**", ""] if service.purpose else []
    year = _year(service)
    facts = [Text(fr=f"année {year.fr}", en=f"{year.en} year")(locale)]
    facts += [Text(fr="déclarations : {kinds}", en="declarations: {kinds}").fill(kinds=service.kinds).text(locale)]
    if service.sites:
        facts += [Text(fr="données d’activité par lieu d’implantation", en="activity data by site")(locale)]
    known = Text(fr="Code", en="Code")(locale) + f"{is_} `{service.code}`"
    aliases = ", ".join(f"`{alias}`" for alias in service.aliases)
    known += Text(fr=" ou ", en=" or ")(locale) + aliases if aliases else ""
    lines += [SEMICOLON(locale).join([known, *facts]) + "."]
    for kind, first in service.since.items():
        since = Text(
            fr="Déclaration « {kind} » prise dans Afas à partir de {first}.",
            en="“{kind}” declaration taken in Afas from {first}.",
        )
        lines.append(since.fill(kind=kind, first=str(first)).text(locale))
    return [*lines, ""]


def _rule(service: PS, right: Printed, locale: str) -> list[str]:
    source = right.formula.source
    cited = {"source": link(source, locale), "checked": rates.checked(source.checked_on, locale)}
    since = _SINCE.fill(day=right.formula.start, **cited).text(locale)
    return [_FORMULA(locale), "", *right.lines(service, locale), since, ""]


def _figures(service: PS, names: set[str], locale: str) -> list[str]:
    read = [parameter for parameter in service.parameters if parameter.name in names]
    return [_FIGURES(locale), "", *rates.latest(read, locale)] if read else []


def _part(service: PS, part: Part, made: Printed, figures: set[str], fields: set[str], locale: str) -> list[str]:
    """A bonus: how it is computed, what asks for it; its figures and data that are not told before."""
    formula = made.formula
    lines = made.lines(service, locale)
    source = f"{link(formula.source, locale)}{rates.checked(formula.source.checked_on, locale)}"
    asked = Text(
        fr="Depuis le {day}, où « {field} » n’est pas nul. Texte : {source}.",
        en="Since {day}, where “{field}” is not zero. Text: {source}.",
    )
    asked_by = service.field(part.declared_by).text(locale)
    lines += [asked.fill(day=part.formulas[0].start, field=asked_by, source=source).text(locale), ""]
    lines += rates.latest([one for one in service.parameters if one.name in figures], locale)
    return lines + (_data(service, fields, locale) if fields else [])


def _named(field: Field, locale: str) -> str:
    return f'<span id="data-{field.name}"></span>{field.text(locale)}'


def _data(service: PS, names: set[str], locale: str) -> list[str]:
    every = Text(fr="toutes", en="all")(locale)
    rows = [
        [
            _named(field, locale),
            field.unit.text(locale),
            field.form.text(locale),
            _entered(field)(locale),
            every if field.kinds is None else figure(tuple(k for k in service.kinds if k in field.kinds), locale),
        ]
        for field in service.fields
        if field.name in names
    ]
    return table(_DATA_HEAD(locale).split("|"), rows)


def _entered(field: Field) -> Text:
    if field.by_site:
        return Text(fr="par lieu d’implantation", en="by site")
    return Text(fr="par activité", en="by activity")


def _windows(service: PS, locale: str) -> list[str]:
    """A link to the calendars: a page that listed them would be written anew with each that is added."""
    where = Text(
        fr=f"Quand déclarer ? Les dates de {service.code}, Caf par Caf : [calendriers connus](../calendars.md).",
        en=f"When to declare? The dates of {service.code}, Caf by Caf: [calendars known](../calendars.md).",
    )
    return [where(locale), ""]
