"""The few words a formula is written in, and the kinds of number it runs on.

A formula is straight-line code: `+ - *`, comparisons, and the words below. It has no `if`, no loop, no float
and no literal figure, so that the same code runs on

- `Fraction`: one case, exact;
- `Decimal` under `exactly`: the same, ten times as fast, as long as every quotient ends; a digit lost is a
  signal, never a rounding, and the case is run again on fractions;
- `tracing.Traced`: one case with the tree of what was done, for the explanation; without values it is a symbol,
  and the tree is the formula itself.

Another kind of number (columns) brings its own `Words` and carries it as its attribute `words`; nothing
else changes. Nothing is rounded but by `cents` and `euros`.
"""

import decimal
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace
from typing import Any, Final, Protocol, TypeVar, cast

from afas.errors import AfasError, Fault, error
from afas.text import Euros, Message, Text

__all__ = [
    "MOST_EUROS",
    "Data",
    "Exact",
    "Number",
    "RatioOverZero",
    "Step",
    "Words",
    "cents",
    "difference",
    "euros",
    "exactly",
    "fractions",
    "greatest",
    "least",
    "linear_between",
    "moves_beyond",
    "not_below_zero",
    "ratio",
    "relative_change",
    "scaled",
    "to_decimal",
    "total",
    "unnamed",
    "where",
]


class Number(Protocol):
    """A number in a formula: it adds, subtracts, multiplies and compares."""

    def __add__(self, other: Any, /) -> Any: ...
    def __sub__(self, other: Any, /) -> Any: ...
    def __mul__(self, other: Any, /) -> Any: ...
    def __le__(self, other: Any, /) -> Any: ...
    def __lt__(self, other: Any, /) -> Any: ...


class Data(Protocol):
    """Declared figures, or the parameters in force: numbers by name."""

    def __getattr__(self, name: str) -> Number: ...


Step = Callable[[str, Number], Number]
"""Names a result on the way: `step("retained_cost", x)` is x, and the explanation shows it."""


def unnamed(name: str, number: Number) -> Number:  # noqa: ARG001 - a step's shape
    """The step of a plain run: the number goes on, and no name is kept."""
    return number


@error
class RatioOverZero(AfasError, ZeroDivisionError):
    """A quotient has something over nothing."""

    code = "ratio-over-zero"
    template = Text(
        fr="Un rapport a {numerator} pour numérateur et zéro pour dénominateur{zeros} : "
        "corrigez la donnée qui vaut zéro, ou celle qui ne devrait pas être là.",
        en="Division by zero ({numerator} / 0){zeros}: correct one of the two figures.",
    )
    numerator: Decimal | Fraction
    zeros: Message | str = ""
    paths: tuple[str, ...] = ()

    @property
    def fields(self) -> dict[str, object]:
        """The fields of the sentence."""
        return {"numerator": self.numerator, "zeros": self.zeros}

    @property
    def faults(self) -> tuple[Fault, ...]:
        """One for each figure the denominator is made of, where they are known."""
        message = self.template.fill(**self.fields)
        return tuple(Fault(path, self.code, message) for path in self.paths or ("",))


class Words(Protocol):
    """The words, for one kind of number."""

    def least(self, numbers: Sequence[Any]) -> Any: ...
    def greatest(self, numbers: Sequence[Any]) -> Any: ...
    def where(self, condition: Any, then: Any, otherwise: Any) -> Any: ...
    def ratio(self, numerator: Any, denominator: Any) -> Any: ...
    def rounded(self, number: Any, per_euro: int) -> Any: ...
    def not_below_zero(self, number: Any) -> Any: ...


MOST_EUROS: Final = Decimal("92233720368547758.07")
"""The largest right: as many cents as a column of 64 bits holds. A larger one is refused."""

_CENT, _EURO, _NOTHING = Decimal("0.01"), Decimal(1), Decimal(0)
_ROUNDED: Final = decimal.Context(prec=300, traps=[decimal.InvalidOperation])
_EVERY_DIGIT: Final = decimal.Context(prec=300, traps=[decimal.Inexact, decimal.InvalidOperation])


class Exact:
    """The words on fractions, and on decimals under `exactly`."""

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
            if type(denominator) is Decimal:
                return _EVERY_DIGIT.divide(numerator, denominator)
            return numerator / denominator
        if numerator:
            raise RatioOverZero(numerator)
        return numerator

    @staticmethod
    def rounded(number: Any, per_euro: int) -> Any:
        if type(number) is Decimal:
            rounded = number.quantize(_CENT if per_euro == 100 else _EURO, decimal.ROUND_HALF_UP, _ROUNDED)
            return rounded if rounded else abs(rounded)  # no zero has a sign
        top, bottom = number.numerator * per_euro, number.denominator
        units = (2 * abs(top) + bottom) // (2 * bottom)
        return Fraction(units if top >= 0 else -units, per_euro)

    @staticmethod
    def not_below_zero(number: Any) -> Any:
        return max(number, _NOTHING if type(number) is Decimal else Fraction(0))


_EXACT: Final = Exact()


def _words(*numbers: Any) -> Words:
    for number in numbers:
        kind = type(number)
        if kind is not Decimal and kind is not Fraction and (words := getattr(number, "words", None)):
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
    return (_EXACT if type(number) is Decimal else _words(number)).rounded(number, 100)


def euros(number: Number) -> Any:
    """Rounded to the euro, half away from zero."""
    return _words(number).rounded(number, 1)


def linear_between(x: Number, start: tuple[Number, Number], end: tuple[Number, Number]) -> Any:
    """The straight line from one point to the other; flat before the first and after the second.

    Raises:
        RatioOverZero: both points stand at the same place: no line is theirs.

    >>> linear_between(Fraction("1.135"), (Fraction("1.07"), Fraction(10)), (Fraction("1.20"), Fraction(9)))
    Fraction(19, 2)
    """
    (x0, y0), (x1, y1) = start, end
    width: Any = x1 - x0
    if hasattr(width, "mark_zeros"):  # a column has its rows at fault
        width.mark_zeros()
    elif type(width) in (Decimal, Fraction) and not width:
        raise RatioOverZero(cast("Decimal | Fraction", x1))
    within = least(greatest(x, x0), x1)
    return y0 + ratio(within - x0, width) * (y1 - y0)


_T = TypeVar("_T")


def exactly(formula: Callable[[Any, Any], _T], data: Mapping[str, Decimal], parameters: Mapping[str, Decimal]) -> _T:
    """The result of `formula(data, parameters)`, every digit: a decimal, or a fraction where a quotient has no end.

    >>> exactly(lambda d, p: cents(d.hours * p.rate), {"hours": Decimal(3)}, {"rate": Decimal("0.335")})
    Decimal('1.01')
    >>> exactly(lambda d, p: ratio(d.hours, p.by), {"hours": Decimal(1)}, {"by": Decimal(3)})
    Fraction(1, 3)
    """
    try:
        with decimal.localcontext(_EVERY_DIGIT):
            return formula(SimpleNamespace(**data), SimpleNamespace(**parameters))
    except decimal.Inexact:
        return formula(fractions(data), fractions(parameters))


def fractions(figures: Mapping[str, Decimal]) -> Any:
    """Figures by name, as a formula reads them, each an exact fraction."""
    return SimpleNamespace(**{name: Fraction(value) for name, value in figures.items()})


def to_decimal(amount: Decimal | Fraction) -> Decimal:
    """An amount already rounded to the cent, as the border of the library hands it out: two decimals.

    >>> to_decimal(Fraction(5, 2))
    Decimal('2.50')
    """
    if type(amount) is Decimal and amount.same_quantum(_CENT):
        return amount
    hundredths = Fraction(amount) * 100
    if hundredths.denominator != 1:
        raise NotInCents(Fraction(amount))
    return Decimal(hundredths.numerator).scaleb(-2, _EVERY_DIGIT)


def scaled(number: Decimal | int, places: int) -> Decimal:
    """The number times ten to the power `places`, every digit, whatever the ambient decimal context.

    >>> scaled(729355, -2)
    Decimal('7293.55')
    """
    return _EVERY_DIGIT.scaleb(Decimal(number), places)


def difference(more: Decimal, less: Decimal) -> Decimal:
    """The exact difference of two amounts, whatever the ambient decimal context.

    >>> difference(Decimal("1.00"), Decimal("0.99"))
    Decimal('0.01')
    """
    return _EVERY_DIGIT.subtract(more, less)


def relative_change(now: Decimal, before: Decimal) -> Decimal:
    """The move from `before`, as a ratio of it, to four decimals, whatever the ambient decimal context and its size.

    >>> relative_change(Decimal("7.5"), Decimal(6))
    Decimal('0.2500')
    """
    return Decimal(f"{round((Fraction(now) - Fraction(before)) / Fraction(before) * 10_000)}e-4")


def moves_beyond(now: Decimal, before: Decimal, ratio: Decimal) -> bool:
    """Is `now` further from `before` than this ratio of it? Exact: the ratio that is shown may be the same, rounded.

    >>> moves_beyond(Decimal(110_001), Decimal(100_000), Decimal("0.10"))
    True
    >>> moves_beyond(Decimal(110_000), Decimal(100_000), Decimal("0.10"))
    False
    """
    try:
        return difference(now, before).copy_abs() > _EVERY_DIGIT.multiply(ratio, before.copy_abs())
    except decimal.Inexact:
        return abs(Fraction(now) - Fraction(before)) > Fraction(ratio) * abs(Fraction(before))


def total(amounts: Iterable[Decimal]) -> Decimal:
    """Their sum, every digit, whatever the decimal context of the caller.

    >>> total([Decimal("0.10"), Decimal("0.20")])
    Decimal('0.30')
    """
    result = _NOTHING
    for amount in amounts:
        result = _EVERY_DIGIT.add(result, amount)
    return result


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
