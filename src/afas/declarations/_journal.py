"""The history of a declaration as a table for people, and the corrections asked for on each form."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

import attrs

from afas.declarations._actions import Amend, Check, Correct, Enter, Refuse, SendBack, Transmit
from afas.declarations._declaration import Declaration, Event, FormKey
from afas.declarations._labels import LABELS, Labels
from afas.declarations._scalars import Scalar
from afas.documents import Document, Shown, Table, clauses, time_of
from afas.forms import FormCode
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
_NUMBER: Final = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?")


@attrs.frozen
class Journal(Shown):
    """The events of a declaration, oldest first.

    Attributes:
        names: of its forms, sites and fields, by their code; a code without a name is shown as it is.
    """

    events: tuple[Event, ...]
    names: Mapping[str, Text] = attrs.field(factory=dict, hash=False)

    def document(self, locale: str = "fr", labels: Labels = LABELS) -> Document:
        """A table of the events, in the portal's own words where it has some."""
        rows = [
            (
                str(version),
                figure(event.at, locale),
                time_of(event.at),
                event.by.name,
                labels.of(event.name)(locale),
                self._detail(event, locale),
                labels.of(event.target)(locale),
            )
            for version, event in enumerate(self.events, start=1)
        ]
        return Document("", locale, (Table("", [head(locale) for head in _HEADS], rows),))

    def _detail(self, event: Event, locale: str) -> str:
        """The content of the event: form, values saved, correction asked for, reason given."""
        action = event.action
        said = event.detail if action.form_key is None else self._form(action.form_key, locale)
        match action:
            case Enter(values=values) if values:
                return f"{said} ({self._figures(values, locale)})"
            case Correct(values=values, reason=reason) | Amend(figures=values, reason=reason):
                given = (reason, self._figures(values, locale)) if values else (reason,)
                return clauses((said, *given) if action.form_key else given, locale)
            case SendBack(reason=reason) if reason:
                return f"{said} ({reason})"
            case Refuse(forms=forms) if forms:
                by_form = (f"{self._form(form.form_key, locale)} ({form.reason})" for form in forms)
                return clauses((said, *by_form), locale)
        return said

    def _named(self, code: str, locale: str) -> str:
        return self.names[code](locale) if code in self.names else code

    def _form(self, form: tuple[str, str | None], locale: str) -> str:
        return ", ".join(self._named(part, locale) for part in form if part)

    def _figures(self, values: Mapping[str, Scalar], locale: str) -> str:
        return figure([f"{self._named(name, locale)} = {_shown(raw, locale)}" for name, raw in values.items()], locale)


def _shown(raw: Scalar, locale: str) -> str:
    """A number as the language writes it; anything else as it was typed."""
    return figure(Decimal(raw) if isinstance(raw, str) and _NUMBER.fullmatch(raw) else raw, locale)


def journal(declaration: Declaration) -> Journal:
    """The history of a declaration, to be shown, with the names of its forms, sites and fields."""
    names = {field.name: field.text for field in declaration.service.fields}
    names |= {site.id: Text(fr=site.name, en=site.name) for site in declaration.activity.sites}
    return Journal(declaration.history, {**names, **{code.value: code.text for code in FormCode}})


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
