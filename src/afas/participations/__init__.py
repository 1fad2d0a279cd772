"""Family participations (*participations familiales*): the hourly tariff of a household, by the national scale.

Monthly resources, between the floor and the ceiling of the day, times the rate of effort (*taux d'effort*) of the
household. The scale itself, its sources and what nobody could read: `afas.ps.PARTICIPATIONS`. `tariff` is for one
family, with every step; `tariffs` for columns, by the same code, and its `total` is what a partner's participations
should be near; `hourly_range` and `total_range` say between what bounds the scale leaves them.
"""

from afas.participations._columns import Tariffs, tariffs
from afas.participations._ranges import Range, hourly_range, total_range
from afas.participations._scale import CeilingUsed
from afas.participations._tariff import Bound, Tariff, tariff

__all__ = ["Bound", "CeilingUsed", "Range", "Tariff", "Tariffs", "hourly_range", "tariff", "tariffs", "total_range"]
