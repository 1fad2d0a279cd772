"""Pages made of tables: the life of a declaration, the calendars, and what is not sourced yet."""

from itertools import zip_longest
from typing import Final

import afas
from afas.declarations import TRANSITIONS, Status
from afas.declarations import table as transitions
from afas.parameters import Parameter
from afas.periods import Period
from afas.ps import PS
from afas.terms import READINGS, PaymentTerms, in_words
from afas.text import Text, figure, long_date
from afas.windows import ALL
from website import drawing
from website.markdown import header, link, table, tidy

__all__ = ["calendars", "lifecycle", "unsourced"]


def lifecycle(locale: str) -> str:
    """The states, the diagram and the table of transitions."""
    title = Text(fr="États et transitions", en="States and transitions")(locale)
    intro = Text(
        fr="Le chemin d’une déclaration que rien n’arrête, et le refus. La table dessous est celle que le code "
        "applique ; le dessin en est fait. « Transmise Caf », « Refusée Caf » et « Annulée Caf » sont les mots du "
        "service ; les autres sont les nôtres.",
        en="The path of a declaration that nothing holds up, and the refusal. The table beneath is the one the code "
        "applies; the drawing is made from it. “Transmise Caf”, “Refusée Caf” and “Annulée Caf” are the service’s own "
        "words; the others are ours.",
    )(locale)
    lines = [*header(title, locale), intro, "", drawing.lifecycle(locale), ""]
    lines += [_cancelled()(locale), ""]
    lines += [Text(fr="## Transitions", en="## Transitions")(locale), "", transitions(locale), ""]
    head = Text(fr="État|Nom dans le code|États suivants", en="Status|Name in code|Next")(locale).split("|")
    states = [[one.text(locale), f"`{one.name}`", _next(one, locale)] for one in Status]
    lines += [Text(fr="## États", en="## States")(locale), "", *table(head, states)]
    return tidy(lines)


def _cancelled() -> Text:
    """The cancellations, in words."""
    spared = [one for one in Status if not any(r.source is one and r.target is Status.CANCELLED for r in TRANSITIONS)]
    if spared == [Status.CANCELLED]:
        return Text(
            fr="De tout état, la Caf peut annuler ; rien ne suit.",
            en="From any state the Caf can cancel; nothing follows.",
        )
    names = {locale: figure(tuple(one.text(locale) for one in spared), locale) for locale in ("fr", "en")}
    return Text(
        fr=f"La Caf peut annuler depuis tout état, sauf : {names['fr']}.",
        en=f"The Caf can cancel from any state but: {names['en']}.",
    )


def _next(status: Status, locale: str) -> str:
    targets = dict.fromkeys(row.target for row in TRANSITIONS if row.source is status)
    return figure(tuple(targets), locale) if targets else Text(fr="aucun : état final", en="none: final")(locale)


def calendars(locale: str) -> str:
    """The calendars and terms of payment at hand."""
    title = Text(fr="Calendriers et modalités de paiement", en="Calendars and terms of payment")(locale)
    intro = Text(
        fr="Un calendrier et des modalités sont ceux d’une Caf et d’une année. « À transmettre avant » est strict : ce "
        "jour-là il est trop tard, la veille est le dernier jour. [Apportez les vôtres](../how-to/add-calendar.md).",
        en="A calendar and terms are those of one Caf and year. “To transmit before” is strict: that day is too late, "
        "the day before is the last. "
        "[Bring yours](../how-to/add-calendar.md).",
    )(locale)
    lines = [*header(title, locale), intro, ""]
    for caf, year in afas.calendars.known():
        calendar = afas.calendars.get(caf, year)
        lines += [f"## {calendar.name(locale)}", ""]
        source = link(calendar.source, locale)
        checked = calendar.source.checked_on
        if checked is not None:
            source += Text(fr=" (vérifié le {day})", en=" (checked on {day})").fill(day=checked).text(locale)
        lines += [f"Source{Text(fr=' :', en=':')(locale)} {source}.", ""]
        lines += _windows(calendar, locale)
        if calendar.payment_terms is not None:
            lines += _terms(calendar.payment_terms, locale)
    return tidy([*lines, *_terms_alone(locale)])


_WINDOWS: Final = Text(
    fr="PS|Déclaration|Ouverte le|À transmettre avant le", en="PS|Declaration|Opens on|To transmit before"
)
_EVERY_PS: Final = Text(fr="toutes", en="all")


def _windows(calendar: afas.Calendar, locale: str) -> list[str]:
    """The windows of a calendar, one line each."""
    rows = []
    for code in dict.fromkeys(window.ps for window in calendar.windows):
        for kind in calendar.kinds(code):
            window = calendar.window(code, kind)
            declared = f"{kind.text(locale)} ({calendar.financial_year(window, code).text(locale)})"
            days = (f"{long_date(day, locale)}" for day in (window.available, window.before))
            rows.append([_EVERY_PS(locale) if code == ALL else f"[{code}](ps/{code}.md)", declared, *days])
    return table(_WINDOWS(locale).split("|"), rows)


def _terms_alone(locale: str) -> list[str]:
    """The terms of Cafs whose calendar was not read, in words."""
    lines = [Text(fr="## Modalités sans calendrier", en="## Terms without a calendar")(locale), ""]
    for caf, year in afas.terms.known():
        if (caf, year) in afas.calendars.known():
            continue
        book = afas.terms.get(caf, year or 2023)  # any year: the words have none
        for terms in book.terms if year is None else ():
            source = terms.source
            equipment = {None: "", "existing": Text(fr=", équipement existant", en=", existing equipment")(locale)}
            of = equipment.get(terms.equipment, Text(fr=", nouvel équipement", en=", new equipment")(locale))
            lines += [f"### Caf {caf}, {', '.join(terms.ps)}{of}", ""]
            lines += [*(f"- {line.text(locale)}" for line in in_words(terms)), ""]
            if source is not None:
                lines += [f"Source{Text(fr=' :', en=':')(locale)} {link(source, locale)}.", ""]
    return lines


def _terms(terms: PaymentTerms, locale: str) -> list[str]:
    title = Text(fr="### Paiements", en="### Payments")(locale)
    return [title, "", *(f"- {line.text(locale)}" for line in in_words(terms)), ""]


def _holes(service: PS, parameter: Parameter) -> list[Period]:
    """The times when a formula reads a parameter that has no value: before, in its declared gaps, after.

    A parameter without any value has none of these: it is missing altogether.
    """
    read = [
        Period(formula.start, after.start if after else None)
        for formulas in (service.formulas, *(part.formulas for part in service.parts))
        for formula, after in zip_longest(formulas, formulas[1:])
        if parameter.name in formula.uses
    ]
    if not read or not parameter.values:
        return []
    start, first, last = min(period.start for period in read), parameter.values[0].start, parameter.values[-1].end
    ends = [period.end for period in read]
    until = None if None in ends else max(end for end in ends if end)
    before = [Period(start, first)] if start < first else []
    after = [Period(last, until)] if last is not None and (until is None or last < until) else []
    return [*dict.fromkeys([*before, *parameter.gaps, *after])]


_NAMED_BY: Final = {
    "cap": "with_cap",
    "top_up_rate": "with_top_up",
    "base": "with_base",
    "trigger": "with_trigger",
    "gap": "with_gap",
}


def unsourced(locale: str) -> str:
    """What nobody could source: parameters without a value, declared holes, terms left open."""
    title = Text(fr="Ce qui n’est pas encore sourcé", en="What is not sourced yet")(locale)
    intro = Text(
        fr="Un chiffre que personne n’a pu lire n’a pas de valeur dans la bibliothèque : elle le demande, et dit "
        "comment le fournir ([mode d’emploi](../how-to/supply-figures.md)). Voici tout ce qui manque, tiré du code.",
        en="A figure nobody could read has no value in the library: it asks for it and says how to supply it "
        "([how](../how-to/supply-figures.md)). Here is all that is missing, read from the code.",
    )(locale)
    head = Text(fr="PS|Chiffre|Nom|Unité|Ce qui manque", en="PS|Figure|Name|Unit|What is missing")(locale)
    rows = []
    for service in (*map(afas.ps.get, afas.ps.codes()), afas.ps.PARTICIPATIONS):
        code = service.code
        for one in service.parameters:
            missing = [hole.message.text(locale) for hole in _holes(service, one)]
            if not one.values:
                missing = [Text(fr="toutes les années", en="every year")(locale)]
            if missing:
                unit = one.unit.text(locale)
                place = f"[{code}](../reference/ps/{code}.md)"
                rows.append([place, one.text(locale), f"`{one.name}`", unit, " ; ".join(missing)])
    lines = [*header(title, locale), intro, "", *table(head.split("|"), rows)]
    lines += [Text(fr="## Modalités laissées ouvertes", en="## Terms left open")(locale), ""]
    colon = Text(fr=" :", en=":")(locale)
    for caf, year in afas.terms.known():
        for terms in afas.terms.get(caf, year or 2023).terms:  # any year: what is open has none
            of = " ".join(filter(None, (f"Caf {caf}", str(year or ""), "/".join(terms.ps), terms.equipment)))
            lines += [
                f"- {of}{colon} {READINGS[name](locale)}, `terms.{_NAMED_BY[name]}(…)`" for name in terms.left_open
            ]
    readings = Text(
        fr="Les lectures prises là où une source se tait sont dans la [décision 3]"
        "(../decisions/0003-readings-of-open-sources.md) (en anglais).",
        en="The readings taken where a source is silent stand in [decision 3]"
        "(../../decisions/0003-readings-of-open-sources.md).",
    )
    return tidy([*lines, "", readings(locale)])
