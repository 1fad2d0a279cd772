"""A worked case of EAJE, and figures for demonstrations; read by `eaje` only."""

from typing import Final

from afas.ps._model import Example

__all__ = ["EXAMPLE", "ILLUSTRATIVE"]

EXAMPLE: Final = Example(
    2023,
    {
        "entitled_hours": "40000",
        "billed_hours": "44000",
        "attended_hours": "40000",
        "meals_and_nappies": True,
        "expenses": "420000",
        "family_participations": "70000",
        "general_scheme_share": "0.97",
    },
    {
        "ceiling_low": "9.70",
        "ceiling_middle": "8.95",
        "ceiling_high": "8.30",
        "ceiling_low_basic": "7.60",
        "ceiling_middle_basic": "7.10",
        "ceiling_high_basic": "6.60",
    },
)

ILLUSTRATIVE: Final = {
    "ceiling_low": "10",
    "ceiling_middle": "9.5",
    "ceiling_high": "9",
    "ceiling_low_basic": "9.2",
    "ceiling_middle_basic": "8.7",
    "ceiling_high_basic": "8.2",
    "handicap_low": "0.05",
    "handicap_high": "0.08",
    "handicap_rate_low": "0.15",
    "handicap_rate_middle": "0.30",
    "handicap_rate_high": "0.45",
    "handicap_cap": "1300",
    "handicap_cost_ceiling": "20000",
    "social_mix_amount": "800",
    "social_mix_most": "2000",
    "territory_new_amount": "3000",
    "territory_amount": "1000",
    "growth_bonus_in_2025": "1",
}
