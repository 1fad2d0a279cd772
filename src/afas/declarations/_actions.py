"""What a person or the Caf can do to a declaration, as data; `workflow` says whether, and does it.

An action may say on which version of the declaration its author was looking (`seen`): had somebody changed the
same data meanwhile, it is refused with what they changed; saves that do not overlap come together.
"""

from collections.abc import Mapping
from typing import ClassVar

import attrs

from afas.declarations._lifecycle import ActionName
from afas.parameters import Policy, Supplied

__all__ = [
    "Accept",
    "Action",
    "AnyAction",
    "Cancel",
    "Check",
    "Complement",
    "Enter",
    "FormRefusal",
    "Justify",
    "OnForm",
    "Refuse",
    "SendBack",
    "Sign",
    "Transmit",
    "Validate",
]


@attrs.frozen
class Action:
    """Something to do to a declaration.

    Attributes:
        seen: the version its author was looking at; None: whatever stands now.
    """

    name: ClassVar[ActionName]
    seen: int | None = attrs.field(default=None, kw_only=True)

    @property
    def form_key(self) -> tuple[str, str | None] | None:
        """The form it speaks of (and the site), if it speaks of one."""
        return None


@attrs.frozen
class OnForm(Action):
    """An action on one form, and one site where the form is filled by site."""

    form: str
    site: str | None = attrs.field(default=None, kw_only=True)

    @property
    def form_key(self) -> tuple[str, str | None]:
        """The form, and the site."""
        return (self.form, self.site)


def _copied(values: Mapping[str, object]) -> Mapping[str, object]:
    return dict(values)


@attrs.frozen
class Enter(OnForm):
    """Save values on a form, complete or not; they are kept as typed. None takes a value away."""

    name = ActionName.ENTER
    values: Mapping[str, object] = attrs.field(factory=dict, converter=_copied, hash=False)


@attrs.frozen
class Check(OnForm):
    """The provider's check of a form: it is complete, and every figure can be read."""

    name = ActionName.CHECK


@attrs.frozen
class SendBack(OnForm):
    """The approver sends a form (or one site's) back to its provider, and may say why."""

    name = ActionName.SEND_BACK
    reason: str = ""


@attrs.frozen
class Justify(Action):
    """The approver justifies a finding, in words and figures.

    Attributes:
        control: the `key` of the finding: the control's code, and the site where it is about one.
    """

    name = ActionName.JUSTIFY
    control: str
    words: str


@attrs.frozen
class Validate(Action):
    """The approver validates for good."""

    name = ActionName.VALIDATE


@attrs.frozen
class Complement(Action):
    """The approver adds complements (*compléments*) to the recapitulative, for the Caf to read; "" takes them away."""

    name = ActionName.COMPLEMENT
    words: str


@attrs.frozen
class Sign(Action):
    """The approver signs by ticking the box, over the data and the estimate."""

    name = ActionName.SIGN
    parameters: Supplied | None = attrs.field(default=None, hash=False)
    policy: Policy = "strict"


@attrs.frozen
class Transmit(Action):
    """The approver transmits to the Caf."""

    name = ActionName.TRANSMIT


@attrs.frozen
class Accept(Action):
    """The Caf accepts."""

    name = ActionName.ACCEPT


@attrs.frozen
class FormRefusal:
    """What the Caf asks to correct on one form."""

    form: str
    reason: str
    site: str | None = None

    @property
    def form_key(self) -> tuple[str, str | None]:
        """The form, and the site."""
        return (self.form, self.site)


@attrs.frozen
class Refuse(Action):
    """The Caf refuses, and asks for corrections; the forms it names are to be checked anew."""

    name = ActionName.REFUSE
    reason: str
    forms: tuple[FormRefusal, ...] = ()


@attrs.frozen
class Cancel(Action):
    """The Caf cancels."""

    name = ActionName.CANCEL
    reason: str


AnyAction = Enter | Check | SendBack | Justify | Validate | Complement | Sign | Transmit | Accept | Refuse | Cancel
"""Every action there is; each has its own `name`, by which stored JSON tells them apart."""
