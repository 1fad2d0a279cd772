"""The actions of a person or of the Caf on a declaration, as data; `workflow` judges and applies them.

An action holds only what its author may say: roles, time, scale and prerequisites are the portal's, handed to
`workflow.apply`. Each class says beside itself what it does (`effects`, `detail`).

An action may say which version of the declaration its author was looking at (`seen`): had somebody changed the
same data meanwhile, it is refused with what they changed; saves that do not overlap come together.
"""

from collections.abc import Mapping

import attrs

from afas.declarations._effects import Action, Effects, FormName, OnChecks, OnForm, OnSignature
from afas.declarations._lifecycle import ActionName
from afas.declarations._scalars import Scalar, copied_scalars

__all__ = [
    "Accept",
    "Action",
    "Amend",
    "AnyAction",
    "Cancel",
    "Check",
    "Complement",
    "Correct",
    "Effects",
    "Enter",
    "FormRefusal",
    "Justify",
    "OnChecks",
    "OnForm",
    "OnSignature",
    "Refuse",
    "SendBack",
    "Sign",
    "Transmit",
    "Validate",
]


@attrs.frozen
class Enter(OnForm):
    """Save values on a form, complete or not; they are kept as typed. None takes a value away.

    Raises:
        InvalidInput: a value is no scalar (`not-a-scalar`): text, a whole number, a `Decimal`, yes or no, nothing; or
            a float (`float-refused`).
    """

    name = ActionName.ENTER
    effects = Effects(OnSignature.DROPPED, OnChecks.DROPPED)
    values: Mapping[str, Scalar] = attrs.field(factory=dict, converter=copied_scalars, hash=False)


@attrs.frozen
class Check(OnForm):
    """The provider's check of a form: it is complete, and every figure can be read."""

    name = ActionName.CHECK
    effects = Effects(checks=OnChecks.MADE)


@attrs.frozen
class SendBack(OnForm):
    """The approver sends a form (or one site's) back to its provider, and may say why."""

    name = ActionName.SEND_BACK
    effects = Effects(OnSignature.DROPPED, OnChecks.DROPPED)
    reason: str = ""


@attrs.frozen
class Justify(Action):
    """The approver justifies a finding, in words and figures.

    Attributes:
        control: the `key` of the finding: the control's code, and the site where it is about one.
    """

    name = ActionName.JUSTIFY
    effects = Effects(OnSignature.DROPPED)
    control: str
    words: str

    @property
    def detail(self) -> str:
        """The control, and the words."""
        return f"{self.control}: {self.words}"


@attrs.frozen
class _WithoutWords(Action):
    """An action whose name says all."""

    @property
    def detail(self) -> str:
        """Nothing more."""
        return ""


@attrs.frozen
class Validate(_WithoutWords):
    """The approver gives the final validation (*validation définitive*)."""

    name = ActionName.VALIDATE
    effects = Effects()


@attrs.frozen
class Complement(Action):
    """The approver adds complements (*compléments*) to the recapitulative, for the Caf to read; "" takes them away."""

    name = ActionName.COMPLEMENT
    effects = Effects(OnSignature.DROPPED)
    words: str

    @property
    def detail(self) -> str:
        """The words."""
        return self.words


@attrs.frozen
class Sign(_WithoutWords):
    """The approver signs by ticking the box, over the data and the estimate.

    The scale of the estimate is the portal's (`apply(…, scale=…)`), never the signer's.
    """

    name = ActionName.SIGN
    effects = Effects(OnSignature.MADE)


@attrs.frozen
class Transmit(_WithoutWords):
    """The approver transmits to the Caf."""

    name = ActionName.TRANSMIT
    effects = Effects(booked=True)


@attrs.frozen
class Accept(_WithoutWords):
    """The Caf accepts."""

    name = ActionName.ACCEPT
    effects = Effects(booked=True)


@attrs.frozen
class FormRefusal:
    """A correction that the Caf asks for on one form."""

    form: str
    reason: str
    site: str | None = None

    @property
    def form_key(self) -> FormName:
        """The form, and the site."""
        return (self.form, self.site)


@attrs.frozen
class Refuse(Action):
    """The Caf refuses, and asks for corrections; the forms it names are to be checked anew."""

    name = ActionName.REFUSE
    effects = Effects(OnSignature.DROPPED, OnChecks.DROPPED, booked=True)
    reason: str
    forms: tuple[FormRefusal, ...] = ()

    @property
    def detail(self) -> str:
        """The reason."""
        return self.reason

    @property
    def named_forms(self) -> tuple[FormName, ...]:
        """The forms to correct."""
        return tuple(form.form_key for form in self.forms)


@attrs.frozen
class Correct(OnForm):
    """The Caf corrects figures of what was transmitted, and says why: the approver checks, signs and transmits anew.

    Raises:
        InvalidInput: a value is no scalar (`not-a-scalar`).
    """

    name = ActionName.CORRECT
    effects = Effects(OnSignature.DROPPED, OnChecks.DROPPED, booked=True)
    reason: str
    values: Mapping[str, Scalar] = attrs.field(factory=dict, converter=copied_scalars, hash=False)


@attrs.frozen
class Amend(Action):
    """The Caf amends an accepted declaration after a control (*contrôle*): the right follows from these figures.

    What was signed stays as it was signed; the figures found and the right they give stand in the event.

    Attributes:
        reason: why.
        figures: of the whole activity, by field; those it does not name stay as they were declared.

    Raises:
        InvalidInput: a figure is no scalar (`not-a-scalar`).
    """

    name = ActionName.AMEND
    effects = Effects(booked=True)
    reason: str
    figures: Mapping[str, Scalar] = attrs.field(factory=dict, converter=copied_scalars, hash=False)

    @property
    def detail(self) -> str:
        """The reason."""
        return self.reason


@attrs.frozen
class Cancel(Action):
    """The Caf cancels."""

    name = ActionName.CANCEL
    effects = Effects(booked=True)
    reason: str

    @property
    def detail(self) -> str:
        """The reason."""
        return self.reason


AnyAction = (
    Enter
    | Check
    | SendBack
    | Justify
    | Validate
    | Complement
    | Sign
    | Transmit
    | Accept
    | Refuse
    | Correct
    | Amend
    | Cancel
)
"""Every action there is; each has its own `name`, by which stored JSON tells them apart."""
