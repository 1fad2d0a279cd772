"""The history of a declaration as a table for people, and the corrections asked for on each form."""

from collections.abc import Mapping
from typing import Final

import attrs

from afas.declarations._actions import Amend, Check, Correct, Enter, Refuse, SendBack, Transmit
from afas.declarations._declaration import Declaration, Event, FormKey
from afas.declarations._labels import LABELS, Labels
from afas.declarations._scalars import Scalar
from afas.documents import Document, Shown, Table, clauses
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
                event.at.isoformat(timespec="minutes").partition("T")[2],
                event.by.name,
                labels.of(event.name)(locale),
                _detail(event, locale, self.names),
                labels.of(event.target)(locale),
            )
            for version, event in enumerate(self.events, start=1)
        ]
        return Document("", locale, (Table("", [head(locale) for head in _HEADS], rows),))


def _detail(event: Event, locale: str, names: Mapping[str, Text]) -> str:
    """The content of the event: form, values saved, correction asked for, reason given."""
    action = event.action
    said = event.detail if action.form_key is None else _form(action.form_key, locale, names)
    match action:
        case Enter(values=values) if values:
            return f"{said} ({_figures(values, locale, names)})"
        case Correct(values=values, reason=reason) | Amend(figures=values, reason=reason):
            given = (reason, _figures(values, locale, names)) if values else (reason,)
            return clauses((said, *given) if action.form_key else given, locale)
        case SendBack(reason=reason) if reason:
            return f"{said} ({reason})"
        case Refuse(forms=forms) if forms:
            by_form = (f"{_form(form.form_key, locale, names)} ({form.reason})" for form in forms)
            return clauses((said, *by_form), locale)
    return said


def _named(code: str, locale: str, names: Mapping[str, Text]) -> str:
    return names[code](locale) if code in names else code


def _form(form: tuple[str, str | None], locale: str, names: Mapping[str, Text]) -> str:
    return ", ".join(_named(part, locale, names) for part in form if part)


def _figures(values: Mapping[str, Scalar], locale: str, names: Mapping[str, Text]) -> str:
    return figure(
        [f"{_named(name, locale, names)} = {figure(value, locale)}" for name, value in values.items()], locale
    )


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
