"""Words in French and English, and figures written the way each language writes them.

Every label stands beside what it names, as `Text(fr=..., en=...)`; a sentence with figures in it is a
`Text` with `{places}`, filled by `Text.fill` into a `Message` that is rendered when somebody reads it.
Babel does the typography (no-break spaces, comma or point). Nothing is rounded on display.

A further language is one file of `translations`.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Context, Decimal, localcontext
from enum import Enum, StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Protocol, Self, runtime_checkable

from attrs import field, frozen

from afas.translations import LANGUAGES

if TYPE_CHECKING:
    from babel import Locale

__all__ = [
    "LOCALES",
    "Code",
    "Euros",
    "Labelled",
    "Lines",
    "Message",
    "Percent",
    "Series",
    "Text",
    "UnknownLocale",
    "day_as",
    "euros",
    "figure",
    "join",
    "language",
    "long_date",
    "no_break",
    "number",
    "percent",
    "signed",
]

LOCALES: Final = ("fr", "en")
"""The languages that every text is written in; `translations` has the others."""
_BABEL: Final = {"fr": "fr_FR", "en": "en_GB"}
_FRACTION_DIGITS: Final = 6  # a quotient such as 1/3 never ends: it is shown cut here, with an ellipsis
_SPACES: Final = {
    **{f" {mark}": f"\u00a0{mark}" for mark in (":", "»", "%", "€")},
    **{f" {mark}": f"\u202f{mark}" for mark in (";", "?", "!")},
    "« ": "«\u00a0",
}
_MOST_DECIMALS: Final = 12  # those a figure may have: a fraction that ends by then is shown whole
_PLACES: Final = re.compile(r"\{\{|\}\}|\{(\w+)\}")
_MOST_AGAIN: Final = 200  # characters of a figure that comes again in one sentence
_MOST_DIGITS: Final = 200  # beyond, a number is shown as Python writes it


class UnknownLocale(LookupError):
    """The library does not speak this language."""

    def __init__(self, locale: str) -> None:
        super().__init__(f"no text in {locale!r}: ask for one of {', '.join(map(repr, (*LOCALES, *LANGUAGES)))}")
        self.locale = locale


def language(locale: str) -> str:
    """The language of a locale ("fr", "fr_FR", "en-GB", …), by its two letters.

    Raises:
        UnknownLocale: the library does not speak it.
    """
    code = locale[:2].lower()
    if (code not in LOCALES and code not in LANGUAGES) or locale[2:3] not in ("", "_", "-"):
        raise UnknownLocale(locale)
    return code


@frozen
class Text:
    """The same words in French (the official ones, where the Caf has some) and in English.

    >>> hours = Text(fr="heures", en="hours")
    >>> hours("fr"), hours.en
    ('heures', 'hours')
    """

    fr: str
    en: str

    def __call__(self, locale: str = "fr") -> str:
        """The words in `locale` ("fr", "en", "fr_FR", "en-GB", …); what is not translated stands in English.

        Raises:
            UnknownLocale: the library does not speak it.
        """
        code = language(locale)
        if code == "fr":
            return self.fr
        return self.en if code == "en" else LANGUAGES[code].words.get(self.en, self.en)

    @property
    def text(self) -> "Text":
        """Itself: whatever has words gives them as `text`."""
        return self

    def fill(self, **fields: object) -> "Message":
        """The sentence with these figures in its `{places}`, rendered later, in either language."""
        return Message(self, fields)


class Code(StrEnum):
    """A stable code with its words beside it, so that no label can be forgotten.

    >>> class Answer(Code):
    ...     YES = "YES", Text(fr="oui", en="yes")
    >>> Answer.YES.text.fr, Answer("YES") is Answer.YES, Answer.YES == "YES"
    ('oui', True, True)
    """

    _value_: str
    text: Text

    def __new__(cls, value: str, text: Text | None = None) -> Self:
        """A member: its code, and its words, without which there is none."""
        if text is None:
            message = f"{cls.__name__} {value!r} has no words: write {value!r}, Text(fr=…, en=…)"
            raise TypeError(message)
        self = str.__new__(cls, value)
        self._value_ = value
        self.text = text
        return self


@runtime_checkable
class Labelled(Protocol):
    """Anything that has words in both languages: codes, fields, parameters, faults, blockers, errors."""

    @property
    def text(self) -> "Text | Message":
        """Its words: `x.text.fr`, `x.text("fr")`."""


def _kept(fields: Mapping[str, object]) -> Mapping[str, object]:
    return MappingProxyType(dict(fields))


@frozen
class Message:
    r"""A sentence and the typed figures that stand in it.

    >>> limit = Text(fr="au plus {most}", en="at most {most}").fill(most=Decimal("1234.5"))
    >>> limit("fr"), limit.en
    ('au plus 1\u202f234,5', 'at most 1,234.5')
    """

    template: Text
    fields: Mapping[str, object] = field(factory=dict, converter=_kept, hash=False)

    def __call__(self, locale: str = "fr") -> str:
        """The sentence in `locale`, with its figures written as that language writes them.

        A template is words and `{names}`, nothing more: a place that has no figure stays as it is written, and a long
        figure that comes again is cut, so that what is shown grows as what it is made from, however it is nested.
        """
        shown: dict[str, str] = {}

        def fill(place: re.Match[str]) -> str:
            name = place[1]
            if name is None:
                return place[0][0]  # a doubled brace
            if name not in self.fields:
                return place[0]
            if name not in shown:
                shown[name] = figure(self.fields[name], locale)
                return shown[name]
            return shown[name] if len(shown[name]) <= _MOST_AGAIN else f"{shown[name][:_MOST_AGAIN]}…"

        return _PLACES.sub(fill, self.template(locale))

    @property
    def fr(self) -> str:
        """The sentence in French."""
        return self("fr")

    @property
    def en(self) -> str:
        """The sentence in English."""
        return self("en")

    @property
    def text(self) -> "Message":
        """Itself: whatever has words gives them as `text`."""
        return self

    def __str__(self) -> str:
        return self("en")

    def __reduce__(self) -> tuple[type["Message"], tuple[Text, dict[str, object]]]:
        return Message, (self.template, dict(self.fields))


@frozen
class Lines:
    """Several sentences, each on a line of its own."""

    lines: tuple[Message, ...]


@frozen
class Series:
    """Sentences one after the other, set apart by semicolons."""

    items: tuple[str, ...]


@frozen
class Euros:
    """An amount, to be shown with its currency."""

    value: Decimal | Fraction


@frozen
class Percent:
    """A ratio, to be shown out of a hundred: 0.3 is 30 %."""

    value: Decimal | Fraction


_SEMICOLON: Final = Text(fr=" ; ", en="; ")


def figure(value: object, locale: str = "fr") -> str:
    """Any value as text: numbers, amounts, dates, labels and lists by the rules of the language."""
    match value:
        case str():
            return str(value) if not isinstance(value, Enum) else _named(value, locale)
        case bool():
            return Text(fr="oui", en="yes")(locale) if value else Text(fr="non", en="no")(locale)
        case Text() | Message():
            return value(locale)
        case Series():
            return _SEMICOLON(locale).join(figure(item, locale) for item in value.items)
        case Lines():
            return "\n".join(figure(line, locale) for line in value.lines)
        case Euros():
            return euros(value.value, locale)
        case Percent():
            return percent(value.value, locale)
        case int() | Decimal() | Fraction():
            return number(value, locale)
        case date():
            return long_date(value, locale)
        case list() | tuple() | set() | frozenset():
            items = [figure(item, locale) for item in value]
            return join(sorted(items) if isinstance(value, (set, frozenset)) else items, locale)
        case None:
            return "–"
        case _:
            return _named(value, locale)


def _named(value: object, locale: str) -> str:
    if isinstance(value, Labelled):
        return value.text(locale)
    return str(getattr(value, "name", value))


def _babel(locale: str) -> "Locale":
    from babel import Locale

    code = language(locale)
    return Locale.parse(_BABEL[code] if code in _BABEL else LANGUAGES[code].babel)


def _decimal(value: Decimal | Fraction | int) -> tuple[Decimal, bool]:
    """The value as a decimal, and whether digits had to be left out (a quotient that never ends)."""
    if not isinstance(value, Fraction):
        return Decimal(value), False
    for places in (_MOST_DECIMALS, _FRACTION_DIGITS):
        digits, rest = divmod(abs(value.numerator) * 10**places, value.denominator)
        if rest == 0:
            break
    sign, written = int(value < 0), tuple(map(int, str(digits)))
    return Decimal((sign, written, -places)), rest != 0


def _written(value: Decimal | Fraction | int, write: Callable[[Decimal], str]) -> tuple[str, bool]:
    """What Babel writes, with every digit whatever the context of the caller, and whether digits were left out."""
    shown, cut = _decimal(value)
    if not shown.is_finite() or abs(shown.adjusted()) >= _MOST_DIGITS or len(shown.as_tuple().digits) >= _MOST_DIGITS:
        return str(value), False
    with localcontext(Context(prec=4 * _MOST_DIGITS)):
        return write(shown), cut


def number(value: Decimal | Fraction | int, locale: str = "fr") -> str:
    """A number with the separators of the language, all its digits kept.

    >>> number(Decimal("1234567.125"), "en")
    '1,234,567.125'
    """
    from babel.numbers import format_decimal

    text, cut = _written(
        value, lambda shown: format_decimal(_plain(shown), locale=_babel(locale), decimal_quantization=False)
    )
    return text + "…" if cut else text


def _plain(value: Decimal) -> Decimal:
    """Without the zeros after the last digit: 12.500 is 12.5, 100 stays 100."""
    normal = value.normalize()
    return normal.quantize(Decimal(1)) if normal == normal.to_integral_value() else normal


def euros(value: Decimal | Fraction | int, locale: str = "fr") -> str:
    """An amount in euros, two decimals at least and never fewer than it has.

    >>> euros(Decimal("1234.5"), "en")
    '€1,234.50'
    """
    from babel.numbers import format_currency

    text, cut = _written(
        value, lambda shown: format_currency(shown, "EUR", locale=_babel(locale), decimal_quantization=False)
    )
    return text.replace("\u00a0€", "…\u00a0€") if cut and text.endswith("€") else text + ("…" if cut else "")


def signed(amount: Decimal, locale: str = "fr") -> str:
    """A difference in euros, with its sign where it is above zero too.

    >>> signed(Decimal("12.50"), "en")
    '+€12.50'
    """
    shown = euros(amount, locale)
    return f"+{shown}" if amount > 0 else shown


def percent(value: Decimal | Fraction, locale: str = "fr") -> str:
    """A ratio out of a hundred: 0.424 is 42.4 %.

    >>> percent(Decimal("0.424"), "en")
    '42.4%'
    """
    from babel.numbers import format_percent

    text, cut = _written(
        value, lambda shown: format_percent(_plain(shown), locale=_babel(locale), decimal_quantization=False)
    )
    digits = text.rstrip("%\u00a0")
    return f"{digits}…{text.removeprefix(digits)}" if cut else text


def long_date(day: date, locale: str = "fr") -> str:
    """A day in full: 9 février 2023, 9 February 2023."""
    from babel.dates import format_date

    if isinstance(day, datetime):
        day = day.date()
    text = str(format_date(day, "long", locale=_babel(locale)))
    return text.replace("1 ", "1er ", 1) if day.day == 1 and language(locale) == "fr" else text


def day_as(day: date, pattern: str, locale: str = "fr") -> str:
    """A day, or an instant, by a pattern of Unicode: "MMM yyyy" is févr. 2023, Feb 2023.

    >>> day_as(date(2023, 2, 9), "d MMM", "fr")
    '9 févr.'
    """
    from babel.dates import format_date, format_datetime

    shown = format_datetime if isinstance(day, datetime) else format_date
    return str(shown(day, pattern, locale=_babel(locale)))


def join(items: Iterable[str], locale: str = "fr") -> str:
    """A list in a sentence: a, b et c."""
    from babel.lists import format_list

    return str(format_list(list(items), locale=_babel(locale)))


def no_break(words: str, locale: str = "fr") -> str:
    r"""The words as a page prints them: in French, no line begins with a colon or ends with an opening quotation mark.

    Labels are written with plain spaces, so that they are found and compared; what is laid out goes through here.

    >>> no_break("Solde : « 12 % »")
    'Solde\xa0: «\xa012\xa0%\xa0»'
    """
    if language(locale) == "fr":
        for plain, kept in _SPACES.items():
            words = words.replace(plain, kept)
    return words
