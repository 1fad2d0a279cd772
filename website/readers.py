"""Fifteen questions of five readers, and the way to each answer from the home page: three clicks at most, no code.

`website.browser` follows each way in Chromium; `website.search_check` asks the questions as they are typed.
"""

from typing import Any, Final

import attrs

from afas.text import Text

__all__ = ["QUESTIONS", "Question", "follow"]

_VISIBLE = """
() => {
  const words = document.querySelector("article").cloneNode(true);
  for (const hidden of words.querySelectorAll("pre, details:not([open])")) hidden.remove();
  return words.textContent.replace(/\\s+/g, " ");
}
"""
_MANAGER: Final = Text(fr="gestionnaire", en="manager")
_RIGHTS: Final = Text(fr="responsable habilitations", en="habilitation manager")
_OFFICER: Final = Text(fr="agent de Caf", en="Caf officer")
_DEVELOPER: Final = Text(fr="développeur", en="developer")
_ANALYST: Final = Text(fr="analyste", en="analyst")


@attrs.frozen
class Question:
    """A question, as a reader asks it.

    Attributes:
        reader: who asks.
        words: the question, in French.
        way: the links to click, by their words, from the home page.
        page: where they lead.
        answer: words that stand there, outside of code and of what is folded.
    """

    reader: Text
    words: str
    way: tuple[str, ...]
    page: str
    answer: str


QUESTIONS: Final = (
    Question(
        _MANAGER,
        "Ma déclaration est refusée : que faire, et jusqu’à quand ?",
        ("Gestionnaire", "Ma déclaration est refusée"),
        "gestionnaire/refused.html",
        "Aucun texte lu ne fixe de délai pour corriger un refus",
    ),
    Question(
        _MANAGER,
        "Quel est le dernier jour pour transmettre la prévisionnelle 2023 de ma crèche ?",
        ("Gestionnaire", "Mes dates"),
        "gestionnaire/dates.html",
        "8 février 2023",
    ),
    Question(
        _MANAGER,
        "Pourquoi mon deuxième acompte est-il plus petit que prévu ?",
        ("Gestionnaire", "Mon acompte est plus petit que prévu"),
        "gestionnaire/advance.html",
        "70 % du droit réel de l’année d’avant",
    ),
    Question(
        _RIGHTS,
        "L’approbateur que j’ai choisi apparaît grisé : que faire ?",
        ("Gestionnaire", "L’approbateur est grisé"),
        "gestionnaire/greyed.html",
        "La personne choisie doit d’abord être validée par la Caf",
    ),
    Question(
        _RIGHTS,
        "Une personne part en cours d’année : comment la remplacer ?",
        ("Gestionnaire", "Quelqu’un part en cours d’année"),
        "gestionnaire/leaving.html",
        "Donnez une fin au rôle de la personne qui part",
    ),
    Question(
        _RIGHTS,
        "Que faut-il pour qu’une personne puisse entrer dans Afas et déclarer ?",
        ("Gestionnaire", "Afas, c’est quoi ?"),
        "gestionnaire/afas.html",
        "rattachement au groupe « Afas-déclarer »",
    ),
    Question(
        _OFFICER,
        "Que me faut-il pour apporter le calendrier de ma Caf ?",
        ("Agent de Caf", "un calendrier, en tableau"),
        "how-to/add-calendar.html",
        "le premier jour trop tard",
    ),
    Question(
        _OFFICER,
        "D’où vient le taux de 66 % de la crèche ?",
        ("la fiche de la PS", "EAJE"),
        "reference/ps/EAJE.html",
        "La prestation de service unique 0-6 ans",
    ),
    Question(
        _OFFICER,
        "Quels prix plafonds manquent encore ?",
        ("Agent de Caf", "tout ce qui manque"),
        "explanation/unsourced.html",
        "toutes les années",
    ),
    Question(
        _DEVELOPER,
        "Comment installer afas, quelle version, quelle licence ?",
        (),
        "index.html",
        "licence MIT",
    ),
    Question(
        _DEVELOPER,
        "Que veut dire l’erreur too-many-holders ?",
        ("Développeur", "Erreurs, par code"),
        "reference/errors.html",
        "too-many-holders",
    ),
    Question(
        _DEVELOPER,
        "Comment recalculer un montant sans Python ?",
        ("Développeur", "Les règles comme document"),
        "reference/rules.html",
        "elle suffit pour écrire un évaluateur dans n’importe quel langage",
    ),
    Question(
        _ANALYST,
        "Combien de temps pour un million de lignes, à côté d’OpenFisca ?",
        (),
        "index.html",
        "14,5 ns par ligne",
    ),
    Question(
        _ANALYST,
        "Qui gagne et qui perd si le prix plafond monte de 2 % ?",
        ("simuler une réforme",),
        "how-to/simulate-reform.html",
        "Gagnants",
    ),
    Question(
        _ANALYST,
        "Quels chiffres intégrés faut-il relire ?",
        ("Règles", "Les chiffres intégrés"),
        "reference/figures.html",
        "Lus sans fin : ont pu changer depuis leur lecture",
    ),
)


def follow(check: Any) -> None:
    """Each way, clicked from the home page; the answer is seen at its end without opening anything."""
    context = check.context({"width": 1440, "height": 900})
    for question in QUESTIONS:
        page = check.open(context, "index.html")
        for words in question.way:
            link = page.get_by_role("link", name=words, exact=True).first
            check.expect(link.count() > 0, f"{question.words} no link {words!r} on {page.url}")
            link.click()
            page.wait_for_load_state()
        place = page.url.removeprefix(check.root).partition("#")[0]
        check.expect(place == question.page, f"{question.words} {place}, not {question.page}")
        seen = page.evaluate(_VISIBLE)
        check.expect(question.answer in seen, f"{question.words} {question.answer!r} is not seen on {place}")
        page.close()
    context.close()
    longest = max(len(question.way) for question in QUESTIONS)
    print(f"{len(QUESTIONS)} questions of five readers: {longest} clicks at most")
