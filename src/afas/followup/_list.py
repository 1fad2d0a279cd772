"""The follow-up of declarations: where each form and each declaration stands, in a list to sort and filter.

`follow_up` is the service's list, with its columns; it sorts and filters by each. What a person has to do
today is in `todo`, the counts per partner in `progress`.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final

import attrs

from afas.declarations import LABELS, ActionName, Declaration, FormKey, Labels, Status, Summary
from afas.documents import Document, Shown, Table
from afas.errors import AfasError, did_you_mean, error
from afas.forms import FormCode
from afas.partners import Person
from afas.roles import RoleBook
from afas.text import Code, Message, Text, figure
from afas.workflow import allowed

__all__ = [
    "COLUMNS",
    "HEADS",
    "FollowUp",
    "FormState",
    "Line",
    "UnknownColumn",
    "follow_up",
    "form_state",
]


class FormState(Code):
    """The state of a form, shown as a pictogram."""

    NOT_REQUESTED = "NOT_REQUESTED", Text(fr="Formulaire non demandé", en="Form not requested")
    TO_ENTER = "TO_ENTER", Text(fr="À saisir", en="To enter")
    IN_PROGRESS = "IN_PROGRESS", Text(fr="En cours", en="In progress")
    CHECKED = "CHECKED", Text(fr="Contrôlé", en="Checked")
    VALIDATED = "VALIDATED", Text(fr="Validé", en="Validated")

    @property
    def pictogram(self) -> str:
        """A sign for it, where there is no picture."""
        return _SIGNS[self]


_SIGNS: Final = dict(zip(FormState, "–○◐◑●", strict=True))
_VALIDATED: Final = (Status.VALIDATED, Status.SIGNED, Status.TRANSMITTED, Status.ACCEPTED)


def form_state(declaration: Declaration | Summary, code: FormCode, site: str | None = None) -> FormState | None:
    """The state of a form, over all its sites unless a site is named; None once the Caf has cancelled.

    Of several sites, the form is checked once all are, and in progress once one is.
    """
    if declaration.status is Status.CANCELLED:
        return None
    forms = [form for form in declaration.forms if form[0] is code and site in (None, form[1])]
    if not forms:
        return FormState.NOT_REQUESTED
    if declaration.status in _VALIDATED:
        return FormState.VALIDATED
    states = {_of_one(declaration, form) for form in forms}
    return states.pop() if len(states) == 1 else FormState.IN_PROGRESS


def _of_one(declaration: Declaration | Summary, form: FormKey) -> FormState:
    if form in declaration.checked:
        return FormState.CHECKED
    started = form in declaration.started if isinstance(declaration, Summary) else declaration.entries.get(form)
    return FormState.IN_PROGRESS if started else FormState.TO_ENTER


@attrs.frozen
class Line:
    """One declaration of the list, with the service's columns, its deadline and lateness.

    Attributes:
        declaration: whole, or in short.
        actions: what the person may do now.
        before: the day before which it is to be transmitted.
        late: past that day, and not transmitted.
    """

    declaration: Declaration | Summary
    activity_form: FormState | None
    financial_form: FormState | None
    actions: tuple[ActionName, ...]
    before: date
    late: bool


def _state(state: FormState | None) -> object:
    return "" if state is None else state


_READ: Final[Mapping[str, tuple[Text, Callable[[Line], Any]]]] = {
    "year": (Text(fr="Exercice", en="Year"), lambda line: line.declaration.year.text),
    "kind": (Text(fr="Type", en="Type"), lambda line: line.declaration.kind),
    "activity": (Text(fr="Activité", en="Activity"), lambda line: line.declaration.activity.name),
    "nature": (Text(fr="Nature", en="Nature"), lambda line: line.declaration.activity.nature),
    "activity_form": (Text(fr="Données d’activité", en="Activity data"), lambda line: _state(line.activity_form)),
    "financial_form": (Text(fr="Données financières", en="Financial data"), lambda line: _state(line.financial_form)),
    "status": (Text(fr="État", en="Status"), lambda line: line.declaration.status),
    "before": (Text(fr="À transmettre avant", en="To transmit before"), lambda line: line.before),
    "late": (Text(fr="En retard", en="Late"), lambda line: line.late),
    "actions": (Text(fr="Actions", en="Actions"), lambda line: line.actions),
}
COLUMNS: Final = tuple(_READ)
"""The columns of the list: those of the service, the deadline and the lateness."""
HEADS: Final[Mapping[str, Text]] = {name: text for name, (text, _) in _READ.items()}
"""The words at the head of each column."""

_ORDERS: Final[Mapping[str, Callable[[Line], Any]]] = {
    "year": lambda line: line.declaration.year,
    "kind": lambda line: list(type(line.declaration.kind)).index(line.declaration.kind),
    "activity_form": lambda line: _rank(line.activity_form),
    "financial_form": lambda line: _rank(line.financial_form),
    "status": lambda line: list(Status).index(line.declaration.status),
    "actions": lambda line: [list(ActionName).index(action) for action in line.actions],
}


def _rank(state: FormState | None) -> int:
    return -1 if state is None else list(FormState).index(state)


@error
class UnknownColumn(AfasError, LookupError):
    """The list has no such column."""

    code = "unknown-column"
    template = Text(
        fr="La liste n’a pas de colonne « {found} »{hint} ; elle a : {known}.",
        en="The list has no column “{found}”{hint}; it has: {known}.",
    )
    found: str
    hint: Message | str
    known: tuple[str, ...] = COLUMNS


def _column(name: str) -> Callable[[Line], Any]:
    if name not in _READ:
        raise UnknownColumn(name, did_you_mean(name, COLUMNS))
    return _READ[name][1]


@attrs.frozen
class FollowUp(Shown):
    """The list of declarations, as a person sees it on a day."""

    lines: tuple[Line, ...]

    def sort(self, column: str, *, descending: bool = False) -> "FollowUp":
        """In the order of a column; lines that are equal there keep their order.

        Raises:
            UnknownColumn: the list has no such column.
        """
        read = _column(column)
        return FollowUp(tuple(sorted(self.lines, key=_ORDERS.get(column, read), reverse=descending)))

    def filter(self, **wanted: object) -> "FollowUp":
        """The lines where each of these columns has this value, or one of these (a tuple or a set).

        `actions` asks whether an action is among those the person may take; `year` takes a number too.

        Raises:
            UnknownColumn: the list has no such column.

        >>> FollowUp(()).filter(status=Status.REFUSED).lines
        ()
        """
        for name in wanted:
            _column(name)
        return FollowUp(tuple(line for line in self.lines if all(_is(line, *column) for column in wanted.items())))

    def document(self, locale: str = "fr", labels: Labels = LABELS) -> Document:
        """A table: a row for each declaration, in the portal's own words where it has some."""
        rows = [[_cell(read(line), locale, labels) for _, read in _READ.values()] for line in self.lines]
        return Document("", locale, (Table("", [text(locale) for text in HEADS.values()], rows),))


def _is(line: Line, name: str, wanted: object) -> bool:
    one_of = wanted if isinstance(wanted, (tuple, list, set, frozenset)) else (wanted,)
    if name == "actions":
        return any(choice in line.actions for choice in one_of)
    if name == "year":
        year = line.declaration.year
        return any(choice in (year, year.year, year.text.fr) for choice in one_of)
    if name in ("activity_form", "financial_form"):
        return getattr(line, name) in one_of
    return _column(name)(line) in one_of


def _cell(value: object, locale: str, labels: Labels) -> str:
    if isinstance(value, FormState):
        return f"{value.pictogram} {labels.of(value)(locale)}"
    if isinstance(value, tuple):
        return ", ".join(labels.of(item)(locale) for item in value)
    if isinstance(value, Status):
        return labels.of(value)(locale)
    return figure(value, locale)


def follow_up(declarations: Iterable[Declaration | Summary], *, by: Person, roles: RoleBook, on: date) -> FollowUp:
    """The list of these declarations, whole or in short, with what this person may do now on each."""
    return FollowUp(
        tuple(
            Line(
                declaration,
                form_state(declaration, FormCode.ACTIVITY),
                form_state(declaration, FormCode.FINANCIAL),
                allowed(declaration, by=by, roles=roles, on=on),
                declaration.window.before,
                declaration.late(on),
            )
            for declaration in declarations
        )
    )
