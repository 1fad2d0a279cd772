"""Tariffs of families against their model: a table of them, and some by themselves, on days of every scale."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any

from afas import participations
from assurance.campaign import Campaign, Parted, Steps
from assurance.models import participations as model
from assurance.models.participations import Household, Scale

ROWS = 60
NAMES = ("rate_1", "rate_2", "rate_3", "rate_4", "rate_8")
READ = [
    (date(2019, 9, 1), date(2020, 12, 31)),
    (date(2023, 1, 1), date(2023, 12, 31)),
    (date(2024, 9, 1), date(2024, 12, 31)),
]
"""Days on which every figure is built in. On any other the campaign supplies them."""
ABOVE = {"": 0, "city_ceiling": 200, "agreed_ceiling": -200}
"""The ceiling that is chosen, above the national one (euros)."""


def draw(rng: Random) -> Steps:
    """A day, its figures, whose ceiling, then households: on a bound, beside it, on half a cent, or anywhere."""
    first, last = rng.choice(READ)
    on = rng.choice([first, last, first + timedelta(rng.randrange((last - first).days + 1))])
    scale, supplied = model.on(on), rng.random() < 0.4
    if supplied:
        on = date(rng.randint(2015, 2030), rng.randint(1, 12), 1)
        ceiling, rate = Fraction(rng.randint(300_000, 900_000), 100), Fraction(rng.randint(500, 700), 10**6)
        rates = tuple(rate * Fraction(left, 10) for left in (10, 8, 7, 5, 3))
        scale = Scale(Fraction(rng.randint(50_000, 90_000), 100), ceiling, rates, rounded=rng.random() < 0.5)
    other = rng.choice(["", *ABOVE])
    scale = replace(scale, ceiling=scale.ceiling + ABOVE[other])
    return [(on, scale, supplied, other), *(household(rng, scale) for _ in range(ROWS))]


def household(rng: Random, scale: Scale) -> Household:
    """Resources that meet a bound, or make a tariff of half a cent, more often than they would."""
    rate = rng.choice(scale.rates)
    monthly = rng.choice([
        scale.floor, scale.ceiling, scale.floor - Fraction(1, 100), scale.ceiling + Fraction(1, 100),
        Fraction(rng.randrange(1_000_000), 100), Fraction(round((rng.randrange(20, 400) + Fraction(1, 2)) / rate), 100),
    ])  # fmt: skip
    children = rng.choice([1, 2, 3, 4, 7, 8, rng.randint(1, 12)])
    aeeh = rng.choice([0, 0, 1, rng.randint(0, children)])
    hours = f"{rng.randrange(80_000) / 4:.2f}"
    yearly = rng.random() < 0.4
    return Household(
        "" if yearly else f"{float(monthly):.2f}", f"{float(12 * monthly):.2f}" if yearly else "", children, aeeh, hours
    )


def told(each: Household) -> dict[str, Any]:
    """A household as the library takes it."""
    resources = {"monthly_resources": each.monthly} if each.monthly else {"annual_resources": each.annual}
    return {**resources, "children": each.children, "aeeh_children": each.aeeh, "hours": each.hours}


def figures(scale: Scale, *, supplied: bool, other: str) -> dict[str, Any]:
    """The figures that a caller gives; the ceiling of a city apart."""
    given: dict[str, Any] = {other: decimal(scale.ceiling)} if other else {}
    if supplied:
        parameters = {
            "floor": scale.floor,
            "ceiling": scale.ceiling - ABOVE[other],
            **dict(zip(NAMES, scale.rates, strict=True)),
        }
        given["parameters"] = {name: decimal(value) for name, value in parameters.items()} | {
            "tariff_rounded": int(scale.rounded)
        }
        given["replacing"] = [*parameters, "tariff_rounded"]
    return given


def decimal(value: Fraction) -> str:
    """A figure of at most seven decimals, exactly."""
    whole = value * 10**7
    assert whole.denominator == 1
    return f"{whole.numerator // 10**7}.{whole.numerator % 10**7:07d}"


def play(steps: Steps, counts: Counter[str]) -> int:
    """The table of each way to give resources; one household in ten by itself."""
    if len(steps) < 2 or not isinstance(steps[0], tuple):
        return 0
    (on, scale, supplied, other), rows = steps[0], list(steps[1:])
    given = figures(scale, supplied=supplied, other=other)
    where = "supplied" if supplied else "built in"
    counts[where] += len(rows)
    counts[other or "national ceiling"] += len(rows)
    for some in ([row for row in rows if row.monthly], [row for row in rows if row.annual]):
        if not some:
            continue
        households = [told(row) for row in some]
        table = {name: [household[name] for household in households] for name in households[0]}
        found = participations.tariffs(table, on=on, **given)
        theirs = zip(found.hourly.units.tolist(), found.participation.units.tolist(), strict=True)
        mine = [model.owed(row, scale) for row in some]
        for row, ours, made in zip(some, mine, theirs, strict=True):
            if ours != made:
                raise Parted(f"participations:table, {where}", f"{on} {row} {scale}: model {ours}, afas {made}")
        paid = sum(participation for _, participation in mine)
        if found.total * 100 != paid:
            raise Parted("participations:total", f"{on}: model {paid} cents, afas {found.total}")
    for row in rows[::10]:
        alone = participations.tariff(told(row), on=on, **given)
        if (int(alone.hourly * 100), int(alone.participation * 100)) != model.owed(row, scale):
            raise Parted(
                f"participations:alone, {where}", f"{on} {row} {scale}: model {model.owed(row, scale)}, afas {alone}"
            )
        monthly = Fraction(row.monthly) if row.monthly else Fraction(row.annual) / 12
        bound = "FLOOR" if monthly < scale.floor else "CEILING" if monthly > scale.ceiling else "NONE"
        if alone.bound.name != bound:
            raise Parted("participations:bound", f"{on} {row} {scale}: model {bound}, afas {alone.bound}")
        counts[bound] += 1
        counts[f"row {model.row(row) + 1}"] += 1
    return len(rows)


PARTICIPATIONS = Campaign(
    "participations",
    draw,
    play,
    least={
        "supplied": 400, "built in": 600, "city_ceiling": 250, "agreed_ceiling": 250, "national ceiling": 500,
        "FLOOR": 15, "CEILING": 15, "NONE": 40, "row 1": 8, "row 2": 8, "row 3": 8, "row 4": 8, "row 5": 20,
    },
    sizes={"ci": 30_000, "full": 1_000_000},
    unit="households",
)  # fmt: skip
