"""The marginal value of each declared figure at the point of an estimate.

The slope is read off the tree of the explained formula, exactly: an hour is worth nothing where the expenses are
the bound, and the rate of the PS where the hours are. It holds as far as the same bounds do; what a whole step
would give, a tier passed included, is `what_if`'s to say.
"""

from fractions import Fraction

import attrs

from afas.estimation import Estimate
from afas.numbers import Traced, Tracer, leaves
from afas.quantities import Unit
from afas.text import Euros, Message, Text

__all__ = ["Marginal", "marginal_values"]

_PER = Text(fr="{label} : {amount} de plus pour {unit} de plus", en="{label}: {amount} more for {unit} more")


@attrs.frozen
class Marginal:
    """The worth of one more unit.

    Attributes:
        name: of the field.
        label: of the field.
        unit: the unit it is for; of a ratio, one more point out of a hundred.
        amount: euros of right, exact, before any rounding.
    """

    name: str
    label: Text
    unit: Unit
    amount: Fraction

    @classmethod
    def of(cls, right: Traced, path: str, name: str, label: Text, unit: Unit) -> "Marginal":
        """The worth of one more of the figure at a path (`data.hours`, `parameters.rate`), where a right stands."""
        return cls(name, label, unit, _slope(right, path, {}) * _one(unit))

    @property
    def one_more(self) -> Text:
        """One more unit, in words."""
        return self.unit.text_of(_one(self.unit))

    @property
    def text(self) -> Message:
        """In a sentence."""
        return _PER.fill(label=self.label, amount=Euros(self.amount), unit=self.one_more)


def _one(unit: Unit) -> Fraction:
    return Fraction(1, 100) if unit is Unit.RATIO else Fraction(1)


def marginal_values(estimated: Estimate) -> tuple[Marginal, ...]:
    """The marginal value of each figure the formula reads; yes-or-no figures are left out.

    >>> from afas.estimation import estimate
    >>> alsh = {"attended_hours": 100, "expenses": 2000, "general_scheme_share": 1}
    >>> estimated = estimate("ALSH", alsh, 2023, parameters={"ceiling": 10})
    >>> [(marginal.name, marginal.amount) for marginal in marginal_values(estimated)][:2]
    [('attended_hours', Fraction(3, 1)), ('expenses', Fraction(0, 1))]
    """
    right = estimated.traced_right(Tracer())
    read = leaves(right)
    fields = [field for field in estimated.rules.fields if f"data.{field.name}" in read and field.unit is not Unit.FLAG]
    return tuple(Marginal.of(right, f"data.{field.name}", field.name, field.text, field.unit) for field in fields)


def _slope(node: Traced, given: str, known: dict[int, Fraction]) -> Fraction:
    """The slope of a number against the given figure, going up."""
    if id(node) not in known:
        known[id(node)] = _rise(node, given, known)
    return known[id(node)]


def _rise(node: Traced, given: str, known: dict[int, Fraction]) -> Fraction:
    if node.op == "given":
        return Fraction(node.name == given)
    if node.op == "where":
        return _slope(node.args[_branch(node, given, known)], given, known)
    rises = [_slope(arg, given, known) for arg in node.args]
    values: list[Fraction] = [arg.value for arg in node.args]
    match node.op:
        case "+":
            return rises[0] + rises[1]
        case "-":
            return rises[0] - rises[1]
        case "*":
            return rises[0] * values[1] + values[0] * rises[1]
        case "ratio":
            return (rises[0] - Fraction(node.value) * rises[1]) / values[1] if values[1] else Fraction(0)
        case "least":
            return min(rise for rise, value in zip(rises, values, strict=True) if value == node.value)
        case "greatest":
            return max(rise for rise, value in zip(rises, values, strict=True) if value == node.value)
        case "not_below_zero":
            return max(rises[0], Fraction(0)) if values[0] == 0 else rises[0] if values[0] > 0 else Fraction(0)
    return rises[0]  # a step, or what only rounds


def _branch(node: Traced, given: str, known: dict[int, Fraction]) -> int:
    """The branch that holds just above: on a threshold, the branch that is entered."""
    condition = node.args[0]
    if condition.op in ("<=", "<") and condition.args[0].value == condition.args[1].value:
        left, right = (_slope(arg, given, known) for arg in condition.args)
        entered = 1 if (left <= right if condition.op == "<=" else left < right) else 2
        if node.args[entered].value is not None:  # a tier whose figure nobody supplied cannot be told
            return entered
    return node.chosen or 1
