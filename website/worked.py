"""One worked case for each PS, for its sheet and for the button “example” of the simulator.

Entries are those of the tests worked by hand, or of the campaign of `examples/`. Ceilings are illustrative: nobody
could source them, and every page that shows one says so.
"""

from collections.abc import Mapping
from typing import Any

import attrs

__all__ = ["WORKED", "Worked"]


@attrs.frozen
class Worked:
    """A case: the year, what is declared, and the illustrative figures it needs."""

    year: int
    entries: Mapping[str, Any]
    parameters: Mapping[str, str] = attrs.field(factory=dict)


_HOURS = {"opening_hours": "60", "organisation_hours": "40", "expenses": "999.99"}
_CEILINGS = {
    "ceiling_low": "9.70",
    "ceiling_middle": "8.95",
    "ceiling_high": "8.30",
    "ceiling_low_basic": "7.60",
    "ceiling_middle_basic": "7.10",
    "ceiling_high_basic": "6.60",
}
_CRECHE = {
    "entitled_hours": "40000",
    "billed_hours": "44000",
    "attended_hours": "40000",
    "meals_and_nappies": True,
    "expenses": "420000",
    "family_participations": "70000",
    "general_scheme_share": "0.97",
}
_MEDIATION = {
    "real_fte": "1.5",
    "funded_fte": "1",
    "expenses": "120000",
    "family_participations": "3000",
    "consignations": "0",
}

WORKED: Mapping[str, Worked] = {
    "EAJE": Worked(2023, _CRECHE, _CEILINGS),
    "ALSH": Worked(
        2023, {"attended_hours": "4981", "expenses": "7293.55", "general_scheme_share": "1"}, {"ceiling": "1.97"}
    ),
    "RPE": Worked(2023, {"animator_fte": "1.5", "expenses": "90000"}, {"ceiling": "58000"}),
    "LAEP": Worked(2023, {**_HOURS, "expenses": "1000.01"}, {"ceiling": "10"}),
    "CLAS": Worked(2004, {"groups": "1", "children": "10", "expenses": "5599"}),
    "PS_JEUNES": Worked(2023, {"animator_fte": "1", "expenses": "999.98"}, {"ceiling": "1000"}),
    "MEDIATION_FAMILIALE": Worked(2020, _MEDIATION, {"ceiling": "75000"}),
    "ESPACE_RENCONTRE": Worked(2023, _HOURS, {"ceiling": "10"}),
    "AAD": Worked(2023, {"expenses": "900.01", "family_participations": "200"}, {"ceiling": "900"}),
    "AGC": Worked(2024, {"expenses": "1000"}, {"ceiling": "1000"}),
    "ACF": Worked(2024, {"expenses": "1000"}, {"ceiling": "1000"}),
    "CTG": Worked(2023, {"cooperation_fte": "1", "expenses": "1999.98"}, {"rate": "0.5", "ceiling": "1000"}),
    "FJT": Worked(2024, {"eligible_payroll": "999.9"}, {"ceiling": "318"}),
    "EVS": Worked(2024, {"expenses": "1000"}, {"ceiling": "1000"}),
}
