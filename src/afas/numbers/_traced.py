"""Numbers that remember how they were made: the explanation of one case, and the formula itself.

A `Traced` number with a value is a step of an explanation; without a value it is a symbol, and what the formula
returns is its own tree, which `symbols` prints in words and in LaTeX.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace
from typing import Any, ClassVar, Final

import attrs

from afas.arithmetic import Exact, RatioOverZero

__all__ = ["Symbols", "Traced", "TracedWords", "Tracer", "as_shown", "leaves", "traced", "well_formed"]


@attrs.define(eq=False, order=False)  # not frozen, for speed: nothing changes one
class Traced:
    """A number that remembers how it was made; a symbol when `value` is None.

    Attributes:
        op: "given", "step", one of `+ - *`, a comparison, or the word used.
        args: what it was made from.
        value: the exact value (a bool for a comparison); None for a symbol.
        name: of what was given, or of the step.
        chosen: which of `args` a choice took (None for a symbol).
    """

    op: str
    args: "tuple[Traced, ...]" = ()
    value: Any = None
    name: str = ""
    chosen: int | None = None
    words: ClassVar["TracedWords"]

    @classmethod
    def given(cls, name: str, value: Fraction | None) -> "Traced":
        """A leaf: a declared figure or a parameter, by its path (`data.hours`, `parameter.rate`)."""
        return cls("given", (), value, name)

    def __add__(self, other: "Traced") -> "Traced":
        return _made("+", (self, other), lambda a, b: a + b)

    def __sub__(self, other: "Traced") -> "Traced":
        return _made("-", (self, other), lambda a, b: a - b)

    def __mul__(self, other: "Traced") -> "Traced":
        return _made("*", (self, other), lambda a, b: a * b)

    def __le__(self, other: "Traced") -> "Traced":
        return _made("<=", (self, other), lambda a, b: a <= b)

    def __lt__(self, other: "Traced") -> "Traced":
        return _made("<", (self, other), lambda a, b: a < b)

    def __gt__(self, other: "Traced") -> "Traced":
        return other < self

    def __ge__(self, other: "Traced") -> "Traced":
        return other <= self


def _made(op: str, args: tuple[Traced, ...], compute: Callable[..., Any]) -> Traced:
    values = [arg.value for arg in args]
    return Traced(op, args, None if None in values else compute(*values))


class TracedWords:
    """The words on traced numbers: what `Exact` does, with the choice that was made."""

    @staticmethod
    def least(numbers: Sequence[Traced]) -> Traced:
        return _choice("least", numbers, Exact.least)

    @staticmethod
    def greatest(numbers: Sequence[Traced]) -> Traced:
        return _choice("greatest", numbers, Exact.greatest)

    @staticmethod
    def where(condition: Traced, then: Traced, otherwise: Traced) -> Traced:
        args = (condition, then, otherwise)
        if condition.value is None:
            return Traced("where", args)
        chosen = 1 if condition.value else 2
        return Traced("where", args, args[chosen].value, chosen=chosen)

    @staticmethod
    def ratio(numerator: Traced, denominator: Traced) -> Traced:
        try:
            return _made("ratio", (numerator, denominator), Exact.ratio)
        except RatioOverZero as over:
            raise RatioOverZero(over.numerator, paths=tuple(sorted(leaves(denominator)))) from None

    @staticmethod
    def rounded(number: Traced, per_euro: int) -> Traced:
        op = "cents" if per_euro == 100 else "euros"
        return _made(op, (number,), lambda value: Exact.rounded(value, per_euro))

    @staticmethod
    def not_below_zero(number: Traced) -> Traced:
        return _made("not_below_zero", (number,), Exact.not_below_zero)


def _choice(op: str, numbers: Sequence[Traced], choose: Callable[[list[Any]], Any]) -> Traced:
    values = [number.value for number in numbers]
    if None in values:
        return Traced(op, tuple(numbers))
    value = choose(values)
    return Traced(op, tuple(numbers), value, chosen=values.index(value))


Traced.words = TracedWords()


@attrs.define
class Tracer:
    """The `step` of a traced run: keeps every named step in order, and a step that several parts name once."""

    steps: list[Traced] = attrs.field(factory=list)

    def __call__(self, name: str, number: Any) -> Any:
        """Name this number, and hand it on."""
        for known in self.steps:
            if known.name == name and known.value == number.value:
                return known
        named = Traced("step", (number,), number.value, name)
        self.steps.append(named)
        return named


class Symbols:
    """Data or parameters whose every figure is a symbol, by its path: `Symbols("data").hours` is `data.hours`."""

    def __init__(self, place: str) -> None:
        self._place = place

    def __getattr__(self, name: str) -> Traced:
        return Traced.given(f"{self._place}.{name}", None)


def traced(place: str, figures: Mapping[str, Decimal], unknown: Iterable[str] = ()) -> Any:
    """Figures by name, as a formula reads them, each knowing its path: `data.hours`; `unknown` ones are symbols.

    What is made with a symbol has no value either, but for a choice that leaves it aside.
    """
    known = {name: Traced.given(f"{place}.{name}", Fraction(value)) for name, value in figures.items()}
    return SimpleNamespace(**known, **{name: Traced.given(f"{place}.{name}", None) for name in unknown})


def leaves(*nodes: Traced, taken: bool = False, open_choices: bool = True) -> frozenset[str]:
    """The paths of the figures that numbers were made from.

    Args:
        nodes: the numbers.
        taken: without the branches that a choice left aside.
        open_choices: of a choice that could not be made, the figures of both branches; False: those both of them read.
    """
    known: dict[int, frozenset[str]] = {}

    def read(node: Traced) -> frozenset[str]:
        if id(node) not in known:
            known[id(node)] = _leaves(node, read, taken, open_choices)
        return known[id(node)]

    return frozenset().union(*map(read, nodes))


def _leaves(node: Traced, read: Callable[[Traced], frozenset[str]], taken: bool, open_choices: bool) -> frozenset[str]:
    if node.op == "given":
        return frozenset((node.name,))
    if node.op == "where" and taken and node.chosen is not None:
        return read(node.args[0]) | read(node.args[node.chosen])
    if node.op == "where" and not open_choices and node.chosen is None:
        return read(node.args[0]) | (read(node.args[1]) & read(node.args[2]))
    return frozenset().union(*map(read, node.args))


_ARITY: Final = {
    **dict.fromkeys(("+", "-", "*", "<=", "<", "ratio"), 2),
    **dict.fromkeys(("cents", "euros", "not_below_zero"), 1),
    "where": 3,
}
_COMPARISONS: Final = ("<=", "<")
_OF_MANY: Final = ("least", "greatest")


def well_formed(node: Traced) -> bool:
    """Is the tree one that a formula makes: known operations, each on as many numbers as it takes?"""
    left = [node]
    while left:
        node = left.pop()
        if not _well_formed(node):
            return False
        left += node.args if node.op != "step" else ()
    return True


def _well_formed(node: Traced) -> bool:
    kind = bool if node.op in _COMPARISONS else Fraction
    if node.value is not None and type(node.value) is not kind:
        return False
    if node.op in ("given", "step"):
        return node.op == "step" or not node.args
    branched = node.op == "where" and node.chosen is not None  # the branch may have no value
    computed = node.value is not None or branched
    if computed and node.op in (*_OF_MANY, "where"):
        fits = type(node.chosen) is int and (0 if node.op in _OF_MANY else 1) <= node.chosen < len(node.args)
    else:
        fits = node.chosen is None
    return fits and (
        len(node.args) == _ARITY[node.op] if node.op in _ARITY else node.op in _OF_MANY and bool(node.args)
    )


def as_shown(node: Traced) -> tuple[object, ...]:
    """The key that compares two trees: all that they show, down to the steps before them."""
    return _shown(node, top=True)


def _shown(node: Traced, top: bool) -> tuple[object, ...]:
    args = () if node.op == "step" and not top else tuple(_shown(arg, top=False) for arg in node.args)
    return (node.op, args, node.value, node.name, node.chosen)
