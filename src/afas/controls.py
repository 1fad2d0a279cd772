"""Controls (*contrôles*): what is odd in a declaration, and the justification the approver owes for it.

A `Control` is data with a function. A `Finding` is an objection: it blocks, asks to be justified, or
informs. A justification explains and quantifies ("en détaillant et en chiffrant"): words and at least one
figure.

Imports: text, errors.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from enum import StrEnum

import attrs

from afas.errors import AfasError, error
from afas.text import Message, Percent, Text

__all__ = ["Control", "Figures", "Finding", "Severity", "WeakJustification", "check_justification", "run", "variation"]

_FEWEST_WORDS = 3

Figures = Mapping[str, Decimal]
"""Figures of a declaration, by field name."""


class Severity(StrEnum):
    """How much a finding stops."""

    BLOCKING = "BLOCKING"
    TO_JUSTIFY = "TO_JUSTIFY"
    INFORMATION = "INFORMATION"

    @property
    def text(self) -> Text:
        """In words."""
        return _SEVERITIES[self]


_SEVERITIES = {
    Severity.BLOCKING: Text(fr="bloquant", en="blocking"),
    Severity.TO_JUSTIFY: Text(fr="à justifier", en="to justify"),
    Severity.INFORMATION: Text(fr="information", en="information"),
}


@attrs.frozen
class Finding:
    """What a control says of a declaration."""

    code: str
    severity: Severity
    message: Message

    def text(self, locale: str = "fr") -> str:
        """The finding in words, with its figures."""
        return self.message.text(locale)


@attrs.frozen
class Control:
    """A check on the figures of a declaration.

    Attributes:
        code: stable, as in the list of controls (`ALSH-04`).
        severity: what a finding does.
        text: its sentence; the `{places}` are what `check` returns.
        check: given the figures and those of last year (empty if unknown), the fields of the sentence
            where something is odd, None where all is well. Called only with complete figures.
        reads: the fields it speaks of: a justification lasts as long as they do not change.
    """

    code: str
    severity: Severity
    text: Text
    check: Callable[[Figures, Figures], Mapping[str, object] | None]
    reads: tuple[str, ...] = ()


@error
class WeakJustification(AfasError, ValueError):
    """A justification has to explain and to quantify."""

    code = "weak-justification"
    template = Text(
        fr="La justification du contrôle {control} doit détailler et chiffrer : au moins {words} mots et un chiffre. "
        "Reçu : « {found} ».",
        en="The justification of control {control} has to explain and to quantify: at least {words} words and a "
        "figure. Got: “{found}”.",
    )
    control: str
    words: int
    found: str


def check_justification(control: str, words: str) -> None:
    """Refuse a justification without words or without a figure.

    Raises:
        WeakJustification: it does not explain, or does not quantify.
    """
    if len(re.findall(r"[^\W\d_]{2,}", words)) < _FEWEST_WORDS or not re.search(r"[0-9]", words):
        raise WeakJustification(control, _FEWEST_WORDS, words[:80])


def run(controls: Iterable[Control], figures: Figures, previous: Figures) -> tuple[Finding, ...]:
    """The findings of these controls, in their order."""
    found = []
    for control in controls:
        fields = control.check(figures, previous)
        if fields is not None:
            found.append(Finding(control.code, control.severity, control.text.fill(**fields)))
    return tuple(found)


def variation(code: str, field: str, label: Text, threshold: Decimal) -> Control:
    """A control of one figure against last year's: to justify when it moves by more than `threshold` (a ratio)."""

    def check(figures: Figures, previous: Figures) -> Mapping[str, object] | None:
        before, now = previous.get(field), figures[field]
        if not before or abs(now - before) <= threshold * before:
            return None
        change = ((now - before) / before).quantize(Decimal("0.0001"))
        return {"label": label, "now": now, "before": before, "change": Percent(change), "most": Percent(threshold)}

    text = Text(
        fr="{label} : {now} contre {before} l’an dernier, soit {change} (plus de {most})",
        en="{label}: {now} against {before} last year, that is {change} (more than {most})",
    )
    return Control(code, Severity.TO_JUSTIFY, text, check, reads=(field,))
