"""The base of the actions on a declaration, and the effects that each of them declares beside itself.

An action without its effects is abstract: the type checker refuses it, and it cannot be made.
"""

from abc import ABCMeta, abstractmethod
from enum import Enum
from typing import ClassVar

import attrs

from afas.declarations._lifecycle import ActionName

__all__ = ["Action", "Effects", "FormName", "OnChecks", "OnForm", "OnSignature"]

FormName = tuple[str, str | None]
"""A form by its code, and the site (None: the whole activity)."""


class OnSignature(Enum):
    """The effect of an action on the signature."""

    KEPT = "KEPT"
    DROPPED = "DROPPED"
    MADE = "MADE"


class OnChecks(Enum):
    """The effect of an action on the checks of the forms it names."""

    KEPT = "KEPT"
    DROPPED = "DROPPED"
    MADE = "MADE"


@attrs.frozen
class Effects:
    """The effects of an action, besides its data.

    Attributes:
        signature: kept, dropped, or made.
        checks: of the forms it names.
        booked: does it mean something for payments? `payments` then has a fact for it.
    """

    signature: OnSignature = OnSignature.KEPT
    checks: OnChecks = OnChecks.KEPT
    booked: bool = False


class _ByClass(ABCMeta):
    """`ABCMeta` without its registry: an action is of a class by inheritance, which Python knows at once."""

    __instancecheck__ = type.__instancecheck__


@attrs.frozen
class Action(metaclass=_ByClass):
    """Something to do to a declaration.

    Attributes:
        seen: the version its author was looking at; None: whatever stands now.
    """

    name: ClassVar[ActionName]
    seen: int | None = attrs.field(default=None, kw_only=True)

    @property
    @abstractmethod
    def effects(self) -> Effects:
        """Its effects on the signature, the checks and the ledger."""

    @property
    @abstractmethod
    def detail(self) -> str:
        """The words or the form it is about, in short; "" where its name says all."""

    @property
    def form_key(self) -> FormName | None:
        """The form it speaks of (and the site), if it speaks of one."""
        return None

    @property
    def named_forms(self) -> tuple[FormName, ...]:
        """The forms whose checks it bears on."""
        return () if self.form_key is None else (self.form_key,)


@attrs.frozen
class OnForm(Action):
    """An action on one form, and one site where the form is filled by site."""

    form: str
    site: str | None = attrs.field(default=None, kw_only=True)

    @property
    def form_key(self) -> FormName:
        """The form, and the site."""
        return (self.form, self.site)

    @property
    def named_forms(self) -> tuple[FormName, ...]:
        """This form only."""
        return ((self.form, self.site),)

    @property
    def detail(self) -> str:
        """The form, and the site."""
        return " ".join(part for part in self.form_key if part)
