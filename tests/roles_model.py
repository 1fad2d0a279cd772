"""A book of roles as a list of rows and days, for the tests of law 3: slow, and written apart from the library.

It reads nothing of the book under test. A test tells it which changes were accepted; it says, day by day, who has power
and how many could have it if the Caf validated those who wait, in any order.
"""

from datetime import date
from itertools import permutations

import attrs

from afas.roles import Role


@attrs.define(eq=False)
class Row:
    """What was given to a person; `end` and `ended` are the first days without."""

    role: Role
    person: str
    activity: str
    site: str | None
    start: date
    end: date | None
    waits: bool = False
    validated: date | None = None
    ended: date | None = None
    replaces: str = ""

    def held(self, day: date) -> bool:
        return self.start <= day and all(last is None or day < last for last in (self.end, self.ended))

    def power(self, day: date) -> bool:
        return self.held(day) and (not self.waits or (self.validated is not None and self.validated <= day))

    def covers(self, site: str | None) -> bool:
        return self.site is None or self.site == site


@attrs.define
class Model:
    """The rows of a book, and the days that are looked at."""

    days: list[date]
    rows: list[Row] = attrs.field(factory=list)

    def there(self, role: Role, activity: str, site: str | None) -> list[Row]:
        """The rows that count on this place."""
        return [row for row in self.rows if row.role is role and row.activity == activity and row.covers(site)]

    def holders(self, role: Role, activity: str, site: str | None, day: date) -> set[str]:
        return {row.person for row in self.there(role, activity, site) if row.power(day)}

    def most(self, role: Role, activity: str, site: str | None, day: date) -> int:
        """How many may come to have power that day, whatever is validated and in whatever order."""
        rows = [row for row in self.there(role, activity, site) if row.held(day)]
        waiting = [row for row in rows if not row.power(day)]
        counts = [len({row.person for row in rows if row.power(day)})]
        for number in range(1, len(waiting) + 1):
            for order in permutations(waiting, number):
                powers, present = [row for row in rows if row.power(day)], list(rows)
                for row in order:
                    if row not in present:
                        continue
                    gone = [one for one in present if one.person == row.replaces and one.site == row.site]
                    present = [one for one in present if one not in gone or one is row]
                    powers = [one for one in powers if one in present] + [row]
                counts.append(len({row.person for row in powers}))
        return max(counts)

    def own(self, role: Role, person: str, place: tuple[str, str | None]) -> list[Row]:
        return [row for row in self.rows if (row.role, row.person, row.activity, row.site) == (role, person, *place)]

    def lasting(self, role: Role, person: str, place: tuple[str, str | None], on: date) -> Row:
        """The row held that day, or the next to come; there is one where the book took the change."""
        ends = [row for row in self.own(role, person, place) if any(row.held(day) for day in self.days if day >= on)]
        return min(ends, key=lambda row: row.start)

    def assign(
        self, role: Role, person: str, place: tuple[str, str | None], start: date, end: date | None, waits: bool
    ) -> None:
        self.rows.append(Row(role, person, *place, start, end, waits))

    def withdraw(self, role: Role, person: str, place: tuple[str, str | None], on: date) -> None:
        self.lasting(role, person, place, on).ended = on

    def transfer(
        self, role: Role, giver: str, taker: str, place: tuple[str, str | None], on: date, waits: bool
    ) -> None:
        row = self.lasting(role, giver, place, on)
        begins = max(on, row.start, row.validated or row.start)
        ends = [day for day in (row.end, row.ended) if day is not None]
        self.rows.append(Row(role, taker, *place, begins, min(ends, default=None), waits, replaces=giver * waits))
        if not waits:
            row.ended = begins

    def renew(self, role: Role, person: str, place: tuple[str, str | None], end: date | None) -> None:
        """The last that ever began; one that was withdrawn before does not count."""
        began = [row for row in self.own(role, person, place) if row.ended is None or row.ended > row.start]
        max(began, key=lambda row: row.start).end = end

    def validate(self, role: Role, person: str, place: tuple[str, str | None], on: date) -> None:
        """Everything of this person that waits there and is not over; day by day, who is replaced loses the power."""
        changed = []
        for row in self.own(role, person, place):
            asked = max(on, row.start)
            if row.waits and row.held(asked) and not row.power(asked):
                row.validated = on
                changed.append(row)
        rivals = [
            (row, other, [day for day in self.days if row.power(day) and other.held(day)])
            for row in changed
            for other in self.own(role, row.replaces, place)
            if row.replaces != person
        ]
        for _, other, both in rivals:
            if both:
                other.ended = min(*both[:1], other.ended or both[0])

    def close(self, activity: str, sites: set[str], on: date) -> None:
        """Those sites are closed from that day on."""
        for row in self.rows:
            if row.activity == activity and row.site in sites and any(row.held(day) for day in self.days if day >= on):
                row.ended = on
