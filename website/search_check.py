"""What readers look for, and the page that must come first: `python -m website.search_check SITE`.

The search of the site is run on Node, without a browser.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Final

from website.readers import QUESTIONS

__all__ = ["WANTED", "far", "wrong"]

WANTED: Final[Mapping[str, Mapping[str, str]]] = {
    "fr": {
        "refus": "gestionnaire/refused.html",
        "refusée": "gestionnaire/refused.html",
        "ma déclaration est refusée": "gestionnaire/refused.html",
        "rejet de la déclaration": "gestionnaire/refused.html",
        "delai": "gestionnaire/dates.html",
        "échéance": "gestionnaire/dates.html",
        "mes dates": "gestionnaire/dates.html",
        "date limite EAJE": "gestionnaire/dates.html",
        "quand déclarer ma crèche": "gestionnaire/dates.html",
        "date limite passée": "gestionnaire/late.html",
        "en retard": "gestionnaire/late.html",
        "grisé": "gestionnaire/greyed.html",
        "approbateur grise": "gestionnaire/greyed.html",
        "trop-perçu": "gestionnaire/overpayment.html",
        "indu": "gestionnaire/overpayment.html",
        "remboursement": "gestionnaire/overpayment.html",
        "Nanterre": "gestionnaire/contact.html",
        "a qui ecrire": "gestionnaire/contact.html",
        "adresse mail caf": "gestionnaire/contact.html",
        "interlocuteur": "gestionnaire/contact.html",
        "qui peut signer": "gestionnaire/sign.html",
        "signature": "gestionnaire/sign.html",
        "acompte plus petit": "gestionnaire/advance.html",
        "deuxième acompte": "gestionnaire/advance.html",
        "quelqu'un part": "gestionnaire/leaving.html",
        "départ en cours d'année": "gestionnaire/leaving.html",
        "lieu ferme": "gestionnaire/closing.html",
        "fermeture": "gestionnaire/closing.html",
        "c'est quoi afas": "gestionnaire/afas.html",
        "crèche": "reference/ps/EAJE.html",
        "EAJE": "reference/ps/EAJE.html",
        "prix plafond ALSH": "reference/ps/ALSH.html",
        "glossaire": "reference/glossary.html",
        "simulateur": "simulator.html",
        "agent d'une caf": "caf/index.html",
        "apporter un calendrier": "how-to/add-calendar.html",
        "django": "how-to/embed-django.html",
        "spark": "how-to/run-on-spark.html",
        "too-many-holders": "reference/errors.html",
        "open_declarations": "tutorials/first-campaign.html",
    },
    "en": {
        "refused": "en/manager/refused.html",
        "deadline": "en/manager/dates.html",
        "greyed": "en/manager/greyed.html",
        "overpayment": "en/manager/overpayment.html",
        "Nanterre": "en/manager/contact.html",
        "who can sign": "en/manager/sign.html",
        "advance smaller": "en/manager/advance.html",
        "site closes": "en/manager/closing.html",
        "nursery": "en/reference/ps/EAJE.html",
        "glossary": "en/reference/glossary.html",
    },
}


def wrong(found: Mapping[str, Mapping[str, list[str]]]) -> list[str]:
    """What does not come first, with what does."""
    return [
        f"search ({locale}): {query!r} gives {found[locale][query][:3]}, not {place} first"
        for locale, queries in WANTED.items()
        for query, place in queries.items()
        if found[locale][query][:1] != [place]
    ]


def far(found: Mapping[str, list[str]]) -> list[str]:
    """Questions of readers, as they are asked, whose page is not among the first three."""
    return [
        f"search: {question.words!r} gives {found[question.words][:3]}, not {question.page}"
        for question in QUESTIONS
        if question.page not in found[question.words][:NEAR]
    ]


NEAR: Final = 3
"""How far down the page of a whole question may stand."""
_ASKED: Final = """
const [, site, queries] = process.argv;
const fs = require("node:fs"), vm = require("node:vm");
const read = (name) => vm.runInThisContext(fs.readFileSync(`${site}/assets/${name}`, "utf8"));
read("search.js");
const found = {};
for (const [locale, wanted] of JSON.parse(queries)) {
  read(`search-${locale}.js`);
  const find = globalThis.afasSearch(globalThis.afasIndex);
  found[locale] = Object.fromEntries(wanted.map((query) => [query, find(query).map((one) => one.place)]));
}
console.log(JSON.stringify(found));
"""

if __name__ == "__main__":
    queries = {locale: [*wanted] for locale, wanted in WANTED.items()}
    queries["fr"] += [question.words for question in QUESTIONS]
    asked = ["node", "-e", _ASKED, sys.argv[1], json.dumps([*queries.items()])]
    printed = json.loads(subprocess.run(asked, check=True, capture_output=True, text=True).stdout)  # noqa: S603 - our own
    faults = [*wrong(printed), *far(printed["fr"])]
    print(*faults, sep="\n", end="\n" if faults else "")
    print(f"search: {sum(map(len, queries.values()))} queries, {len(faults)} whose page does not come first, or near")
    sys.exit(bool(faults))
