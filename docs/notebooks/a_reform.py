# ---
# jupyter:
#   jupytext:
#     text_representation: {extension: .py, format_name: percent}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown] lang="fr"
# # Une réforme sur un million de lignes
#
# Et si le plafond horaire des accueils de loisirs montait de 2 %, le taux passant de 30 à 29,5 % ? Un million de
# déclarations inventées, exactes au centime : combien cela coûte, qui gagne, qui perd, d'où vient l'écart. La population
# et le plafond sont illustratifs, sans valeur officielle.

# %% [markdown] lang="en"
# # A reform on a million rows
#
# What if the hourly ceiling of leisure centres rose by 2%, the rate going from 30 to 29.5%? A million made-up
# declarations, exact to the cent: what it costs, who gains, who loses, where the difference comes from. The population and
# the ceiling are illustrative, not official.

# %%
import time
from decimal import Decimal

import polars as pl
import vl_convert
from IPython.display import Image, Markdown

import afas
from afas import charts
from afas.curves import curve
from afas.simulation import Cancelled, estimate_table, population, run, sweep

LOCALE = "fr"
YEAR = 2023
scale = afas.illustrative_pack()  # yours: afas.read_pack(…)


def picture(chart):
    """The chart as a picture, with its words for those who do not see it."""
    return Image(vl_convert.vegalite_to_png(chart.to_json(), scale=1.5), alt=chart.description)


table = population(1_000_000, seed=1, ps=["ALSH"], year=YEAR, backend="polars", parameters=scale)
len(table)

# %% [markdown] lang="fr"
# ## Le scénario est une donnée
#
# Ce qu'il change, et rien d'autre ; il s'écrit en JSON.

# %% [markdown] lang="en"
# ## The scenario is data
#
# What it changes, and nothing else; it can be written as JSON.

# %%
names = {"fr": ("Plafond +2 %", "Plafond +2 %, taux 29,5 %"), "en": ("Ceiling +2%", "Ceiling +2%, rate 29.5%")}[LOCALE]
scenarios = [
    {"name": names[0], "parameters": {"ALSH": {"ceiling": "+2 %"}}},
    {"name": names[1], "parameters": {"ALSH": {"ceiling": "+2 %", "rate": "0.295"}}},
]
started = time.perf_counter()
results = run(scale, scenarios, table, "ALSH", YEAR)
seconds = time.perf_counter() - started
Markdown(results.to_markdown(LOCALE))

# %%
print(f"{seconds:.1f} s")

# %%
picture(charts.budget_chart(results, locale=LOCALE))

# %% [markdown] lang="fr"
# ## Qui gagne, qui perd

# %% [markdown] lang="en"
# ## Who gains, who loses

# %%
picture(charts.winners_chart(results, LOCALE))

# %%
reform = results[names[1]]
assert reform.winners.sum + reform.losers.sum == reform.cost
Markdown(reform.to_markdown(LOCALE))

# %% [markdown] lang="fr"
# Les parts de chaque paramètre s'additionnent au coût, au centime, sur chaque ligne et en tout.

# %% [markdown] lang="en"
# The share of each parameter adds up to the cost, to the cent, on each row and in all.

# %%
assert sum(part.amount for part in reform.contributions) == reform.cost
picture(charts.differences_chart(reform, LOCALE))

# %% [markdown] lang="fr"
# ## Par taille
#
# Selon le droit d'aujourd'hui.

# %% [markdown] lang="en"
# ## By size
#
# By the right of today.

# %%
by_size = reform.by("before", edges=["10000", "50000"])
Markdown(by_size.to_markdown(LOCALE))

# %%
picture(charts.groups_chart(by_size, LOCALE))

# %% [markdown] lang="fr"
# Les flottants ne suffisent pas : sur les mêmes lignes, la formule écrite en `float64` se trompe d'un centime ici et là. Chaque
# ligne est comptée.

# %% [markdown] lang="en"
# Floats are not enough: on the same rows, the formula written in `float64` is a cent wrong here and there. Every row is
# counted.

# %%
amounts = estimate_table("ALSH", table, YEAR, scale)["amount_right"]  # without its bonuses
ceiling, rate = float(scale.of("ALSH")["ceiling"][0].value), 0.30
hours, expenses, share = (
    table[name].cast(pl.Float64) for name in ("attended_hours", "expenses", "general_scheme_share")
)
floats = (pl.select(pl.min_horizontal(expenses, hours * ceiling)).to_series() * rate * share).round(2)
wrong = int((floats.cast(pl.Decimal(19, 2)) != amounts).sum())
print({"fr": f"{wrong} lignes fausses sur {len(table)}", "en": f"{wrong} wrong rows of {len(table)}"}[LOCALE])
assert wrong

# %% [markdown] lang="fr"
# ## Pourquoi une structure perd-elle ?
#
# Sous le plafond, ce sont les dépenses qui comptent : le plafond relevé n'apporte rien, et le taux baisse. La courbe d'un
# seul cas le montre, et le même calcul s'explique.

# %% [markdown] lang="en"
# ## Why does a centre lose?
#
# Under the ceiling the expenses count: a raised ceiling brings nothing, and the rate falls. The curve of a single case
# shows it, and the same computation is explained.

# %%
entries = {"attended_hours": "4981", "expenses": "7293.55", "general_scheme_share": "1"}
one = afas.estimate("ALSH", entries, YEAR, parameters=scale)
picture(charts.curve_chart(curve(one, "attended_hours", 0, 8000), LOCALE))

# %%
raised = one.figures["ceiling"] * Decimal("1.02")
after = afas.estimate("ALSH", entries, YEAR, parameters={"ceiling": raised, "rate": "0.295"}, replacing=["rate"])
Markdown(afas.compare(one, after).to_markdown(LOCALE))

# %% [markdown] lang="fr"
# ## Faire varier le plafond

# %% [markdown] lang="en"
# ## Let the ceiling vary

# %%
Markdown(sweep("ALSH", table, "ceiling", ["1.90", "1.97", "2.10"], YEAR, scale).to_markdown(LOCALE))

# %% [markdown] lang="fr"
# ## Un long travail s'arrête
#
# `progress` dit où l'on en est ; rendre `False` annule, et rien n'est rendu à moitié.

# %% [markdown] lang="en"
# ## Long work can be stopped
#
# `progress` says how far it is; returning `False` cancels, and nothing is half given.

# %%
try:
    run(scale, scenarios, table, "ALSH", YEAR, progress=lambda done, total: done < total / 2)
except Cancelled as stopped:
    print(stopped.text(LOCALE))
