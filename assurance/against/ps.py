"""The rights against their models: rows through columns, and single estimates, in any decimal context."""

import decimal
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import afas
from afas import simulation
from assurance.campaign import Campaign, Parted, Steps
from assurance.models import ps as model

ROWS = 24
YEARS = {
    "CLAS": [2023],
    "FJT": [2024, 2025],
    "CTG": [2024],
    "AGC": [2023, 2024],
    "ACF": [2023, 2024],
    "EVS": [2023, 2024],
}
FIELDS: dict[str, tuple[str, ...]] = {
    "EAJE": ("entitled_hours", "billed_hours", "attended_hours", "meals_and_nappies", "expenses", "family_participations", "general_scheme_share"),
    "ALSH": ("attended_hours", "expenses", "general_scheme_share", "aeeh_hours"),
    "RPE": ("animator_fte", "expenses"), "LAEP": ("opening_hours", "organisation_hours", "expenses"),
    "CLAS": ("groups", "children", "expenses"), "PS_JEUNES": ("animator_fte", "expenses"),
    "MEDIATION_FAMILIALE": ("real_fte", "funded_fte", "expenses", "family_participations", "consignations"),
    "ESPACE_RENCONTRE": ("opening_hours", "organisation_hours", "expenses"), "AAD": ("expenses", "family_participations"),
    "AGC": ("expenses",), "ACF": ("expenses",), "EVS": ("expenses",), "CTG": ("cooperation_fte", "expenses"), "FJT": ("eligible_payroll",),
}  # fmt: skip


def amount(rng: Random, most: int) -> str:
    """Cents, often few: half a cent is met where figures are small."""
    return str(Decimal(rng.randrange(1, rng.choice([most, 10_000]))).scaleb(-2))


def figure(name: str, rng: Random) -> str:
    """A figure of a field; sometimes nothing."""
    if name == "meals_and_nappies":
        return rng.choice(["0", "1"])
    if name.endswith("_share"):
        return rng.choice(["1", "0.98", "0", str(Decimal(rng.randrange(10_001)).scaleb(-4))])
    if name.endswith("_fte"):
        return str(Decimal(rng.randrange(1, 500)).scaleb(-2))
    if name in {"groups", "children"}:
        return str(rng.randrange(1, 60))
    if name.endswith("_hours"):
        return rng.choice([str(rng.randrange(1, 9000)), str(Decimal(rng.randrange(1, 900_000)).scaleb(-2))])
    return "0" if rng.random() < 0.05 else amount(rng, 9_000_000)


def scale(code: str, rng: Random) -> dict[str, str]:
    """The figures that nobody could read."""
    if code == "EAJE":
        low = Decimal(rng.randrange(700, 1200)).scaleb(-2)
        falls = [low - Decimal(rng.randrange(1, 99)).scaleb(-2) * n for n in (0, 1, 2)]
        names = [f"ceiling_{tier}{basic}" for basic in ("", "_basic") for tier in ("low", "middle", "high")]
        return dict(zip(names, map(str, [*falls, *(fall - 1 for fall in falls)]), strict=True))
    hourly = code in {"ALSH", "LAEP", "ESPACE_RENCONTRE"}
    told = {"ceiling": str(Decimal(rng.randrange(100, 5000)).scaleb(-2)) if hourly else amount(rng, 9_000_000)}
    if code == "CTG":
        told |= {"rate": str(Decimal(rng.randrange(1, 101)).scaleb(-2)), "cap_on_cost": rng.choice(["0", "1"])}
    if code == "AAD":
        told["cap_after_participations"] = rng.choice(["0", "1"])
    return told


def draw(rng: Random) -> Steps:
    """For each PS some rows under one scale, and the precision of the caller's decimals."""
    return [block(code, rng) for code in rng.sample(list(model.RIGHTS), len(model.RIGHTS))]


def block(code: str, rng: Random) -> tuple[Any, ...]:
    year = rng.choice(YEARS.get(code, [2023, 2024, 2025]))
    rows = []
    for _ in range(ROWS):
        row = {name: figure(name, rng) for name in FIELDS[code]}
        if code == "EAJE" and rng.random() < 0.5:  # near the bounds of the billing rate
            attended = rng.randrange(1, 90) * 100
            row |= {"attended_hours": str(attended), "billed_hours": str(attended * rng.randrange(100, 125) // 100)}
        if code == "MEDIATION_FAMILIALE":
            row["funded_fte"] = min(row["funded_fte"], row["real_fte"], key=Decimal)
        rows.append(row)
    return code, year, tuple(sorted(scale(code, rng).items())), rng.choice([3, 6, 9, 28]), rows


def play(steps: Steps, counts: Counter[str]) -> int:
    """Rows through columns, each to the cent; one of each PS alone."""
    for code, year, told, precision, rows in steps:
        scale = {name: value for name, value in told if not (code == "EAJE" and year >= 2025 and "middle" in name)}
        p = {name: Fraction(value) for name, value in told}
        expected = [model.RIGHTS[code]({k: Fraction(v) for k, v in row.items()}, p, year) for row in rows]
        taken = [name for name in FIELDS[code] if name != "aeeh_hours" or year in {2024, 2025}]
        one(code, {k: rows[0][k] for k in taken}, year, scale, expected[0], precision)
        counts["single"] += 1
        columns = {name: [row[name] for row in rows] for name in taken}
        found: Any = simulation.estimate_table(code, columns, year=year, parameters=scale)
        for n, (mine, theirs) in enumerate(zip(expected, found["amount"].units.tolist(), strict=True)):
            if mine != theirs:
                raise Parted(f"ps:{code} {year}, columns", f"{rows[n]} {scale}: model {mine} cents, afas {theirs}")
        counts[code] += len(rows)
    return len(steps) * ROWS


def one(code: str, row: dict[str, str], year: int, scale: dict[str, str], expected: int, precision: int) -> None:
    """[law 1] "fraction is rounded only where a cents() stands; whatever the ambient decimal context"."""
    with decimal.localcontext(decimal.Context(prec=precision, rounding=decimal.ROUND_DOWN)):
        estimate = afas.estimate(code, row, year=year, parameters=scale)
        total, parts = estimate.amount, list(estimate.parts.values())
    where = "in a short decimal context" if precision < 28 else "alone"
    if total * 100 != expected or sum(parts, Decimal(0)) != total:
        raise Parted(
            f"ps:{code} {where}", f"{row} {scale}, precision {precision}: model {expected} cents, afas {total}, {parts}"
        )


PS = Campaign(
    "ps",
    draw,
    play,
    least=dict.fromkeys(model.RIGHTS, 71) | {"single": 41},
    sizes={"ci": 40_000, "full": 14_000_000},
    unit="rows",
)
