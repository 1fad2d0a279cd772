"""What a person or the Caf can do to a declaration, as data; `workflow` says whether, and does it.

Imports: lifecycle, parameters.
"""

from collections.abc import Mapping
from typing import ClassVar

import attrs

from afas.lifecycle import ActionName
from afas.parameters import Policy, Supplied

__all__ = [
    "Accept",
    "Action",
    "Cancel",
    "Check",
    "Enter",
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
    """Something to do to a declaration."""

    name: ClassVar[ActionName]

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


@attrs.frozen
class Enter(OnForm):
    """Save values on a form, complete or not; they are kept as typed. None takes a value away."""

    name = ActionName.ENTER
    values: Mapping[str, object] = attrs.field(factory=dict, hash=False)


@attrs.frozen
class Check(OnForm):
    """The provider's check of a form: it is complete, and every figure can be read."""

    name = ActionName.CHECK


@attrs.frozen
class SendBack(OnForm):
    """The approver sends a form (or one site's) back to its provider."""

    name = ActionName.SEND_BACK


@attrs.frozen
class Justify(Action):
    """The approver justifies a finding, in words and figures."""

    name = ActionName.JUSTIFY
    control: str
    words: str


@attrs.frozen
class Validate(Action):
    """The approver validates for good."""

    name = ActionName.VALIDATE


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
class Refuse(Action):
    """The Caf refuses, and asks for corrections."""

    name = ActionName.REFUSE
    reason: str


@attrs.frozen
class Cancel(Action):
    """The Caf cancels."""

    name = ActionName.CANCEL
    reason: str
