"""What the page of a PS folds away: former formulas, all figures that were read, controls, names in code, the code."""

import inspect
import sys
from decimal import Decimal
from itertools import pairwise

from afas.forms import Field
from afas.ps import PS, Formula
from afas.quantities import Unit
from afas.text import Text, figure
from website import rates
from website.formulas import code, printed
from website.markdown import blanks, folded, link, table

__all__ = ["bounds", "checks"]


def checks(service: PS, placed: set[str], locale: str) -> list[str]:
    """What is folded: former formulas, every figure that was read, controls, names and code, notes."""
    folds = (
        (Text(fr="Les formules d’avant", en="The formulas before"), _former(service, locale)),
        (
            Text(fr="Les chiffres, année par année", en="The figures, year by year"),
            rates.by_year(service.parameters, locale, placed),
        ),
        (Text(fr="Les contrôles", en="The controls"), _controls(service, locale)),
        (
            Text(fr="Le nom de chaque donnée dans le code", en="The name of each figure in code"),
            _names(service, locale),
        ),
        (Text(fr="Le code, et ses notes", en="The code, and its notes"), _code(service, locale)),
    )
    return [line for title, lines in folds if lines for line in folded(title(locale), lines)]


def _former(service: PS, locale: str) -> list[str]:
    named: list[tuple[Text | None, tuple[Formula, ...]]] = [(None, service.formulas)]
    named += [(service.label(part.name), part.formulas) for part in service.parts]
    lines: list[str] = []
    for name, formulas in named:
        for formula, after in pairwise(formulas):
            until = Text(fr="Du {day} au {last} inclus.", en="From {day} to {last} included.")
            last = after.start.fromordinal(after.start.toordinal() - 1)
            said = until.fill(day=formula.start, last=last).text(locale)
            title = f"**{name(locale)}.** {said}" if name else f"**{said}**"
            source = f"{link(formula.source, locale)}{rates.checked(formula.source.checked_on, locale)}"
            steps = printed([formula])[0].lines(service, locale, linked=False)
            lines += [f"{title} {source}.", "", *steps]
    return lines


def _controls(service: PS, locale: str) -> list[str]:
    if not service.controls:
        return []
    head = Text(fr="Code|Effet|Phrase|Données lues", en="Code|Effect|Sentence|Figures read")(locale).split("|")
    labels = {field.name: field.text(locale) for field in service.fields}
    rows = [
        [
            f"`{control.code}`",
            control.severity.text(locale),
            blanks(control.text(locale)),
            ", ".join(labels.get(name, f"`{name}`") for name in control.reads),
        ]
        for control in service.controls
    ]
    return table(head, rows)


def _names(service: PS, locale: str) -> list[str]:
    """Fields, figures and steps, as `estimate` and its answer name them."""
    head = Text(fr="Nom dans le code|Ce que c’est|Unité|Bornes", en="Name in code|What it is|Unit|Bounds")
    rows = [[f"`{one.name}`", one.text(locale), one.unit.text(locale), bounds(one, locale)] for one in service.fields]
    rows += [[f"`{one.name}`", one.text(locale), one.unit.text(locale), ""] for one in service.parameters]
    rows += [[f"`{name}`", text(locale), service.unit(name).text(locale), ""] for name, text in service.steps.items()]
    return table(head(locale).split("|"), rows)


def _code(service: PS, locale: str) -> list[str]:
    """The functions that compute, and what their module says of the rule and of the readings taken, in English."""
    module = service.formulas[0].right.__module__
    rules = Text(fr="Règles : `{file}`.", en="Rules: `{file}`.").fill(file=f"src/{module.replace('.', '/')}.py")
    lines = [
        rules.text(locale),
        "",
        *code([*service.formulas, *(one for part in service.parts for one in part.formulas)]),
    ]
    text = inspect.getdoc(sys.modules[module])
    return [*lines, '<div lang="en" markdown>', "", *text.splitlines(), "", "</div>", ""] if text else lines


def bounds(field: Field, locale: str) -> str:
    """What a figure may be."""
    if field.unit is Unit.FLAG:
        return Text(fr="oui ou non", en="yes or no")(locale)
    high = Decimal(1) if field.unit is Unit.RATIO and field.high is None else field.high
    if high is None:
        return f"≥ {figure(field.low, locale)}"
    return Text(fr="de {low} à {high}", en="{low} to {high}").fill(low=field.low, high=high).text(locale)
