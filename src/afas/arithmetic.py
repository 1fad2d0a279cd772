"""The few words a formula is written in, and the kinds of number it runs on.

A formula is straight-line code: `+ - *`, comparisons, and the words below. It has no `if`, no loop, no float
and no literal figure, so that the same code runs on

- `Fraction`: one case, exact;
- `Traced`: one case with the tree of what was done, for the explanation; with `value=None` throughout it is
  a symbol, and the tree is the formula itself.

Another kind of number (columns) brings its own `Words` and carries it as its attribute `words`; nothing
else changes. Nothing is rounded but by `cents` and `euros`.

Imports: text, errors.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar, Final, Protocol

import attrs

from afas.errors import AfasError, error
from afas.text import Euros, Text

__all__ = [
    "Data",
    "Exact",
    "Number",
    "RatioOverZero",
    "Step",
    "Traced",
    "Tracer",
    "Words",
    "cents",
    "euros",
    "greatest",
    "least",
    "linear_between",
    "not_below_zero",
    "ratio",
    "to_decimal",
    "where",
]


class Number(Protocol):
    """What a formula computes with: anything that adds, subtracts, multiplies and compares."""

    def __add__(self, other: Any, /) -> Any: ...
    def __sub__(self, other: Any, /) -> Any: ...
    def __mul__(self, other: Any, /) -> Any: ...
    def __le__(self, other: Any, /) -> Any: ...
    def __lt__(self, other: Any, /) -> Any: ...


class Data(Protocol):
    """What is declared, or the parameters in force: numbers by name."""

    def __getattr__(self, name: str) -> Number: ...


Step = Callable[[str, Number], Number]
"""Names a result on the way: `step("retained_cost", x)` is x, and the explanation shows it."""


@error
class RatioOverZero(AfasError, ZeroDivisionError):
    """A quotient has something over nothing."""

    code = "ratio-over-zero"
    template = Text(
        fr="Un rapport a {numerator} pour numérateur et zéro pour dénominateur : "
        "corrigez la donnée qui vaut zéro, ou celle qui ne devrait pas être là.",
        en="A ratio has {numerator} over zero: correct the figure that is zero, or the one that should not be there.",
    )
    numerator: Decimal | Fraction


class Words(Protocol):
    """The words, for one kind of number."""

    def least(self, numbers: Sequence[Any]) -> Any: ...
    def greatest(self, numbers: Sequence[Any]) -> Any: ...
    def where(self, condition: Any, then: Any, otherwise: Any) -> Any: ...
    def ratio(self, numerator: Any, denominator: Any) -> Any: ...
    def rounded(self, number: Any, per_euro: int) -> Any: ...
    def not_below_zero(self, number: Any) -> Any: ...


class Exact:
    """The words on fractions."""

    @staticmethod
    def least(numbers: Sequence[Any]) -> Any:
        return min(numbers)

    @staticmethod
    def greatest(numbers: Sequence[Any]) -> Any:
        return max(numbers)

    @staticmethod
    def where(condition: Any, then: Any, otherwise: Any) -> Any:
        return then if condition else otherwise

    @staticmethod
    def ratio(numerator: Any, denominator: Any) -> Any:
        if denominator:
            return numerator / denominator
        if numerator:
            raise RatioOverZero(numerator)
        return numerator

    @staticmethod
    def rounded(number: Any, per_euro: int) -> Any:
        top, bottom = number.numerator * per_euro, number.denominator
        units = (2 * abs(top) + bottom) // (2 * bottom)
        return Fraction(units if top >= 0 else -units, per_euro)

    @staticmethod
    def not_below_zero(number: Any) -> Any:
        return max(number, Fraction(0))


_EXACT: Final = Exact()


def _words(*numbers: Any) -> Words:
    for number in numbers:
        if type(number) is not Fraction and (words := getattr(number, "words", None)):
            return words  # type: ignore[no-any-return] # a kind of number says which words are its own
    return _EXACT


def least(*numbers: Number) -> Any:
    """The smallest ("dans la limite de"). On a tie, the first one written is the bound that is named."""
    return _words(*numbers).least(numbers)


def greatest(*numbers: Number) -> Any:
    """The largest ("au moins")."""
    return _words(*numbers).greatest(numbers)


def not_below_zero(number: Number) -> Any:
    """The number, or zero where it is negative: nobody owes for a right."""
    return _words(number).not_below_zero(number)


def where(condition: Any, then: Number, otherwise: Number) -> Any:
    """`then` where the condition holds, `otherwise` elsewhere."""
    return _words(condition, then, otherwise).where(condition, then, otherwise)


def ratio(numerator: Number, denominator: Number) -> Any:
    """The exact quotient; nothing over nothing is zero.

    Raises:
        RatioOverZero: something over zero.
    """
    return _words(numerator, denominator).ratio(numerator, denominator)


def cents(number: Number) -> Any:
    """Rounded to the cent, half away from zero (*arrondi au centime le plus proche*).

    >>> cents(Fraction("2188.065")) == Fraction("2188.07")
    True
    """
    return _words(number).rounded(number, 100)


def euros(number: Number) -> Any:
    """Rounded to the euro, half away from zero."""
    return _words(number).rounded(number, 1)


def linear_between(x: Number, start: tuple[Number, Number], end: tuple[Number, Number]) -> Any:
    """The straight line from one point to the other; flat before the first and after the second.

    >>> linear_between(Fraction("1.135"), (Fraction("1.07"), Fraction(10)), (Fraction("1.20"), Fraction(9)))
    Fraction(19, 2)
    """
    (x0, y0), (x1, y1) = start, end
    within = least(greatest(x, x0), x1)
    return y0 + ratio(within - x0, x1 - x0) * (y1 - y0)


def to_decimal(amount: Fraction) -> Decimal:
    """An amount already rounded to the cent, as the border of the library hands it out: two decimals.

    >>> to_decimal(Fraction(5, 2))
    Decimal('2.50')
    """
    hundredths = amount * 100
    if hundredths.denominator != 1:
        raise NotInCents(amount)
    return Decimal(hundredths.numerator).scaleb(-2)


@error
class NotInCents(AfasError, ValueError):
    """An amount reached the border of the library without having been rounded by a formula."""

    code = "not-in-cents"
    template = Text(
        fr="{amount} n’est pas un nombre entier de centimes : la formule doit l’arrondir par cents().",
        en="{amount} is not a whole number of cents: the formula has to round it with cents().",
    )
    amount: Fraction

    @property
    def fields(self) -> dict[str, object]:
        """The amount, shown in euros."""
        return {"amount": Euros(self.amount)}


@attrs.frozen(eq=False, order=False)
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
        return _made("ratio", (numerator, denominator), Exact.ratio)

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
    """The `step` of a traced run: keeps every named step, in order."""

    steps: list[Traced] = attrs.field(factory=list)

    def __call__(self, name: str, number: Any) -> Any:
        """Name this number, and hand it on."""
        named = Traced("step", (number,), number.value, name)
        self.steps.append(named)
        return named
