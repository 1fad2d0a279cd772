"""The reasons why an action cannot be taken now: one function a guard of the lifecycle's table.

A guard returns its `Blocker`s, none where it holds; none of them stops at the first reason. `workflow` asks
them all.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from afas.controls import Finding, Severity, WeakJustification, check_justification
from afas.declarations._actions import Enter, Justify, Refuse, Sign
from afas.declarations._attempt import Blocker, Case, may, no_power
from afas.declarations._declaration import Declaration, Event, FormKey
from afas.declarations._history import verify
from afas.declarations._lifecycle import TRANSITIONS, Guard, Status, Who
from afas.errors import AfasError
from afas.estimation import estimate
from afas.text import Message, Text

__all__ = ["reasons", "up_to_date"]


_WRONG_STATUS: Final = Text(
    fr="la déclaration est « {status} » : « {action} » n’y est pas prévu",
    en="the declaration is “{status}”: “{action}” is not open there",
)
_NOT_OPEN: Final = Text(fr="la déclaration n’ouvre que le {available}", en="the declaration opens only on {available}")
_NO_FORM: Final = Text(
    fr="la déclaration n’a pas de formulaire « {form} » ; elle a : {known}",
    en="the declaration has no form “{form}”; it has: {known}",
)
_NO_VERSION: Final = Text(
    fr="la version {seen} n’existe pas : la déclaration en est à la version {now}",
    en="there is no version {seen}: the declaration is at version {now}",
)
_CONFLICT: Final = Text(
    fr="« {field} » a été changé entre-temps par {person} : {theirs} ; vous : {yours}",
    en="“{field}” was changed meanwhile by {person}: {theirs}; you: {yours}",
)
_MOVED_ON: Final = Text(
    fr="entre-temps, {person} a fait « {action} » ({detail}) : relisez avant de poursuivre",
    en="meanwhile {person} did “{action}” ({detail}): read it again before going on",
)
_FAULT: Final = Text(fr="{path} : {fault}", en="{path}: {fault}")
_UNCHECKED: Final = Text(
    fr="« {form} » : le contrôle par le fournisseur n’est pas fait", en="“{form}”: its provider has not checked it"
)
_NOT_HELD: Final = Text(
    fr="« {form} » est déjà chez son fournisseur : rien à renvoyer",
    en="“{form}” is with its provider already: nothing to send back",
)
_OF_SITE: Final = Text(fr="{form}, {site}", en="{form}, {site}")
_FINDING: Final = Text(fr="contrôle {code} {severity} : {finding}", en="control {code}, {severity}: {finding}")
_NO_FINDING: Final = Text(fr="le contrôle {code} n’a rien signalé", en="control {code} has found nothing")
_NOT_VALIDATED: Final = Text(
    fr="l’approbateur n’a pas validé définitivement", en="the approver has not validated for good"
)
_NOT_SIGNED: Final = Text(
    fr="la déclaration n’est pas signée sur ses données actuelles",
    en="the declaration is not signed over its present data",
)
_ESTIMATE: Final = Text(
    fr="l’estimation ne peut être faite, {path} : {fault}", en="the estimate cannot be made, {path}: {fault}"
)
_NO_REASON: Final = Text(fr="un motif est à donner", en="a reason has to be given")


def reasons(case: Case) -> Iterator[Blocker]:
    """Every reason, in order: the status, the role, then the guards of the action."""
    declaration, action, row = case.declaration, case.action, case.row
    if row is None:
        wrong = _WRONG_STATUS.fill(status=declaration.status, action=action.name)
        yield case.blocker("wrong-status", wrong, _mover(declaration))
    yield from no_power(case, row.who if row else _USUAL[action.name].who)
    for guard in (row or _USUAL[action.name]).guards:
        yield from _LOOKS[guard](case)


_USUAL: Final = {row.action: row for row in reversed(TRANSITIONS)}


def _mover(declaration: Declaration) -> Who:
    """Who has the next move where the declaration stands."""
    return next((row.who for row in TRANSITIONS if row.source is declaration.status), Who.CAF)


def _named(form: FormKey, declaration: Declaration) -> Message:
    """A form, and the site it is filled for."""
    code, site = form
    if site is None:
        return code.text.fill()
    name = next((one.name for one in declaration.activity.sites if one.id == site), site)
    return _OF_SITE.fill(form=code, site=name)


Look = Callable[[Case], Iterator[Blocker]]


def _opened(case: Case) -> Iterator[Blocker]:
    available = case.declaration.window.available
    if case.on < available:
        yield Blocker("not-open", _NOT_OPEN.fill(available=available), Who.CAF)


def _form_known(case: Case) -> Iterator[Blocker]:
    action = case.action
    if case.form is not None:
        return
    asked = [form.form_key for form in action.forms] if isinstance(action, Refuse) else [action.form_key]
    for one in asked:
        if one is not None and one not in case.declaration.forms:
            known = tuple(_named(form, case.declaration) for form in case.declaration.forms)
            named = _NO_FORM.fill(form=" ".join(str(part) for part in one if part), known=known)
            yield case.blocker("no-form", named, Who.CAF if isinstance(action, Refuse) else Who.PROVIDER)


def up_to_date(case: Case) -> Iterator[Blocker]:
    """What others changed since the version that the author of the action was looking at."""
    seen, history = case.action.seen, case.declaration.history
    if seen is None or seen == len(history):
        return
    if not 0 <= seen < len(history):
        yield case.blocker(
            "no-such-version", _NO_VERSION.fill(seen=seen, now=len(history)), _USUAL[case.action.name].who
        )
    elif isinstance(case.action, Enter):
        yield from _field_conflicts(case, case.action, history[seen:])
    else:
        asked = case.action.form_key
        for event in history[seen:]:
            if asked is None or event.action.form_key in (asked, None):
                shown = _MOVED_ON.fill(person=event.by.name, action=event.name, detail=event.detail or None)
                yield case.blocker("conflict", shown, _USUAL[case.action.name].who, form=case.form)


def _field_conflicts(case: Case, action: Enter, since: tuple[Event, ...]) -> Iterator[Blocker]:
    """The fields of this save that others have set otherwise since its author looked."""
    now = case.declaration.entries.get(case.form, {}) if case.form else {}
    labels = {field.name: field.text for field in case.declaration.service.fields}
    for name, yours in action.values.items():
        touched = [
            event
            for event in since
            if isinstance(event.action, Enter)
            and event.action.form_key == action.form_key
            and name in event.action.values
        ]
        theirs = now.get(name)
        if touched and theirs != yours:
            told = _CONFLICT.fill(field=labels.get(name, name), person=touched[-1].by.name, theirs=theirs, yours=yours)
            yield case.blocker("conflict", told, Who.PROVIDER, case.form)


def _form_complete(case: Case) -> Iterator[Blocker]:
    if case.form is not None:
        yield from _missing(case, case.form)


def _missing(case: Case, form: FormKey) -> Iterator[Blocker]:
    for fault in case.declaration.faults(form):
        yield case.blocker(fault.code, _FAULT.fill(path=fault.path, fault=fault.message), Who.PROVIDER, form)


def _form_sound(case: Case) -> Iterator[Blocker]:
    if case.form is not None and not case.declaration.faults(case.form):
        for finding in case.declaration.form_findings(case.form, blocking=True):
            yield case.blocker("finding", _told(finding), Who.PROVIDER, case.form)


def _told(finding: Finding) -> Message:
    return _FINDING.fill(code=finding.key, severity=finding.severity, finding=finding.message)


def _form_checked(case: Case) -> Iterator[Blocker]:
    form = case.form
    if form is not None and form not in case.declaration.checked:
        yield case.blocker("not-held", _NOT_HELD.fill(form=_named(form, case.declaration)), Who.PROVIDER, form=form)


def _all_checked(case: Case) -> Iterator[Blocker]:
    for form in case.declaration.forms:
        yield from _missing(case, form)
        if form not in case.declaration.checked:
            unchecked = _UNCHECKED.fill(form=_named(form, case.declaration))
            yield case.blocker("unchecked", unchecked, Who.PROVIDER, form)


def _answered(case: Case) -> Iterator[Blocker]:
    for finding in case.declaration.findings():
        justified = finding.severity is Severity.TO_JUSTIFY and finding.key in case.declaration.justifications
        if finding.severity is not Severity.INFORMATION and not justified:
            who = Who.PROVIDER if finding.severity is Severity.BLOCKING else Who.APPROVER
            yield case.blocker("finding", _told(finding), who)


def _found(case: Case) -> Iterator[Blocker]:
    if isinstance(case.action, Justify):
        control = case.action.control
        if control not in {finding.key for finding in case.declaration.findings()}:
            yield case.blocker("no-finding", _NO_FINDING.fill(code=control), Who.APPROVER)


def _quantified(case: Case) -> Iterator[Blocker]:
    if isinstance(case.action, Justify):
        try:
            check_justification(case.action.control, case.action.words)
        except WeakJustification as weak:
            yield case.blocker(weak.code, weak.template.fill(**weak.fields), Who.APPROVER)


def _validated(case: Case) -> Iterator[Blocker]:
    if case.declaration.status not in (Status.VALIDATED, Status.SIGNED):
        yield case.blocker("not-validated", _NOT_VALIDATED.fill(), Who.APPROVER)


def _signed(case: Case) -> Iterator[Blocker]:
    """Its digest is right, the history tells it, and whoever signed was an approver that day."""
    declaration, signature = case.declaration, case.declaration.signature
    if (
        signature is None
        or not verify(declaration).holds
        or not may(Who.APPROVER, declaration, None, signature.by, case.roles, signature.at.date())
    ):
        yield case.blocker("not-signed", _NOT_SIGNED.fill(), Who.APPROVER)


def _estimable(case: Case) -> Iterator[Blocker]:
    """Makes the estimate, and keeps it for the signature."""
    declaration, action = case.declaration, case.action
    figures, faults = declaration.figures()
    if not isinstance(action, Sign) or faults:
        return
    try:
        case.estimate = estimate(
            declaration.service, figures, declaration.year, action.parameters, action.policy, declaration.kind
        )
    except AfasError as bad:
        for fault in bad.faults:
            told = _ESTIMATE.fill(path=fault.path, fault=fault.message)
            yield case.blocker(fault.code, told, Who.APPROVER)


def _reason_given(case: Case) -> Iterator[Blocker]:
    asked = [getattr(case.action, "reason", ""), *(form.reason for form in getattr(case.action, "forms", ()))]
    if not all(str(one).strip() for one in asked):
        yield Blocker("no-reason", _NO_REASON.fill(), Who.CAF)


_LOOKS: Final[Mapping[Guard, Look]] = {
    Guard.OPENED: _opened,
    Guard.FORM_KNOWN: _form_known,
    Guard.UP_TO_DATE: up_to_date,
    Guard.FORM_COMPLETE: _form_complete,
    Guard.FORM_SOUND: _form_sound,
    Guard.FORM_CHECKED: _form_checked,
    Guard.ALL_CHECKED: _all_checked,
    Guard.FOUND: _found,
    Guard.QUANTIFIED: _quantified,
    Guard.ANSWERED: _answered,
    Guard.VALIDATED: _validated,
    Guard.ESTIMABLE: _estimable,
    Guard.SIGNED: _signed,
    Guard.REASON_GIVEN: _reason_given,
}
