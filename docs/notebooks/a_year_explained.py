# ---
# jupyter:
#   jupytext:
#     text_representation: {extension: .py, format_name: percent}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown] lang="fr"
# # Une année de gestionnaire, expliquée
#
# Un accueil de loisirs à deux lieux, dans les Hauts-de-Seine, en 2023 : ce qui s'ouvre, ce qui bloque, ce qui est signé,
# ce qui est versé, et pourquoi. Le prix plafond, la limite du 2ème acompte et le taux du complément sont illustratifs,
# sans valeur officielle.

# %% [markdown] lang="en"
# # A manager's year, explained
#
# A leisure centre with two sites, in the Hauts-de-Seine, in 2023: what opens, what blocks, what is signed, what is paid,
# and why. The ceiling, the limit of the second advance and the rate of the top-up are illustrative, not official.

# %%
from datetime import date, datetime
from decimal import Decimal

import vl_convert
from IPython.display import Image, Markdown

import afas
from afas import Activity, DeclarationKind, Person, Role, Site
from afas import charts
from afas.curves import curve
from afas.parameters import illustrative
from afas.text import Euros, figure

LOCALE = "fr"


def picture(chart):
    """The chart as a picture, with its words for those who do not see it."""
    return Image(vl_convert.vegalite_to_png(chart.to_json(), scale=1.5), alt=chart.description)


# %% [markdown] lang="fr"
# ## Le calendrier
#
# Les dates sont celles de la Caf. « À transmettre avant » : ce jour-là, il est trop tard.

# %% [markdown] lang="en"
# ## The calendar
#
# The dates are the Caf's. “To transmit before”: that day is too late.

# %%
calendar = afas.calendars.get(caf="92", year=2023)
windows = [calendar.window("ALSH", kind) for kind in calendar.kinds("ALSH")]
rows = [
    f"| {w.kind.text(LOCALE)} {w.year} | {figure(w.available, LOCALE)} | {figure(w.before, LOCALE)} |" for w in windows
]
head = {
    "fr": "| Déclaration | Ouverte le | À transmettre avant le |",
    "en": "| Declaration | Opens on | To transmit before |",
}
Markdown("\n".join([head[LOCALE], "|---|---|---|", *rows]))

# %%
picture(charts.calendar_chart(calendar, on=date(2023, 1, 16), ps=["ALSH"], locale=LOCALE))

# %% [markdown] lang="fr"
# ## Les personnes
#
# Amel approuve et fournit les données financières ; Bruno et Chloé saisissent chacun un lieu.

# %% [markdown] lang="en"
# ## The people
#
# Amel approves and provides the financial data; Bruno and Chloé each enter one site.

# %%
leisure = Activity(
    id="A1",
    partner="P1",
    ps="ALSH",
    name="Loisirs du mercredi",
    commune="NANTERRE",
    sites=(Site("S1", "École Balzac"), Site("S2", "École Pasteur")),
)
amel, bruno, chloe = Person("U1", "Amel"), Person("U2", "Bruno"), Person("U3", "Chloé")
start = date(2022, 9, 1)
roles = (
    afas.RoleBook()
    .assign(Role.APPROVER, amel, leisure, start=start)
    .assign(Role.FINANCIAL_DATA, amel, leisure, start=start)
    .assign(Role.ACTIVITY_DATA, bruno, "S1", start=start)
    .assign(Role.ACTIVITY_DATA, chloe, "S2", start=start)
)


scale = illustrative({"ceiling": "1.97"}, date(2023, 1, 1))


def do(declaration, action, by, day):
    at = datetime.combine(date.fromisoformat(day), datetime.min.time())
    return afas.apply(declaration, action, by=by, roles=roles, at=at, scale=scale).declaration


# %% [markdown] lang="fr"
# ## « Pourquoi ne puis-je pas transmettre ? »
#
# Le 16 janvier, Bruno a saisi son lieu. Amel demande à transmettre : toutes les raisons viennent ensemble.

# %% [markdown] lang="en"
# ## “Why can't I transmit?”
#
# On 16 January Bruno has entered his site. Amel asks to transmit: all the reasons come together.

# %%
by_caf = {leisure.id: {"general_scheme_share": Decimal("0.98")}}  # since 2019 the Caf gives this rate
forecast, _ = afas.open_declarations(calendar, [leisure], on=date(2023, 1, 16), given=by_caf)
assert forecast.kind is DeclarationKind.FORECAST
forecast = do(forecast, afas.Enter("activity", site="S1", values={"attended_hours": "12500"}), bruno, "2023-01-16")
reasons = afas.blockers(forecast, afas.Transmit(), by=amel, roles=roles, on=date(2023, 1, 16))
Markdown("\n".join(f"- {reason.text(LOCALE)}" for reason in reasons))

# %% [markdown] lang="fr"
# ## Saisie, signature, refus, correction
#
# Chloé se trompe d'un chiffre : 19 500 heures à Pasteur, au lieu de 9 500. La Caf refuse ; Amel renvoie le formulaire à
# Chloé, et les étapes recommencent.

# %% [markdown] lang="en"
# ## Entry, signature, refusal, correction
#
# Chloé mistypes a figure: 19,500 hours at Pasteur, where 9,500 was meant. The Caf refuses; Amel sends the form back to
# Chloé, and the steps come again.


# %%
def send(declaration, day):
    for action in (afas.Validate(), afas.Sign(), afas.Transmit()):
        declaration = do(declaration, action, amel, day)
    return declaration


forecast = do(forecast, afas.Check("activity", site="S1"), bruno, "2023-01-16")
forecast = do(forecast, afas.Enter("activity", site="S2", values={"attended_hours": "19500"}), chloe, "2023-01-17")
forecast = do(forecast, afas.Check("activity", site="S2"), chloe, "2023-01-17")
finances = {"expenses": "60000"}
forecast = do(forecast, afas.Enter("financial", values=finances), amel, "2023-01-18")
forecast = do(forecast, afas.Check("financial"), amel, "2023-01-18")
forecast = send(forecast, "2023-01-25")
first_right = forecast.signature.estimate.amount

forecast = do(forecast, afas.Refuse("Heures de l’école Pasteur incohérentes avec sa capacité"), afas.CAF, "2023-02-01")
forecast = do(forecast, afas.SendBack("activity", site="S2"), amel, "2023-02-01")
forecast = do(forecast, afas.Enter("activity", site="S2", values={"attended_hours": "9500"}), chloe, "2023-02-06")
forecast = do(forecast, afas.Check("activity", site="S2"), chloe, "2023-02-06")
forecast = send(forecast, "2023-02-06")
forecast = do(forecast, afas.Accept(), afas.CAF, "2023-02-10")
right = forecast.signature.estimate.amount
assert (str(first_right), str(right)) == ("17640.00", "12741.96")
Markdown(
    "\n".join(
        f"- {figure(e.at, LOCALE)} : {e.name.text(LOCALE)}, {e.by.name}, → {e.target.text(LOCALE)}"
        for e in forecast.history
    )
)

# %%
picture(charts.history_chart(forecast, LOCALE))

# %% [markdown] lang="fr"
# ## Le droit estimé, expliqué
#
# L'explication refait le calcul, et cite la source de chaque chiffre.

# %% [markdown] lang="en"
# ## The estimated right, explained
#
# The explanation runs the computation again, and cites the source of each figure.

# %%
Markdown(afas.explain(forecast.signature.estimate).to_markdown(LOCALE))

# %%
picture(charts.curve_chart(curve(forecast.signature.estimate, "attended_hours", 0, 40000), LOCALE))

# %% [markdown] lang="fr"
# ## Ce qui est versé, et pourquoi
#
# Le droit réel de 2022, 11 172,00 €, est plus bas que la prévision : la limite de 70 %, prise ici sur le cumul des
# acomptes, réduit le 2ème. En juillet, l'actualisée relève la prévision : un complément suit.

# %% [markdown] lang="en"
# ## What is paid, and why
#
# The actual right of 2022, €11,172.00, is lower than the forecast: the limit of 70 %, here on the advances together, cuts
# the second one. In July the update raises the forecast: a top-up follows.

# %%
updated = afas.estimate(
    "ALSH",
    {"attended_hours": "22800", "expenses": "60500", "general_scheme_share": "0.98"},
    year=2023,
    parameters=scale,
)
terms = calendar.payment_terms.with_cap(rate="0.70", base="actual N-1", scope="cumulative").with_top_up("0.40")
payments = afas.payments.schedule(terms, forecast=right, previous_actual="11172.00", updated=updated.amount)
assert [str(one.amount) for one in payments] == ["5096.78", "2723.62", "185.34"]
rows = [f"| {p.kind.text(LOCALE)} | {figure(Euros(p.amount), LOCALE)} | {p.reason.text(LOCALE)} |" for p in payments]
head = {"fr": "| Paiement | Montant | Pourquoi |", "en": "| Payment | Amount | Why |"}
Markdown("\n".join([head[LOCALE], "|---|---:|---|", *rows]))

# %% [markdown] lang="fr"
# ## Et si la prévision avait été plus haute ?
#
# La limite ne bouge pas : au-delà, le 2ème acompte rétrécit à mesure que le premier grandit.

# %% [markdown] lang="en"
# ## And if the forecast had been higher?
#
# The limit does not move: beyond it, the second advance shrinks as the first one grows.

# %%
lines = []
for forecast_right in ("10000", "12000", "14000", "16000", "20000"):
    first, second = afas.payments.schedule(terms, forecast=forecast_right, previous_actual="11172.00")[:2]
    lines.append(
        f"| {' | '.join(figure(Euros(a), LOCALE) for a in (int(forecast_right), first.amount, second.amount, first.amount + second.amount))} |"
    )
head = {
    "fr": "| Droit prévisionnel | 1er acompte | 2ème acompte | Ensemble |",
    "en": "| Forecast right | First advance | Second advance | Together |",
}
Markdown("\n".join([head[LOCALE], "|---:|---:|---:|---:|", *lines]))
