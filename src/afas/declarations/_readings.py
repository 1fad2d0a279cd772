"""The readings of a declaration's data: its forms, their figures, the findings of the controls.

`Asked` is what its opening settles (fields, forms, controls), the same for its whole life. `Readings` is what the
entries give; `with_entries` hands on the reading of every form that did not change.
"""

from collections.abc import Mapping
from decimal import Decimal

import attrs

from afas.controls import Against, Control, Finding, Known, Severity, companions, run_all
from afas.declarations._lazy import lazy
from afas.declarations._scalars import Scalar
from afas.errors import Fault, FaultKind
from afas.forms import DeclarationKind, Field, FormCode, Giver, read_entries, total_by_site
from afas.periods import FinancialYear
from afas.ps import PS, not_in_force
from afas.text import Text

__all__ = ["NOT_GIVEN", "Asked", "FormKey", "FormReading", "Readings"]

FormKey = tuple[FormCode, str | None]
"""A form, and the site it is filled for (None: for the whole activity)."""

Figures = dict[str, Decimal]
Entries = Mapping[FormKey, Mapping[str, Scalar]]

NOT_GIVEN = FaultKind(
    "not-given",
    Text(
        fr="« {label} » ({unit}) est donnée par la Caf, et ne l’est pas encore",
        en="“{label}” ({unit}) is given by the Caf, and is not given yet",
    ),
)
GIVEN_OTHERWISE = FaultKind(
    "given-otherwise",
    Text(
        fr="« {label} » : {typed} saisi, {given} donné par la Caf ; laissez cette donnée vide, ou demandez à la Caf de "
        "corriger la sienne",
        en="“{label}”: {typed} typed, {given} given by the Caf; leave this field empty, or ask the Caf to correct its "
        "own",
    ),
)


@attrs.frozen(slots=False)
class Asked:
    """The figures asked of the partner and those the Caf gives, settled when a declaration opens.

    Attributes:
        sites: ids of the sites of the activity.
        given: the figures that the Caf gives, and those of the forms that it does not request.
    """

    service: PS
    kind: DeclarationKind
    year: FinancialYear
    sites: tuple[str, ...]
    not_requested: Mapping[FormCode, Mapping[str, Decimal]]
    given: Mapping[str, Decimal]
    previous: Known
    forecast: Known

    @lazy
    def fields(self) -> Mapping[FormCode, tuple[Field, ...]]:
        """The fields asked of the partner, by form."""
        fields = self.service.asks(self.kind, self.year)
        return {code: tuple(field for field in fields if field.form is code) for code in FormCode}

    @lazy
    def forms(self) -> tuple[FormKey, ...]:
        """The forms to fill: activity data by site where the PS says so, then the financial form."""
        known = {field.form for field in self.service.fields if field.asked(self.kind)} - self.not_requested.keys()
        forms: list[FormKey] = []
        if FormCode.ACTIVITY in known:
            sites = self.sites if self.service.sites else ()
            forms = [(FormCode.ACTIVITY, site) for site in sites] or [(FormCode.ACTIVITY, None)]
        if FormCode.FINANCIAL in known:
            forms.append((FormCode.FINANCIAL, None))
        return tuple(forms)

    @lazy
    def names(self) -> frozenset[str]:
        """The names of the fields asked of the partner."""
        return frozenset(field.name for fields in self.fields.values() for field in fields)

    @lazy
    def rules_missing(self) -> tuple[Fault, ...]:
        """The faults of a year or kind without rules, whatever is declared."""
        rules = self.service.rules({}, on=self.year.start, until=self.year.period.end)
        return tuple(not_in_force(self.service, self.year, self.kind, rules))

    @lazy
    def by_caf(self) -> tuple[Field, ...]:
        """The fields that the Caf gives."""
        return self.service.asks(self.kind, self.year, Giver.CAF)

    @lazy
    def controls(self) -> tuple[Control, ...]:
        """The controls of the PS for this kind, and those against the forecast where it is known."""
        own = self.service.controls
        both = (*own, *companions(own, self.service.fields)) if self.forecast.total else own
        return tuple(control for control in both if control.asked(self.kind))

    @lazy
    def blocking(self) -> tuple[Control, ...]:
        """The findings that block."""
        return tuple(control for control in self.controls if control.severity is Severity.BLOCKING)

    @lazy
    def against(self) -> Mapping[Against, Known]:
        """The figures that controls compare with."""
        return {Against.PREVIOUS: self.previous, Against.FORECAST: self.forecast}


@attrs.frozen(slots=False)
class FormReading:
    """The exact figures of one form, and what is missing or wrong in it."""

    asked: Asked
    form: FormKey
    typed: Mapping[str, Scalar]

    @lazy
    def _read(self) -> tuple[Figures, list[Fault]]:
        code, site = self.form
        fields = self.asked.fields.get(code, ())
        if not self.typed.keys() <= self.asked.names:
            fields = (*fields, *self._kept(fields))
        return read_entries(fields, self.typed, f"{code}.{site}" if site else str(code))

    def _kept(self, fields: tuple[Field, ...]) -> tuple[Field, ...]:
        """Fields of the form that this year does not ask of the partner, and that were filled in all the same."""
        others = [field for field in self.asked.service.form(self.form[0]) if field not in fields]
        return tuple(
            attrs.evolve(field, default=Decimal(0) if field.default is None else field.default)
            for field in others
            if field.name in self.typed and field.asked(self.asked.kind)
        )

    @property
    def figures(self) -> Figures:
        """The figures that could be read."""
        return self._read[0]

    @property
    def faults(self) -> list[Fault]:
        """Every fault of the form; none once it is complete."""
        return self._read[1]


@attrs.frozen(slots=False)
class Readings:
    """The readings of the entries of a declaration, computed at their first use."""

    asked: Asked
    by_form: Mapping[FormKey, FormReading]

    @classmethod
    def of(cls, asked: Asked, entries: Entries) -> "Readings":
        """The readings of these entries."""
        return cls(asked, {form: FormReading(asked, form, entries.get(form, {})) for form in asked.forms})

    def with_entries(self, entries: Entries) -> "Readings":
        """The readings once the entries are these; a form whose entries are the same objects is not read again."""
        by_form = {**self.by_form}
        for form, reading in self.by_form.items():
            typed = entries.get(form)
            if typed is not reading.typed and (typed is not None or reading.typed):
                by_form[form] = FormReading(self.asked, form, typed or {})
        return Readings(self.asked, by_form)

    def form(self, form: FormKey) -> FormReading:
        """The reading of one form; that of a form which is not asked has no fields."""
        return self.by_form.get(form) or FormReading(self.asked, form, {})

    @lazy
    def total(self) -> Figures:
        """The figures of the whole declaration: sites added up, what the Caf has and gives in their place."""
        total = total_by_site([reading.figures for reading in self.by_form.values()])
        for known in self.asked.not_requested.values():
            total.update(known)
        total.update(self.asked.given)
        return total

    @lazy
    def faults(self) -> tuple[Fault, ...]:
        """All that is missing or wrong, form by form, then what the Caf has not given, or gives otherwise."""
        typed = (fault for reading in self.by_form.values() for fault in reading.faults)
        return (*typed, *self.not_given, *self.given_otherwise)

    @lazy
    def given_otherwise(self) -> tuple[Fault, ...]:
        """The figures typed on a form of the whole activity that are not those the Caf gives."""
        found = []
        for (code, site), reading in self.by_form.items():
            for field in self.asked.by_caf if site is None else ():
                typed, given = reading.figures.get(field.name), self.asked.given.get(field.name)
                filled = reading.typed.get(field.name) not in (None, "")
                if filled and typed is not None and given is not None and typed != given:
                    shown = {
                        name: Text(fr=field.unit.show(it, "fr"), en=field.unit.show(it, "en"))
                        for name, it in (("typed", typed), ("given", given))
                    }
                    found.append(GIVEN_OTHERWISE.at(f"{code}.{field.name}", label=field.text, **shown))
        return tuple(found)

    @lazy
    def not_given(self) -> tuple[Fault, ...]:
        """The figures that the Caf gives, that have no default, and that nobody has given."""
        return tuple(
            NOT_GIVEN.at(f"given.{field.name}", label=field.text, unit=field.unit)
            for field in self.asked.by_caf
            if field.default is None and field.name not in self.total
        )

    @lazy
    def known(self) -> Known:
        """The figures of the activity and of each site."""
        sites = {form[1]: reading.figures for form, reading in self.by_form.items() if form[1] is not None}
        return Known(self.total, sites, self.asked.year)

    @lazy
    def findings(self) -> tuple[Finding, ...]:
        """The findings of the controls; none while the forms are incomplete."""
        return () if self.faults else run_all(self.asked.controls, self.known, self.asked.against, self.asked.kind)
