"""The worked case of a PS on its page: what is declared, each step in figures, and a link that changes it."""

import re
from collections.abc import Mapping
from decimal import Decimal
from html import escape

import afas
from afas.documents import Document, Heading
from afas.parameters import illustrative
from afas.ps import PS
from afas.text import Euros, Text
from website.markdown import amount, folded
from website.simulator import address
from website.worked import WORKED

__all__ = ["worked"]


_INVENTED = Text(
    fr="**Chiffres illustratifs, sans valeur officielle**",
    en="**Illustrative figures, not official**",
)
_BEFORE = Text(
    fr="La formule est celle de cet exercice, pliée plus bas sous « Les formules d’avant ».",
    en="The formula is that of this year, folded below under “The formulas before”.",
)


def worked(service: PS, locale: str) -> list[str]:
    """The case, its figures marked where they are invented."""
    case = WORKED[service.code]
    year = afas.FinancialYear(case.year, service.school_year)
    first = year.period.start
    made = afas.estimate(service.code, case.entries, year=case.year, parameters=illustrative(case.parameters, first))
    data, scale, steps, *rule = _chapters(afas.explain(made).document(locale))
    result = Text(fr="Droit estimé pour {year} : {amount}.", en="Estimated right for {year}: {amount}.")
    title = Text(fr="## Un cas calculé", en="## A worked case")(locale)
    told = result.fill(year=year, amount=Euros(made.amount)).text(locale)
    lines = [title, "", f"**{told}** {_tried(service.code, locale)}", ""]
    if service.formula(first) is not service.formulas[-1]:
        lines += [_BEFORE(locale), ""]
    lines += [*data, ""]
    if case.parameters:
        lines += [_INVENTED(locale), "", *_invented(service, locale), ""]
    lines += [*steps, ""]
    cited = Text(fr="Les chiffres et le texte de ce cas", en="The figures and the text of this case")(locale)
    lines += folded(cited, [line for chapter in (scale, *rule) for line in (*chapter, "")])
    code = _in_python(service.code, str(made.amount), locale)
    return lines + folded(Text(fr="Ce cas en Python", en="This case in Python")(locale), code)


def _invented(service: PS, locale: str) -> list[str]:
    """The figures of the case that nobody could source, one a line."""
    named = ((service.parameter(name), Decimal(value)) for name, value in WORKED[service.code].parameters.items())
    is_ = Text(fr=" :", en=":")(locale)
    return [f"- {one.text(locale)}{is_} **{amount(value, one.unit, locale)}**" for one, value in named]


def _chapters(document: Document) -> list[list[str]]:
    """The lines of each chapter of an explanation: data, scale, steps, rule; bold names in place of headings."""
    made: list[list[str]] = []
    for block in document.blocks:
        if isinstance(block, Heading):
            made.append([f"**{block.words}**"])
        elif made:
            text = Document("", document.language, (block,)).to_markdown()
            made[-1] += ["", *re.sub(r"(https?://[^\s)]+)", r"<\1>", text).splitlines()]
    return made


def _in_python(of: str, right: str, locale: str) -> list[str]:
    case = WORKED[of]
    entries, scale, name = Text(fr="saisie|bareme|estimation", en="entries|scale|estimate")(locale).split("|")
    lines = ["```python", "import afas", "", *_assigned(entries, case.entries)]
    given = f", parameters={scale}" if case.parameters else ""
    if case.parameters:
        remark = Text(fr="illustratif, sans valeur officielle", en="illustrative, not official")(locale)
        lines += [f"# {remark}", *_assigned(scale, case.parameters)]
    lines += [f'{name} = afas.estimate("{of}", {entries}, year={case.year}{given})']
    return [*lines, f'assert str({name}.amount) == "{right}"', "```", ""]


def _tried(of: str, locale: str) -> str:
    """A link to the simulator, this case filled in; in HTML, since what follows # names no place of the page."""
    words = Text(fr="Changer ce cas dans le simulateur", en="Change this case in the simulator")(locale)
    return f'<a href="../../simulator.html{escape(address(of))}">{words}</a>.'


def _assigned(name: str, mapping: Mapping[str, object]) -> list[str]:
    """A dictionary under a name, on one line where it fits, in the house style."""
    pairs = [f"{key!r}: {value!r}".replace("'", '"') for key, value in mapping.items()]
    line = f"{name} = {{{', '.join(pairs)}}}"
    return [line] if len(line) <= 120 else [f"{name} = {{", *(f"    {pair}," for pair in pairs), "}"]
