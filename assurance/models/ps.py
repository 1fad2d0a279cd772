"""The rights of each PS, in fractions, from the facts.

Sources: [ps] domain/ps.md, by section; [facts] domain/facts-2026-11-27.md; [0003] docs/decisions/0003, readings taken
where a source is silent. A figure nobody could read (every yearly ceiling) is told by the caller: `p`. `d` is declared.
Where [0003] leaves two readings, the caller chooses (`chosen`), and each is written out.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction

F = Fraction
Figures = Mapping[str, Fraction]


def cents(amount: Fraction) -> int:
    """[0003] "rounds half away from zero"; [ps 1.9] the published examples round to the nearest, half up."""
    sign = -1 if amount < 0 else 1
    return sign * int(abs(amount) * 100 + F(1, 2))


def chosen(p: Figures, reading: str, usual: int = 0) -> bool:
    """[0003] "Where two readings are live, a parameter of 0 or 1 says which, and the caller can change it"."""
    return p.get(reading, usual) == 1


def rpe(d: Figures, p: Figures, year: int) -> int:
    """[ps 3] 43 % of all operating expenses, within a price per FTE; [0003] a share of 1, as a parameter."""
    del year
    share = p.get("general_scheme_share", F(1))
    return cents(F("0.43") * min(d["expenses"], p["ceiling"] * d["animator_fte"]) * share)


def laep(d: Figures, p: Figures, year: int) -> int:
    """[ps 4] 30 % of a capped cost; [0003] hours are opening plus organisation, or the former alone; a share as for RPE."""
    del year
    hours = d["opening_hours"] if chosen(p, "opening_hours_alone") else d["opening_hours"] + d["organisation_hours"]
    return cents(F("0.30") * min(d["expenses"], p["ceiling"] * hours) * p.get("general_scheme_share", F(1)))


def clas(d: Figures, p: Figures, year: int) -> int:
    """[ps 5] 30 % in 2004-2005 and 32.5 % from 2015 of the expenses, within a ceiling per group and school year; [0003] in
    cents, or to the euro as the published maximum of 2004-2005 (5,599 x 30 % = 1,680)."""
    grant = (F("0.30") if year < 2015 else F("0.325")) * min(d["expenses"], p["ceiling"] * d["groups"])
    return 100 * int(grant + F(1, 2)) if chosen(p, "rounded_to_the_euro") else cents(grant)


def ps_jeunes(d: Figures, p: Figures, year: int) -> int:
    """[ps 6] 50 % of the expenses of a qualified animator post, capped per FTE."""
    del year
    return cents(F("0.50") * min(d["expenses"], p["ceiling"] * d["animator_fte"]))


def mediation(d: Figures, p: Figures, year: int) -> int:
    """[ps S4] (cost within the ceiling x 75 %) x funded FTE, less participations and consignations, all prorated."""
    del year
    part = d["funded_fte"] / d["real_fte"]
    kept = min(d["expenses"] * part, p["ceiling"] * d["funded_fte"]) * F("0.75")
    return cents(max(F(0), kept - (d["family_participations"] + d["consignations"]) * part))


def espace_rencontre(d: Figures, p: Figures, year: int) -> int:
    """[ps S5] 60 % of the hourly cost within a ceiling, hours = opening + organisation."""
    del year
    return cents(F("0.60") * min(d["expenses"], p["ceiling"] * (d["opening_hours"] + d["organisation_hours"])))


def aad(d: Figures, p: Figures, year: int) -> int:
    """[ps S6] 100 % of the costs within a ceiling, less the participations; which first is a choice."""
    del year
    if chosen(p, "cap_after_participations"):
        return cents(max(F(0), min(d["expenses"] - d["family_participations"], p["ceiling"])))
    return cents(max(F(0), min(d["expenses"], p["ceiling"]) - d["family_participations"]))


def agc(d: Figures, p: Figures, year: int) -> int:
    """[ps S1, S3] 40 %, 42.4 % from 2024, within a ceiling."""
    return cents((F("0.424") if year >= 2024 else F("0.40")) * min(d["expenses"], p["ceiling"]))


def acf(d: Figures, p: Figures, year: int) -> int:
    """[ps S1, S3] 60 %, 63.6 % from 2024, within a ceiling; EVS is the same."""
    return cents((F("0.636") if year >= 2024 else F("0.60")) * min(d["expenses"], p["ceiling"]))


def ctg(d: Figures, p: Figures, year: int) -> int:
    """[ps S7] min(rate x cost, cap per FTE x FTE), or the rate after the cap; both figures are the caller's."""
    del year
    if chosen(p, "cap_on_cost"):
        return cents(p["rate"] * min(d["expenses"], p["ceiling"] * d["cooperation_fte"]))
    return cents(min(p["rate"] * d["expenses"], p["ceiling"] * d["cooperation_fte"]))


def fjt(d: Figures, p: Figures, year: int) -> int:
    """[ps S8] 31.8 % of the eligible payroll, within a limit."""
    del year
    return cents(min(F("0.318") * d["eligible_payroll"], p["ceiling"]))


def alsh(d: Figures, p: Figures, year: int) -> int:
    """[ps 2.1] 30 % of the unit cost, capped, x acts x general scheme."""
    del year
    return cents(F("0.30") * min(d["expenses"], p["ceiling"] * d["attended_hours"]) * d["general_scheme_share"])


def psu_of_an_hour(d: Figures, p: Figures, year: int) -> Fraction:
    """[ps 1.1] 66 % x min(hourly cost, ceiling); the ceiling by billing rate: [ps 1.2] three tiers until 2024, [ps 1.3] a
    slope between 107 % and 120 % from 2025; [0003] exactly 117 % stands in the middle tier or the last, the cost is over
    attended hours or billed ones, the sum of an hour is exact or (the one worked case read) to the cent."""
    t, basic = d["billed_hours"] / d["attended_hours"], "" if d["meals_and_nappies"] else "_basic"
    low, high = p[f"ceiling_low{basic}"], p[f"ceiling_high{basic}"]
    if year >= 2025:
        slope = (t - F("1.07")) / F("0.13")
        ceiling = low if t <= F("1.07") else high if t >= F("1.20") else low - slope * (low - high)
    else:
        middle = t < F("1.17") or (t == F("1.17") and chosen(p, "bound_in_middle_tier", usual=1))
        ceiling = low if t <= F("1.07") else p[f"ceiling_middle{basic}"] if middle else high
    hours = d["billed_hours"] if chosen(p, "cost_per_billed_hour") else d["attended_hours"]
    hourly = F("0.66") * min(d["expenses"] / hours, ceiling)
    return F(cents(hourly), 100) if chosen(p, "hourly_amount_rounded") else hourly


def eaje(d: Figures, p: Figures, year: int) -> int:
    """[ps 1.1] hours giving right x the PSU of an hour, less participations, x general scheme; [0003] a right is not below
    zero; the share before or after the participations are deducted."""
    paid, share = d["entitled_hours"] * psu_of_an_hour(d, p, year), d["general_scheme_share"]
    if chosen(p, "share_before_deduction"):
        return cents(max(F(0), paid * share - d["family_participations"]))
    return cents(max(F(0), (paid - d["family_participations"]) * share))


RIGHTS: Mapping[str, Callable[[Figures, Figures, int], int]] = {
    "EAJE": eaje, "ALSH": alsh, "RPE": rpe, "LAEP": laep, "CLAS": clas, "PS_JEUNES": ps_jeunes, "MEDIATION_FAMILIALE": mediation,
    "ESPACE_RENCONTRE": espace_rencontre, "AAD": aad, "AGC": agc, "ACF": acf, "CTG": ctg, "FJT": fjt, "EVS": acf,
}  # fmt: skip
"""The right in cents, by code."""
