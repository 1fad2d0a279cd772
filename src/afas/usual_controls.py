"""Controls that any PS can use, made from the names of its fields: `controls.variation` has its siblings here.

Thresholds are configuration, never a default: no source gives those of the service. What has to add up is
compared exactly, without a division.

Imports: text, controls, forms, quantities.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from afas.controls import Against, Control, Figures, Severity, moved
from afas.forms import DeclarationKind, Field
from afas.quantities import Unit
from afas.text import Euros, Text

__all__ = ["adds_up", "against_forecast", "balanced", "companions", "not_above", "unit_cost"]

_ACTUAL = frozenset({DeclarationKind.ACTUAL})


def against_forecast(field: Field, threshold: Decimal, code: str | None = None, by_site: bool = False) -> Control:
    """The actual figure (*réel*) against the forecast one (*prévisionnel*): to justify when it moves too much.

    Args:
        field: which figure.
        threshold: the most it may move by, as a ratio of the forecast.
        code: of the control; None: made from the field's name.
        by_site: site by site, where the forecast is known so.
    """
    text = Text(
        fr="{label} : {now} contre {before} en prévisionnel, soit {change} (plus de {most})",
        en="{label}: {now} against {before} in the forecast, that is {change} (more than {most})",
    )
    return Control(
        code or f"FORECAST-{field.name}",
        Severity.TO_JUSTIFY,
        text,
        moved(field.name, field.text, threshold),
        reads=(field.name,),
        against=Against.FORECAST,
        by_site=by_site,
        kinds=_ACTUAL,
        threshold=threshold,
    )


def companions(controls: Iterable[Control], fields: Iterable[Field]) -> tuple[Control, ...]:
    """For each figure a PS compares with last year's, its comparison with the forecast, by the same threshold.

    None for a figure that the PS itself compares with the forecast.
    """
    own = tuple(controls)
    done = {control.reads for control in own if control.against is Against.FORECAST}
    named = {(field.name,): field for field in fields}
    return tuple(
        against_forecast(named[control.reads], control.threshold)
        for control in own
        if control.threshold is not None and control.reads in named.keys() - done
    )


def unit_cost(
    code: str,
    cost: Field,
    units: Field,
    low: Decimal | None = None,
    high: Decimal | None = None,
    severity: Severity = Severity.TO_JUSTIFY,
) -> Control:
    """The cost of one unit (*prix de revient*) is out of the range from `low` to `high`, both allowed.

    Compared as `low x units <= cost <= high x units`; nothing is said where there are no units.
    """
    text = Text(
        fr="{cost} / {units} : {found} par unité ({unit}), hors de la fourchette de {low} à {high}",
        en="{cost} / {units}: {found} a unit ({unit}), out of the range from {low} to {high}",
    )

    def check(figures: Figures, other: Figures) -> Mapping[str, object] | None:  # noqa: ARG001 - a control's shape
        paid, counted = figures[cost.name], figures[units.name]
        inside = (low is None or low * counted <= paid) and (high is None or paid <= high * counted)
        if not counted or inside:
            return None
        found = (paid / counted).quantize(Decimal("0.01"))
        bounds = [None if bound is None else Euros(bound) for bound in (low, high)]
        return {
            "cost": cost.text,
            "units": units.text,
            "unit": units.unit,
            "found": Euros(found),
            "low": bounds[0],
            "high": bounds[1],
        }

    return Control(code, severity, text, check, reads=(cost.name, units.name))


def adds_up(code: str, total: Field, parts: Iterable[Field]) -> Control:
    """The total is not the sum of its accounts (ALL-01): blocking, to the cent."""
    named = tuple(part.name for part in parts)
    text = Text(
        fr="{label} : {total} déclaré, mais les comptes font {sum} (écart {gap})",
        en="{label}: {total} declared, but the accounts come to {sum} (gap {gap})",
    )

    def check(figures: Figures, other: Figures) -> Mapping[str, object] | None:  # noqa: ARG001
        found = sum((figures[name] for name in named), Decimal(0))
        gap = figures[total.name] - found
        shown = {"label": total.text, "total": figures[total.name], "sum": found, "gap": gap}
        return {name: _in(total, value) for name, value in shown.items()} if gap else None

    return Control(code, Severity.BLOCKING, text, check, reads=(total.name, *named), by_site=total.by_site)


def balanced(code: str, charges: Field, products: Field, tolerance: Decimal = Decimal(0)) -> Control:
    """Charges and products (*charges et produits*) differ by more than `tolerance`, in euros: blocking (ALL-01)."""
    text = Text(
        fr="budget non équilibré : {charges} de charges, {products} de produits (écart {gap})",
        en="unbalanced budget: {charges} of charges, {products} of products (gap {gap})",
    )

    def check(figures: Figures, other: Figures) -> Mapping[str, object] | None:  # noqa: ARG001
        spent, earned = figures[charges.name], figures[products.name]
        if abs(spent - earned) <= tolerance:
            return None
        return {"charges": Euros(spent), "products": Euros(earned), "gap": Euros(spent - earned)}

    return Control(code, Severity.BLOCKING, text, check, reads=(charges.name, products.name))


def not_above(code: str, part: Field, whole: Field, severity: Severity = Severity.BLOCKING) -> Control:
    """A part is above its whole (children with a handicap above children enrolled, …)."""
    text = Text(
        fr="« {part} » ({found}) dépasse « {whole} » ({limit})", en="“{part}” ({found}) is above “{whole}” ({limit})"
    )

    def check(figures: Figures, other: Figures) -> Mapping[str, object] | None:  # noqa: ARG001
        found, limit = figures[part.name], figures[whole.name]
        return {"part": part.text, "found": found, "whole": whole.text, "limit": limit} if found > limit else None

    both = part.by_site and whole.by_site
    return Control(code, severity, text, check, reads=(part.name, whole.name), by_site=both)


def _in(field: Field, value: object) -> object:
    """An amount as euros, anything else as it is."""
    return Euros(value) if field.unit is Unit.EUR and isinstance(value, Decimal) else value
