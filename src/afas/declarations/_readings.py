"""The readings of a declaration's data: its forms, their figures, the findings of the controls.

`YearForms` is what its PS, kind and year settle, computed once for all their declarations; `Asked` what its opening
settles, the same for its whole life. `Readings` is what the entries give, form by
form: those of a form that does not change are handed on.
"""

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Final

import attrs

from afas.controls import Against, Control, Finding, Known, Severity, companions, run_all
from afas.declarations._lazy import lazy
from afas.declarations._scalars import Scalar
from afas.errors import Fault, FaultKind
from afas.forms import DeclarationKind, Field, FormCode, Giver, read_entries, total_by_site
from afas.periods import FinancialYear
from afas.ps import PS, not_in_force
from afas.text import Text

__all__ = ["NOT_GIVEN", "Asked", "FormKey", "FormReading", "Readings", "YearForms", "year_forms"]

FormKey = tuple[FormCode, str | None]
"""A form, and the site it is filled for (None: for the whole activity)."""

_ZERO: Final = Decimal(0)
Figures = dict[str, Decimal]
Entries = Mapping[FormKey, Mapping[str, Scalar]]

NOT_GIVEN = FaultKind(
    "not-given",
    Text(
        fr="« {label} » ({unit}) est à donner par la Caf, qui ne l’a pas encore fait",
        en="“{label}” ({unit}) is for the Caf to give, which has not done so yet",
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


@attrs.define(slots=False, eq=False)  # what is made of a declaration's data is not frozen, and never handed out
class YearForms:
    """The fields and controls of a PS for one kind of declaration and one year: the same for every activity."""

    service: PS
    kind: DeclarationKind
    year: FinancialYear

    @lazy
    def fields(self) -> Mapping[FormCode, tuple[Field, ...]]:
        """The fields asked of the partner, by form."""
        fields = self.service.asks(self.kind, self.year)
        return {code: tuple(field for field in fields if field.form is code) for code in FormCode}

    @lazy
    def codes(self) -> frozenset[FormCode]:
        """The forms that have a field for this kind of declaration."""
        return frozenset(field.form for field in self.service.fields if field.asked(self.kind))

    @lazy
    def names(self) -> frozenset[str]:
        """The names of the fields asked of the partner."""
        return frozenset(field.name for fields in self.fields.values() for field in fields)

    @lazy
    def others(self) -> Mapping[FormCode, tuple[Field, ...]]:
        """The fields of each form that are not asked of the partner that year, read where they are filled all the same.

        One without a default reads 0 where it is empty.
        """
        others = [field for field in self.service.fields if field.asked(self.kind) and field.name not in self.names]
        optional = [attrs.evolve(field, default=_ZERO) if field.default is None else field for field in others]
        return {code: tuple(field for field in optional if field.form is code) for code in FormCode}

    @lazy
    def without_rules(self) -> frozenset[str]:
        """The fields that no rule reads that year, and those of the parts (*bonus*) without a formula yet."""
        unread = [field.name for field in self.service.fields if not field.in_force(self.year)]
        return frozenset([*unread, *(part.declared_by for part in self.service.parts)]) - self.names

    @lazy
    def defaults(self) -> Mapping[str, Decimal | None]:
        """The default of each field of this kind of declaration, by name, whether or not a rule reads it that year."""
        return {field.name: field.default for field in self.service.fields if field.asked(self.kind)}

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
        """The controls of the PS for this kind."""
        return tuple(control for control in self.service.controls if control.asked(self.kind))

    @lazy
    def with_forecast(self) -> tuple[Control, ...]:
        """The same, then those against the forecast, for a declaration whose forecast is known."""
        more = companions(self.service.controls, self.service.fields)
        return (*self.controls, *(control for control in more if control.asked(self.kind)))

    @lazy
    def blocking(self) -> tuple[Control, ...]:
        """The controls whose findings block; none of those against the forecast does."""
        return tuple(control for control in self.controls if control.severity is Severity.BLOCKING)


@lru_cache(maxsize=512)
def year_forms(service: PS, kind: DeclarationKind, year: int, school: bool) -> YearForms:
    """The fields and controls of a PS for a kind and a year, computed once for all declarations of them."""
    return YearForms(service, kind, FinancialYear(year, school))


@attrs.define(slots=False, eq=False)
class Asked:
    """The forms and figures of one declaration, settled when it opens.

    Attributes:
        of_year: the fields and controls of its PS, kind and year.
        sites: ids of the sites of the activity.
        not_requested: the figures of the forms that the Caf does not request.
        given: the figures that the Caf gives.
    """

    of_year: YearForms
    sites: tuple[str, ...]
    not_requested: Mapping[FormCode, Mapping[str, Decimal]]
    given: Mapping[str, Decimal]
    previous: Known
    forecast: Known

    @lazy
    def forms(self) -> tuple[FormKey, ...]:
        """The forms to fill: activity data by site where the PS says so, then the financial form."""
        known = self.of_year.codes - self.not_requested.keys()
        forms: list[FormKey] = []
        if FormCode.ACTIVITY in known:
            sites = self.sites if self.of_year.service.sites else ()
            forms = [(FormCode.ACTIVITY, site) for site in sites] or [(FormCode.ACTIVITY, None)]
        if FormCode.FINANCIAL in known:
            forms.append((FormCode.FINANCIAL, None))
        return tuple(forms)

    @lazy
    def controls(self) -> tuple[Control, ...]:
        """The controls of the PS for this kind, and those against the forecast where it is known."""
        return self.of_year.with_forecast if self.forecast.total else self.of_year.controls

    @lazy
    def against(self) -> Mapping[Against, Known]:
        """The figures that controls compare with."""
        return {Against.PREVIOUS: self.previous, Against.FORECAST: self.forecast}


@attrs.define(slots=False, eq=False)
class FormReading:
    """The exact figures of one form, and what is missing or wrong in it."""

    asked: Asked
    form: FormKey
    typed: Mapping[str, Scalar]

    @lazy
    def _read(self) -> tuple[Figures, list[Fault]]:
        code, site = self.form
        of_year = self.asked.of_year
        fields = of_year.fields.get(code, ())
        if not self.typed.keys() <= of_year.names:
            fields = (*fields, *(field for field in of_year.others.get(code, ()) if field.name in self.typed))
        return read_entries(fields, self.typed, f"{code}.{site}" if site else str(code))

    @property
    def figures(self) -> Figures:
        """The figures that could be read."""
        return self._read[0]

    @property
    def faults(self) -> list[Fault]:
        """Every fault of the form; none once it is complete."""
        return self._read[1]


@attrs.define(slots=False, eq=False)
class Readings:
    """The readings of the entries of a declaration, computed at their first use."""

    asked: Asked
    by_form: Mapping[FormKey, FormReading]

    @classmethod
    def of(cls, asked: Asked, entries: Entries) -> "Readings":
        """The readings of these entries."""
        return cls(asked, {form: FormReading(asked, form, entries.get(form, {})) for form in asked.forms})

    def form(self, form: FormKey) -> FormReading:
        """The reading of one form; on a form which is not asked, nothing is typed."""
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
        if not self.asked.given:
            return ()
        found = []
        for (code, site), reading in self.by_form.items():
            for field in self.asked.of_year.by_caf if site is None else ():
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
            for field in self.asked.of_year.by_caf
            if field.default is None and field.name not in self.total
        )

    @lazy
    def known(self) -> Known:
        """The figures of the activity and of each site."""
        sites = {form[1]: reading.figures for form, reading in self.by_form.items() if form[1] is not None}
        return Known(self.total, sites, self.asked.of_year.year)

    @lazy
    def findings(self) -> tuple[Finding, ...]:
        """The findings of the controls; none while the forms are incomplete."""
        return () if self.faults else run_all(self.asked.controls, self.known, self.asked.against)
