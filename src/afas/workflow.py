"""What may be done to a declaration now, by whom, and if not, every reason why not.

`blockers` returns all the reasons at once, who can lift each and by when; `apply` does the action where there
are none, and returns a new declaration. `allowed` lists what a person may do now.

Imports: text, errors, forms, controls, partners, roles, estimation, lifecycle, declarations, actions.
"""

from collections.abc import Callable
from datetime import date, datetime

import attrs

from afas.actions import (
    Accept,
    Action,
    Cancel,
    Check,
    Enter,
    Justify,
    OnForm,
    Refuse,
    SendBack,
    Sign,
    Transmit,
    Validate,
)
from afas.controls import Severity, WeakJustification, check_justification
from afas.declarations import Declaration, Event, FormKey, Signature
from afas.errors import AfasError, Fault, error
from afas.estimation import Estimate, estimate
from afas.forms import FormCode
from afas.lifecycle import TRANSITIONS, ActionName, Status, Transition, Who, diagram
from afas.partners import CAF, Person
from afas.roles import Role, RoleBook
from afas.text import Message, Text

__all__ = [
    "TRANSITIONS", "Accept", "Action", "ActionBlocked", "Blocker", "Cancel", "Check", "Enter", "Justify", "Outcome",
    "Refuse", "SendBack", "Sign", "Status", "Transmit", "Validate", "allowed", "apply", "blockers", "diagram",
]  # fmt: skip


@attrs.frozen
class Blocker:
    """One reason why an action cannot be taken: who can lift it, and by when."""

    code: str
    message: Message
    lifted_by: Who
    by_when: date | None = None

    def text(self, locale: str = "fr") -> str:
        """The reason, who lifts it and by when."""
        if self.by_when is None:
            return (
                Text(fr="{what} → {who}", en="{what} → {who}").fill(what=self.message, who=self.lifted_by).text(locale)
            )
        line = Text(fr="{what} → {who}, avant le {day}", en="{what} → {who}, before {day}")
        return line.fill(what=self.message, who=self.lifted_by, day=self.by_when).text(locale)


@error
class ActionBlocked(AfasError, ValueError):
    """The action cannot be taken; every reason is in `blockers`. Nothing was changed."""

    code = "action-blocked"
    template = Text(fr="« {action} » n’est pas possible :", en="“{action}” is not possible:")
    action: ActionName
    blockers: tuple[Blocker, ...]

    @property
    def faults(self) -> tuple[Fault, ...]:
        """One a blocker."""
        return tuple(Fault("", blocker.code, blocker.message) for blocker in self.blockers)

    def text(self, locale: str = "fr") -> str:
        """One line a reason."""
        head = self.template.fill(action=self.action).text(locale)
        return "\n".join([head, *(f"- {blocker.text(locale)}" for blocker in self.blockers)])


@attrs.frozen
class Outcome:
    """What an action gave: the new declaration, and the events that say what happened."""

    declaration: Declaration
    events: tuple[Event, ...]


_WRONG_STATUS = Text(
    fr="la déclaration est « {status} » : « {action} » n’y est pas prévu",
    en="the declaration is “{status}”: “{action}” is not open there",
)
_NO_ROLE = Text(fr="{person} n’est pas {who} le {on}", en="{person} is not {who} on {on}")
_NOT_OPEN = Text(fr="la déclaration n’ouvre que le {available}", en="the declaration opens only on {available}")
_NO_FORM = Text(
    fr="la déclaration n’a pas de formulaire « {form} » ; elle a : {known}",
    en="the declaration has no form “{form}”; it has: {known}",
)
_FAULT = Text(fr="{path} : {fault}", en="{path}: {fault}")
_UNCHECKED = Text(
    fr="« {form} » : le contrôle par le fournisseur n’est pas fait", en="“{form}”: its provider has not checked it"
)
_OF_SITE = Text(fr="{form}, {site}", en="{form}, {site}")
_FINDING = Text(fr="contrôle {code} {severity} : {finding}", en="control {code}, {severity}: {finding}")
_NO_FINDING = Text(fr="le contrôle {code} n’a rien signalé", en="control {code} has found nothing")
_NOT_VALIDATED = Text(fr="l’approbateur n’a pas validé définitivement", en="the approver has not validated for good")
_NOT_SIGNED = Text(
    fr="la déclaration n’est pas signée sur ses données actuelles",
    en="the declaration is not signed over its present data",
)
_ESTIMATE = Text(
    fr="l’estimation ne peut être faite, {path} : {fault}", en="the estimate cannot be made, {path}: {fault}"
)


def blockers(declaration: Declaration, action: Action, *, by: Person, roles: RoleBook, on: date) -> tuple[Blocker, ...]:
    """Every reason why `by` cannot take this action that day; none where `apply` would succeed.

    The reasons look ahead: asked why a declaration cannot be transmitted, it also says what is not entered,
    checked, justified, validated or signed yet.
    """
    found: list[Blocker] = []
    row = _row(declaration, action)
    form = _form(declaration, action)
    if form is None and action.form_key is not None:
        asked, known = action.form_key, tuple(_named(one) for one in declaration.forms)
        return (Blocker("no-form", _NO_FORM.fill(form=" ".join(filter(None, asked)), known=known), Who.PROVIDER),)
    if row is None:
        found.append(
            Blocker(
                "wrong-status",
                _WRONG_STATUS.fill(status=declaration.status, action=action.name.text),
                _mover(declaration),
            )
        )
    who = row.who if row else _usual(action)
    if not _may(who, declaration, form, by, roles, on):
        found.append(Blocker("no-role", _NO_ROLE.fill(person=by.name, who=who, on=on), who))
    if on < declaration.window.available and who is not Who.CAF:
        found.append(Blocker("not-open", _NOT_OPEN.fill(available=declaration.window.available), Who.CAF))
    return (*found, *(one for guard in _GUARDS.get(action.name, ()) for one in guard(declaration, action)))


def _form(declaration: Declaration, action: Action) -> FormKey | None:
    return next((form for form in declaration.forms if form == action.form_key), None)


def _row(declaration: Declaration, action: Action) -> Transition | None:
    last = isinstance(action, Check) and set(declaration.forms) <= declaration.checked | {action.form_key}
    for row in TRANSITIONS:
        if row.source is declaration.status and row.action is action.name and row.last == last:
            return row
    return None


def _usual(action: Action) -> Who:
    return next(row.who for row in TRANSITIONS if row.action is action.name)


def _mover(declaration: Declaration) -> Who:
    """Who has the next move where the declaration stands."""
    return next((row.who for row in TRANSITIONS if row.source is declaration.status), Who.CAF)


_DATA_ROLES = {FormCode.ACTIVITY: Role.ACTIVITY_DATA, FormCode.FINANCIAL: Role.FINANCIAL_DATA}


def _may(who: Who, declaration: Declaration, form: FormKey | None, by: Person, roles: RoleBook, on: date) -> bool:
    if who is Who.CAF:
        return by == CAF
    if who is Who.APPROVER:
        return roles.may(Role.APPROVER, by, declaration.activity, on)
    return form is not None and roles.may(_DATA_ROLES[form[0]], by, declaration.activity, on, form[1])


def _named(form: FormKey) -> Message:
    """A form, and the site it is filled for."""
    code, site = form
    return _OF_SITE.fill(form=code, site=site) if site else code.text.fill()


Guard = Callable[[Declaration, Action], list[Blocker]]


def _form_complete(declaration: Declaration, action: Action) -> list[Blocker]:
    form = _form(declaration, action)
    return [] if form is None else _missing(declaration, form)


def _missing(declaration: Declaration, form: FormKey) -> list[Blocker]:
    _, faults = declaration.read(form)
    before = declaration.window.before
    return [
        Blocker(fault.code, _FAULT.fill(path=fault.path, fault=fault.message), Who.PROVIDER, before) for fault in faults
    ]


def _all_checked(declaration: Declaration, action: Action) -> list[Blocker]:  # noqa: ARG001 - a guard's shape
    found: list[Blocker] = []
    for form in declaration.forms:
        found += _missing(declaration, form)
        if form not in declaration.checked:
            unchecked = _UNCHECKED.fill(form=_named(form))
            found.append(Blocker("unchecked", unchecked, Who.PROVIDER, declaration.window.before))
    return found


def _findings_answered(declaration: Declaration, action: Action) -> list[Blocker]:  # noqa: ARG001
    found = []
    for finding in declaration.findings():
        justified = finding.severity is Severity.TO_JUSTIFY and finding.code in declaration.justifications
        if finding.severity is not Severity.INFORMATION and not justified:
            message = _FINDING.fill(code=finding.code, severity=finding.severity, finding=finding.message)
            who = Who.PROVIDER if finding.severity is Severity.BLOCKING else Who.APPROVER
            found.append(Blocker("finding", message, who, declaration.window.before))
    return found


def _justifies(declaration: Declaration, action: Action) -> list[Blocker]:
    if not isinstance(action, Justify):
        return []
    if action.control not in {finding.code for finding in declaration.findings()}:
        return [Blocker("no-finding", _NO_FINDING.fill(code=action.control), Who.APPROVER)]
    try:
        check_justification(action.control, action.words)
    except WeakJustification as weak:
        return [Blocker(weak.code, weak.template.fill(**weak.fields), Who.APPROVER)]
    return []


def _validated(declaration: Declaration, action: Action) -> list[Blocker]:  # noqa: ARG001
    if declaration.status in (Status.VALIDATED, Status.SIGNED):
        return []
    return [Blocker("not-validated", _NOT_VALIDATED.fill(), Who.APPROVER, declaration.window.before)]


def _signed(declaration: Declaration, action: Action) -> list[Blocker]:  # noqa: ARG001
    if declaration.signature_holds():
        return []
    return [Blocker("not-signed", _NOT_SIGNED.fill(), Who.APPROVER, declaration.window.before)]


def _estimable(declaration: Declaration, action: Action) -> list[Blocker]:
    if not isinstance(action, Sign) or declaration.figures()[1]:
        return []
    try:
        _estimate(declaration, action)
    except AfasError as bad:
        return [
            Blocker(fault.code, _ESTIMATE.fill(path=fault.path, fault=fault.message), Who.APPROVER)
            for fault in bad.faults
        ]
    return []


def _estimate(declaration: Declaration, action: Sign) -> Estimate:
    figures, _ = declaration.figures()
    return estimate(declaration.service, figures, declaration.year, action.parameters, action.policy, declaration.kind)


_GUARDS: dict[ActionName, tuple[Guard, ...]] = {
    ActionName.CHECK: (_form_complete,),
    ActionName.JUSTIFY: (_justifies,),
    ActionName.VALIDATE: (_all_checked, _findings_answered),
    ActionName.SIGN: (_all_checked, _findings_answered, _validated, _estimable),
    ActionName.TRANSMIT: (_all_checked, _findings_answered, _validated, _signed),
}


def allowed(declaration: Declaration, *, by: Person, roles: RoleBook, on: date) -> tuple[ActionName, ...]:
    """What this person may do now, by status and role; `blockers` says what else stands in the way."""
    names = []
    for row in TRANSITIONS:
        if row.source is declaration.status and row.action not in names:
            forms: tuple[FormKey | None, ...] = declaration.forms if row.who is Who.PROVIDER else (None,)
            if any(_may(row.who, declaration, form, by, roles, on) for form in forms):
                names.append(row.action)
    return tuple(names)


def apply(declaration: Declaration, action: Action, *, by: Person, roles: RoleBook, at: datetime) -> Outcome:
    """Take an action: a new declaration, and the event that says what happened.

    Raises:
        ActionBlocked: with every reason; the declaration is as it was.
    """
    reasons = blockers(declaration, action, by=by, roles=roles, on=at.date())
    row = _row(declaration, action)
    if reasons or row is None:
        raise ActionBlocked(action.name, reasons)
    event = Event(action.name, by, at, row.target, _detail(action))
    changed = _changed(declaration, action, by, at)
    return Outcome(attrs.evolve(changed, status=row.target, history=(*declaration.history, event)), (event,))


def _detail(action: Action) -> str:
    if isinstance(action, (Refuse, Cancel)):
        return action.reason
    if isinstance(action, Justify):
        return f"{action.control}: {action.words}"
    return " ".join(part for part in action.form_key or () if part)


def _changed(declaration: Declaration, action: Action, by: Person, at: datetime) -> Declaration:
    """The data of the declaration after the action; any change of data drops what spoke of it."""
    match action:
        case Enter():
            return _entered(declaration, action)
        case Check():
            return attrs.evolve(declaration, checked=declaration.checked | {_key(action)})
        case SendBack():
            return attrs.evolve(declaration, checked=declaration.checked - {_key(action)}, signature=None)
        case Justify():
            return attrs.evolve(
                declaration, justifications={**declaration.justifications, action.control: action.words}
            )
        case Sign():
            made = _estimate(declaration, action)
            return attrs.evolve(declaration, signature=Signature(by, at, declaration.digest(made), made))
        case Refuse():
            return attrs.evolve(declaration, signature=None)
    return declaration


def _key(action: OnForm) -> FormKey:
    return (FormCode(action.form), action.site)


def _entered(declaration: Declaration, action: Enter) -> Declaration:
    key = _key(action)
    merged = {**declaration.entries.get(key, {}), **action.values}
    typed = {name: value for name, value in merged.items() if value is not None}
    changed = attrs.evolve(
        declaration,
        entries={**declaration.entries, key: typed},
        checked=declaration.checked - {key},
        signature=None,
    )
    before, after = declaration.figures()[0], changed.figures()[0]
    moved = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    dropped = {control.code for control in declaration.service.controls if moved & set(control.reads)}
    kept = {code: words for code, words in declaration.justifications.items() if code not in dropped}
    return attrs.evolve(changed, justifications=kept)
