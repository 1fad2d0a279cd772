"""The rights against their models: rows through columns, and single estimates, in any decimal context."""

import decimal
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from functools import partial
from random import Random
from typing import Any

import afas
from afas import simulation
from afas.errors import AfasError
from assurance.campaign import Campaign, Parted, Steps
from assurance.models import ps as model
from assurance.models.ps_parts import parts

YEARS = {
    "EAJE": [2020, 2024, 2025, 2025],
    "ALSH": [2014, 2015, 2018, 2020, 2021, 2023, 2024, 2025],
    "RPE": [2022, 2023, 2024],
    "CLAS": [2005, 2023],
    "FJT": [2024, 2025],
    "CTG": [2024],
    "AGC": [2023, 2024],
    "ACF": [2023, 2024],
    "EVS": [2023, 2024],
}
FIELDS: dict[str, tuple[str, ...]] = {
    "EAJE": ("entitled_hours", "billed_hours", "attended_hours", "meals_and_nappies", "expenses", "family_participations", "general_scheme_share"),
    "ALSH": ("attended_hours", "expenses", "general_scheme_share"),
    "RPE": ("animator_fte", "expenses"), "LAEP": ("opening_hours", "organisation_hours", "expenses"),
    "CLAS": ("groups", "children", "expenses"), "PS_JEUNES": ("animator_fte", "expenses"),
    "MEDIATION_FAMILIALE": ("real_fte", "funded_fte", "expenses", "family_participations", "consignations"),
    "ESPACE_RENCONTRE": ("opening_hours", "organisation_hours", "expenses"), "AAD": ("expenses", "family_participations"),
    "AGC": ("expenses",), "ACF": ("expenses",), "EVS": ("expenses",), "CTG": ("cooperation_fte", "expenses"), "FJT": ("eligible_payroll",),
}  # fmt: skip


# what asks for a part, what else it reads, and its years
PARTS: dict[str, list[tuple[tuple[str, ...], range]]] = {
    "EAJE": [
        (("handicap_children", "enrolled_children"), range(2019, 2026)), (("social_mix",), range(2019, 2026)),
        (("attractiveness_places", "public_manager"), range(2024, 2026)), (("territory_new_places",), range(2020, 2026)),
        (("territory_places",), range(2020, 2026)), (("reservation_places",), range(2025, 2026)),
        (("growth_places", "cofinanced_2023", "cofinanced_places"), range(2025, 2026)),
        (("pedagogical_days", "authorised_places"), range(2024, 2026)), (("preparation_hours",), range(2014, 2026)),
    ],
    "ALSH": [
        (("extracurricular_hours", "extracurricular_expenses"), range(2014, 2026)), (("youth_hours", "youth_expenses"), range(2014, 2026)),
        (("asre_hours", "asre_children"), range(2014, 2016)), (("aeeh_hours",), range(2024, 2026)),
        (("territory_new_hours", "territory_hours"), range(2024, 2026)),
        (("wednesday_hours", "wednesday_reference_hours", "wednesday_new_2017_hours"), range(2018, 2022)),
    ],
    "RPE": [(("reinforced_mission",), range(2022, 2026))],
}  # fmt: skip


# [0003] readings of 0 or 1 that a caller may change, and their years
READINGS = {
    "EAJE": [("share_before_deduction", 2014, 2026), ("cost_per_billed_hour", 2014, 2026), ("hourly_amount_rounded", 2014, 2026),
             ("bound_in_middle_tier", 2014, 2025), ("handicap_by_slices", 2019, 2026)],
    "ALSH": [("share_on_complement", 2024, 2026)], "CLAS": [("rounded_to_the_euro", 2004, 2026)],
    "LAEP": [("opening_hours_alone", 2016, 2026)], "CTG": [("cap_on_cost", 2014, 2026)], "AAD": [("cap_after_participations", 2014, 2026)],
}  # fmt: skip


def declared(code: str, year: int, rng: Random) -> dict[str, str]:
    """The figures of the parts of a year: of each, often none is asked for."""
    row: dict[str, str] = {"places": str(rng.randrange(1, 80))} if code == "EAJE" else {}
    for names, years in PARTS.get(code, []):
        if year in years:
            row |= {name: part_figure(name, rng) for name in names}
            if rng.random() < 0.5:
                row[names[0]] = "0"
    if "cofinanced_2023" in row:  # near the steps of growth
        before = rng.randrange(1, 9) * 25
        row |= {
            "cofinanced_2023": str(before),
            "cofinanced_places": str(before + before * rng.randrange(-2, 16) // 100),
        }
    return row


def part_figure(name: str, rng: Random) -> str:
    if name in {"social_mix", "public_manager", "reinforced_mission"}:
        return rng.choice(["0", "1"])
    if name == "enrolled_children":
        return rng.choice(["20", "40", "80", str(rng.randrange(9, 90))])
    if name.endswith(("_children", "_days")):
        return str(rng.randrange(1, 9))
    if name == "authorised_places":
        return rng.choice(["0", str(rng.randrange(1, 80))])
    if name.endswith("_places"):
        return str(rng.randrange(1, 80))
    return figure(name, rng)


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


def scale(code: str, year: int, rng: Random) -> dict[str, str]:
    """The figures that nobody could read, and the readings that a caller chooses: half of the time as they are."""
    told = unread(code, year, rng)
    for name, since, before in READINGS.get(code, []):
        if since <= year < before and rng.random() < 0.5:
            told[name] = rng.choice(["0", "1"])
    if code in {"RPE", "LAEP"} and rng.random() < 0.5:
        told["general_scheme_share"] = rng.choice(["0", "0.98", "0.9037"])
    return told


def unread(code: str, year: int, rng: Random) -> dict[str, str]:
    """The figures that nobody could read."""
    if code == "EAJE":
        low = Decimal(rng.randrange(700, 1200)).scaleb(-2)
        falls = [low - Decimal(rng.randrange(1, 99)).scaleb(-2) * n for n in (0, 1, 2)]
        names = [f"ceiling_{tier}{basic}" for basic in ("", "_basic") for tier in ("low", "middle", "high")]
        told = dict(zip(names, map(str, [*falls, *(fall - 1 for fall in falls)]), strict=True))
        if year >= 2025:
            told = {name: value for name, value in told.items() if "middle" not in name}
            told["growth_bonus_in_2025"] = rng.choice(["0", "1", "1", "1"])
        if year >= 2024:
            told["handicap_cap"] = amount(rng, 200_000)
        for name in ("handicap_cost_ceiling", "social_mix_amount", "territory_new_amount", "territory_amount"):
            told[name] = str(Decimal(rng.randrange(50_000, 500_000)).scaleb(-2))
        return told
    hourly = code in {"ALSH", "LAEP", "ESPACE_RENCONTRE"}
    told = {"ceiling": str(Decimal(rng.randrange(100, 5000)).scaleb(-2)) if hourly else amount(rng, 9_000_000)}
    if code == "ALSH":
        told |= {
            f"{of}_ceiling": str(Decimal(rng.randrange(100, 500)).scaleb(-2)) for of in ("extracurricular", "youth")
        }
        if year in {2024, 2025}:
            told["territory_hour_amount"] = str(Decimal(rng.randrange(1, 99)).scaleb(-2))
    if code == "RPE" and year >= 2023:
        told |= {"reinforced_mission_bonus": amount(rng, 400_000), "reinforced_mission_undated": rng.choice(["0", "1"])}
    if code == "CTG":
        told["rate"] = str(Decimal(rng.randrange(1, 101)).scaleb(-2))
    return told


def draw(rng: Random, rows: int) -> Steps:
    """For each PS some rows under one scale, and the precision of the caller's decimals."""
    return [block(code, rows, rng) for code in rng.sample(list(model.RIGHTS), len(model.RIGHTS))]


def block(code: str, size: int, rng: Random) -> tuple[Any, ...]:
    year = rng.choice(YEARS.get(code, [2023, 2024, 2025]))
    rows = []
    for _ in range(size):
        row = {name: figure(name, rng) for name in FIELDS[code]}
        if code == "EAJE" and rng.random() < 0.5:  # near the bounds of the billing rate
            attended = rng.randrange(1, 90) * 100
            row |= {"attended_hours": str(attended), "billed_hours": str(attended * rng.randrange(100, 125) // 100)}
        if code == "MEDIATION_FAMILIALE":
            row["funded_fte"] = min(row["funded_fte"], row["real_fte"], key=Decimal)
        rows.append(row | declared(code, year, rng))
    return code, year, tuple(sorted(scale(code, year, rng).items())), rng.choice([3, 6, 9, 28]), rows


def play(steps: Steps, counts: Counter[str]) -> int:
    """Rows through columns, each to the cent; some of each PS alone, part by part."""
    for code, year, told, precision, rows in steps:
        scale, p = dict(told), {name: Fraction(Decimal(value)) for name, value in told}
        expected = []
        for n, row in enumerate(rows):
            d = {k: Fraction(Decimal(v)) for k, v in row.items()}
            mine = {"right": model.RIGHTS[code](d, p, year)} | parts(code, d, p, year)
            counts.update(f"{code} {name}" for name, cents in mine.items() if cents and name != "right")
            expected.append(sum(mine.values()))
            if n in {0, 8, 16}:
                one(code, row, year, scale, mine, precision)
                counts["single"] += 1
        columns = {name: [row[name] for row in rows] for name in rows[0]}
        found: Any = simulation.estimate_table(code, columns, year=year, parameters=scale)
        for n, (cents, theirs) in enumerate(zip(expected, found["amount"].units.tolist(), strict=True)):
            if cents != theirs:
                raise Parted(f"ps:{code} {year}, columns", f"{rows[n]} {scale}: model {cents} cents, afas {theirs}")
        counts[code] += len(rows)
        counts.update(f"{name} {scale[name]}" for name, *_ in READINGS.get(code, []) if name in scale)
        if code == "EAJE" and year >= 2025:
            falls(rows[0], year, scale)
            counts["constraint"] += 1
    return sum(len(block[-1]) for block in steps)


def falls(row: dict[str, str], year: int, scale: dict[str, str]) -> None:
    """[ps 1.3] From 2025 the ceiling falls between the two bounds: figures that make it rise are refused."""
    for basic in ("", "_basic"):
        low, high = f"ceiling_low{basic}", f"ceiling_high{basic}"
        risen = scale | {high: str(Decimal(scale[low]) + Decimal("0.01"))}
        try:
            afas.estimate("EAJE", row, year=year, parameters=risen)
        except AfasError as error:
            if {fault.code for fault in error.faults} == {"constraint-broken"}:
                continue
        raise Parted("ps:EAJE constraint", f"{risen} taken")


def one(code: str, row: dict[str, str], year: int, scale: dict[str, str], mine: dict[str, int], precision: int) -> None:
    """[law 1] "fraction is rounded only where a cents() stands; whatever the ambient decimal context"."""
    with decimal.localcontext(decimal.Context(prec=precision, rounding=decimal.ROUND_DOWN)):
        estimate = afas.estimate(code, row, year=year, parameters=scale)
        total, theirs = estimate.amount, dict(estimate.parts)
    found = {NAMES.get(name, name): int(amount * 100) for name, amount in theirs.items()}
    where = "in a short decimal context" if precision < 28 else "alone"
    if total * 100 != sum(mine.values()) or {k: v for k, v in found.items() if v} != {
        k: v for k, v in mine.items() if v
    }:
        raise Parted(
            f"ps:{code} {where}", f"{year} {row} {scale}, precision {precision}: model {mine}, afas {total}, {found}"
        )


NAMES = {"inclusive_complement": "complement"}

PS = Campaign(
    "ps",
    partial(draw, rows=24),
    play,
    least=dict.fromkeys(model.RIGHTS, 71)
    | {
        "single": 125, "constraint": 1.2,
        # half of what they are: a year is drawn for many rows
        "EAJE territory_new_bonus": 17, "EAJE territory_bonus": 17, "EAJE handicap_bonus": 17, "EAJE preparation": 13,
        "EAJE attractiveness_bonus": 11, "EAJE social_mix_bonus": 9, "EAJE pedagogical_days": 8, "EAJE reservation_bonus": 8,
        "EAJE growth_bonus": 4, "ALSH youth": 12, "ALSH extracurricular": 12, "ALSH territory_bonus": 6, "ALSH asre": 6,
        "ALSH complement": 6, "ALSH wednesday_plan": 9, "RPE mission_bonus": 9,
    }
    | {f"{name} 1": 0.7 for readings in READINGS.values() for name, *_ in readings}
    | {"share_on_complement 1": 0.17, "bound_in_middle_tier 1": 0.4},
    sizes={"ci": 40_000, "full": 1_400_000},
    unit="rows",
)  # fmt: skip
TABLES = Campaign(
    "tables",
    partial(draw, rows=600),
    play,
    least=dict.fromkeys(model.RIGHTS, 71),
    sizes={"ci": 30_000, "full": 13_000_000},
    unit="rows",
)
