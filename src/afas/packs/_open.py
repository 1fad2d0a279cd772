"""The parameters a pack leaves open, figures for demonstrations, and the template of the missing figures."""

import csv
import io
import json
from typing import Any, Final

import attrs

from afas import ps as registry
from afas.packs._reading import read_pack
from afas.parameters import FOR_SHOW, Pack, Parameter, ParameterValue
from afas.periods import FinancialYear
from afas.ps import PS
from afas.sources import Grade

__all__ = ["Template", "illustrative_pack", "left_open", "template"]


def illustrative_pack() -> Pack:
    """Figures for demonstrations, those that each PS brings for what nobody has sourced: whatever uses them says so.

    A sourced figure is never replaced by one of them. `left_open` says what is open all the same: figures of years
    before the first that a text states.

    >>> from afas import estimate
    >>> estimate("FJT", {"eligible_payroll": "140000"}, 2024, parameters=illustrative_pack()).illustrative
    True
    """
    values = {code: registry.get(code).illustrative for code in registry.codes()}
    read = read_pack({"source": FOR_SHOW, "start": "2000-01-01", "values": values})
    return Pack(
        {code: {name: _shown(figures) for name, figures in named.items()} for code, named in read.values.items()}
    )


def _shown(values: tuple[ParameterValue, ...]) -> tuple[ParameterValue, ...]:
    return tuple(attrs.evolve(value, grade=Grade.ILLUSTRATIVE) for value in values)


def left_open(ps: str | PS, year: int | FinancialYear, pack: Pack | None = None) -> tuple[Parameter, ...]:
    """The parameters that the formulas of a year may read, and that have no value: neither built in, nor in the pack.

    Args:
        ps: its code, or the PS itself.
        year: the financial year.
        pack: the figures that are brought.

    Raises:
        UnknownPS: no PS has this code.

    >>> [parameter.name for parameter in left_open("RPE", 2024)]
    ['ceiling', 'reinforced_mission_bonus']
    >>> left_open("RPE", 2024, illustrative_pack())
    ()
    """
    service = ps if isinstance(ps, PS) else registry.get(ps)
    when = FinancialYear(year, service.school_year) if isinstance(year, int) else year
    rules = service.rules({part.declared_by: True for part in service.parts}, on=when.start, until=when.period.end)
    days = rules.days(when.start) if rules else {}
    brought = pack.applicable(service.code, service.by_name, days) if pack else {}
    return tuple(
        service.parameter(name)
        for name, on in days.items()
        if service.parameter(name).at(on) is None and not any(value.period.holds(on) for value in brought.get(name, ()))
    )


_HEADS: Final = (
    "ps",
    "parameter",
    "label",
    "unit",
    "value",
    "start",
    "end",
    "title",
    "publisher",
    "url",
    "page",
    "supplied_by",
)


@attrs.frozen
class Template:
    """A pack to fill in: the parameters without a value for a PS and a year.

    Attributes:
        ps: code of the PS.
        year: financial year.
        missing: the parameters.
    """

    ps: str
    year: FinancialYear
    missing: tuple[Parameter, ...]

    def to_dict(self, locale: str = "fr") -> dict[str, Any]:
        """The pack, as `read_pack` takes it once its values and source are filled in; lines left blank stay open."""
        period = self.year.period
        end = None if period.end is None else period.end.isoformat()
        lines = {
            parameter.name: {"value": "", "unit": parameter.unit.value, "label": parameter.text(locale)}
            for parameter in self.missing
        }
        source = {"title": "", "publisher": "", "url": "", "page": ""}
        return {
            "source": source,
            "supplied_by": "",
            "start": period.start.isoformat(),
            "end": end,
            "values": {self.ps: lines},
        }

    def to_json(self, locale: str = "fr") -> str:
        """The same, as JSON."""
        return json.dumps(self.to_dict(locale), ensure_ascii=False, indent=2)

    def to_csv(self, locale: str = "fr") -> str:
        """One line a parameter, for a spreadsheet (semicolons in French, commas in English): `read_csv` reads it."""
        period, written = self.year.period, io.StringIO()
        end = "" if period.end is None else period.end.isoformat()
        lines = csv.writer(written, delimiter="," if locale.startswith("en") else ";")
        lines.writerow(_HEADS)
        for parameter in self.missing:
            label, unit = parameter.text(locale), parameter.unit.value
            row = [self.ps, parameter.name, label, unit, "", period.start.isoformat(), end]
            lines.writerow([*row, *[""] * (len(_HEADS) - len(row))])
        return written.getvalue()


def template(ps: str | PS, year: int | FinancialYear) -> Template:
    """The figures that a PS lacks for a year, ready to be filled in by whoever knows the scale (*barème*).

    Raises:
        UnknownPS: no PS has this code.

    >>> [parameter.name for parameter in template("AGC", 2026).missing]
    ['ceiling']
    >>> print(template("AGC", 2026).to_csv().splitlines()[1])
    AGC;ceiling;Prix plafond annuel;EUR;;2026-01-01;2027-01-01;;;;;
    """
    service = ps if isinstance(ps, PS) else registry.get(ps)
    when = FinancialYear(year, service.school_year) if isinstance(year, int) else year
    return Template(service.code, when, left_open(service, when))
