"""Words in French and English, and figures written the way each language writes them.

Every label stands beside what it names, as `Text(fr=..., en=...)`; a sentence with figures in it is a `Text` with
`{places}`, filled by `Text.fill` into a `Message` that is rendered when somebody reads it. Babel does the typography
(no-break spaces, comma or point). Nothing is rounded on display. A further language is one file of
`afas.text.translations`.
"""

from afas.text._figures import day_as, euros, join, long_date, no_break, number, percent, signed
from afas.text._language import LOCALES, UnknownLocale, language
from afas.text._words import Code, Euros, Labelled, Lines, Message, Percent, Series, Text, figure

__all__ = [
    "LOCALES", "Code", "Euros", "Labelled", "Lines", "Message", "Percent", "Series", "Text", "UnknownLocale", "day_as",
    "euros", "figure", "join", "language", "long_date", "no_break", "number", "percent", "signed",
]  # fmt: skip
