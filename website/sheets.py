"""The sheet of a PS: what is declared, the formula, the figures with their sources, controls, a case, windows."""

import inspect
import re
import sys
from collections.abc import Iterable, Mapping
from decimal import Decimal
from html import escape

import afas
from afas.forms import Field
from afas.parameters import Parameter, illustrative
from afas.ps import PS, Formula
from afas.quantities import Unit
from afas.text import Euros, Text, figure, long_date
from website.formulas import printed
from website.markdown import admonition, amount, folded, header, link, place_names, table, tidy
from website.simulator import address
from website.worked import WORKED

__all__ = ["index", "participations", "sheet", "windows"]


def index(locale: str) -> str:
    """The list of all PS, each with its sheet."""
    title = Text(fr="Les prestations de service", en="The prestations de service")(locale)
    intro = Text(
        fr="Une fiche par PS : les données à déclarer, la formule, les chiffres avec leurs sources, un cas calculé.",
        en="One sheet a PS: the data to declare, the formula, the figures with their sources, a worked case.",
    )(locale)
    head = Text(fr="Code|Nom|Année|Déclarations", en="Code|Name|Year|Declarations")(locale).split("|")
    rows = []
    for code in afas.ps.codes():
        service = afas.ps.get(code)
        kinds = ", ".join(kind.text(locale) for kind in service.kinds)
        rows.append([f"[{code}]({code}.md)", service.text(locale), _year(service)(locale), kinds])
    beside = Text(
        fr="À côté des PS : le [barème des participations familiales](PARTICIPATIONS.md), tarif horaire d’une famille.",
        en="Beside the PS: the [scale of family participations](PARTICIPATIONS.md), the hourly tariff of a family.",
    )(locale)
    return tidy([*header(title, locale), intro, "", *table(head, rows), beside])


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
    head = Text(fr="Donnée|Nom dans le code|Unité|Bornes", en="Figure|Name in code|Unit|Bounds")(locale)
    rows = [
        [field.text(locale), f"`{field.name}`", field.unit.text(locale), _bounds(field, locale)]
        for field in service.fields
    ]
    lines = [*header(service.text(locale), locale), intro, "", household, "", *table(head.split("|"), rows)]
    for part in (_formula, _parameters, _notes):
        lines += part(service, locale)
    return tidy(lines)


def _year(service: PS) -> Text:
    return Text(fr="scolaire", en="school") if service.school_year else Text(fr="civile", en="civil")


def sheet(service: PS, locale: str) -> str:
    """The page of one PS."""
    is_ = Text(fr=" :", en=":")(locale)
    lines = header(f"{service.code} – {service.text(locale)}", locale)
    year, aliases = _year(service), ", ".join(f"`{alias}`" for alias in service.aliases)
    known = Text(fr="Code", en="Code")(locale) + f"{is_} `{service.code}`"
    lines += [known + (Text(fr=" ; ou ", en="; or ")(locale) + aliases if aliases else "") + ".  "]
    lines += [Text(fr=f"Année {year.fr}.  ", en=f"{year.en.capitalize()} year.  ")(locale)]
    for kind, first in service.since.items():
        since = Text(
            fr="Déclaration « {kind} » prise dans Afas à partir de {first}.  ",
            en="“{kind}” declaration taken in Afas from {first}.  ",
        )
        lines.append(since.fill(kind=kind, first=str(first)).text(locale))
    lines += [""]
    for part in (_formula, _figures, _worked, _data, _windows):
        lines += part(service, locale)
    module = _module(service)
    rules = Text(fr=f"Règles : `{module}`.", en=f"Rules: `{module}`.")(locale)
    for title, more in (
        (Text(fr="Les chiffres, année par année", en="The figures, year by year"), _parameters(service, locale)),
        (Text(fr="Les contrôles", en="The controls"), _controls(service, locale)),
        (Text(fr="Le code, et ses notes", en="The code, and its notes"), [rules, "", *_notes(service, locale)]),
    ):
        lines += folded(title(locale), more)
    return tidy(lines)


def _module(service: PS) -> str:
    return service.formulas[0].right.__module__.replace(".", "/").join(("src/", ".py"))


def _data(service: PS, locale: str) -> list[str]:
    head = Text(
        fr="Donnée|Nom dans le code|Unité|Formulaire|Saisie|Bornes|Déclarations",
        en="Figure|Name in code|Unit|Form|Entered|Bounds|Declarations",
    )
    every = Text(fr="toutes", en="all")(locale)
    rows = [
        [
            field.text(locale),
            f"`{field.name}`",
            field.unit.text(locale),
            field.form.text(locale),
            _entered(field)(locale),
            _bounds(field, locale),
            every if field.kinds is None else figure(tuple(k for k in service.kinds if k in field.kinds), locale),
        ]
        for field in service.fields
    ]
    title = Text(fr="Données à déclarer", en="Data to declare")(locale)
    return [f"## {title}", "", *table(head(locale).split("|"), rows)]


def _entered(field: Field) -> Text:
    if field.by_site:
        return Text(fr="par lieu d’implantation", en="by site")
    return Text(fr="par activité", en="by activity")


def _bounds(field: Field, locale: str) -> str:
    if field.unit is Unit.FLAG:
        return Text(fr="oui ou non", en="yes or no")(locale)
    high = Decimal(1) if field.unit is Unit.RATIO and field.high is None else field.high
    if high is None:
        return f"≥ {figure(field.low, locale)}"
    return Text(fr="de {low} à {high}", en="{low} to {high}").fill(low=field.low, high=high).text(locale)


def _formula(service: PS, locale: str) -> list[str]:
    """The formula in force, of the right and of each part; those before it are folded."""
    lines = [Text(fr="## Le droit : la formule", en="## The right: the formula")(locale), ""]
    past: list[str] = []
    named: list[tuple[Text | None, tuple[Formula, ...]]] = [(None, service.formulas)]
    named += [(service.label(part.name), part.formulas) for part in service.parts]
    for name, formulas in named:
        heading = [f"### {name(locale)}", ""] if name else []
        steps = _printed(service, formulas[-1], locale)
        calculation = Text(fr="Le calcul, pas à pas", en="The calculation, step by step")(locale)
        lines += [*heading, *(folded(calculation, steps) if name else steps)]
        if formulas[:-1]:
            past += heading and [f"**{name(locale)}**" if name else "", ""]
            for formula in formulas[:-1]:
                past += _printed(service, formula, locale)
    before = Text(fr="Les formules d’avant", en="The formulas before")(locale)
    return lines + (folded(before, past) if past else [])


def _printed(service: PS, formula: Formula, locale: str) -> list[str]:
    since = Text(fr="En vigueur à partir du {day}.", en="In force from {day}.").fill(day=formula.start)
    rule = Text(fr="Texte :", en="Text:")(locale)
    checked = _checked(formula.source.checked_on, locale)
    said = f"**{since.text(locale)}** {rule} {link(formula.source, locale)}{checked}."
    lines = printed(service, formula, locale)
    code = next((rank for rank, line in enumerate(lines) if line.startswith("```")), len(lines))
    written = folded(Text(fr="La même, dans le code", en="The same, in the code")(locale), lines[code:])
    return [said, "", *lines[:code], "", *(written if lines[code:] else [])]


def _figures(service: PS, locale: str) -> list[str]:
    """The last value of each figure that the formulas in force read, with its source."""
    last = [service.formulas[-1], *(part.formulas[-1] for part in service.parts)]
    read = {name for formula in last for name in formula.uses}
    head = Text(fr="Chiffre|Valeur|Depuis le|Source", en="Figure|Value|Since|Source")(locale).split("|")
    none = Text(fr="[non lue](../../explanation/unsourced.md)", en="[not read](../../explanation/unsourced.md)")(locale)
    until = Text(fr=", jusqu’au {day}", en=", until {day}")
    rows = []
    for parameter in service.parameters:
        if parameter.name not in read:
            continue
        if not parameter.values:
            rows.append([parameter.text(locale), none, "", ""])
            continue
        value = parameter.values[-1]
        end = value.period.end
        day = end.fromordinal(end.toordinal() - 1) if end else None
        stops = until.fill(day=day).text(locale) if day else ""
        shown = f"**{amount(value.value, parameter.unit, locale)}**{stops}"
        rows.append([parameter.text(locale), shown, long_date(value.start, locale), link(value.source, locale)])
    title = Text(fr="## Les derniers chiffres lus", en="## The latest figures read")(locale)
    return [title, "", *table(head, rows)] if rows else []


def _checked(day: object, locale: str) -> str:
    if day is None:
        return ""
    return Text(fr=" (vérifié le {day})", en=" (checked on {day})").fill(day=day).text(locale)


def _parameters(service: PS, locale: str) -> list[str]:
    lines = [Text(fr="## Chiffres par année", en="## Figures by year")(locale), ""]
    head = Text(fr="Période|Valeur|Source|Vérifié le|Appui", en="Period|Value|Source|Checked on|Support")(locale)
    for parameter in service.parameters:
        unit = parameter.unit.text(locale)
        lines += [f"### {parameter.text(locale)} (`{parameter.name}`, {unit})", ""]
        if parameter.values:
            lines += table(head.split("|"), _values(parameter, locale))
        else:
            lines += _no_value(parameter, locale)
        for gap in parameter.gaps:
            words = Text(fr="Aucune valeur lue {gap}.", en="No value read {gap}.").fill(gap=gap.message)
            lines += admonition("warning", words.text(locale))
    return lines


def _values(parameter: Parameter, locale: str) -> Iterable[list[str]]:
    for value in parameter.values:
        checked = value.source.checked_on
        yield [
            value.period.message.text(locale),
            amount(value.value, parameter.unit, locale),
            link(value.source, locale),
            long_date(checked, locale) if checked else "–",
            value.grade.text(locale),
        ]


def _no_value(parameter: Parameter, locale: str) -> list[str]:
    words = Text(
        fr=f"Aucune valeur n’a pu être sourcée, pour aucune année : "
        f"[fournissez la vôtre](../../how-to/supply-figures.md), `parameters={{'{parameter.name}': '…'}}`.",
        en=f"No value could be sourced, for any year: "
        f"[supply yours](../../how-to/supply-figures.md), `parameters={{'{parameter.name}': '…'}}`.",
    )
    return admonition("warning", words(locale))


def _controls(service: PS, locale: str) -> list[str]:
    title = Text(fr="## Contrôles", en="## Controls")(locale)
    if not service.controls:
        return [title, "", Text(fr="Aucun.", en="None.")(locale), ""]
    head = Text(fr="Code|Effet|Phrase|Données lues", en="Code|Effect|Sentence|Figures read")(locale).split("|")
    rows = [
        [
            f"`{control.code}`",
            control.severity.text(locale),
            place_names(control.text(locale)),
            ", ".join(f"`{name}`" for name in control.reads),
        ]
        for control in service.controls
    ]
    return [title, "", *table(head, rows)]


def _worked(service: PS, locale: str) -> list[str]:
    case = WORKED[service.code]
    year = afas.FinancialYear(case.year, service.school_year)
    figures = illustrative(case.parameters, year.period.start)
    made = afas.estimate(service.code, case.entries, year=case.year, parameters=figures)
    explained = afas.explain(made).to_markdown(locale).split("\n", 2)[2]
    title = Text(fr="## Un cas calculé", en="## A worked case")(locale)
    names = Text(fr="saisie|bareme|estimation", en="entries|scale|estimate")(locale).split("|")
    result = Text(fr="Droit estimé : {amount}.", en="Estimated right: {amount}.").fill(amount=Euros(made.amount))
    entries, scale, name = names
    code = ["```python", "import afas", "", *_assigned(entries, case.entries)]
    given = f", parameters={scale}" if case.parameters else ""
    if case.parameters:
        remark = Text(fr="illustratif, sans valeur officielle", en="illustrative, not official")(locale)
        code += [f"# {remark}", *_assigned(scale, case.parameters)]
    code += [f'{name} = afas.estimate("{service.code}", {entries}, year={case.year}{given})']
    code += [f'assert str({name}.amount) == "{made.amount}"', "```", ""]
    lines = [title, "", f"**{result.text(locale)}** {_tried(service.code, locale)}", ""]
    return [*lines, *_linked(explained).splitlines(), "", *folded(Text(fr="En Python", en="In Python")(locale), code)]


def _tried(code: str, locale: str) -> str:
    """A link to the simulator, this case filled in; in HTML, since what follows # names no place of the page."""
    words = Text(fr="Ouvrir ce cas dans le simulateur", en="Open this case in the simulator")(locale)
    return f'<a href="../../simulator.html{escape(address(code))}">{words}</a>.'


def _linked(text: str) -> str:
    return re.sub(r"(https?://[^\s)]+)", r"<\1>", text)


def _assigned(name: str, mapping: Mapping[str, object]) -> list[str]:
    """A dictionary under a name, on one line where it fits, in the house style."""
    pairs = [f"{key!r}: {value!r}".replace("'", '"') for key, value in mapping.items()]
    line = f"{name} = {{{', '.join(pairs)}}}"
    return [line] if len(line) <= 120 else [f"{name} = {{", *(f"    {pair}," for pair in pairs), "}"]


def windows(calendar: afas.Calendar, codes: Iterable[str], locale: str) -> list[str]:
    """The windows of a calendar, one line each, for these PS."""
    head = Text(
        fr="PS|Déclaration|Exercice|Ouverte le|À transmettre avant le|soit au plus tard le",
        en="PS|Declaration|Year|Opens on|To transmit before|that is by",
    )
    rows = []
    for code in codes:
        for kind in calendar.kinds(code):
            window = calendar.window(code, kind)
            year = calendar.financial_year(window, code).text(locale)
            opens, before = long_date(window.available, locale), long_date(window.before, locale)
            last = long_date(window.before.fromordinal(window.before.toordinal() - 1), locale)
            rows.append([code, kind.text(locale), year, opens, before, last])
    return table(head(locale).split("|"), rows) if rows else []


def _windows(service: PS, locale: str) -> list[str]:
    """A link to the calendars: a page that listed them would be written anew with each that is added."""
    where = Text(
        fr="Quand déclarer ? Les dates de cette PS, Caf par Caf : [calendriers connus](../calendars.md).",
        en="When to declare? The dates of this PS, Caf by Caf: [calendars known](../calendars.md).",
    )
    kinds = Text(fr="Déclarations demandées : {kinds}.", en="Declarations asked for: {kinds}.").fill(
        kinds=service.kinds
    )
    return [Text(fr="## Dates", en="## Dates")(locale), "", kinds(locale), "", where(locale), ""]


def _notes(service: PS, locale: str) -> list[str]:
    """What the module says of its rule and of the readings taken, in its own words."""
    text = inspect.getdoc(sys.modules[service.formulas[0].right.__module__])
    if text is None:
        return []
    title = Text(fr="## Notes sur la règle (en anglais, celles du code)", en="## Notes on the rule")(locale)
    return [title, "", '<div lang="en" markdown>', "", *text.splitlines(), "", "</div>", ""]
