"""A declaration: what was entered, checked, justified and signed, and the history of it.

Its data is kept form by form (and site by site), as typed. Its history is a list of events that only grows; `_history`
says what each event makes of it, `_readings` what its entries give. `_opening` makes the declarations that a calendar
offers; `workflow` says what may be done to one.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import attrs

from afas import ps as registry
from afas.calendar import Window
from afas.controls import Control, Finding, Known
from afas.declarations._actions import AnyAction, Refuse
from afas.declarations._covered import covered
from afas.declarations._identity import Identity, NotAnIdentity
from afas.declarations._lazy import lazy
from afas.declarations._lifecycle import ActionName, Status
from afas.declarations._readings import Asked, Figures, FormKey, Readings, year_forms
from afas.declarations._scalars import Scalar
from afas.declarations._signing import Signature, digest
from afas.errors import Fault
from afas.estimation import Estimate
from afas.forms import DeclarationKind, Field, FormCode, plain_entries
from afas.partners import Activity, Person
from afas.periods import FinancialYear, fixed
from afas.ps import PS

__all__ = ["Declaration", "Event", "FormKey", "Identity", "NotAnIdentity", "Signature", "as_known"]


@attrs.frozen(slots=False)
class Event:
    """An action that was taken on a declaration: by whom, when, and where it led.

    Attributes:
        action: as it was taken, with all it carried.
        at: the Caf's wall time, or an instant with a fixed offset.
        signature: what a signing made.
        estimate: the right that an amendment gives.
    """

    action: AnyAction
    by: Person
    at: datetime = attrs.field(converter=fixed)
    target: Status
    signature: Signature | None = None
    estimate: Estimate | None = None

    @property
    def name(self) -> ActionName:
        """Which action it was."""
        return self.action.name

    @property
    def detail(self) -> str:
        """The words or the form it was about, in short."""
        return self.action.detail


def as_known(figures: Known | Mapping[str, Decimal]) -> Known:
    """Figures of the whole activity, where they are not given by site."""
    return figures if isinstance(figures, Known) else Known(figures)


def _copied(figures: Mapping[str, Decimal]) -> Mapping[str, Decimal]:
    return dict(figures)


def _copied_by_form(forms: Mapping[FormCode, Mapping[str, Decimal]]) -> Mapping[FormCode, Mapping[str, Decimal]]:
    return {form: dict(figures) for form, figures in forms.items()}


@attrs.frozen(slots=False)
class Declaration:
    """A declaration of one activity, kind and year; changed only by `workflow.apply`, into a new one.

    Attributes:
        sequence: tells apart several declarations of one activity, year and kind.
        not_requested: figures the Caf already has, by form that it does not request (*formulaire non demandé*).
        given: figures that the Caf gives, by field.
        previous: last year's figures, for the controls and comparisons.
        forecast: those of the year's forecast, for the same.
        entries: what was typed, by form (and site) and field.
        checked: the forms their provider has checked.
        justifications: the approver's words, by key of finding.
        complements: what the approver adds for the Caf to read.
        refusal: what the Caf asked to correct, until it is transmitted again.
        history: everything that happened, oldest first.
        own_service: the PS itself, for one outside the registry; None: looked up by its code.
    """

    activity: Activity
    kind: DeclarationKind
    year: FinancialYear
    window: Window
    sequence: int = 1
    status: Status = Status.TO_ENTER
    entries: Mapping[FormKey, Mapping[str, Scalar]] = attrs.field(factory=dict, hash=False)
    checked: frozenset[FormKey] = frozenset()
    justifications: Mapping[str, str] = attrs.field(factory=dict, hash=False)
    previous: Known = attrs.field(factory=Known, converter=as_known, hash=False)
    signature: Signature | None = None
    history: tuple[Event, ...] = ()
    forecast: Known = attrs.field(factory=Known, converter=as_known, hash=False)
    not_requested: Mapping[FormCode, Mapping[str, Decimal]] = attrs.field(
        factory=dict, converter=_copied_by_form, hash=False
    )
    complements: str = ""
    refusal: Refuse | None = None
    own_service: PS | None = attrs.field(default=None, eq=False, repr=False)
    given: Mapping[str, Decimal] = attrs.field(factory=dict, converter=_copied, hash=False)

    @property
    def id(self) -> Identity:
        """The identity of the declaration."""
        return Identity(self.activity.id, self.year, self.kind, self.sequence)

    @property
    def version(self) -> int:
        """The number of its events: an action may say the version that its author was looking at."""
        return len(self.history)

    @property
    def alive(self) -> bool:
        """Does it count? One that the Caf has cancelled does not, and another may take its place."""
        return self.status is not Status.CANCELLED

    @property
    def service(self) -> PS:
        """The PS it is about."""
        return self.own_service or registry.get(self.activity.ps)

    @lazy
    def readings(self) -> Readings:
        """The readings of its data, computed at their first use."""
        asked = Asked(
            year_forms(self.service, self.kind, self.year.year, self.year.school),
            tuple([site.id for site in self.activity.sites]),
            self.not_requested,
            self.given,
            self.previous,
            self.forecast,
        )
        return Readings.of(asked, self.entries)

    @property
    def forms(self) -> tuple[FormKey, ...]:
        """The forms to fill: activity data by site where the PS says so, then the financial form."""
        return self.readings.asked.forms

    def fields(self, form: FormCode) -> tuple[Field, ...]:
        """The fields that this kind and year of declaration ask of the partner on a form."""
        return self.readings.asked.of_year.fields.get(form, ())

    @property
    def amended(self) -> Estimate | None:
        """The estimate of the Caf's last amendment, while the declaration is accepted; None if there is none."""
        if self.status is not Status.ACCEPTED:
            return None
        return next((event.estimate for event in reversed(self.history) if event.estimate is not None), None)

    @property
    def right(self) -> Decimal | None:
        """The right in euros: as the Caf amended it, else as it was signed; None before."""
        estimate = self.amended or (self.signature.estimate if self.signature else None)
        return None if estimate is None else estimate.amount

    def late(self, on: date) -> bool:
        """Is it past its deadline, and not transmitted?"""
        done = (Status.TRANSMITTED, Status.ACCEPTED, Status.CANCELLED)
        return self.status not in done and on >= self.window.before

    @property
    def sent_late(self) -> bool:
        """Was it first transmitted on the deadline's day or after? The Caf then takes it with a mark."""
        sent = (event.at for event in self.history if event.name is ActionName.TRANSMIT)
        first = next(sent, None)
        return first is not None and self.window.late(first.date())

    def __getstate__(self) -> dict[str, Any]:
        """Its attributes, and nothing computed from them: a copy from elsewhere is read and verified anew."""
        return {name: vars(self)[name] for name in _ATTRIBUTES}

    def evolved(self, changes: Mapping[str, Any]) -> "Declaration":
        """A copy with these attributes changed; what is computed from others only is handed on.

        That is the digest, where only events follow the signing, and the readings, unless entries come without theirs.
        """
        changed = object.__new__(Declaration)
        state = vars(changed)
        state.update(vars(self))
        state.update(changes)
        if "present_digest" in state and not changes.keys() <= _AFTER_SIGNING:
            del state["present_digest"]
        if "entries" in changes and "readings" not in changes:
            state.pop("readings", None)
        return changed

    def typed(self, form: FormKey, values: Mapping[str, object], locale: str) -> dict[str, object]:
        """Values for `Enter`, from what was typed in a language: “12 500,5” in French is 12500.5.

        What cannot be read is kept as it was typed, and reported when the form is checked.
        """
        return plain_entries(self.service.form(form[0]), values, locale)

    def read(self, form: FormKey) -> tuple[Figures, list[Fault]]:
        """The exact figures of one form, and what is missing or wrong in it."""
        reading = self.readings.form(form)
        return dict(reading.figures), list(reading.faults)

    def faults(self, form: FormKey) -> Sequence[Fault]:
        """Every fault of one form; none once it is complete."""
        return self.readings.form(form).faults

    def figures(self) -> tuple[Figures, list[Fault]]:
        """The figures of the whole declaration, sites added up, and all that is missing or wrong."""
        return dict(self.readings.total), list(self.readings.faults)

    def known(self) -> Known:
        """Its figures as another declaration compares with them: the forecast's, or last year's."""
        known = self.readings.known
        return Known(dict(known.total), {site: dict(figures) for site, figures in known.sites.items()}, self.year)

    @property
    def controls(self) -> tuple[Control, ...]:
        """The controls for this kind of declaration: those of its PS, and against the forecast where it is known."""
        return self.readings.asked.controls

    def findings(self) -> tuple[Finding, ...]:
        """The findings of the controls; none while the forms are incomplete."""
        return self.readings.findings

    def form_findings(self, form: FormKey, blocking: bool = False) -> tuple[Finding, ...]:
        """The findings of the controls that read one form only: those its provider sees when checking it.

        Args:
            form: the form, and its site.
            blocking: only what blocks.
        """
        asked, site = self.readings.asked, form[1]
        here = self.readings.form(form).figures
        found = []
        for control in asked.of_year.blocking if blocking else asked.controls:
            if control.reads and control.reads[0] in here and (site is None or control.by_site):
                finding = control.find(here, asked.against[control.against].of(site), site)
                if finding is not None:
                    found.append(finding)
        return tuple(found)

    def digest(self, signature: Signature) -> str:
        """SHA-256 of what a signature covers, by its scheme, over what the declaration holds now."""
        return digest(self.signed_content(signature))

    def signed_content(self, signature: Signature) -> str:
        """The canonical JSON that the digest of a signature is taken of; `_covered` says what stands in it."""
        return covered(self, signature)

    def declared(self) -> dict[str, Decimal]:
        """The figures that were typed, came with a form or were given; not one that its PS gains later."""
        typed = (*self.entries.values(), *self.not_requested.values(), self.given)
        names = {name for form in typed for name in form}
        return {name: figure for name, figure in self.readings.total.items() if name in names}

    @property
    def present_digest(self) -> str:
        """The digest of what its signature covers, over what it holds now; "" where it is not signed.

        It is computed once, and anew where figures or words were changed in place since.
        """
        if self.signature is None:
            return ""
        was, found = vars(self).get("present_digest", (None, ""))
        now = self.changeable()
        if was != now:
            found = self.digest(self.signature)
            vars(self)["present_digest"] = (now, found)
        return str(found)

    def changeable(self) -> tuple[list[object], list[object]]:
        """A copy of all that its signature covers and that can be changed in place."""
        known = (self.previous, self.forecast)
        flat: tuple[Mapping[str, object], ...] = (self.justifications, self.given, *(one.total for one in known))
        by_name: tuple[Mapping[Any, Mapping[str, object]], ...] = (
            *(self.entries, self.not_requested),
            *(one.sites for one in known),
        )
        return [dict(one) for one in flat], [{name: dict(inner) for name, inner in one.items()} for one in by_name]

    def signature_holds(self) -> bool:
        """Is it signed, over exactly the data it holds now? `verify` asks the history too."""
        return self.signature is not None and self.signature.digest == self.present_digest

    @property
    def opened(self) -> "Declaration":
        """The declaration when it opened, before its first event: the start of a replay."""
        opened = Declaration(
            self.activity,
            self.kind,
            self.year,
            self.window,
            self.sequence,
            previous=self.previous,
            forecast=self.forecast,
            not_requested=self.not_requested,
            own_service=self.own_service,
            given=self.given,
        )
        vars(opened)["readings"] = Readings.of(self.readings.asked, {})
        return opened


_ATTRIBUTES: Final = tuple(field.name for field in attrs.fields(Declaration))
_AFTER_SIGNING: Final = frozenset({"status", "history", "refusal"})
"""The attributes an event changes that no signature covers: of the history, the events before the signing are."""
