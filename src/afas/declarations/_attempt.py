"""An attempted action, with its actor, moment and context, and the blockers that every action can meet.

`_guards` looks at what the lifecycle's table asks; here is what is asked of every action: that the person has the power
of it that day, that it follows what happened before, that the prerequisites are there.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final

import attrs

from afas.agreements import FixedBy, missing_prerequisites
from afas.arithmetic import total
from afas.declarations._actions import Action, Amend, Sign
from afas.declarations._declaration import Declaration, Event, FormKey
from afas.declarations._lazy import lazy
from afas.declarations._lifecycle import ROWS, Transition, Who
from afas.declarations._summary import Summary
from afas.errors import AfasError, Fault, FaultKind
from afas.estimation import Estimate, amounts, estimate
from afas.forms import FormCode, read_entries
from afas.parameters import Pack, Policy, Supplied
from afas.partners import CAF, Activity, Person
from afas.periods import MIXED_MOMENTS
from afas.reference import Reference
from afas.roles import Role, RoleBook
from afas.text import Euros, Message, Text

__all__ = ["Attempt", "Blocker", "Context", "closed", "entry_path", "may", "no_power", "was_approver"]


@attrs.frozen(slots=False)
class Blocker:
    """One reason why an action cannot be taken: who can lift it, and by when.

    Attributes:
        code: stable, for machines.
        message: the reason, with its figures.
        lifted_by: whose move it is.
        by_when: the day before which it is to be lifted.
        form: the form it is about, whose provider it is then.
        path: what it is about, where it is one thing: a field (`entries.activity.S1.attended_hours`), a form
            (`entries.activity.S1`), a figure of the Caf (`given.general_scheme_share`), a parameter
            (`parameters.ceiling`), a finding (`justifications.ALSH-N1`); "" for the whole declaration.
    """

    code: str
    message: Message
    lifted_by: Who
    by_when: date | None = None
    form: FormKey | None = None
    path: str = ""

    @property
    def text(self) -> Message:
        """The reason, who lifts it and by when; `Labels.message` puts a portal's labels in it."""
        if self.by_when is None:
            return _WHO.fill(what=self.message, who=self.lifted_by)
        return _WHO_BEFORE.fill(what=self.message, who=self.lifted_by, day=self.by_when)


_WHO: Final = Text(fr="{what} → {who}", en="{what} → {who}")
_WHO_BEFORE: Final = Text(fr="{what} → {who}, avant le {day}", en="{what} → {who}, before {day}")
_NOT_CAF: Final = Text(fr="{person} n’agit pas pour la Caf", en="{person} does not act for the Caf")
_NO_ROLE: Final = Text(fr="{person} n’est pas {who} le {on}", en="{person} is not {who} on {on}")
_NO_ROLE_OF: Final = Text(fr="{person} n’est pas {who} « {form} » le {on}", en="{person} is not {who} “{form}” on {on}")
_NO_ROLE_ON: Final = Text(
    fr="{person} n’est pas {who} « {form} » ({site}) le {on}", en="{person} is not {who} “{form}” ({site}) on {on}"
)
_DIFFERS: Final = Text(
    fr="la déclaration est celle de {name} ({id}, gestionnaire {partner}, PS {ps}), les habilitations sont celles du "
    "gestionnaire {other_partner}, PS {other_ps}",
    en="the declaration is of {name} ({id}, partner {partner}, PS {ps}), the roles are of partner {other_partner}, "
    "PS {other_ps}",
)
_BEFORE_THE_LAST: Final = Text(
    fr="une action ne se date pas du {on}{time} : la dernière, « {action} », est du {last}{last_time}",
    en="an action is not dated {on}{time}: the last, “{action}”, is of {last}{last_time}",
)
_AT: Final = Text(fr=" à {time}", en=" at {time}")
_NO_PARTNER: Final = Text(
    fr="le gestionnaire « {partner} » n’est pas dans les données de référence : ses prérequis ne sont pas connus",
    en="the partner “{partner}” is not in the reference data: its prerequisites are not known",
)
_OTHER_ESTIMATE: Final = FaultKind(
    "other-estimate",
    Text(
        fr="l’estimation signée sur l’autre copie ({found}) n’est pas celle de ces données : signez à nouveau",
        en="the estimate signed on the other copy ({found}) is not that of this data: sign again",
    ),
)


@attrs.define  # not frozen, as `Attempt` is not: made at each action, and never handed out
class Context:
    """The arguments that a portal vouches for and passes with an action.

    Attributes:
        roles: who may do what.
        scale: the figures that take the place of the built-in ones in an estimate: a pack, or figures by parameter.
        policy: what to do where a parameter has no figure.
        replacing: the parameters with a sourced figure that the scale may replace.
        prerequisites: the partners and agreements by which prerequisites are judged; None: they are not asked.
    """

    roles: RoleBook
    scale: Supplied | Pack | None = None
    policy: Policy = "strict"
    replacing: Collection[str] = ()
    prerequisites: Reference | None = None


@attrs.define(slots=False)  # what is computed once is kept on it
class Attempt:
    """An attempted action, with all that its guards look at.

    Attributes:
        on: the day.
        at: the moment; None where only a day is asked about.
        merged: the event as it stands in another copy, from which it is brought.
    """

    declaration: Declaration
    action: Action
    by: Person
    context: Context
    on: date
    at: datetime | None = None
    merged: Event | None = None

    @lazy
    def form(self) -> FormKey | None:
        """The form it is about, where the declaration has it."""
        named = self.action.form_key
        if named is not None:
            for form in self.declaration.forms:
                if form == named:
                    return form
        return None

    @lazy
    def row(self) -> Transition | None:
        """The row of the table it would take; None where the status has none."""
        open_here = ROWS[self.declaration.status].get(self.action.name)
        if open_here is None or len(open_here) == 1:
            return open_here and open_here[0]
        checked = self.declaration.checked
        left = [form for form in self.declaration.forms if form not in checked and form is not self.form]
        return next(row for row in open_here if row.last is not bool(left))

    @lazy
    def estimated(self) -> Estimate | tuple[Fault, ...]:
        """The estimate that a signing or an amendment makes, or why there is none; empty where it is not asked."""
        action, readings = self.action, self.declaration.readings
        if not isinstance(action, (Sign, Amend)) or readings.faults:
            return ()
        figures = dict(readings.total)
        if isinstance(action, Amend):
            stands = self.declaration.amended
            figures = dict(stands.entries) if stands else figures
            found, faults = read_entries(
                self.declaration.service.fields, action.figures, path="figures", complete=False, defaults=False
            )
            if faults:
                return tuple(faults)
            figures |= found
        kept = self._made_apart()
        return self._estimate(figures) if kept is None else self._signed_apart(kept, figures)

    def _made_apart(self) -> Estimate | None:
        """The estimate of the event that is brought from another copy."""
        if self.merged is None:
            return None
        return self.merged.signature.estimate if self.merged.signature else self.merged.estimate

    def _estimate(self, figures: dict[str, Decimal]) -> Estimate | tuple[Fault, ...]:
        declaration, context = self.declaration, self.context
        try:
            return estimate(
                declaration.service,
                self._declared(figures),
                declaration.year,
                context.scale,
                context.policy,
                declaration.kind,
                replacing=context.replacing,
            )
        except AfasError as bad:
            return bad.faults

    def _declared(self, figures: Mapping[str, Decimal]) -> dict[str, Decimal]:
        """The figures that are not what an empty field stands for."""
        defaults = self.declaration.readings.asked.of_year.defaults
        return {name: figure for name, figure in figures.items() if figure != defaults.get(name, 0)}

    def _signed_apart(self, signed: Estimate, figures: dict[str, Decimal]) -> Estimate | tuple[Fault, ...]:
        """The estimate signed on another copy, with its scale, where it is what the formulas give for this data."""
        year, service = self.declaration.year, self.declaration.service
        rules = service.rules(figures, on=signed.scale.on, until=year.period.end)
        same = (signed.ps, signed.year, signed.kind) == (service.code, year, self.declaration.kind)
        same = same and self._declared(signed.entries) == self._declared(figures)
        try:
            right = None if rules is None else total(amounts(rules, figures, signed.figures).values())
        except (AfasError, LookupError):
            right = None
        return signed if same and right == signed.amount else (_OTHER_ESTIMATE.at("", found=Euros(signed.amount)),)

    def blocker(self, code: str, message: Message, who: Who, form: FormKey | None = None, path: str = "") -> Blocker:
        """A blocker that somebody can lift before the deadline; the Caf has no deadline."""
        where = path or ("" if form is None else entry_path(form))
        return Blocker(code, message, who, None if who is _CAF else self.declaration.window.before, form, where)


def entry_path(form: FormKey, field: str | None = None) -> str:
    """The path of a form, or of a field of it, in a declaration."""
    code, site = form
    where = f"entries.{code}.{site}" if site else f"entries.{code}"
    return f"{where}.{field}" if field else where


_CAF, _APPROVER = Who.CAF, Who.APPROVER  # read at each attempt
_DATA_ROLES: Final = {FormCode.ACTIVITY: Role.ACTIVITY_DATA, FormCode.FINANCIAL: Role.FINANCIAL_DATA}


def closed(declaration: Declaration | Summary, form: FormKey, *, roles: RoleBook) -> bool:
    """Is it the form of a site that the reference data no longer has? The approver then fills it."""
    site = form[1]
    known = None if site is None else roles.reference.activity(declaration.activity.id)
    return known is not None and all(there.id != site for there in known.sites)


def may(
    who: Who, declaration: Declaration | Summary, form: FormKey | None, *, by: Person, roles: RoleBook, on: date
) -> bool:
    """Is this person one of those, on that form, that day?"""
    if who is _CAF:
        return by == CAF
    if who is _APPROVER:
        return roles.may(Role.APPROVER, by, declaration.activity, on)
    if form is None:
        return False
    return roles.may(_DATA_ROLES[form[0]], by, declaration.activity, on, form[1]) or (
        closed(declaration, form, roles=roles) and roles.may(Role.APPROVER, by, declaration.activity, on)
    )


def was_approver(by: Person, activity: Activity, roles: RoleBook, on: date) -> bool:
    """Did this person hold the power of approver that day, even if they have left since?"""
    return any(person.id == by.id for person in roles.holders(Role.APPROVER, activity.id, on))


def no_power(attempt: Attempt, who: Who) -> Iterator[Blocker]:
    """Why this person is not one of those who take the action at that moment."""
    declaration, roles = attempt.declaration, attempt.context.roles
    by_partner = who is not _CAF
    if not may(who, declaration, attempt.form, by=attempt.by, roles=roles, on=attempt.on):
        known = _of_another(declaration.activity, roles)
        if by_partner and known is not None:
            yield Blocker("activity-differs", _differing(declaration.activity, known), Who.CAF)
            return
        if attempt.form is not None or attempt.action.form_key is None:
            form = attempt.form if who is Who.PROVIDER else None
            yield attempt.blocker("no-role", _no_role(attempt, who, form), who, form)
    if declaration.history and not (by_partner and attempt.on < declaration.window.available):
        late = None if attempt.merged is not None and who is Who.PROVIDER else _out_of_order(attempt, who)
        if late is not None:
            yield late
    if by_partner and attempt.context.prerequisites is not None:
        yield from _prerequisites(attempt, attempt.context.prerequisites)


def _no_role(attempt: Attempt, who: Who, form: FormKey | None) -> Message:
    if who is Who.CAF:
        return _NOT_CAF.fill(person=attempt.by.name)
    if form is None:
        return _NO_ROLE.fill(person=attempt.by.name, who=who, on=attempt.on)
    if form[1] is None:
        return _NO_ROLE_OF.fill(person=attempt.by.name, who=who, form=form[0], on=attempt.on)
    site = next((there.name for there in attempt.declaration.activity.sites if there.id == form[1]), form[1])
    return _NO_ROLE_ON.fill(person=attempt.by.name, who=who, form=form[0], site=site, on=attempt.on)


def _out_of_order(attempt: Attempt, who: Who) -> Blocker | None:
    """An action is dated after the last event, as the history is dated; of a whole day, its end is."""
    last = attempt.declaration.history[-1]
    at = attempt.at or datetime.combine(attempt.on, time.max, last.at.tzinfo)
    if (at.tzinfo is None) is not (last.at.tzinfo is None):
        mixed = MIXED_MOMENTS.at("at", found=at.isoformat(), other=last.at.isoformat())
        return attempt.blocker(mixed.code, mixed.message, who)
    if at < last.at:
        same_day = attempt.on == last.at.date()
        shown = _BEFORE_THE_LAST.fill(
            on=attempt.on,
            time=_AT.fill(time=_time(at)) if same_day else "",
            action=last.name,
            last=last.at,
            last_time=_AT.fill(time=_time(last.at)) if same_day else "",
        )
        return attempt.blocker("before-the-last", shown, who)
    return None


def _time(at: datetime) -> str:
    return at.isoformat(timespec="minutes").partition("T")[2]


def _prerequisites(attempt: Attempt, reference: Reference) -> Iterator[Blocker]:
    activity = attempt.declaration.activity
    partner = next((partner for partner in reference.partners if partner.id == activity.partner), None)
    if partner is None:
        yield attempt.blocker("unknown-partner", _NO_PARTNER.fill(partner=activity.partner), Who.CAF)
        return
    for lack in missing_prerequisites(partner, activity, attempt.by, on=attempt.on, agreements=reference.agreements):
        who = Who.MANAGER if lack.fixed_by is FixedBy.HABILITATION_MANAGER else Who.CAF
        yield attempt.blocker("prerequisite", lack.message, who)


def _of_another(activity: Activity, roles: RoleBook) -> Activity | None:
    """The activity as the roles know it, where it is of another partner or of another PS."""
    return roles.reference.activity(activity.id) if roles.differs(activity) else None


def _differing(activity: Activity, known: Activity) -> Message:
    return _DIFFERS.fill(
        name=activity.name,
        id=activity.id,
        partner=activity.partner,
        ps=activity.ps,
        other_partner=known.partner,
        other_ps=known.ps,
    )
