"""The curve of a right against one figure: its amount from point to point, and the bends where another bound applies.

Every point is an estimate of its own, to the cent. A bend is looked for down to the unit's last step (an hour's
hundredth, a cent, a whole place), so that the picture of a curve has its corners where they are.
"""

import decimal
import itertools
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import attrs

from afas.curves._marginal import Marginal
from afas.errors import AfasError, did_you_mean, error
from afas.estimation import Estimate, estimate
from afas.numbers import Traced, Tracer, in_words, traced
from afas.parameters import Policy
from afas.quantities import Unit
from afas.text import Euros, Message, Text

__all__ = ["Bend", "Curve", "NotAFigure", "curve"]

_FIRST_STEPS: Final = 24
_WIDE: Final = decimal.Context(prec=60)  # the points do not depend on the ambient context
_FINE: Final = (Unit.RATIO, Unit.RATE, Unit.EUR_PER_HOUR)
_ROUNDED: Final = Fraction(1, 50)  # two amounts, each rounded to the cent
_TURN: Final = Fraction(1, 100)  # of a slope: a curved piece turns less between two steps
_CHOICES: Final = ("least", "greatest", "where")


@error
class NotAFigure(AfasError, LookupError):
    """A curve is drawn against one figure that the estimate reads."""

    code = "not-a-figure"
    template = Text(
        fr="L’estimation {ps} n’a pas de chiffre « {found} » à faire varier{hint} ; elle a : {known}.",
        en="The {ps} estimate has no figure “{found}” to vary{hint}; it has: {known}.",
    )
    ps: str
    found: str
    hint: Message | str
    known: tuple[str, ...]


@attrs.frozen
class Bend:
    """A point where another bound takes over.

    Attributes:
        at: the figure from which on the second bound holds.
        amount: the right there, in euros.
        before: the worth of one more unit until there.
        after: the worth of one more unit from there on.
        kept: the part that the formula keeps from there on, in words; empty where it only changes branch.
        from_amount: the right just before, in euros, where it jumps; None where it goes on from there.
    """

    at: Decimal
    amount: Decimal
    before: Marginal
    after: Marginal
    kept: Text
    from_amount: Decimal | None = None

    @property
    def text(self) -> Message:
        """In a sentence."""
        sentence = Text(
            fr="À partir de {at} : {after} de plus pour {unit} de plus (avant : {before})",
            en="From {at}: {after} more for {unit} more (before: {before})",
        )
        if self.from_amount is not None:
            sentence = Text(
                fr="À partir de {at} : le droit passe de {left} à {amount}", en="From {at}: from {left} to {amount}"
            )
        fields: dict[str, object] = {
            "left": Euros(self.from_amount or Decimal(0)),
            "amount": Euros(self.amount),
            "at": self.after.unit.text_of(self.at),
            "after": Euros(self.after.amount),
            "before": Euros(self.before.amount),
            "unit": self.after.one_more,
        }
        return Message(sentence, fields)


@attrs.frozen
class Curve:
    """The right against one figure, all else being as in an estimate.

    Attributes:
        made: the estimate it starts from (the name is that of stored curves).
        name: of the field or parameter that varies.
        label: of it.
        unit: of it.
        points: the figure, and the right in euros, in order.
        bends: where another bound takes over, in order.
    """

    made: Estimate
    name: str
    label: Text
    unit: Unit
    points: tuple[tuple[Decimal, Decimal], ...]
    bends: tuple[Bend, ...]

    @property
    def here(self) -> Decimal | None:
        """The point of the estimate on the curve; None off its ends."""
        given = {**self.made.figures, **self.made.entries}.get(self.name)
        on_it = given is not None and self.points and self.points[0][0] <= given <= self.points[-1][0]
        return given if on_it else None


@attrs.frozen
class _Point:
    at: Decimal
    amount: Decimal
    worth: Marginal
    choices: tuple[object, ...]
    kept: tuple[Traced, ...]


@attrs.frozen
class _Walk:
    """From an estimate, along one figure."""

    made: Estimate
    name: str
    label: Text
    unit: Unit
    place: str

    @property
    def step(self) -> Decimal:
        """The least change that is looked at."""
        if self.unit.whole:
            return Decimal(1)
        return Decimal("0.0001") if self.unit in _FINE else Decimal("0.01")

    def point(self, at: Decimal) -> _Point:
        entries: dict[str, object] = dict(self.made.entries)
        known: dict[str, Any] = dict(self.made.scale.values)
        (entries if self.place == "data" else known)[self.name] = at
        policy: Policy = "carry_forward" if self.made.provisional else "strict"
        service = self.made.rules
        base = self.made
        there = estimate(
            service,
            entries,
            base.year,
            known,
            policy,
            base.kind,
            base.scale.known_on,
            replacing=service.by_name,
        )
        data, parameters = traced("data", there.entries), traced("parameters", there.figures)
        right = there.formulas.right(data, parameters, Tracer())
        worth = Marginal.of(right, f"{self.place}.{self.name}", self.name, self.label, self.unit)
        taken = list(_taken(right))
        return _Point(
            at, there.amount, worth, tuple((node.op, side) for node, side in taken), tuple(n for n, _ in taken)
        )

    def between(self, start: _Point, end: _Point) -> Iterator[tuple[_Point, _Point]]:
        """The neighbours, a step apart, between which a choice changes."""
        if start.choices == end.choices:
            return
        steps = int((end.at - start.at) / self.step)
        if steps <= 1:
            yield start, end
            return
        middle = self.point(start.at + steps // 2 * self.step)
        yield from self.between(start, middle)
        yield from self.between(middle, end)

    def bend(self, before: _Point, after: _Point, low: Decimal) -> Bend:
        """The point where the slope changes: where both sides meet, else just after the last point of the first."""
        at = after
        if before.worth.amount == after.worth.amount and before.at > low:
            earlier = self.point(before.at - self.step)
            if earlier.worth.amount != after.worth.amount:
                at, before = before, earlier
        changed = [
            node
            for node, old, new in zip(after.kept, before.choices, after.choices, strict=False)
            if old != new and node.chosen is not None and node.op != "where"
        ]
        kept = Text(fr="", en="")
        if changed:
            side = changed[0].args[changed[0].chosen or 0]
            rules = self.made.rules
            kept = Text(
                fr=in_words(side, lambda leaf: rules.name(leaf, "fr"), "fr"),
                en=in_words(side, lambda leaf: rules.name(leaf, "en"), "en"),
            )
        left = before.amount if at is after and self.jumps(before, after) else None
        return Bend(at.at, at.amount, before.worth, after.worth, kept, left)

    def jumps(self, before: _Point, after: _Point) -> bool:
        """Is there more between two neighbours than the slopes and the rounding explain?"""
        share = Fraction(self.step) * (100 if self.unit is Unit.RATIO else 1)  # of one more unit
        worth = max(abs(before.worth.amount), abs(after.worth.amount)) * share
        return abs(Fraction(after.amount - before.amount)) > worth + _ROUNDED

    def shows(self, bend: Bend) -> bool:
        """Does the curve turn or jump there? A branch that leads to the same figures is no bend."""
        before, after = bend.before.amount, bend.after.amount
        return bend.from_amount is not None or abs(after - before) > max(abs(before), abs(after)) * _TURN


def _taken(node: Traced) -> Iterator[tuple[Traced, object]]:
    """Every choice on the way to a number, and the side taken, along the branches that were taken."""
    if node.op in _CHOICES:
        chosen = node.chosen or 0
        yield node, chosen
        if node.op == "where":
            yield from _taken(node.args[chosen])
            return
    elif node.op == "not_below_zero":
        yield node, node.args[0].value > 0
    for arg in node.args:
        yield from _taken(arg)


def curve(
    estimated: Estimate, name: str, low: Decimal | int | str, high: Decimal | int | str, points: int = _FIRST_STEPS
) -> Curve:
    """The right against one field or parameter, between two figures.

    Args:
        estimated: the estimate whose other figures stand still.
        name: of the field declared, or of the parameter.
        low: the first figure, in its unit.
        high: the last.
        points: how many steps to look at first; a bend between two of them is then looked for.

    Raises:
        NotAFigure: the estimate reads no such figure, or it is a yes or no.
        InvalidInput: a figure leaves its bounds on the way.

    >>> alsh = {"attended_hours": 100, "expenses": 2000, "general_scheme_share": 1}
    >>> estimated = curve(estimate("ALSH", alsh, 2023, parameters={"ceiling": 10}), "attended_hours", 0, 400)
    >>> [(bend.at, bend.amount) for bend in estimated.bends]  # 2,000 / 10 = 200 hours; 2,000 x 0.30 = 600 euros
    [(Decimal('200.00'), Decimal('600.00'))]
    """
    walk = _walk(estimated, name)
    with decimal.localcontext(_WIDE):
        first, last = Decimal(low), Decimal(high)
        steps = max(1, min(points, int((last - first) / walk.step)))
        marks = [(first + (last - first) * rank / steps).quantize(walk.step) for rank in range(steps + 1)]
        seen = [walk.point(at) for at in dict.fromkeys(marks)]
        pairs = [pair for start, end in itertools.pairwise(seen) for pair in walk.between(start, end)]
        bends = [walk.bend(*pair, first) for pair in pairs]
        drawn = {point.at: point.amount for point in (*seen, *(point for pair in pairs for point in pair))}
    return Curve(
        estimated,
        name,
        walk.label,
        walk.unit,
        tuple(sorted(drawn.items())),
        tuple(filter(walk.shows, bends)),
    )


def _walk(estimated: Estimate, name: str) -> _Walk:
    fields = {field.name: field for field in estimated.rules.fields if field.unit is not Unit.FLAG}
    if name in fields and name in estimated.entries:
        return _Walk(estimated, name, fields[name].text, fields[name].unit, "data")
    if name in estimated.figures:
        parameter = estimated.rules.parameter(name)
        return _Walk(estimated, name, parameter.text, parameter.unit, "parameters")
    known = (*(field for field in fields if field in estimated.entries), *estimated.figures)
    raise NotAFigure(estimated.ps, name, did_you_mean(name, known), known)
