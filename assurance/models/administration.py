"""Who may change the book of roles, and every reason why not.

Sources: [afas] domain/afas.md §3, the profiles; [0015] docs/decisions/0015, administering is a power with dates; [doc] the
docstrings of `afas.administration`. Days are those of `models.roles`; a moment is a day and an hour of the Caf.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from assurance.models.roles import APPROVER, Book, Refused

CAF = "CAF"
# [doc] "the Caf validates an approver that appears greyed, and brings the snapshots of reference data"
OF_THE_CAF = {"validate", "follow"}
# the reasons that are not the book's own
OF_ADMINISTERING = {"not-administrator", "unknown-activity", "for-the-caf", "not-for-the-caf", "before-the-last"}


@dataclass(frozen=True)
class Administrator:
    """[0015] "the partner's administrators": of one partner, from a day (held) to a day (not held; None: for ever)."""

    person: str
    partner: str
    start: int
    end: int | None

    def may(self, person: str, partner: str, day: int) -> bool:
        return (self.person, self.partner) == (person, partner) and self.start <= day and (
            self.end is None or day < self.end
        )  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What is asked: the change, the activity it names ("" where it names none), by whom, on which day of the Caf."""

    change: str
    activity: str
    by: str
    day: int


def pending(change: str, role: str, receiver: str, to_validate: Collection[str]) -> bool:
    """[afas] "If the chosen approver appears greyed, the Caf must validate": only an approver, and only who is given it."""
    return change in {"assign", "transfer"} and role == APPROVER and receiver in to_validate


def of_author(
    book: Book, after: Book | None, asked: Asked, administrators: Iterable[Administrator], *, registered: bool
) -> set[str]:
    """Why this person is not one of those who make such a change that day."""
    if asked.change in OF_THE_CAF:
        return set() if asked.by == CAF else {"for-the-caf"}
    if asked.by == CAF:
        return {"not-for-the-caf"}
    codes, managers = set(), list(administrators)
    if not registered or (book.persons is not None and asked.by not in book.persons):
        codes.add("not-in-habilitation")
    # [0015] "judges by what the change does and not only by the place it names"
    touched = {asked.activity}
    for n, given in enumerate(after.given if after else ()):
        if n >= len(book.given) or book.given[n] != given:
            touched.add(given.activity)
    for activity in touched:
        if activity not in book.known:
            codes.add("unknown-activity")
        elif not any(one.may(asked.by, book.known[activity].partner, asked.day) for one in managers):
            codes.add("not-administrator")
    return codes


def judged(
    book: Book,
    make: Callable[[], Book],
    asked: Asked,
    administrators: Iterable[Administrator],
    *,
    registered: bool,
    late: bool,
) -> tuple[Book | None, set[str], set[str]]:
    """The book after the change (None: it refuses); the book's own reasons; those of administering.

    Args:
        late: is it dated before the last change of the history? [law 5] history only grows.
    """
    try:
        after, refusals = make(), set[str]()
    except Refused as refused:
        after, refusals = None, refused.codes
    reasons = of_author(book, after, asked, administrators, registered=registered)
    return after, refusals, reasons | ({"before-the-last"} if late else set())
