"""The parts of a right beside the PS itself (bonuses, complements), in fractions, from the facts.

Sources: [ps] domain/ps.md, by section; [facts] domain/facts-2026-11-27.md; [0003] docs/decisions/0003. Each gives cents;
0 where its data is not declared. A figure nobody could read is told by the caller: `p`.
"""

from fractions import Fraction

from assurance.models.ps import Figures, cents, chosen, psu_of_an_hour

F = Fraction


def handicap(d: Figures, p: Figures, year: int) -> int:
    """[ps 1.6] places x min(cap of 1,300, share of children x rate x cost of a place within a ceiling); 15 % below 5 %,
    30 % from 5 to 7.5 %, 45 % above; [0003] one rate for the whole, or each for its own slice of the share; the cap from
    2024 is the caller's."""
    if not d["handicap_children"]:
        return 0
    share = d["handicap_children"] / d["enrolled_children"]
    if chosen(p, "handicap_by_slices"):
        slices = ((F(0), F("0.05"), F("0.15")), (F("0.05"), F("0.075"), F("0.30")), (F("0.075"), share, F("0.45")))
        financed = sum((rate * (min(share, end) - start) for start, end, rate in slices if share > start), F(0))
    else:
        financed = share * (F("0.15") if share < F("0.05") else F("0.30") if share <= F("0.075") else F("0.45"))
    cost = min(d["expenses"], d["places"] * p["handicap_cost_ceiling"])
    return cents(min(financed * cost, d["places"] * (p["handicap_cap"] if year >= 2024 else 1300)))


def social_mix(d: Figures, p: Figures, year: int) -> int:
    """[ps 1.7] per place, up to 2,100 a year; the amount of the tranche is the caller's."""
    del year
    return cents(d["places"] * min(p["social_mix_amount"], F(2100))) if d["social_mix"] else 0


def attractiveness(d: Figures, p: Figures, year: int) -> int:
    """[ps 1.8] 970 a place private, 475 public, from 2024."""
    del p, year
    return cents(d["attractiveness_places"] * (475 if d["public_manager"] else 970))


def territory_new(d: Figures, p: Figures, year: int) -> int:
    """[ps 1.8] a new place from 2021: 2,600 to 3,600 by the wealth of the territory; [facts W4] 2020: 2,100 to 3,100."""
    least, most = (2100, 3100) if year == 2020 else (2600, 3600)
    return cents(d["territory_new_places"] * min(max(p["territory_new_amount"], F(least)), F(most)))


def territory(d: Figures, p: Figures, year: int) -> int:
    """[ps 1.8] a lump sum per existing place: that of the territory."""
    del year
    return cents(d["territory_places"] * p["territory_amount"])


def reservation(d: Figures, p: Figures, year: int) -> int:
    """[ps 1.8] new places under a Ctre, from 2025: 2,800."""
    del p, year
    return cents(d["reservation_places"] * 2800)


def growth(d: Figures, p: Figures, year: int) -> int:
    """[ps 1.8] growth of co-financed places since 2023: +4 % = 100, +8 % = 200, +12 % = 300 a place; [0003] for 2025 the
    caller says whether it counts."""
    if not d["growth_places"] or (year == 2025 and not p["growth_bonus_in_2025"]):
        return 0
    grown = (d["cofinanced_places"] - d["cofinanced_2023"]) / d["cofinanced_2023"]
    each = 300 if grown >= F("0.12") else 200 if grown >= F("0.08") else 100 if grown >= F("0.04") else 0
    return cents(d["growth_places"] * each)


def full_price(d: Figures, hourly: F, hours: F) -> int:
    """[0003] "Hours without children are paid at the full price, nothing deducted, under the share"."""
    return cents(hours * hourly * d["general_scheme_share"])


def pedagogical_hours(d: Figures) -> F:
    """[ps 1.5] at most 3 days a year, 10 hours a place and day; [facts 1] the places of the authorisation to operate, not
    the yearly maximum; [0003] the latter where the former is not told."""
    return min(d["pedagogical_days"], F(3)) * 10 * (d["authorised_places"] or d["places"])


def other_hours(d: Figures, p: Figures, of: str) -> int:
    """[0003] extrascolaire and adolescents have each their hours, expenses and ceiling, under the rule of the PS."""
    kept = min(d[f"{of}_expenses"], p[f"{of}_ceiling"] * d[f"{of}_hours"])
    return cents(F("0.30") * kept * d["general_scheme_share"]) if d[f"{of}_hours"] else 0


def asre(d: Figures, year: int) -> int:
    """[ps 2.3] 0.50 an hour in 2014, 0.52 in 2015; at most 3 hours a week over 36 weeks a child."""
    return cents(min(d["asre_hours"], d["asre_children"] * 108) * (F("0.50") if year == 2014 else F("0.52")))


def alsh_territory(d: Figures, p: Figures) -> int:
    """[ps 2.3] new hours within 25 % of the hours under contract; the sum of an hour is the caller's."""
    return cents(min(d["territory_new_hours"], F("0.25") * d["territory_hours"]) * p["territory_hour_amount"])


def mission(d: Figures, p: Figures, year: int) -> int:
    """[facts W1, W10] a flat 3,000 from 2017 (2022 still); [0003] 3,229 is undated: from 2023 the caller's, or that."""
    each = F(3000) if year <= 2022 else F(3229) if p["reinforced_mission_undated"] else p["reinforced_mission_bonus"]
    return cents(each) if d["reinforced_mission"] else 0


def complement(d: Figures, p: Figures, year: int) -> int:
    """[ps 2.3] an hour of an Aeeh child: 4.50 in 2024, then 3.90; [0003] not under the share, or under it."""
    whole = {2024: F("4.50"), 2025: F("3.90")}[year] * d["aeeh_hours"]
    return cents(whole * d["general_scheme_share"] if chosen(p, "share_on_complement") else whole)


def wednesdays(d: Figures) -> int:
    """[facts 2, W2] Plan mercredi: 0.46 an hour and child for the new hours, from September 2018 to the school year 2020-21
    (the first day of 2021 is in it); [0003] they are those above the year of reference, and [facts W3] those new in September 2017 of a commune then at four
    days; no more than there are hours of Wednesdays."""
    new = max(F(0), d["wednesday_hours"] - d["wednesday_reference_hours"]) + d["wednesday_new_2017_hours"]
    return cents(F("0.46") * min(new, d["wednesday_hours"]))


def parts(code: str, d: Figures, p: Figures, year: int) -> dict[str, int]:
    """Each part that the year knows."""
    made: dict[str, int] = {}
    if code == "EAJE":
        hour = psu_of_an_hour(d, p, year)
        made["preparation"] = full_price(d, hour, d["preparation_hours"])  # [ps 1.5] concertation until 2024
        made["handicap_bonus"], made["social_mix_bonus"] = handicap(d, p, year), social_mix(d, p, year)
        made["territory_new_bonus"], made["territory_bonus"] = territory_new(d, p, year), territory(d, p, year)
        if year >= 2024:
            made["pedagogical_days"] = full_price(d, hour, pedagogical_hours(d))
            made["attractiveness_bonus"] = attractiveness(d, p, year)
        if year >= 2025:
            made["reservation_bonus"], made["growth_bonus"] = reservation(d, p, year), growth(d, p, year)
    if code == "ALSH":
        made |= {of: other_hours(d, p, of) for of in ("extracurricular", "youth")}
        if year in {2014, 2015}:
            made["asre"] = asre(d, year)
        if year in {2024, 2025}:
            made["territory_bonus"], made["complement"] = alsh_territory(d, p), complement(d, p, year)
        if 2018 <= year <= 2021:
            made["wednesday_plan"] = wednesdays(d)
    if code == "RPE":
        made["mission_bonus"] = mission(d, p, year)
    return made
