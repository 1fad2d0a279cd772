"""Errors of the ledger: facts that cannot be recorded, balances that differ."""

from datetime import date
from decimal import Decimal

import attrs

from afas.errors import AfasError, Fault, FaultKind, error, listed
from afas.payments._cents import less
from afas.text import Euros, Message, Text

__all__ = ["NOT_A_FACT", "BalanceDiffers", "CannotReverse", "Difference", "SameIdOtherFact", "UnknownActivity"]

NOT_A_FACT = FaultKind(
    "not-a-fact",
    Text(
        fr="{found} n’est pas un fait qui s’enregistre ; au choix : {known}",
        en="{found} is not a fact to record; choose among: {known}",
    ),
)


@error
class SameIdOtherFact(AfasError, ValueError):
    """Two facts have one id, and differ: neither is dropped in silence."""

    code = "same-id-other-fact"
    template = Text(
        fr="« {id} » est déjà enregistré, avec un autre contenu : donnez à ce fait un identifiant à lui.",
        en="“{id}” is recorded already, with other contents: give this fact an id of its own.",
    )
    id: str


@error
class CannotReverse(AfasError, ValueError):
    """Only a fact recorded can be reversed, at its moment or later; a reversal cannot."""

    code = "cannot-reverse"
    template = Text(
        fr="« {id} » ne peut annuler « {event} » : enregistrez d’abord ce fait ; une contre-passation ne le précède "
        "pas et ne s’annule pas (enregistrez le fait de nouveau).",
        en="“{id}” cannot reverse “{event}”: record that fact first; a reversal does not come before it, and is not "
        "itself reversed (record the fact anew).",
    )
    id: str
    event: str


@error
class UnknownActivity(AfasError, LookupError):
    """The activity is not one of those the ledger was given (or it has none, and the question is by partner)."""

    code = "unknown-activity"
    template = Text(
        fr="L’activité « {activity} » n’est pas de ce registre ; connues : {known}. "
        "Donnez-la : Ledger(terms, activities=…).",
        en="The activity “{activity}” is not of this ledger; known: {known}. Give it: Ledger(terms, activities=…).",
    )
    activity: str
    known: tuple[str, ...]


@attrs.frozen
class Difference:
    """A balance that an account does not come to.

    Attributes:
        activity: the activity's id.
        year: financial year.
        on: the day it was stated for.
        stated: still to be paid, in euros, as it was stated.
        found: as the ledger works it out.
    """

    activity: str
    year: int
    on: date
    stated: Decimal
    found: Decimal

    @property
    def difference(self) -> Decimal:
        """The computed balance less the stated one."""
        return less(self.found, self.stated)

    @property
    def text(self) -> Message:
        """The difference as a sentence."""
        amounts = {"stated": self.stated, "found": self.found, "difference": self.difference}
        shown = {name: Euros(amount) for name, amount in amounts.items()}
        return _DIFFERENCE.fill(activity=self.activity, year=str(self.year), on=self.on, **shown)


_DIFFERENCE = Text(
    fr="{activity} {year}, le {on} : reste {found}, et non {stated} (différence : {difference})",
    en="{activity} {year}, on {on}: {found} left, and not {stated} (difference: {difference})",
)


@error
class BalanceDiffers(AfasError, ValueError):
    """Accounts do not come to the balances stated; every difference is in `differences`."""

    code = "balance-differs"
    template = Text(
        fr="Le registre ne retombe pas sur les soldes constatés : il manque un fait, ou il y en a un de trop.",
        en="The ledger does not come to the balances stated: a fact is missing, or there is one too many.",
    )
    differences: tuple[Difference, ...]

    @property
    def faults(self) -> tuple[Fault, ...]:
        """A fault for each difference."""
        return tuple(Fault("", self.code, difference.text) for difference in self.differences)

    @property
    def text(self) -> Message:
        """A line for each difference."""
        return listed(self.template.fill(), self.differences)
