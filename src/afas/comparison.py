"""Why two estimates differ, what another figure would give, and the worth of one more unit of each.

`compare` splits a difference by the figures that changed. Each gets its mean effect over every order in which they
could have changed (Shapley's value), so that none is favoured for coming first; the cents add up to the difference.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import comb, floor
from typing import Any, Final, Literal

import attrs

from afas.arithmetic import RatioOverZero, difference, to_decimal, total
from afas.documents import Block, Bullets, Document, Heading, Line, Shown
from afas.errors import AfasError, Fault, FaultKind, Faults, did_you_mean, error
from afas.estimation import Estimate, FigureNeeded, amounts, estimate
from afas.forms import UNKNOWN_FIELD
from afas.numbers import Symbols, Tracer, leaves
from afas.parameters import Policy, Supplied
from afas.ps import PS, Formula, Rules
from afas.quantities import Unit, read_number
from afas.text import Euros, Message, Text, figure, signed

__all__ = ["Comparison", "Contribution", "NotComparable", "compare", "what_if"]

_JSON_VERSION: Final = 1
EVERY_ORDER: Final = 10  # with more figures than this, the order they are written in and its reverse stand for all

_FIRST = Text(fr="Première estimation", en="First estimate")
_SECOND = Text(fr="Seconde estimation", en="Second estimate")
BY_RULE = Text(fr="Changement de formule", en="Change of formula")
ALL_TOGETHER = Text(fr="Règle et chiffres, pris ensemble", en="Rule and figures, taken together")
_TOGETHER = Text(fr="Données déclarées, prises ensemble", en="Data declared, taken together")

BOTH = FaultKind(
    "set-and-moved",
    Text(
        fr="« {label} » est à la fois fixée (to) et déplacée : choisissez",
        en="“{label}” is both set (to) and moved: choose one",
    ),
)


@error
class NotComparable(AfasError, ValueError):
    """Two estimates are compared only where they are of the same PS."""

    code = "not-comparable"
    template = Text(
        fr="Une estimation {before} et une estimation {after} ne se comparent pas : il faut deux estimations de la "
        "même PS.",
        en="A {before} estimate and a {after} estimate cannot be compared: bring two estimates of the same PS.",
    )
    before: str
    after: str


@attrs.frozen
class Contribution:
    """The part of the difference that one change brings.

    Attributes:
        kind: "input", "parameter", "rule" (another formula, with the parameters only one of them reads), or "part" (a
            bonus or complement that only one of the two estimates has).
        name: of the field, the parameter or the part.
        text: its label.
        amount: in euros; negative where it lowers the right.
        before: the figure of the first estimate.
        after: the figure of the second.
        unit: of the figures.
    """

    kind: Literal["input", "parameter", "rule", "part"]
    name: str
    text: Text
    amount: Decimal
    before: Decimal | None = None
    after: Decimal | None = None
    unit: Unit | None = None


@attrs.frozen
class Comparison(Shown):
    """Why the second estimate is not the first: contributions that add up to the difference, to the cent."""

    before: Estimate
    after: Estimate
    contributions: tuple[Contribution, ...]

    @property
    def amount(self) -> Decimal:
        """The difference, in euros."""
        return difference(self.after.amount, self.before.amount)

    def document(self, locale: str = "fr") -> Document:
        """The two amounts, and where the difference comes from."""
        title = Text(fr="Écart {ps} : {amount}", en="{ps} difference: {amount}")
        sides = (_FIRST, self.before), (_SECOND, self.after)
        amounts = Bullets(
            Line(f"{label(locale)} ({side.year.text(locale)})", figure(Euros(side.amount), locale))
            for label, side in sides
        )
        blocks: list[Block] = [Heading(Text(fr="Montants", en="Amounts")(locale)), amounts]
        if self.contributions:
            blocks.append(Heading(Text(fr="D’où vient l’écart", en="Where the difference comes from")(locale)))
            blocks.append(Bullets(self._line(part, locale) for part in self.contributions))
        shown = title.fill(ps=self.before.ps, amount=signed(self.amount, locale)).text(locale)
        return Document(shown, locale, blocks)

    @staticmethod
    def _line(part: Contribution, locale: str) -> Line:
        note = ""
        match part:
            case Contribution(unit=Unit() as unit, before=Decimal() as before, after=Decimal() as after):
                changed = Text(fr="de {before} à {after}", en="from {before} to {after}")
                sides = {"before": unit.show(before, locale), "after": unit.show(after, locale)}
                note = Message(changed, sides).text(locale)
        return Line(part.text(locale), signed(part.amount, locale), note=note)

    def to_json(self) -> str:
        """The comparison for another program: exact figures as strings, with a version."""
        data = {
            "format": "afas.comparison",
            "version": _JSON_VERSION,
            "ps": self.before.ps,
            "before": str(self.before.amount),
            "after": str(self.after.amount),
            "amount": str(self.amount),
            "contributions": [
                attrs.asdict(
                    part, value_serializer=lambda _, __, value: str(value) if isinstance(value, Decimal) else value
                )
                for part in self.contributions
            ],
        }
        return json.dumps(data, ensure_ascii=False)


def compare(before: Estimate, after: Estimate) -> Comparison:
    """Why the two differ: forecast against actual, before against after a reform.

    Raises:
        NotComparable: they are not of the same PS.

    >>> entries = {"animator_fte": 1, "expenses": "50000"}
    >>> first = estimate("RPE", entries, 2023, parameters={"ceiling": "60000"})
    >>> second = estimate("RPE", entries | {"expenses": "52000"}, 2023, parameters={"ceiling": "60000"})
    >>> [(part.name, part.amount) for part in compare(first, second).contributions]
    [('expenses', Decimal('860.00'))]
    """
    if before.ps != after.ps:
        raise NotComparable(before.ps, after.ps)
    found: dict[tuple[str, str], Contribution] = {}
    formulas = [dict([("right", rules.formula), *rules.parts]) for rules in (before.formulas, after.formulas)]
    for name in dict.fromkeys([*formulas[0], *formulas[1]]):
        if name in formulas[0] and name in formulas[1]:
            contributions = _split(before, after, formulas[0][name], formulas[1][name])
        else:
            amount = difference(after.parts.get(name, Decimal(0)), before.parts.get(name, Decimal(0)))
            contributions = [Contribution("part", name, before.rules.label(name), amount)]
        for effect in contributions:
            same = found.get((effect.kind, effect.name))
            found[effect.kind, effect.name] = (
                attrs.evolve(effect, amount=total([effect.amount, same.amount])) if same else effect
            )
    return Comparison(before, after, tuple(found.values()))


def _split(before: Estimate, after: Estimate, old: Formula, new: Formula) -> list[Contribution]:
    """The difference of one amount, by change."""
    contributions = []
    groups, shares = _groups_of_changes(before, after, old, new)
    for group, amount in zip(groups, _in_cents(shares), strict=True):
        if len(group) == 1:
            contributions.append(attrs.evolve(group[0], amount=amount))
        elif all(change.kind == "input" for change in group):
            contributions.append(Contribution("input", "inputs", _TOGETHER, amount))
        else:
            contributions.append(Contribution("rule", "all", ALL_TOGETHER, amount))
    return contributions


def _groups_of_changes(
    before: Estimate, after: Estimate, old: Formula, new: Formula
) -> tuple[list[list[Contribution]], list[Fraction]]:
    """The changes, as finely separated as possible, and the part of the difference that each brings.

    Figures may make no sense alone (hours billed without hours attended), or lead to a tier whose
    ceiling neither estimate knows: then the inputs are reported together, or all the changes.
    """
    changes = _changes(before, after, old, new)
    inputs = [change for change in changes if change.kind == "input"]
    others = [[change] for change in changes if change.kind != "input"]
    for groups in ([[change] for change in changes], [*others, inputs] if inputs else others):
        try:
            return groups, _shares(groups, before, after, old, new)
        except (RatioOverZero, FigureNeeded):
            continue
    return [changes], _shares([changes], before, after, old, new)


def _changes(before: Estimate, after: Estimate, old: Formula, new: Formula) -> list[Contribution]:
    service: PS = after.rules
    nothing = Decimal(0)
    changes: list[Contribution] = []
    read = _reads(old) | _reads(new)
    for field in (field for field in service.fields if f"data.{field.name}" in read):
        a, b = (side.entries.get(field.name, nothing) for side in (before, after))
        if a != b:
            changes.append(Contribution("input", field.name, field.text, nothing, a, b, field.unit))
    for name in (name for name in new.uses if name in old.uses):
        was, is_ = before.figures.get(name), after.figures.get(name)
        if was is not None and is_ is not None and was != is_:
            parameter = service.parameter(name)
            changes.append(Contribution("parameter", name, parameter.text, nothing, was, is_, parameter.unit))
    if old != new:
        changes.append(Contribution("rule", "formula", BY_RULE, nothing))
    return changes


def _reads(formula: Formula) -> frozenset[str]:
    return leaves(formula.right(Symbols("data"), Symbols("parameters"), Tracer()))


def _shares(
    groups: Sequence[Sequence[Contribution]], before: Estimate, after: Estimate, old: Formula, new: Formula
) -> list[Fraction]:
    """The mean effect of each group of changes, in euros."""
    worth: dict[int, Fraction] = {}

    def value(mask: int) -> Fraction:
        if mask not in worth:
            taken = {
                (change.kind, change.name) for rank, group in enumerate(groups) if mask >> rank & 1 for change in group
            }
            formula = new if ("rule", "formula") in taken else old
            data = {
                name: (after if ("input", name) in taken else before).entries.get(name, Decimal(0))
                for name in dict.fromkeys([*before.entries, *after.entries])
            }
            first, second = before.figures, after.figures
            figures = {
                name: second[name]
                if name in second and (("parameter", name) in taken or name not in first or name not in old.uses)
                else first[name]
                for name in formula.uses
                if name in first or name in second
            }
            worth[mask] = Fraction(amounts(Rules(formula), data, figures)["right"])
        return worth[mask]

    return (_mean if len(groups) <= EVERY_ORDER else _both_ways)(len(groups), value)


def _mean(count: int, value: Callable[[int], Fraction]) -> list[Fraction]:
    """Over every order of the changes."""
    shares = []
    for rank in range(count):
        gains = [Fraction(0)] * count  # by how many changes came before
        for mask in range(1 << count):
            if not mask >> rank & 1:
                gains[mask.bit_count()] += value(mask | 1 << rank) - value(mask)
        shares.append(sum((g / (count * comb(count - 1, k)) for k, g in enumerate(gains)), Fraction(0)))
    return shares


def _both_ways(count: int, value: Callable[[int], Fraction]) -> list[Fraction]:
    """Over the order of the changes and its reverse."""
    every = (1 << count) - 1
    shares = []
    for rank in range(count):
        bit, first = 1 << rank, (1 << rank) - 1
        last = every ^ (first | bit)
        gain = value(first | bit) - value(first) + value(last | bit) - value(last)
        shares.append(gain / 2)
    return shares


def _in_cents(shares: Sequence[Fraction]) -> list[Decimal]:
    """Shares rounded to the cent so that they still add up: the largest remainders are rounded up."""
    floors = [floor(share * 100) for share in shares]
    left = int(sum(shares, Fraction(0)) * 100) - sum(floors)
    by_remainder = sorted(range(len(shares)), key=lambda rank: (floors[rank] - shares[rank] * 100, rank))
    for rank in by_remainder[:left]:
        floors[rank] += 1
    return [to_decimal(Fraction(cents, 100)) for cents in floors]


def what_if(
    estimated: Estimate,
    *,
    to: Mapping[str, object] | None = None,
    parameters: Supplied | None = None,
    **changes: Decimal | int | str | bool,
) -> Estimate:
    """The estimate with some figures moved by so much, or set; a yes-or-no figure is set.

    Args:
        estimated: the estimate to start from.
        to: figures set to a value, by field name: `{"attended_hours": "12500"}`.
        parameters: parameters set to a value, by name: `{"ceiling": "2.10"}`; a sourced value is replaced, and
            `Estimate.replaced` names it.
        changes: by field name: `attended_hours=+100`, `expenses="-250.50"`, `meals_and_nappies=False`.

    Raises:
        InvalidInput: an unknown field, a field both set and moved, or a figure that leaves its bounds.

    >>> estimated = estimate("RPE", {"animator_fte": 1, "expenses": "50000"}, 2023, parameters={"ceiling": "60000"})
    >>> what_if(estimated, expenses=+1000).amount - estimated.amount
    Decimal('430.00')
    >>> what_if(estimated, to={"expenses": "65000"}).amount, what_if(estimated, parameters={"ceiling": "40000"}).amount
    (Decimal('25800.00'), Decimal('17200.00'))
    """
    service = estimated.rules
    entries: dict[str, object] = dict(estimated.entries)
    faults = Faults(Text(fr="Et si", en="What if"))
    fields = {field.name: field for field in service.fields}
    for name, change in changes.items():
        if name not in fields:
            hint = did_you_mean(name, fields)
            faults.add(UNKNOWN_FIELD.at(f"what_if.{name}", found=name, hint=hint, known=tuple(fields)))
        elif name in (to or {}):
            faults.add(BOTH.at(f"what_if.{name}", label=fields[name].text))
        elif fields[name].unit is Unit.FLAG:
            entries[name] = change
        else:
            moved = read_number(change, f"what_if.{name}", Unit.EUR, low=None)
            if isinstance(moved, Fault):
                faults.add(moved)
            else:
                entries[name] = total([estimated.entries.get(name, Decimal(0)), moved])
    faults.raise_if_any()
    known: dict[str, Any] = {**estimated.scale.values, **(parameters or {})}
    policy: Policy = "carry_forward" if estimated.provisional else "strict"
    figures = {**entries, **(to or {})}
    return estimate(
        service,
        figures,
        estimated.year,
        known,
        policy,
        estimated.kind,
        estimated.scale.known_on,
        replacing=service.by_name,
    )
