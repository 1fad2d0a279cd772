# ---
# jupyter:
#   jupytext:
#     text_representation: {extension: .py, format_name: percent}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown] lang="fr"
# # Deux calendriers, deux modalités de paiement
#
# Une Caf pense à d'autres dates et à d'autres acomptes. Qui a plus de temps, qui en a moins ? Qui reçoit quoi, et quand ?
# Le projet et les droits sont inventés, sans valeur officielle ; le calendrier de 2023 est celui des Hauts-de-Seine.

# %% [markdown] lang="en"
# # Two calendars, two terms of payment
#
# A Caf considers other dates and other advances. Who has more time, who has less? Who receives what, and when?
# The proposal and the rights are made up, not official; the calendar of 2023 is that of the Hauts-de-Seine.

# %%
from datetime import date
from decimal import Decimal

import vl_convert
from IPython.display import Image, Markdown

import afas
from afas import charts
from afas.payments import PaymentTerms, schedule
from afas.sources import Source
from afas.text import Euros, figure
from afas.windows import french_holidays, working_days

LOCALE = "fr"


def euros(amount):
    return figure(Euros(amount), LOCALE)


def picture(chart):
    """The chart as a picture, with its words for those who do not see it."""
    return Image(vl_convert.vegalite_to_png(chart.to_json(), scale=1.5), alt=chart.description)


def table(head, rows):
    lines = [head[LOCALE].split("|"), ["---", *["---:"] * head[LOCALE].count("|")], *rows]
    return Markdown("\n".join("| " + " | ".join(line) + " |" for line in lines))


# %% [markdown] lang="fr"
# ## Le calendrier d'aujourd'hui
#
# Une déclaration sans ligne n'existe pas pour cette PS : un LAEP n'a pas d'actualisée.

# %% [markdown] lang="en"
# ## The calendar of today
#
# A declaration without a row does not exist for this PS: a LAEP has no update.

# %%
today = afas.calendars.get(caf="92", year=2023)
Markdown(today.to_markdown(LOCALE))

# %%
picture(charts.calendar_chart(today, locale=LOCALE))

# %% [markdown] lang="fr"
# ## Le projet : un jeu de dates pour toutes les PS
#
# Un calendrier s'apporte en JSON. Tout ce qui y est faux est dit d'un coup, avec son chemin.

# %% [markdown] lang="en"
# ## The proposal: one set of dates for all PS
#
# A calendar is brought as JSON. All that is wrong in it is said at once, each with its path.

# %%
proposal = {
    "caf": "92",
    "year": 2023,
    "windows": [
        {"ps": "*", "kind": "FORECAST", "year": 2023, "available": "2022-12-12", "before": "2023-02-28"},
        {"ps": "*", "kind": "ACTUAL", "year": 2022, "available": "2023-01-16", "before": "2023-03-31"},
        {"ps": "*", "kind": "UPDATE_JUNE", "year": 2023, "available": "2023-06-12", "before": "2023-07-15"},
        {"ps": "CLAS", "kind": "FORECAST", "year": 2023, "available": "2023-08-14", "before": "2023-10-31"},
    ],
}
mistaken = {**proposal, "windows": [{**proposal["windows"][0], "before": "2022-12-01", "kind": "FORECASTS"}]}
try:
    afas.Calendar.from_mapping(mistaken)
except afas.errors.AfasError as error:
    print(error.text(LOCALE))
tomorrow = afas.Calendar.from_mapping(proposal, Source("Projet de calendrier (inventé)", "Caf de démonstration"))
picture(charts.calendar_chart(tomorrow, locale=LOCALE))

# %% [markdown] lang="fr"
# ## Ce qui change pour un accueil de loisirs et un relais petite enfance
#
# Le temps donné se compte du jour d'ouverture au dernier jour où l'on peut transmettre.

# %% [markdown] lang="en"
# ## What changes for a leisure centre and a relais petite enfance
#
# The time given is counted from the day of opening to the last day one can transmit.

# %%
holidays = french_holidays(date(2022, 12, 1), date(2023, 12, 31))


def time_given(calendar, ps, kind):
    if kind not in calendar.kinds(ps):
        return ["–", "–"]
    window = calendar.window(ps, kind)
    return [str(window.days_left(window.available)), str(working_days(window.available, window.before, holidays))]


rows = [
    [f"{ps}, {kind.text(LOCALE)}", *time_given(today, ps, kind), *time_given(tomorrow, ps, kind)]
    for ps in ("ALSH", "RPE", "LAEP")
    for kind in dict.fromkeys((*today.kinds(ps), *tomorrow.kinds(ps)))
]
table(
    {
        "fr": "PS et déclaration|Jours, 2023|dont ouvrés|Jours, projet|dont ouvrés",
        "en": "PS and declaration|Days, 2023|of which working|Days, proposal|of which working",
    },
    rows,
)

# %% [markdown] lang="fr"
# ## Les mêmes différences, en mots
#
# D'une année à l'autre, `Calendar.project` propose des dates, marquées provisoires ; `changes` dit ce qui bouge.

# %% [markdown] lang="en"
# ## The same differences, in words
#
# From one year to the next, `Calendar.project` proposes dates, marked provisional; `changes` says what moves.

# %%
next_year = today.project(2024)
assert next_year.provisional
moved = [change for change in today.changes(next_year) if change.after and change.after.ps == "ALSH"]
Markdown("\n".join(f"- {change.message.text(LOCALE)}" for change in moved))

# %% [markdown] lang="fr"
# ## Deux modalités
#
# Aujourd'hui : 40 % de la prévision, puis 30 % avec le solde de l'année d'avant, dans la limite de 70 % du droit réel
# N-1 sur le cumul (la source laisse la limite ouverte : c'est une lecture). Le projet : deux fois 35 % de la prévision,
# à jours fixes, sans limite.

# %% [markdown] lang="en"
# ## Two terms of payment
#
# Today: 40% of the forecast, then 30% with the balance of the year before, within 70% of the actual right N-1 on the
# advances together (the source leaves the limit open: this is a reading). The proposal: twice 35% of the forecast, on
# fixed days, without a limit.

# %%
now = today.payment_terms.with_cap(rate="0.70", base="actual N-1", scope="cumulative")
then = PaymentTerms.from_mapping(
    {
        "year": 2023,
        "advances": [
            {"rate": "0.35", "base": "forecast N", "from": "2023-03-01"},
            {"rate": "0.35", "base": "forecast N", "from": "2023-10-02"},
        ],
    }
)
days = {
    "forecast validated": date(2023, 2, 20),
    "balance N-1 paid": date(2023, 5, 15),
    "actual validated": date(2024, 5, 15),
}

# %% [markdown] lang="fr"
# ## Qui reçoit quoi
#
# Trois gestionnaires : l'un prévoit juste, l'autre voit trop haut, le troisième grandit vraiment.

# %% [markdown] lang="en"
# ## Who receives what
#
# Three managers: one forecasts well, one too high, the third one really grows.

# %%
managers = {
    {"fr": "prévoit juste", "en": "forecasts well"}[LOCALE]: ("95000", "100000", "98000"),
    {"fr": "voit trop haut", "en": "forecasts too high"}[LOCALE]: ("80000", "120000", "82000"),
    {"fr": "grandit", "en": "grows"}[LOCALE]: ("80000", "120000", "118000"),
}
rows = []
for name, (before, forecast, actual) in managers.items():
    for label, terms in (("2023", now), ({"fr": "projet", "en": "proposal"}[LOCALE], then)):
        payments = schedule(terms, forecast=forecast, previous_actual=before, actual=actual, days=days)
        *advances, end = payments
        owed = end.amount if end.kind is afas.payments.PaymentKind.BALANCE else -end.amount
        assert sum((one.amount for one in advances), owed) == Decimal(actual)  # all in all, the actual right
        rows.append([f"{name}, {label}", *(euros(one.amount) for one in advances), euros(owed)])
table(
    {
        "fr": "Gestionnaire et modalités|1er acompte|2ème acompte|Solde (ou indu, si négatif)",
        "en": "Manager and terms|First advance|Second advance|Balance (or overpayment, if negative)",
    },
    rows,
)

# %% [markdown] lang="fr"
# Les deux modalités versent en tout le même droit : ce qui change est le moment, et le risque d'un indu. Pourquoi le 2ème
# acompte de celui qui voit trop haut est-il si petit aujourd'hui ? Le motif le dit :

# %% [markdown] lang="en"
# Both terms pay the same right in all: what changes is when, and the risk of an overpayment. Why is the second advance of
# the one who forecasts too high so small today? The reason says it:

# %%
_, second, *_ = schedule(now, forecast="120000", previous_actual="80000", days=days)
Markdown("> " + second.reason.text(LOCALE))
