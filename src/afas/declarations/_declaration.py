"""A declaration: what was entered, checked, justified and signed, and the history of it.

Its data is held form by form (and site by site), as typed. Its history is a list of events that only grows;
`history` says what each event makes of it. `opening` makes the declarations that a calendar offers; what may
be done to one is `workflow`'s.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

import attrs

from afas import ps as registry
from afas.calendar import Window
from afas.controls import Against, Control, Finding, Known, Severity, companions, run_all
from afas.declarations._actions import AnyAction, Cancel, Complement, Justify, Refuse
from afas.declarations._lifecycle import ActionName, Status
from afas.declarations._signing import Signature, canonical, digest
from afas.errors import Fault
from afas.estimation import Estimate
from afas.forms import DeclarationKind, Field, FormCode, read_entries, total_by_site
from afas.partners import Activity, Person
from afas.periods import FinancialYear
from afas.ps import PS
from afas.text import Text

__all__ = ["Declaration", "Event", "FormKey", "Identity", "Signature", "as_known"]

FormKey = tuple[FormCode, str | None]
"""A form, and the site it is filled for (None: for the whole activity)."""

Figures = dict[str, Decimal]


@attrs.frozen
class Event:
    """An action that was taken on a declaration: by whom, when, and where it led.

    Attributes:
        action: as it was taken, with all it carried.
        signature: what a signing made.
    """

    action: AnyAction
    by: Person
    at: datetime
    target: Status
    signature: Signature | None = None

    @property
    def name(self) -> ActionName:
        """Which action it was."""
        return self.action.name

    @property
    def detail(self) -> str:
        """The words or the form it was about, in short."""
        match self.action:
            case Refuse(reason=reason) | Cancel(reason=reason):
                return reason
            case Justify(control=control, words=words):
                return f"{control}: {words}"
            case Complement(words=words):
                return words
        return " ".join(part for part in self.action.form_key or () if part)


@attrs.frozen(order=True)
class Identity:
    """What tells a declaration from all others; several of one activity, year and kind have each their sequence."""

    activity: str
    year: FinancialYear
    kind: DeclarationKind
    sequence: int = 1

    @property
    def text(self) -> Text:
        """As one refers to it in a list."""
        rank = f" n° {self.sequence}" if self.sequence > 1 else ""
        return Text(
            fr=f"{self.activity}, {self.kind.text.fr} {self.year.text.fr}{rank}",
            en=f"{self.activity}, {self.kind.text.en} {self.year.text.en}{rank.replace(' n°', ' no.')}",
        )


def as_known(figures: Known | Mapping[str, Decimal]) -> Known:
    """Figures of the whole activity, where they are not told by site."""
    return figures if isinstance(figures, Known) else Known(figures)


@attrs.frozen(slots=False)
class Declaration:
    """A declaration of one activity, kind and year; changed only by `workflow.apply`, into a new one.

    Attributes:
        sequence: tells apart several declarations of one activity, year and kind.
        not_requested: figures the Caf already has, by form that it does not request (*formulaire non demandé*).
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
    entries: Mapping[FormKey, Mapping[str, object]] = attrs.field(factory=dict, hash=False)
    checked: frozenset[FormKey] = frozenset()
    justifications: Mapping[str, str] = attrs.field(factory=dict, hash=False)
    previous: Known = attrs.field(factory=Known, converter=as_known, hash=False)
    signature: Signature | None = None
    history: tuple[Event, ...] = ()
    forecast: Known = attrs.field(factory=Known, converter=as_known, hash=False)
    not_requested: Mapping[FormCode, Mapping[str, Decimal]] = attrs.field(factory=dict, hash=False)
    complements: str = ""
    refusal: Refuse | None = None
    own_service: PS | None = attrs.field(default=None, eq=False, repr=False)

    @property
    def id(self) -> Identity:
        """What tells it from all others."""
        return Identity(self.activity.id, self.year, self.kind, self.sequence)

    @property
    def version(self) -> int:
        """How many events it has seen: whoever saves says which version they were looking at."""
        return len(self.history)

    @property
    def alive(self) -> bool:
        """Does it count? One that the Caf has cancelled does not, and another may take its place."""
        return self.status is not Status.CANCELLED

    @property
    def service(self) -> PS:
        """The PS it is about."""
        return self.own_service or registry.get(self.activity.ps)

    @property
    def forms(self) -> tuple[FormKey, ...]:
        """The forms to fill: activity data by site where the PS says so, then the financial form."""
        kept: tuple[FormKey, ...] | None = self._kept.get("forms")
        if kept is None:
            kept = self._kept["forms"] = self._forms()
        return kept

    def _forms(self) -> tuple[FormKey, ...]:
        asked, not_requested = self._asked(), self.not_requested
        found: list[FormKey] = []
        if FormCode.ACTIVITY in asked and FormCode.ACTIVITY not in not_requested:
            sites = self.activity.sites if self.service.sites else ()
            found = [(FormCode.ACTIVITY, site.id) for site in sites] or [(FormCode.ACTIVITY, None)]
        if FormCode.FINANCIAL in asked and FormCode.FINANCIAL not in not_requested:
            found.append((FormCode.FINANCIAL, None))
        return tuple(found)

    def _asked(self) -> dict[FormCode, list[Field]]:
        kept: dict[FormCode, list[Field]] | None = self._kept.get("asked")
        if kept is None:
            kept = self._kept["asked"] = {}
            for field in self.service.fields:
                if field.kinds is None or self.kind in field.kinds:
                    kept.setdefault(field.form, []).append(field)
        return kept

    def fields(self, form: FormCode) -> tuple[Field, ...]:
        """The fields that this kind of declaration asks for on a form."""
        return tuple(self._asked().get(form, ()))

    def late(self, on: date) -> bool:
        """Is it past its deadline, and not transmitted?"""
        done = (Status.TRANSMITTED, Status.ACCEPTED, Status.CANCELLED)
        return self.status not in done and on >= self.window.before

    def evolved(self, changes: Mapping[str, Any]) -> "Declaration":
        """With these changes, of the types of the attributes; forms that do not change are not read again."""
        kept = dict(self._kept)
        now = changes.get("entries", self.entries)
        if now is not self.entries:
            kept.pop("findings", None)
            kept.pop("total", None)
            for form in now.keys() | self.entries.keys():
                if now.get(form) is not self.entries.get(form):
                    kept.pop(form, None)
        changed = object.__new__(Declaration)
        changed.__dict__.update(self.__dict__)
        changed.__dict__.update(changes)
        changed.__dict__["_kept"] = kept
        return changed

    @cached_property
    def _kept(self) -> dict[object, Any]:
        """What was worked out of its data: the reading of each form, the findings, the forms themselves."""
        return {}

    def read(self, form: FormKey) -> tuple[Figures, list[Fault]]:
        """The exact figures of one form, and what is missing or wrong in it."""
        figures, faults = self._read(form)
        return dict(figures), list(faults)

    def faults(self, form: FormKey) -> Sequence[Fault]:
        """What is missing or wrong in one form; nothing once it is complete."""
        return self._read(form)[1]

    def _read(self, form: FormKey) -> tuple[Figures, list[Fault]]:
        kept: tuple[Figures, list[Fault]] | None = self._kept.get(form)
        if kept is None:
            path = f"{form[0].value}.{form[1]}" if form[1] else form[0].value
            kept = read_entries(self._asked().get(form[0], ()), self.entries.get(form, {}), path)
            self._kept[form] = kept
        return kept

    def figures(self) -> tuple[Figures, list[Fault]]:
        """The figures of the whole declaration, sites added up, and all that is missing or wrong."""
        total, faults = self._total()
        return dict(total), list(faults)

    def _total(self) -> tuple[Figures, list[Fault]]:
        kept: tuple[Figures, list[Fault]] | None = self._kept.get("total")
        if kept is None:
            read = [self._read(form) for form in self.forms]
            total = total_by_site([figures for figures, _ in read])
            for known in self.not_requested.values():
                total.update(known)
            kept = self._kept["total"] = (total, [fault for _, found in read for fault in found])
        return kept

    def known(self) -> Known:
        """Its figures as another declaration compares with them: the forecast's, or last year's."""
        return Known(self.figures()[0], {site: dict(figures) for site, figures in self._sites().items()})

    def _sites(self) -> dict[str, Figures]:
        return {form[1]: self._read(form)[0] for form in self.forms if form[1] is not None}

    @property
    def controls(self) -> tuple[Control, ...]:
        """The controls for this kind of declaration: those of its PS, and against the forecast where it is known."""
        kept: tuple[Control, ...] | None = self._kept.get("controls")
        if kept is None:
            own = self.service.controls
            both = (*own, *companions(own, self.service.fields)) if self.forecast.total else own
            kept = self._kept["controls"] = tuple(control for control in both if control.asked(self.kind))
        return kept

    def findings(self) -> tuple[Finding, ...]:
        """What the controls say; nothing while the forms are incomplete."""
        kept: tuple[Finding, ...] | None = self._kept.get("findings")
        if kept is None:
            total, faults = self._total()
            kept = () if faults else run_all(self.controls, Known(total, self._sites()), self._against, self.kind)
            self._kept["findings"] = kept
        return kept

    @property
    def _against(self) -> dict[Against, Known]:
        return {Against.PREVIOUS: self.previous, Against.FORECAST: self.forecast}

    def form_findings(self, form: FormKey, blocking: bool = False) -> tuple[Finding, ...]:
        """What the controls say that speak of one form alone: what its provider sees when checking it.

        Args:
            form: the form, and its site.
            blocking: only what blocks.
        """
        controls = self._blocking() if blocking else self.controls
        site = form[1]
        here, _ = self._read(form)
        found = []
        for control in controls:
            if control.reads and here.keys() >= set(control.reads) and (site is None or control.by_site):
                finding = control.find(here, self._against[control.against].of(site), site)
                if finding is not None:
                    found.append(finding)
        return tuple(found)

    def _blocking(self) -> tuple[Control, ...]:
        kept: tuple[Control, ...] | None = self._kept.get("blocking")
        if kept is None:
            kept = tuple(one for one in self.controls if one.severity is Severity.BLOCKING)
            self._kept["blocking"] = kept
        return kept

    def digest(self, estimate: Estimate) -> str:
        """SHA-256 of the canonical JSON of what is signed: identity, data, justifications and estimate."""
        return digest(self.signed_content(estimate))

    def signed_content(self, estimate: Estimate) -> str:
        """The canonical JSON that the digest is taken of: all that is transmitted, and nothing else."""
        return canonical(
            {
                "id": self.id,
                "ps": self.service.code,
                "not_requested": self.not_requested,
                "entries": {f"{form}/{site or ''}": typed for (form, site), typed in self.entries.items()},
                "figures": self._declared(),
                "justifications": self.justifications,
                "complements": self.complements,
                "estimate": estimate,
            }
        )

    def _declared(self) -> dict[str, Decimal]:
        """The figures that were typed or came with the form; a field that its PS gains later changes no signature."""
        typed = (*self.entries.values(), *self.not_requested.values())
        names = {name for form in typed for name in form}
        return {name: figure for name, figure in self._total()[0].items() if name in names}

    def signature_holds(self) -> bool:
        """Is it signed, over exactly the data it holds now?"""
        return self.signature is not None and self.signature.digest == self.digest(self.signature.estimate)

    @property
    def opened(self) -> "Declaration":
        """As it was when it opened, before its first event: what a replay starts from."""
        return Declaration(
            self.activity,
            self.kind,
            self.year,
            self.window,
            self.sequence,
            previous=self.previous,
            forecast=self.forecast,
            not_requested=self.not_requested,
            own_service=self.own_service,
        )
