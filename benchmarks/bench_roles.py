"""A book of roles, from 1,000 to 50,000 activities with three roles each: building it, asking it, changing it.

The yardstick is a scan of all its assignments, which is what a book without indexes would do for a question.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from time import process_time

from afas.access import powers
from afas.partners import Activity, Person, Site
from afas.periods import Period
from afas.reference import Reference
from afas.roles import Assignment, Role, RoleBook
from benchmarks import Row, worked

START, DAY = date(2020, 1, 1), date(2023, 6, 1)
SIZES = (1_000, 10_000, 50_000)
FIRST = 20  # answers looked at, where they come one by one


def activities(size: int) -> list[Activity]:
    return [
        Activity(
            f"A{n}", f"P{n % 97}", "ALSH" if n % 3 else "EAJE", f"Activité {n}", "NANTERRE", (Site(f"S{n}", "Balzac"),)
        )
        for n in range(size)
    ]


def assignments(size: int) -> Iterator[Assignment]:
    """Three roles an activity; one in a hundred activities has nobody, the ends are spread over ten years."""
    people = [Person(f"U{n}", f"Personne {n}") for n in range(size // 5 + 1)]
    for n in range(size):
        for place, role in enumerate(Role):
            if n % 100:
                start = START + timedelta(days=n % 700)
                end = None if n % 4 else start + timedelta(days=1300 + (n * 7 + place) % 3650)
                yield Assignment(role, people[(n * 3 + place) % len(people)], f"A{n}", Period(start, end))


def questions(size: int) -> list[Row]:
    reference, told = Reference.of(activities(size)), list(assignments(size))
    begun = process_time()
    book, somebody = RoleBook.of(told, reference), told[len(told) // 2].person
    building = process_time() - begun
    key = told[len(told) // 2].activity
    activity = next(one for one in reference.activities if one.id == key)
    new = Person("U", "Nouveau")
    year = Period(DAY, DAY + timedelta(days=365))
    asked = {
        "scan of all assignments (yardstick of the questions)": lambda: [one for one in told if one.may_act(DAY)],
        "build from a list": None,
        "holders of a role that day": lambda: book.holders(Role.APPROVER, key, DAY),
        "may this person": lambda: book.may(Role.APPROVER, somebody, activity, DAY),
        "what may this person do, and why not the rest": lambda: powers(book, somebody, on=DAY),
        f"no approver that day (first {FIRST})": lambda: first(book.unassigned(Role.APPROVER, DAY)),
        f"no provider in a year (first {FIRST})": lambda: list(
            islice(book.unassigned(Role.ACTIVITY_DATA, year), FIRST)
        ),
        f"ending within 30 days (first {FIRST})": lambda: first(book.ending(DAY, 30)),
        "history of an activity": lambda: book.history(key),
        "a change (transfer of a role)": lambda: book.transfer(Role.FINANCIAL_DATA, _holder(book, key), new, key, DAY),
        "a change (new assignment)": lambda: book.assign(Role.APPROVER, new, "A0", DAY),
    }
    return [
        Row(f"{size:>7,} activities: {name}", building if run is None else worked(run, 5 if "scan" in name else 51))
        for name, run in asked.items()
    ]


def first(answers: Iterator[object]) -> list[object]:
    return list(islice(answers, FIRST))


def _holder(book: RoleBook, key: str) -> Person:
    return book.holders(Role.FINANCIAL_DATA, key, DAY)[0]


def main() -> list[Row]:
    return [row for size in SIZES for row in questions(size)]
