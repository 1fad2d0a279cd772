"""The life of one declaration, as plain sets and dictionaries.

Sources: [afas] domain/afas.md §4; [law 4], [law 5] DESIGN.md §3; [0005] docs/decisions/0005, life of a declaration;
[table] docs/en/reference/lifecycle.md, the table of transitions.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

Form = tuple[str, str | None]
OPEN = {"TO_ENTER", "IN_PROGRESS"}
FINAL = {"CANCELLED"}


@dataclass(frozen=True)
class Setting:
    """What the declaration is about: forms with their fields, who has which power on which day, and when it opens.

    Attributes:
        finding: the fields of a finding to justify (the control, numerator, denominator, most), if its PS has one.
    """

    forms: Mapping[Form, tuple[str, ...]]
    opens: int
    approvers: Mapping[str, tuple[int, int]]
    providers: Mapping[Form, Mapping[str, tuple[int, int]]]
    finding: tuple[str, str, str, int] | None = None

    def approves(self, who: str, day: int) -> bool:
        start, end = self.approvers.get(who, (0, 0))
        return start <= day < end

    def provides(self, who: str, form: Form, day: int) -> bool:
        start, end = self.providers.get(form, {}).get(who, (0, 0))
        return start <= day < end


@dataclass(frozen=True)
class Step:
    """What somebody does on a day: `about` is the form, the control, or nothing."""

    name: str
    by: str
    day: int
    form: Form | None = None
    values: tuple[tuple[str, str | None], ...] = ()
    words: str = ""
    seen: int | None = None


@dataclass(frozen=True)
class State:
    """Where the declaration stands."""

    setting: Setting
    status: str = "TO_ENTER"
    entries: Mapping[Form, Mapping[str, str]] = field(default_factory=dict)
    checked: frozenset[Form] = frozenset()
    justified: bool = False
    signed: Any = None  # the data signed, as they were; and what they gave
    history: tuple[Step, ...] = ()
    changes: tuple[tuple[int, Form, str, str | None], ...] = ()  # what was set, at which version, on which form

    # --- questions

    def complete(self, form: Form) -> bool:
        """[table] "the form is complete and can be read": every figure asked for is a number, not below zero."""
        typed = self.entries.get(form, {})
        return all(typed.get(name, "x").replace(".", "", 1).isdigit() for name in self.setting.forms[form])

    def finding(self) -> bool:
        """Is there something to justify? A finding speaks of figures: none while the forms are incomplete."""
        if self.setting.finding is None or not all(map(self.complete, self.setting.forms)):
            return False
        _, above, below, most = self.setting.finding
        figures = {name: float(value) for typed in self.entries.values() for name, value in typed.items()}
        return figures[above] > most * figures[below]

    def data(self) -> Any:
        """[law 4] What is signed and transmitted: the entries, whatever form they stand on."""
        return {form: dict(typed) for form, typed in self.entries.items() if typed}

    def refusals(self, step: Step) -> set[str]:
        """Why not; empty where the step is possible."""
        day, by, form = step.day, step.by, step.form
        why = set()
        if self.history and day < self.history[-1].day:
            why.add("earlier")  # [0005] "An action is not dated before the last event's day"
        if step.name in {"Accept", "Refuse", "Cancel"}:
            if by != "CAF":
                why.add("no-role")
        elif day < self.setting.opens:
            why.add("not-open")
        if form is not None and form not in self.setting.forms:
            why.add("form")
            return why
        why |= getattr(self, f"_{step.name.lower()}")(step)
        return why

    def _on_form(self, step: Step) -> set[str]:
        """[table] a provider's while the forms are being filled; the approver's once the Caf has refused."""
        assert step.form is not None
        if self.status == "REFUSED":
            return set() if self.setting.approves(step.by, step.day) else {"no-role"}
        return set() if self.setting.provides(step.by, step.form, step.day) else {"no-role"}

    def _enter(self, step: Step) -> set[str]:
        why = self._on_form(step) | (set() if self.status in {*OPEN, "REFUSED"} else {"status"})
        if step.seen is not None:  # [0005] "conflicts only where somebody set one of the same fields to something else"
            # a value that is already so is no change, nor one that stands again as its author saw it
            on_form = [(n, name, value) for n, form, name, value in self.changes if form == step.form]
            then, now = (
                {name: value for n, name, value in on_form if n < end} for end in (step.seen, len(self.history))
            )
            if any(now.get(name) not in {then.get(name), value} for name, value in step.values):
                why.add("conflict")
        return why

    def _check(self, step: Step) -> set[str]:
        assert step.form is not None
        why = self._on_form(step) | (set() if self.status in {"IN_PROGRESS", "REFUSED"} else {"status"})
        return why | (set() if self.complete(step.form) else {"incomplete"})

    def _approver(self, step: Step, *statuses: str) -> set[str]:
        why = set() if self.setting.approves(step.by, step.day) else {"no-role"}
        return why | (set() if self.status in statuses else {"status"})

    def _sendback(self, step: Step) -> set[str]:
        why = self._approver(step, "IN_PROGRESS", "CHECKED", "VALIDATED", "SIGNED", "REFUSED")
        if self.status == "IN_PROGRESS" and step.form not in self.checked:
            why.add("not-checked")
        return why

    def _justify(self, step: Step) -> set[str]:
        why = self._approver(step, "CHECKED")
        if not self.finding():
            why.add("nothing-found")
        # [afas] "en détaillant et en chiffrant": words and a figure
        return why | (set() if any(c.isdigit() for c in step.words) else {"weak"})

    def _ready(self) -> set[str]:
        """[table] all forms complete and checked; the findings are justified."""
        why = set() if self.checked >= set(self.setting.forms) else {"not-checked"}
        return why | ({"finding"} if self.finding() and not self.justified else set())

    def _validate(self, step: Step) -> set[str]:
        return self._approver(step, "CHECKED") | self._ready()

    def _complement(self, step: Step) -> set[str]:
        return self._approver(step, "VALIDATED", "SIGNED")

    def _sign(self, step: Step) -> set[str]:
        return self._approver(step, "VALIDATED") | self._ready()

    def _transmit(self, step: Step) -> set[str]:
        """[law 4] Nothing is transmitted without an approver's signature over exactly these data."""
        why = self._approver(step, "SIGNED") | self._ready()
        return why | (set() if self.signed == self.data() else {"signature"})

    def _accept(self, step: Step) -> set[str]:
        del step
        return set() if self.status == "TRANSMITTED" else {"status"}

    def _refuse(self, step: Step) -> set[str]:
        return self._accept(step) | (set() if step.words else {"no-reason"})

    def _cancel(self, step: Step) -> set[str]:
        return (set() if self.status not in FINAL else {"status"}) | (set() if step.words else {"no-reason"})

    # --- changes

    def after(self, step: Step) -> "State":
        """[table] Where a possible step leads."""
        assert not self.refusals(step)
        now = replace(self, history=(*self.history, step))
        form, all_forms = step.form, set(self.setting.forms)
        match step.name:
            case "Enter":
                assert form is not None
                typed = dict(self.entries.get(form, {})) | {k: v for k, v in step.values if v is not None}
                typed = {k: v for k, v in typed.items() if (k, None) not in step.values}
                status = "REFUSED" if self.status == "REFUSED" else "IN_PROGRESS"
                was = self.entries.get(form, {})
                new = tuple((len(self.history), form, k, v) for k, v in step.values if was.get(k) != v)
                # [0005] "Justifications fall with the figures they speak of"
                changed = typed != dict(self.entries.get(form, {}))
                return replace(
                    now,
                    entries={**self.entries, form: typed},
                    checked=self.checked - {form},
                    status=status,
                    changes=self.changes + new,
                    justified=self.justified and not changed,
                )
            case "Check":
                assert form is not None
                checked = self.checked | {form}
                return replace(now, checked=checked, status="CHECKED" if checked >= all_forms else self.status)
            case "SendBack":
                assert form is not None
                return replace(now, checked=self.checked - {form}, status="IN_PROGRESS", signed=None)
            case "Justify":
                return replace(now, justified=True)
            case "Complement":  # [0005] "adding some takes the signature away"
                return replace(now, status="VALIDATED", signed=None)
            case (
                "Refuse"
            ):  # [0005] forms that are named ask for a new check; a refusal that names none leaves the checks
                return replace(now, status="REFUSED", checked=self.checked - {form}, signed=None)
            case "Sign":
                return replace(now, status="SIGNED", signed=self.data())
        led = {"Validate": "VALIDATED", "Transmit": "TRANSMITTED", "Accept": "ACCEPTED", "Cancel": "CANCELLED"}
        return replace(now, status=led[step.name])
