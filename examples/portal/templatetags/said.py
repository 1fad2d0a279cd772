"""`{{ value|say:locale }}`: any object of `afas` in words; `{{ html|as_is }}`: what `afas.documents` has escaped."""

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from afas.followup import HEADS
from afas.text import figure, no_break

register = template.Library()


@register.filter
def say(value: Any, locale: str) -> str:
    """In the language: an amount, a day, a status, a reason, a finding."""
    text = getattr(value, "text", getattr(value, "message", value))
    return no_break(str(text(locale)) if callable(text) else figure(text, locale), locale)


@register.filter
def column(name: str, locale: str) -> str:
    """The head of a column of the list."""
    return HEADS[name](locale)


@register.filter
def as_is(html: str) -> SafeString:
    """HTML that `afas.documents` wrote: it escapes every word, and writes no script and no style."""
    return mark_safe(html)  # noqa: S308 - escaped by whoever wrote it
