"""A declaration: what was entered, checked, justified and signed, and the history of it.

Its data is held form by form (and site by site), as typed. `open_declarations` makes the declarations that a
calendar offers on a day. What may be done to one is `workflow`'s.

Imports: text, errors, periods, controls, forms, partners, roles, calendar, estimation, lifecycle, ps.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

import attrs

from afas import ps as registry
from afas.calendar import Calendar, Window
from afas.controls import Finding, run
from afas.errors import Fault
from afas.estimation import Estimate
from afas.forms import DeclarationKind, FormCode, read_entries, total_by_site
from afas.lifecycle import ActionName, Status
from afas.partners import Activity, Person
from afas.periods import FinancialYear
from afas.ps import PS

__all__ = ["Declaration", "Event", "FormKey", "Signature", "open_declarations"]

FormKey = tuple[FormCode, str | None]
"""A form, and the site it is filled for (None: for the whole activity)."""


@attrs.frozen
class Event:
    """Something that happened to a declaration: who, when, what, and where it led."""

    action: ActionName
    by: Person
    at: datetime
    target: Status
    detail: str = ""


@attrs.frozen
class Signature:
    """An approver's signature over exactly the data and the estimate that are transmitted."""

    by: Person
    at: datetime
    digest: str
    estimate: Estimate


@attrs.frozen
class Declaration:
    """A declaration of one activity, kind and year; changed only by `workflow.apply`, into a new one.

    Attributes:
        sequence: tells apart several declarations of one activity, year and kind.
        entries: what was typed, by form (and site) and field.
        checked: the forms their provider has checked.
        justifications: the approver's words, by code of control.
        previous: last year's figures, for the controls.
        history: everything that happened, oldest first.
    """

    activity: Activity
    kind: DeclarationKind
    year: FinancialYear
    window: Window
    sequence: int = 1
    status: Status = Status.TO_ENTER
    entries: Mapping[FormKey, Mapping[str, object]] = attrs.field(factory=dict, hash=False)
    checked: frozenset[FormKey] = frozenset()
    justifications: Mapping[str, str] = attrs.field(factory=dict, hash=False)
    previous: Mapping[str, Decimal] = attrs.field(factory=dict, hash=False)
    signature: Signature | None = None
    history: tuple[Event, ...] = ()

    @property
    def service(self) -> PS:
        """The PS it is about."""
        return registry.get(self.activity.ps)

    @property
    def forms(self) -> tuple[FormKey, ...]:
        """The forms to fill: activity data by site where the PS says so, then the financial form."""
        by_site = self.service.sites and self.activity.sites
        sites: tuple[str | None, ...] = tuple(site.id for site in self.activity.sites) if by_site else (None,)
        return (*((FormCode.ACTIVITY, site) for site in sites), (FormCode.FINANCIAL, None))

    def late(self, on: date) -> bool:
        """Is it past its deadline, and not transmitted?"""
        done = (Status.TRANSMITTED, Status.ACCEPTED, Status.CANCELLED)
        return self.status not in done and on >= self.window.before

    def read(self, form: FormKey) -> tuple[dict[str, Decimal], list[Fault]]:
        """The exact figures of one form, and what is missing or wrong in it."""
        fields = [field for field in self.service.form(form[0]) if field.asked(self.kind)]
        path = ".".join(part for part in (form[0].value, form[1]) if part)
        return read_entries(fields, self.entries.get(form, {}), path)

    def figures(self) -> tuple[dict[str, Decimal], list[Fault]]:
        """The figures of the whole declaration, sites added up, and all that is missing or wrong."""
        read = {form: self.read(form) for form in self.forms}
        faults = [fault for _, found in read.values() for fault in found]
        return total_by_site(figures for figures, _ in read.values()), faults

    def findings(self) -> tuple[Finding, ...]:
        """What the controls say; nothing while the forms are incomplete."""
        figures, faults = self.figures()
        return () if faults else run(self.service.controls, figures, self.previous)

    def digest(self, estimate: Estimate) -> str:
        """SHA-256 of the canonical JSON of what is signed: identity, data, justifications and estimate."""
        import hashlib  # noqa: PLC0415 - slow to import, and needed only to sign
        import json  # noqa: PLC0415

        figures, _ = self.figures()
        signed = {
            "activity": self.activity.id,
            "ps": self.service.code,
            "kind": self.kind,
            "year": self.year.text.fr,
            "sequence": self.sequence,
            "entries": {
                f"{form}/{site or ''}": {k: str(v) for k, v in typed.items()}
                for (form, site), typed in self.entries.items()
            },
            "figures": {name: str(figure) for name, figure in figures.items()},
            "justifications": dict(self.justifications),
            "parameters": {name: str(value.value) for name, value in estimate.scale.values.items()},
            "amount": str(estimate.amount),
        }
        canonical = json.dumps(signed, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()

    def signature_holds(self) -> bool:
        """Is it signed, over exactly the data it holds now?"""
        return self.signature is not None and self.signature.digest == self.digest(self.signature.estimate)


def open_declarations(
    calendar: Calendar,
    activities: Iterable[Activity],
    on: date,
    previous: Mapping[str, Mapping[str, Decimal]] | None = None,
) -> tuple[Declaration, ...]:
    """The declarations that the calendar offers these activities that day.

    Args:
        calendar: of the Caf.
        activities: for which declarations are owed.
        on: the day.
        previous: last year's figures, by activity id, for the controls.
    """
    return tuple(
        Declaration(
            activity,
            window.kind,
            calendar.financial_year(window, activity.ps),
            window,
            previous=(previous or {}).get(activity.id, {}),
        )
        for activity in activities
        for window in calendar.open_windows(activity.ps, on)
    )
