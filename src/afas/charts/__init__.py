"""Pictures of the calendar, the life of declarations, the cash flow, a right and scenarios (extra: altair).

Each function takes objects of afas, or plain exact figures, and returns an Altair chart: French or English, colours
that a colour-blind reader tells apart, and never colour alone. Figures become floats only where they become a place on
the picture; what is read (labels, tooltips, axes) is written from the exact ones.
"""

try:
    import altair as alt  # noqa: F401 - the extra, asked for here once
except ImportError as absent:
    _MESSAGE = (
        "Les graphiques viennent du paquet « altair » / charts are drawn by the package “altair”: "
        'pip install "afas[charts]"'
    )
    raise ImportError(_MESSAGE, name="altair") from absent

from afas.charts._budget import budget_chart, groups_chart
from afas.charts._calendar import calendar_chart
from afas.charts._cash import cash_flow_chart
from afas.charts._counts import differences_chart, winners_chart
from afas.charts._curve import curve_chart
from afas.charts._lifecycle import history_chart, status_chart

__all__ = [
    "budget_chart",
    "calendar_chart",
    "cash_flow_chart",
    "curve_chart",
    "differences_chart",
    "groups_chart",
    "history_chart",
    "status_chart",
    "winners_chart",
]
