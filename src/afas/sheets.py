"""The sheet of a PS (*fiche*): what is declared, each formula as it is computed, every figure with its source.

Nothing of it is written by hand: the formulas print themselves, and the tables are the PS's own data.

Imports: text, sources, symbols, parameters, forms, ps.
"""

from afas import ps as registry
from afas.forms import Field
from afas.parameters import Parameter
from afas.ps import PS, Formula
from afas.symbols import SEMICOLON
from afas.text import Text, figure

__all__ = ["sheet"]

_YES: dict[bool, Text] = {True: Text(fr="oui", en="yes"), False: Text(fr="non", en="no")}
_NONE = Text(
    fr="Aucune valeur sourcée : à fournir (`parameters=`).", en="No sourced value: to be supplied (`parameters=`)."
)


def sheet(ps: str | PS, locale: str = "fr") -> str:
    """The sheet of a PS, in Markdown with LaTeX.

    Args:
        ps: its code, or the PS itself.
        locale: French or English.

    >>> print(sheet("FJT", "en").splitlines()[0])
    ## FJT — Young workers’ hostel
    """
    service = registry.get(ps) if isinstance(ps, str) else ps
    lines = [f"## {service.code} — {service.text.get(locale)}", "", *_facts(service, locale), ""]
    lines += [f"### {Text(fr='Données déclarées', en='Data declared').get(locale)}", "", *_data(service, locale), ""]
    for formula in service.formulas:
        lines += _formula(service, formula, locale)
    lines += [f"### {Text(fr='Barème', en='Scale').get(locale)}", ""]
    for parameter in service.parameters:
        lines += [*_parameter(parameter, locale), ""]
    if service.controls:
        lines += [f"### {Text(fr='Contrôles', en='Controls').get(locale)}", ""]
        for control in service.controls:
            lines.append(f"- `{control.code}` ({control.severity.text.get(locale)}) : {control.text.get(locale)}")
    return "\n".join(lines).rstrip() + "\n"


def _facts(service: PS, locale: str) -> list[str]:
    kinds = figure(tuple(service.kinds), locale)
    facts = [
        (Text(fr="Déclarations", en="Declarations"), kinds),
        (Text(fr="Par lieu d’implantation", en="By site"), _YES[service.sites].get(locale)),
        (Text(fr="Année scolaire", en="School year"), _YES[service.school_year].get(locale)),
    ]
    if service.aliases:
        facts.append((Text(fr="Autres codes", en="Other codes"), ", ".join(service.aliases)))
    if service.since:
        first = [f"{kind.text.get(locale)} {year}" for kind, year in service.since.items()]
        facts.append((Text(fr="Dans Afas à partir de", en="In AFAS from"), figure(first, locale)))
    colon = Text(fr=" :", en=":").get(locale)
    return [f"- {label.get(locale)}{colon} {fact}" for label, fact in facts]


def _data(service: PS, locale: str) -> list[str]:
    head = Text(fr="| Donnée | Nom | Unité | Formulaire |", en="| Figure | Name | Unit | Form |").get(locale)
    return [head, "|---|---|---|---|", *(_field(field, locale) for field in service.fields)]


def _field(field: Field, locale: str) -> str:
    optional = "" if field.default is None else Text(fr=" (facultative)", en=" (optional)").get(locale)
    cells = (f"{field.text.get(locale)}{optional}", f"`{field.name}`", field.unit.text.get(locale))
    return f"| {' | '.join((*cells, field.form.text.get(locale)))} |"


def _formula(service: PS, formula: Formula, locale: str) -> list[str]:
    title = Text(fr="Formule à partir du {start}", en="Formula from {start}").fill(start=formula.start).text(locale)
    following = next((later.start for later in service.formulas if later.start > formula.start), None)
    on = None if following is None else formula.start
    words = service.words(on, locale).splitlines()
    rule = Text(fr="Règle : {source}", en="Rule: {source}").fill(source=formula.source.cite(locale)).text(locale)
    lines = [f"### {title}", "", *(f"{rank}. {line}" for rank, line in enumerate(words, start=1)), ""]
    return [*lines, "$$", service.latex(on, locale), "$$", "", rule, ""]


def _parameter(parameter: Parameter, locale: str) -> list[str]:
    lines = [f"**{parameter.text.get(locale)}** (`{parameter.name}`, {parameter.unit.text.get(locale)})", ""]
    if not parameter.values:
        return [*lines, _NONE.get(locale)]
    for value in parameter.values:
        shown = parameter.unit.show(value.value, locale)
        support = f"{value.grade.text.get(locale)}{SEMICOLON.get(locale)}{value.source.cite(locale)}"
        lines.append(f"- {shown}, {value.since.text(locale)} — {support}")
    return lines
