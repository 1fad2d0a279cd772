"""The glossary, French and English, with an anchor for each term, the same in both languages.

Terms that are names in the code are read from it; those of the field that no name carries stand below, each with
what it means and where that is read. An anchor is made from the French term.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import cast

import attrs

import afas
from afas import forms, payments, roles, sources
from afas.controls import Severity
from afas.declarations import _lifecycle as lifecycle
from afas.text import Code, Text
from website.markdown import header, slug, tidy

__all__ = ["page"]


@attrs.frozen
class Term:
    """A term of the field: its words, and what it means."""

    text: Text
    meaning: Text


def _term(fr: str, en: str, meaning_fr: str, meaning_en: str) -> Term:
    return Term(Text(fr=fr, en=en), Text(fr=meaning_fr, en=meaning_en))


FIELD = (
    _term(
        "Afas",
        "Afas",
        "Aides financières d’action sociale : le service de Mon Compte Partenaire où l’on déclare.",
        "Aides financières d’action sociale: the service of Mon Compte Partenaire where one declares.",
    ),
    _term(
        "Mon Compte Partenaire (Mcp)",
        "Mon Compte Partenaire (Mcp)",
        "Le portail des Caf pour leurs partenaires.",
        "The portal of the Cafs for their partners.",
    ),
    _term(
        "Prestation de service (PS)",
        "Prestation de service (PS)",
        "Le cofinancement d’un service par la Caf, sous convention ; ce n’est pas un droit sans convention.",
        "The co-financing of a service by the Caf, under an agreement; no entitlement without one.",
    ),
    _term(
        "PS à l’acte",
        "PS by act",
        "Compte des heures ou des journées : EAJE, ALSH.",
        "Counts hours or days: EAJE, ALSH.",
    ),
    _term(
        "PS à la fonction",
        "PS by function",
        "Finance une fonction : RPE, LAEP, CLAS, centres sociaux, FJT, médiation familiale.",
        "Finances a function: RPE, LAEP, CLAS, social centres, FJT, family mediation.",
    ),
    _term(
        "Gestionnaire",
        "Manager, partner",
        "Le partenaire sous convention, qui déclare et qui est payé.",
        "The partner under agreement, who declares and is paid.",
    ),
    _term("Convention", "Agreement", "Le texte signé avec la Caf, condition de la PS.", "Signed with the Caf."),
    _term(
        "Lieu d’implantation",
        "Site",
        "Un lieu où l’activité est exercée ; les données d’activité de certaines PS y sont saisies.",
        "A place where the activity is held; activity data of some PS is entered there.",
    ),
    _term(
        "Habilitation",
        "Assignment",
        "Un rôle donné à une personne, avec un début et une fin.",
        "A role given to a person, with a start and an end.",
    ),
    _term(
        "Exercice",
        "Financial year",
        "L’année d’une déclaration : civile, ou scolaire pour le CLAS.",
        "The year of a declaration: civil, or school year for CLAS.",
    ),
    _term(
        "Prix de revient",
        "Unit cost",
        "Les dépenses retenues, divisées par les unités (heures, ETP, groupes).",
        "Eligible expenses divided by units (hours, FTE, groups).",
    ),
    _term(
        "Prix plafond",
        "Ceiling",
        "La limite annuelle du prix de revient par unité, fixée par la Cnaf.",
        "The yearly limit of the unit cost, fixed by the Cnaf.",
    ),
    _term("Taux de PS", "Rate of the PS", "La part financée.", "The share that is financed."),
    _term("Barème", "Scale", "Les chiffres d’une PS à une date.", "The figures of a PS on one date."),
    _term(
        "Taux de ressortissants du régime général",
        "Share under the general scheme",
        "La part des usagers qui relèvent du régime général.",
        "The share of users under the general scheme.",
    ),
    _term(
        "Taux de facturation",
        "Billing rate",
        "Heures facturées sur heures réalisées ; il fait baisser le prix plafond d’un EAJE.",
        "Billed over attended hours; it lowers the ceiling of an EAJE.",
    ),
    _term(
        "Prestation de service unique (Psu)",
        "Prestation de service unique (Psu)",
        "La PS des EAJE.",
        "The PS of EAJE.",
    ),
    _term("ETP", "FTE", "Équivalent temps plein.", "Full-time equivalent."),
    _term(
        "Acompte",
        "Advance",
        "Une part du droit prévisionnel, versée avant que le droit réel soit connu.",
        "A part of the forecast right, paid before the actual right is known.",
    ),
    _term("À transmettre avant", "To transmit before", "Ce jour-là, il est trop tard.", "That day is too late."),
)


def page(locale: str) -> str:
    """The glossary in one language, in its alphabetical order."""
    title = Text(fr="Glossaire français–anglais", en="Glossary, English–French")(locale)
    intro = Text(
        fr="Le terme officiel, son équivalent anglais, et où il sert dans le code.",
        en="The English term, the official French one, and where it stands in the code.",
    )(locale)
    entries: dict[str, tuple[str, list[str]]] = {}
    for text, said in _all():
        anchor = slug(text.fr)
        first = text(locale)
        other = text.en if locale == "fr" else text.fr
        language = "en" if locale == "fr" else "fr"
        shown = first if first == other else f'{first} – <i lang="{language}">{other}</i>'
        _, words = entries.setdefault(anchor, (shown, []))
        if said(locale) not in words:
            words.append(said(locale))
    lines = [*header(title, locale), intro, ""]
    for anchor, (shown, words) in sorted(entries.items(), key=lambda entry: slug(entry[1][0])):
        lines += [f"<a id='{anchor}'></a>**{shown}**", "", *(f":   {words_}\n" for words_ in words)]
    return tidy(lines)


def _all() -> Iterator[tuple[Text, Text]]:
    for term in FIELD:
        yield term.text, term.meaning
    for members, said in _ENUMS:
        for member in members:
            yield cast(Code, member).text, Text(fr=f"{said.fr} : `{member.name}`", en=f"{said.en}: `{member.name}`")
    for code in afas.ps.codes():
        service = afas.ps.get(code)
        place = f"[{code}](ps/{code}.md)"
        yield service.text, Text(fr=f"PS, fiche {place}", en=f"PS, sheet {place}")
        for field in service.fields:
            yield field.text, Text(fr=f"donnée `{field.name}` : {place}", en=f"figure `{field.name}`: {place}")
        for one in service.parameters:
            yield one.text, Text(fr=f"chiffre `{one.name}` : {place}", en=f"parameter `{one.name}`: {place}")


_ENUMS: tuple[tuple[type[StrEnum], Text], ...] = (
    (roles.Role, Text(fr="rôle", en="role")),
    (forms.DeclarationKind, Text(fr="déclaration", en="declaration")),
    (forms.FormCode, Text(fr="formulaire", en="form")),
    (lifecycle.Status, Text(fr="état d’une déclaration", en="status of a declaration")),
    (lifecycle.ActionName, Text(fr="action", en="action")),
    (Severity, Text(fr="effet d’un contrôle", en="effect of a control")),
    (payments.PaymentKind, Text(fr="paiement", en="payment")),
    (sources.Grade, Text(fr="appui d’un chiffre", en="support of a figure")),
)
