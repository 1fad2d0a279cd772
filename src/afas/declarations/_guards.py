"""The guards of the lifecycle's table, one function each.

A guard yields every blocker it finds, or none if it is satisfied; `reasons` asks them all.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Final

from afas.controls import Finding, Severity, WeakJustification, check_justification
from afas.declarations._actions import Amend, Justify, Refuse
from afas.declarations._attempt import Attempt, Blocker, entry_path, no_power, was_approver
from afas.declarations._conflicts import conflicts
from afas.declarations._declaration import Declaration, FormKey
from afas.declarations._history import verify
from afas.declarations._lifecycle import ROWS, USUAL, ActionName, Guard, Status, Who
from afas.errors import Fault, FaultKind
from afas.forms import FormCode
from afas.ps import not_in_force
from afas.text import Message, Text
from afas.windows import AfterDeadline

__all__ = ["faults_of_form", "reasons", "up_to_date"]


_WRONG_STATUS: Final = Text(
    fr="la déclaration est « {status} » : « {action} » n’y est pas prévu",
    en="the declaration is “{status}”: “{action}” is not possible there",
)
_NOT_OPEN: Final = Text(fr="la déclaration n’ouvre que le {available}", en="the declaration opens only on {available}")
_NO_FORM: Final = Text(
    fr="la déclaration n’a pas de formulaire « {form} » ; elle a : {known}",
    en="the declaration has no form “{form}”; it has: {known}",
)
_QUOTED: Final = Text(fr="« {form} »", en="“{form}”")
_FAULT: Final = Text(fr="{where} : {fault}", en="{where}: {fault}")
_FIELD: Final = Text(fr="{form}, « {field} »", en="{form}, “{field}”")
_UNCHECKED: Final = Text(
    fr="« {form} » : le contrôle par le fournisseur n’est pas fait", en="“{form}”: its provider has not checked it"
)
_ALREADY_BACK: Final = Text(
    fr="« {form} » est déjà chez son fournisseur : rien à renvoyer",
    en="“{form}” has already been returned to its provider",
)
_OF_SITE: Final = Text(fr="{form}, {site}", en="{form}, {site}")
_FINDING: Final = Text(fr="contrôle {code} {severity} : {finding}", en="control {code}, {severity}: {finding}")
_NO_FINDING: Final = Text(fr="le contrôle {code} n’a rien signalé", en="control {code} has found nothing")
_NOT_VALIDATED: Final = Text(fr="l’approbateur n’a pas validé définitivement", en="final validation is missing")
_NOT_SIGNED: Final = Text(
    fr="la déclaration n’est pas signée sur ses données actuelles",
    en="the declaration is not signed over its present data",
)
_ESTIMATE: Final = Text(
    fr="l’estimation ne peut être faite, {where} : {fault}", en="the estimate cannot be made, {where}: {fault}"
)
_ESTIMATE_WHOLE: Final = Text(fr="l’estimation ne peut être faite : {fault}", en="the estimate cannot be made: {fault}")
_TOO_LATE: Final = Text(
    fr="à transmettre {deadline} : la Caf ne prend plus cette déclaration",
    en="to transmit {deadline}: the Caf no longer takes this declaration",
)
NOT_READ: Final = FaultKind(
    "field-not-in-force",
    Text(
        fr="aucune règle ne lit « {label} » en {year} : laissez cette donnée vide",
        en="no rule reads “{label}” in {year}: leave this field empty",
    ),
)
_NO_REASON: Final = Text(fr="un motif est à donner", en="a reason has to be given")


def reasons(attempt: Attempt) -> tuple[Blocker, ...]:
    """Every reason, in order: the status, the role, then the guards of the action."""
    declaration, action, row = attempt.declaration, attempt.action, attempt.row
    found: list[Blocker] = []
    if row is None:
        wrong = _WRONG_STATUS.fill(status=declaration.status, action=action.name)
        found.append(attempt.blocker("wrong-status", wrong, _mover(declaration)))
        row = USUAL[action.name]
    found += no_power(attempt, row.who)
    for guard in row.guards:
        found += _LOOKS[guard](attempt)
    return tuple(found)


_AFTER_VALIDATION: Final = (Status.VALIDATED, Status.SIGNED, Status.TRANSMITTED)


def _mover(declaration: Declaration) -> Who:
    """The person who acts next in the declaration's status."""
    first = next(iter(ROWS[declaration.status].values()), None)
    return Who.CAF if first is None else first[0].who


def _named(form: FormKey, declaration: Declaration) -> Message:
    """A form, and the site it is filled for."""
    code, site = form
    if site is None:
        return code.text.fill()
    name = next((there.name for there in declaration.activity.sites if there.id == site), site)
    return _OF_SITE.fill(form=code, site=name)


Look = Callable[[Attempt], Iterable[Blocker]]


def _opened(attempt: Attempt) -> Iterable[Blocker]:
    available = attempt.declaration.window.available
    return () if attempt.on >= available else (Blocker("not-open", _NOT_OPEN.fill(available=available), Who.CAF),)


def _form_known(attempt: Attempt) -> Iterator[Blocker]:
    action = attempt.action
    for name in action.named_forms:
        if name not in attempt.declaration.forms:
            known = tuple(_QUOTED.fill(form=_named(form, attempt.declaration)) for form in attempt.declaration.forms)
            named = _NO_FORM.fill(form=" ".join(str(part) for part in name if part), known=known)
            yield attempt.blocker("no-form", named, Who.CAF if isinstance(action, Refuse) else Who.PROVIDER)


def up_to_date(attempt: Attempt) -> Iterable[Blocker]:
    """The changes made by others since the version that the author of the action had read."""
    seen = attempt.action.seen
    return () if seen is None or seen == len(attempt.declaration.history) else conflicts(attempt, seen)


def _form_complete(attempt: Attempt) -> Iterable[Blocker]:
    return () if attempt.form is None else _missing(attempt, attempt.form)


def _missing(attempt: Attempt, form: FormKey) -> Iterator[Blocker]:
    for fault in faults_of_form(attempt.declaration, form):
        yield attempt.blocker(fault.code, fault.message, Who.PROVIDER, form, fault.path)


def faults_of_form(declaration: Declaration, form: FormKey) -> Iterator[Fault]:
    """Each fault of a form, with its form in words, and its field where its own words do not name it."""
    for fault in declaration.faults(form):
        where = named = _named(form, declaration)
        if "label" not in fault.message.fields:
            where = _FIELD.fill(form=named, field=_label(declaration, fault))
        yield Fault(f"entries.{fault.path}", fault.code, _FAULT.fill(where=where, fault=fault.message))


def _label(declaration: Declaration, fault: Fault) -> object:
    """The subject of a fault, in words: a field or a parameter; its path where it is neither."""
    service, name = declaration.service, fault.path.rpartition(".")[2]
    fields = {field.name: field.text for field in service.fields}
    return fields.get(name) or (service.parameter(name).text if name in service.by_name else fault.path)


def _computable(attempt: Attempt) -> Iterator[Blocker]:
    """Told at the check: what is declared and has no formula that year."""
    declaration, form = attempt.declaration, attempt.form
    if form is None:
        return
    reading = declaration.readings.by_form[form]
    if reading.faults:
        return
    of_year = declaration.readings.asked.of_year
    in_force = of_year.without_rules.isdisjoint(reading.typed)
    for fault in of_year.rules_missing if in_force else _not_read(declaration, form, reading.figures):
        yield _not_computed(attempt, form, fault)


def _not_read(declaration: Declaration, form: FormKey, figures: Mapping[str, Decimal]) -> Iterator[Fault]:
    """Faults for figures that no rule reads that year, and for a year, a kind or a part without rules."""
    service, year = declaration.service, declaration.year
    for field in service.form(form[0]):
        if figures.get(field.name) and not field.in_force(year):
            yield NOT_READ.at(f"entries.{field.name}", label=field.text, year=year.text)
    yield from not_in_force(
        service, year, declaration.kind, service.rules(figures, on=year.start, until=year.period.end)
    )


def _not_computed(attempt: Attempt, form: FormKey, fault: Fault) -> Blocker:
    """The provider can empty a field; that a year or a kind has no rule is the Caf's to say."""
    shown = _no_estimate(attempt.declaration, fault)
    if fault.path.startswith("entries."):
        path = entry_path(form, fault.path.removeprefix("entries."))
        return attempt.blocker(fault.code, shown, Who.PROVIDER, form, path)
    return attempt.blocker(fault.code, shown, Who.CAF, path=fault.path)


def _no_estimate(declaration: Declaration, fault: Fault) -> Message:
    """Why there is no estimate; of which field or parameter, unless it is of the whole."""
    if not fault.path:
        return _ESTIMATE_WHOLE.fill(fault=fault.message)
    return _ESTIMATE.fill(where=_label(declaration, fault), fault=fault.message)


def _form_sound(attempt: Attempt) -> Iterator[Blocker]:
    declaration, form = attempt.declaration, attempt.form
    if form is not None and not declaration.readings.by_form[form].faults:
        for finding in declaration.form_findings(form, blocking=True):
            path = f"justifications.{finding.key}"
            yield attempt.blocker("finding", _found_by(finding), Who.PROVIDER, form, path)


def _found_by(finding: Finding) -> Message:
    return _FINDING.fill(code=finding.key, severity=finding.severity, finding=finding.message)


def _form_checked(attempt: Attempt) -> Iterator[Blocker]:
    form = attempt.form
    if form is not None and form not in attempt.declaration.checked:
        yield attempt.blocker(
            "not-held", _ALREADY_BACK.fill(form=_named(form, attempt.declaration)), Who.PROVIDER, form=form
        )


def _all_checked(attempt: Attempt) -> Iterator[Blocker]:
    declaration = attempt.declaration
    for form in declaration.forms:
        yield from _missing(attempt, form)
        if form not in declaration.checked:
            unchecked = _UNCHECKED.fill(form=_named(form, declaration))
            yield attempt.blocker("unchecked", unchecked, Who.PROVIDER, form)
    for fault in declaration.readings.not_given:
        yield attempt.blocker(fault.code, fault.message, Who.CAF, path=fault.path)
    for fault in declaration.readings.given_otherwise:
        form = FormCode(fault.path.partition(".")[0]), None
        yield attempt.blocker(fault.code, fault.message, Who.PROVIDER, form, f"entries.{fault.path}")


def _answered(attempt: Attempt) -> Iterator[Blocker]:
    for finding in attempt.declaration.findings():
        justified = finding.severity is Severity.TO_JUSTIFY and finding.key in attempt.declaration.justifications
        if finding.severity is not Severity.INFORMATION and not justified:
            who = Who.PROVIDER if finding.severity is Severity.BLOCKING else Who.APPROVER
            yield attempt.blocker("finding", _found_by(finding), who, path=f"justifications.{finding.key}")


def _found(attempt: Attempt) -> Iterator[Blocker]:
    if isinstance(attempt.action, Justify):
        control = attempt.action.control
        if control not in {finding.key for finding in attempt.declaration.findings()}:
            yield attempt.blocker("no-finding", _NO_FINDING.fill(code=control), Who.APPROVER, path="control")


def _quantified(attempt: Attempt) -> Iterator[Blocker]:
    if isinstance(attempt.action, Justify):
        try:
            check_justification(attempt.action.control, attempt.action.words)
        except WeakJustification as weak:
            yield attempt.blocker(weak.code, weak.template.fill(**weak.fields), Who.APPROVER, path="words")


def _validated(attempt: Attempt) -> Iterable[Blocker]:
    if attempt.declaration.status in _AFTER_VALIDATION:
        return ()
    return (attempt.blocker("not-validated", _NOT_VALIDATED.fill(), Who.APPROVER),)


def _signed(attempt: Attempt) -> Iterator[Blocker]:
    """Its digest is right, the history says the same, and whoever signed was an approver that day."""
    declaration, signature = attempt.declaration, attempt.declaration.signature
    if (
        signature is None
        or not verify(declaration).holds
        or not was_approver(signature.by, declaration.activity, attempt.context.roles, signature.at.date())
    ):
        yield attempt.blocker("not-signed", _NOT_SIGNED.fill(), Who.APPROVER)


def _estimable(attempt: Attempt) -> Iterator[Blocker]:
    """A figure that the scale lacks is the Caf's to give; what is wrong in the data, the approver's to send back."""
    estimated = attempt.estimated
    for fault in estimated if isinstance(estimated, tuple) else ():
        shown = _no_estimate(attempt.declaration, fault)
        by_caf = fault.path.startswith("parameters.") or isinstance(attempt.action, Amend)
        yield attempt.blocker(fault.code, shown, Who.CAF if by_caf else Who.APPROVER, path=fault.path)


def _in_time(attempt: Attempt) -> Iterator[Blocker]:
    """The first transmission counts: what the Caf sent back is transmitted again whenever it is ready."""
    window = attempt.declaration.window
    refused = window.after_deadline is AfterDeadline.REFUSED and window.late(attempt.on)
    if refused and all(event.name is not ActionName.TRANSMIT for event in attempt.declaration.history):
        yield attempt.blocker("too-late", _TOO_LATE.fill(deadline=window.deadline), Who.CAF)


def _reason_given(attempt: Attempt) -> Iterator[Blocker]:
    reasons = [getattr(attempt.action, "reason", ""), *(form.reason for form in getattr(attempt.action, "forms", ()))]
    if not all(str(reason).strip() for reason in reasons):
        yield Blocker("no-reason", _NO_REASON.fill(), Who.CAF, path="reason")


_LOOKS: Final[Mapping[Guard, Look]] = {
    Guard.OPENED: _opened,
    Guard.FORM_KNOWN: _form_known,
    Guard.UP_TO_DATE: up_to_date,
    Guard.FORM_COMPLETE: _form_complete,
    Guard.COMPUTABLE: _computable,
    Guard.FORM_SOUND: _form_sound,
    Guard.FORM_CHECKED: _form_checked,
    Guard.ALL_CHECKED: _all_checked,
    Guard.FOUND: _found,
    Guard.QUANTIFIED: _quantified,
    Guard.ANSWERED: _answered,
    Guard.VALIDATED: _validated,
    Guard.ESTIMABLE: _estimable,
    Guard.SIGNED: _signed,
    Guard.IN_TIME: _in_time,
    Guard.REASON_GIVEN: _reason_given,
}
