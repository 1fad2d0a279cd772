"""Words in both languages, beside what they name; sentences whose figures are written when somebody reads them."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import ClassVar, Final, Protocol, Self, runtime_checkable

from attrs import field, frozen

from afas.text._figures import euros, join, long_date, number, percent
from afas.text._language import language
from afas.text.translations import LANGUAGES

__all__ = ["Code", "Euros", "Labelled", "Lines", "Message", "Percent", "Series", "Text", "figure"]

_PLACES: Final = re.compile(r"\{\{|\}\}|\{(\w+)\}")
_MOST_AGAIN: Final = 200  # characters of a figure that comes again in one sentence


@frozen
class Text:
    """Words in French (the official ones, where the Caf has some) and in English.

    >>> hours = Text(fr="heures", en="hours")
    >>> hours("fr"), hours.en
    ('heures', 'hours')
    """

    do_not_call_in_templates: ClassVar = True  # Django calls what it can, and would say all in French

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
        """A member: its code and its words, both needed."""
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

    do_not_call_in_templates: ClassVar = True

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
    if hasattr(value, "text"):  # `Labelled`, which isinstance takes ten times as long to tell
        return str(value.text(locale))
    return str(getattr(value, "name", value))
