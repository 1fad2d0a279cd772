"""The history of a declaration as a table for people, and the corrections asked for on each form."""

from collections.abc import Mapping
from typing import Final

import attrs

from afas.declarations._actions import Amend, Check, Correct, Enter, Refuse, SendBack, Transmit
from afas.declarations._declaration import Declaration, Event, FormKey
from afas.declarations._labels import LABELS, Labels
from afas.declarations._scalars import Scalar
from afas.documents import Document, Shown, Table, clauses
from afas.text import Text, figure

__all__ = ["Journal", "corrections", "journal"]

_HEADS: Final = (
    Text(fr="Version", en="Version"),
    Text(fr="Le", en="On"),
    Text(fr="À", en="At"),
    Text(fr="Par", en="By"),
    Text(fr="Action", en="Action"),
    Text(fr="Détail", en="Detail"),
    Text(fr="État", en="Status"),
)


@attrs.frozen
class Journal(Shown):
    """The events of a declaration, oldest first."""

    events: tuple[Event, ...]

    def document(self, locale: str = "fr", labels: Labels = LABELS) -> Document:
        """A table of the events, in the portal's own words where it has some."""
        rows = [
            (
                str(version),
                figure(event.at, locale),
                event.at.isoformat(timespec="minutes").partition("T")[2],
                event.by.name,
                labels.of(event.name)(locale),
                _detail(event, locale),
                labels.of(event.target)(locale),
            )
            for version, event in enumerate(self.events, start=1)
        ]
        return Document("", locale, (Table("", [head(locale) for head in _HEADS], rows),))


def _detail(event: Event, locale: str) -> str:
    """The content of the event: values saved, correction asked for, reason given."""
    match event.action:
        case Enter(values=values) if values:
            return f"{event.detail} ({_figures(values, locale)})"
        case Correct(values=values, reason=reason) | Amend(figures=values, reason=reason):
            said = (reason, _figures(values, locale)) if values else (reason,)
            form = event.action.form_key
            return clauses((event.detail, *said) if form else said, locale)
        case SendBack(reason=reason) if reason:
            return f"{event.detail} ({reason})"
        case Refuse(forms=forms) if forms:
            by_form = (f"{' '.join(part for part in form.form_key if part)} ({form.reason})" for form in forms)
            return clauses((event.detail, *by_form), locale)
    return event.detail


def _figures(values: Mapping[str, Scalar], locale: str) -> str:
    return figure([f"{name} = {figure(value, locale)}" for name, value in values.items()], locale)


def journal(declaration: Declaration) -> Journal:
    """The history of a declaration, to be shown."""
    return Journal(declaration.history)


def corrections(declaration: Declaration, form: FormKey) -> tuple[str, ...]:
    """The corrections that the Caf and the approver ask for on a form, until it is checked again.

    The Caf's reason for the whole declaration stands for each form it does not name apart.
    """
    reasons: list[str] = []
    for event in declaration.history:
        match event.action:
            case Refuse(reason=reason, forms=forms):
                named = [refusal.reason for refusal in forms if refusal.form_key == form]
                reasons = named or ([] if forms else [reason])
            case Correct(reason=reason) as correction if correction.form_key == form:
                reasons.append(reason)
            case SendBack(reason=reason) as back if back.form_key == form and reason:
                reasons.append(reason)
            case Check() as check if check.form_key == form:
                reasons = []
            case Transmit():
                reasons = []
    return tuple(reasons)
