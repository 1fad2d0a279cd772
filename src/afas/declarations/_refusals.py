"""The refusals of an attempt: it is blocked, its moment is not given, or it is no action of the lifecycle."""

from afas.declarations._attempt import Blocker
from afas.declarations._lifecycle import ActionName
from afas.errors import AfasError, Fault, error, listed
from afas.text import Message, Text

__all__ = ["ActionBlocked", "NoMoment", "NotAnAction", "NotTheSame"]


@error
class ActionBlocked(AfasError, ValueError):
    """The action cannot be taken; every reason is in `blockers`. Nothing was changed."""

    code = "action-blocked"
    template = Text(fr="« {action} » n’est pas possible :", en="“{action}” is not possible:")
    action: ActionName
    blockers: tuple[Blocker, ...]

    @property
    def faults(self) -> tuple[Fault, ...]:
        """A fault for each blocker."""
        return tuple(Fault(blocker.path, blocker.code, blocker.message) for blocker in self.blockers)

    @property
    def text(self) -> Message:
        """A line for each reason."""
        return listed(self.template.fill(action=self.action), self.blockers)


@error
class NotTheSame(AfasError, ValueError):
    """Two copies to be merged are not of one declaration."""

    code = "not-the-same-declaration"
    template = Text(
        fr="{stored} et {mine} ne sont pas la même déclaration : elles ne se fusionnent pas.",
        en="{stored} and {mine} are not the same declaration: they cannot be merged.",
    )
    stored: Text
    mine: Text


@error
class NoMoment(AfasError, TypeError):
    """Whether an action is possible depends on when: a moment, or a day, has to be given."""

    code = "no-moment"
    template = Text(
        fr="donnez un instant (at=) ou un jour (on=), l’un des deux : reçu at={at}, on={on}",
        en="give a moment (at=) or a day (on=), one of the two: got at={at}, on={on}",
    )
    at: str
    on: str


@error
class NotAnAction(AfasError, TypeError):
    """The lifecycle knows no such action: it would do things that no rule has looked at."""

    code = "not-an-action"
    template = Text(
        fr="« {found} » n’est pas une action du cycle de vie ; les actions : {known}",
        en="“{found}” is not an action of the lifecycle; the actions: {known}",
    )
    found: str
    known: tuple[str, ...]
