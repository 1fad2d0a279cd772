"""The days of an assignment, the same by every question; the places where nobody may act; the words of each refusal."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise, product

import attrs
import pytest

from afas.access import follow
from afas.assignments import vacancies
from afas.assignments._seats import takes_sites
from afas.errors import AfasError, InvalidInput
from afas.partners import CAF, Activity, Person, Registry, Site, UnknownSite
from afas.periods import Period
from afas.reference import Reference
from afas.roles import Assignment, NotOnASite, Role, RoleBook, State, Unassigned, UnknownAssignment, Where

AMEL, BRUNO, CHLOE, DORA = (Person(name[0], name) for name in ("Amel", "Bruno", "Chloé", "Dora"))
LOISIRS = Activity("A1", "P1", "ALSH", "Loisirs", "NANTERRE", (Site("S1", "Balzac"), Site("S2", "Pasteur")))
KNOWN = Reference.of([LOISIRS])
DAYS = [date(2023, 1, number) for number in range(1, 10)]
SPAN = Period(DAYS[0], date(2023, 1, 10))
JANUARY, MARCH, JUNE, SEPTEMBER = (date(2023, month, 1) for month in (1, 3, 6, 9))


def day(number: int | None) -> date | None:
    return None if number is None else date(2023, 1, number)


def within(period: Period | None) -> set[date]:
    return {one for one in DAYS if period is not None and period.holds(one)}


ENDS, CHANGES = (None, 5), (None, 2, 3, 4, 5, 6)


@pytest.mark.parametrize("waits", [False, True], ids=["needs no validation", "needs one"])
def test_every_question_about_the_days_of_an_assignment_has_the_same_answer(waits: bool) -> None:
    """Given from the 3rd on; ended, withdrawn and validated before, on and after its first day and its end.

    Of each day: it is held if it is given for it and not withdrawn by then; it gives power if it is held and validated
    by then, where it has to be.
    """
    for end, withdrawn, validated in product(ENDS, CHANGES, CHANGES if waits else [None]):
        one = Assignment(
            Role.APPROVER, AMEL, "A1", Period(DAYS[2], day(end)), None, waits, day(validated), day(withdrawn)
        )
        given = {on for on in DAYS if on.day >= 3 and (end is None or on.day < end)}
        held = {on for on in given if withdrawn is None or on.day < withdrawn}
        power = {on for on in held if not waits or (validated is not None and on.day >= validated)}
        assert (within(one.held), one.held is None) == (held, not held)
        assert (within(one.power), one.power is None) == (power, not power)
        assert {on for on in DAYS if one.may_act(on)} == power
        ordinals = one.power_ordinals()
        assert (ordinals is None) == (not power)
        assert {on for on in DAYS if ordinals and ordinals[0] <= on.toordinal() < ordinals[1]} == power
        for on in DAYS:
            assert one.state(on) is (
                State.ACTIVE if on in power
                else State.WITHDRAWN if withdrawn is not None and (on.day >= withdrawn or not held)
                else State.TO_COME if on.day < 3
                else State.PENDING if on in given
                else State.ENDED
            )  # fmt: skip
        check_the_book(one, power)


def check_the_book(one: Assignment, power: set[date]) -> None:
    """The index of a book, and the assignments alone: on the other days nobody may act, in stretches that do not "
    "touch."""
    book = RoleBook.of([one], KNOWN)
    for found in (list(book.unassigned(Role.APPROVER, SPAN)), list(book.vacancies(Role.APPROVER, "A1", None, SPAN))):
        days = [within(row.period) for row in found]
        assert set().union(*days) == set(DAYS) - power
        assert sum(map(len, days)) == len(DAYS) - len(power)
        assert all(before.period.end != after.period.start for before, after in pairwise(found))
        assert all(row.period.common(SPAN) == row.period for row in found)
    assert [bool(list(book.unassigned(Role.APPROVER, on))) for on in DAYS] == [on not in power for on in DAYS]


def test_an_assignment_says_who_and_when_and_what_it_waits_for() -> None:
    period = "du 1er janvier 2023 au 31 mai 2023 inclus", "from 1 January 2023 to 31 May 2023 included"
    waits = f"{period[0]}, en attente de la validation de la Caf", f"{period[1]}, waiting for the Caf’s validation"
    ended = f"{period[0]}, retirée le 1er mars 2023", f"{period[1]}, withdrawn on 1 March 2023"
    for pending, validated, withdrawn, (french, english) in (
        (False, None, None, period), (True, None, None, waits), (True, MARCH, None, period),
        (False, MARCH, None, period), (False, None, MARCH, ended), (True, None, MARCH, ended),
        (True, MARCH, MARCH, ended),
    ):  # fmt: skip
        one = Assignment(Role.APPROVER, AMEL, "A1", Period(JANUARY, JUNE), None, pending, validated, withdrawn)
        assert (one.text.fr, one.text.en) == (f"Amel ({french})", f"Amel ({english})")
        assert one.message("fr") == one.text.fr


# -- the places where nobody may act ---------------------------------------------------------------------------------


def data(
    person: Person, site: str | None, start: date, end: date | None = None, *, pending: bool = False
) -> Assignment:
    return Assignment(Role.ACTIVITY_DATA, person, "A1", Period(start, end), site, pending)


def test_on_a_site_nobody_may_act_on_the_days_of_neither_the_site_nor_the_whole_activity() -> None:
    """Amel has the activity on the 2nd and 3rd, Bruno Balzac from the 3rd to the 5th, Chloé Pasteur from the 7th "
    "on."""
    one, two, three, four, _, six, seven, *_ = DAYS
    group = [data(AMEL, None, two, four), data(BRUNO, "S1", three, six), data(CHLOE, "S2", seven)]
    absent: dict[str | None, list[Period]] = {
        None: [Period(one, two), Period(four, day(10))],
        "S1": [Period(one, two), Period(six, day(10))],
        "S2": [Period(one, two), Period(four, seven)],
    }
    key = ("A1", Role.ACTIVITY_DATA)
    for site, periods in absent.items():
        told = [Unassigned(Role.ACTIVITY_DATA, "A1", site, period) for period in periods]
        assert list(vacancies(key, group, site, SPAN)) == told
    book = RoleBook.of(group, KNOWN)
    for site in ("S1", "S2"):
        told = [Unassigned(Role.ACTIVITY_DATA, "A1", site, period) for period in absent[site]]
        assert list(book.vacancies(Role.ACTIVITY_DATA, "A1", site, SPAN)) == told
        assert [row for row in book.unassigned(Role.ACTIVITY_DATA, SPAN) if row.site == site] == told
    assert list(vacancies(key, group, "S1", Period(two, six))) == []  # from the first day to the last that are taken
    assert [row.period for row in vacancies(key, group, "S1", Period(one))] == [Period(one, two), Period(six)]


def test_where_one_follows_another_without_a_day_between_somebody_always_may_act() -> None:
    rows = [
        Assignment(Role.APPROVER, AMEL, "A1", Period(DAYS[0], DAYS[3])),
        Assignment(Role.APPROVER, BRUNO, "A1", Period(DAYS[3], DAYS[5])),
        Assignment(Role.APPROVER, CHLOE, "A1", Period(DAYS[5])),
    ]
    for given in (rows, rows[::-1]):
        book = RoleBook.of(given, KNOWN)
        assert list(book.unassigned(Role.APPROVER, Period(DAYS[0]))) == []
        assert list(book.vacancies(Role.APPROVER, "A1", None, Period(DAYS[0]))) == []


def test_an_activity_without_sites_is_itself_the_place_of_each_role() -> None:
    book = RoleBook(reference=Reference.of([Activity("A1", "P1", "ALSH", "Loisirs", "NANTERRE")]))
    for role in Role:
        assert book.places("A1", role) == (None,)
        assert list(book.unassigned(role, JUNE)) == [Unassigned(role, "A1", None, Period.one_day(JUNE))]
    assert (BOOK.places("A1", Role.ACTIVITY_DATA), BOOK.places("A1", Role.APPROVER)) == (("S1", "S2"), (None,))
    assert (BOOK.places("A2", Role.ACTIVITY_DATA), BOOK.places("A9", Role.ACTIVITY_DATA)) == ((None,), (None,))


def test_an_activity_of_a_ps_that_is_not_known_takes_nothing_by_site() -> None:
    unknown = attrs.evolve(LOISIRS, ps="NEW")
    assert [takes_sites(unknown, role) for role in Role] == [False] * 3
    assert [takes_sites(LOISIRS, role) for role in Role] == [role is Role.ACTIVITY_DATA for role in Role]
    with pytest.raises(NotOnASite, match="For the PS NEW"):
        RoleBook(reference=Reference.of([unknown])).assign(Role.ACTIVITY_DATA, AMEL, "S1", JANUARY)


def test_who_waits_for_the_caf_is_named_where_nobody_may_act() -> None:
    """On that site or on the whole activity, not validated, not withdrawn before it began, and on some of these "
    "days."""
    book = (
        RoleBook(reference=KNOWN)
        .assign(Role.ACTIVITY_DATA, AMEL, LOISIRS, JANUARY, MARCH, pending=True)
        .assign(Role.ACTIVITY_DATA, BRUNO, "S1", JANUARY, pending=True)
        .assign(Role.ACTIVITY_DATA, CHLOE, "S2", JANUARY, pending=True)
        .withdraw(Role.ACTIVITY_DATA, CHLOE, "S2", JANUARY)
        .assign(Role.ACTIVITY_DATA, DORA, "S2", MARCH, pending=True)
        .validate(Role.ACTIVITY_DATA, DORA, "S2", SEPTEMBER)
    )

    def told(days: Period) -> list[tuple[str | None, Period, list[Person]]]:
        found = sorted(book.unassigned(Role.ACTIVITY_DATA, days), key=lambda row: row.site or "")
        return [(row.site, row.period, [one.person for one in row.pending]) for row in found]

    winter, spring = Period(JANUARY, MARCH), Period(MARCH, JUNE)
    assert told(winter) == [("S1", winter, [AMEL, BRUNO]), ("S2", winter, [AMEL])]
    assert told(spring) == [("S1", spring, [BRUNO]), ("S2", spring, [])]
    assert told(Period(SEPTEMBER)) == [("S1", Period(SEPTEMBER), [BRUNO])]
    assert not any(row.closed for row in book.unassigned(Role.ACTIVITY_DATA, winter))


def test_the_first_and_the_last_day_there_are_can_be_given() -> None:
    """From the first day of the calendar to the last but one: nobody may act on the last, and on it alone."""
    eve = date(9999, 12, 30)
    book = RoleBook(reference=KNOWN).assign(Role.APPROVER, AMEL, LOISIRS, date.min, date.max)
    left = Unassigned(Role.APPROVER, "A1", None, Period(date.max))
    assert list(book.unassigned(Role.APPROVER, Period(date.min))) == [left]
    assert list(book.unassigned(Role.APPROVER, eve)) == []
    assert list(book.unassigned(Role.APPROVER, date.max)) == [left]
    assert list(RoleBook(reference=KNOWN).unassigned(Role.APPROVER, date.min)) == [
        Unassigned(Role.APPROVER, "A1", None, Period(date.min, date(1, 1, 2)))
    ]


def test_what_ends_is_told_from_that_day_to_so_many_after_it_soonest_first() -> None:
    """Last days: Amel the 4th, Bruno (withdrawn) the 5th, Chloé the 6th; Dora has no end, and Amel's other never "
    "began."""
    *_, four, five, six, seven = DAYS[:7]
    book = (
        RoleBook(reference=KNOWN)
        .assign(Role.ACTIVITY_DATA, CHLOE, "S1", DAYS[0], seven)
        .assign(Role.ACTIVITY_DATA, BRUNO, LOISIRS, DAYS[0], JUNE)
        .withdraw(Role.ACTIVITY_DATA, BRUNO, LOISIRS, six)
        .assign(Role.FINANCIAL_DATA, AMEL, LOISIRS, DAYS[0], five)
        .assign(Role.APPROVER, DORA, LOISIRS, six)
        .assign(Role.FINANCIAL_DATA, BRUNO, LOISIRS, five, seven)
        .withdraw(Role.FINANCIAL_DATA, BRUNO, LOISIRS, five)
    )
    for again in (book, RoleBook.of(book.assignments, KNOWN)):
        for on, days, names in (
            (four, 0, ["Amel"]), (four, 1, ["Amel", "Bruno"]), (four, 2, ["Amel", "Bruno", "Chloé"]),
            (five, 0, ["Bruno"]), (DAYS[0], 2, []), (DAYS[0], 3, ["Amel"]), (seven, 400, []),
            (date.min, 10**9, ["Amel", "Bruno", "Chloé"]),
        ):  # fmt: skip
            assert [one.person.name for one in again.ending(on, days)] == names


def test_who_has_two_sites_ends_on_each() -> None:
    rows = [data(AMEL, "S1", DAYS[0], DAYS[3]), data(AMEL, "S2", DAYS[0], DAYS[3])]
    assert list(RoleBook.of(rows, KNOWN).ending(DAYS[0], 9)) == rows
    book = RoleBook(reference=KNOWN)
    for site in ("S1", "S2"):
        book = book.assign(Role.ACTIVITY_DATA, AMEL, site, DAYS[0], DAYS[3])
    assert list(book.ending(DAYS[0], 9)) == rows
    renewed = book.renew(Role.ACTIVITY_DATA, AMEL, "S1", DAYS[5])
    assert list(renewed.ending(DAYS[0], 9)) == [rows[1], data(AMEL, "S1", DAYS[0], DAYS[5])]


# -- the words of each refusal ---------------------------------------------------------------------------------------

BOOK = RoleBook(
    reference=Reference.of([LOISIRS, Activity("A2", "P1", "EAJE", "Crèche", "NANTERRE", (Site("S3", "Hugo"),))])
)
APPROVED = BOOK.assign(Role.APPROVER, AMEL, LOISIRS, JANUARY, JUNE)
WAITING = BOOK.assign(Role.APPROVER, AMEL, LOISIRS, JANUARY, pending=True)
VALIDATED = WAITING.validate(Role.APPROVER, AMEL, LOISIRS, JUNE)
HANDED = BOOK.assign(Role.APPROVER, AMEL, LOISIRS, JANUARY).transfer(
    Role.APPROVER, AMEL, BRUNO, LOISIRS, MARCH, pending=True
)
GIVEN = BOOK.assign(Role.ACTIVITY_DATA, AMEL, "S1", JANUARY).assign(Role.ACTIVITY_DATA, BRUNO, LOISIRS, JANUARY)
ZOES = [
    Person("U1", "Zoé"),
    Person("U2", "Zoe"),
    Person("X", "Zoé", Registry.OTHER),
    Person("Y", "ZOÉ", Registry.OTHER),
]
NAMESAKES = RoleBook(reference=Reference.of([LOISIRS], ZOES))
AMELS = "Amel (from 1 January 2023 to 31 May 2023 included)"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            lambda: APPROVED.assign(Role.APPROVER, BRUNO, LOISIRS, MARCH),
            "Bruno cannot be Approver on Loisirs from 1 March 2023 on: 1 at most at a time, and from 1 March 2023 to"
            f" 31 May 2023 included the role is already held by {AMELS}. Transfer the role, or end this assignment "
            "first. There is a place from 1 June 2023 on.",
        ),
        (
            lambda: WAITING.assign(Role.APPROVER, BRUNO, LOISIRS, MARCH),
            "Bruno cannot be Approver on Loisirs from 1 March 2023 on: 1 at most at a time, and from 1 March 2023 on"
            " the role is already held by Amel (from 1 January 2023 on, waiting for the Caf’s validation). Withdraw "
            "first the assignment that waits for the Caf’s validation.",
        ),
        (
            lambda: HANDED.assign(Role.APPROVER, CHLOE, LOISIRS, SEPTEMBER),
            "Chloé cannot be Approver on Loisirs from 1 September 2023 on: 1 at most at a time, and from 1 September"
            " 2023 on the role is already held by Amel (from 1 January 2023 on) and Bruno (from 1 March 2023 on, "
            "waiting for the Caf’s validation). Withdraw first the assignment that waits for the Caf’s validation.",
        ),
        (
            lambda: VALIDATED.assign(Role.APPROVER, BRUNO, LOISIRS, SEPTEMBER),
            "Bruno cannot be Approver on Loisirs from 1 September 2023 on: 1 at most at a time, and from 1 September"
            " 2023 on the role is already held by Amel (from 1 January 2023 on). Transfer the role, or end this "
            "assignment first.",
        ),
        (
            lambda: GIVEN.assign(Role.ACTIVITY_DATA, CHLOE, "S1", MARCH),
            "Chloé cannot be Activity data provider on Balzac (Loisirs) from 1 March 2023 on: 2 at most at a time, "
            "and from 1 March 2023 on the role is already held by Amel (from 1 January 2023 on) and Bruno (from 1 "
            "January 2023 on). End one of these assignments first.",
        ),
        (
            lambda: APPROVED.assign(Role.APPROVER, AMEL, LOISIRS, MARCH),
            f"Amel is already Approver on Loisirs: {AMELS}. Asked for: from 1 March 2023 on. Renew this assignment "
            "instead, or choose days on which it does not run.",
        ),
        (
            lambda: APPROVED.withdraw(Role.APPROVER, BRUNO, LOISIRS, MARCH),
            f"Bruno is not Approver on Loisirs on 1 March 2023, nor later: nothing to change. Held by: {AMELS}.",
        ),
        (
            lambda: APPROVED.withdraw(Role.APPROVER, BRUNO, LOISIRS, JUNE),
            "Bruno is not Approver on Loisirs on 1 June 2023, nor later: nothing to change. Held by: nobody.",
        ),
        (
            lambda: GIVEN.withdraw(Role.ACTIVITY_DATA, CHLOE, "S2", MARCH),
            "Chloé is not Activity data provider on Pasteur (Loisirs) on 1 March 2023, nor later: nothing to change."
            " Held by: Bruno (from 1 January 2023 on).",
        ),
        (
            lambda: RoleBook().withdraw(Role.APPROVER, BRUNO, "A9", MARCH),
            "Bruno is not Approver on A9 on 1 March 2023, nor later: nothing to change. Held by: nobody.",
        ),
        (
            lambda: BOOK.assign(Role.ACTIVITY_DATA, AMEL, "S3", JANUARY),
            "For the PS EAJE, Activity data provider is held on the whole activity and not on a site (Hugo "
            "(Crèche)): assign it on Crèche.",
        ),
        (
            lambda: APPROVED.renew(Role.APPROVER, BRUNO, LOISIRS, None),
            "Nothing to renew for Bruno, Approver on Loisirs: the person does not hold this role. Assign the role "
            "again if need be.",
        ),
        (
            lambda: WAITING.renew(Role.APPROVER, AMEL, LOISIRS, None),
            "Nothing to renew for Amel, Approver on Loisirs: the assignment has no end. Assign the role again if "
            "need be.",
        ),
        (
            lambda: APPROVED.withdraw(Role.APPROVER, AMEL, LOISIRS, MARCH).renew(Role.APPROVER, AMEL, LOISIRS, None),
            "Nothing to renew for Amel, Approver on Loisirs: the assignment was withdrawn, Amel (from 1 January 2023"
            " to 31 May 2023 included, withdrawn on 1 March 2023). Assign the role again if need be.",
        ),
        (
            lambda: APPROVED.withdraw(Role.APPROVER, AMEL, LOISIRS, JANUARY).renew(Role.APPROVER, AMEL, LOISIRS, None),
            "Nothing to renew for Amel, Approver on Loisirs: the assignment was withdrawn, Amel (from 1 January 2023"
            " to 31 May 2023 included, withdrawn on 1 January 2023). Assign the role again if need be.",
        ),
        (
            lambda: APPROVED.validate(Role.APPROVER, AMEL, LOISIRS, MARCH),
            "No assignment of Amel as Approver on Loisirs waits for the Caf’s validation on 1 March 2023.",
        ),
        (
            lambda: WAITING.transfer(Role.APPROVER, AMEL, BRUNO, LOISIRS, MARCH),
            "Amel waits for the Caf’s validation as Approver on Loisirs: nothing to transfer. Withdraw this "
            "assignment, or wait for the validation.",
        ),
        (
            lambda: NAMESAKES.assign(Role.APPROVER, Person("X", "Zoé", Registry.OTHER), LOISIRS, JANUARY),
            "Zoé (X) is not the one registered in the Mcp habilitation module: choose Zoé (U1) and Zoe (U2).",
        ),
        (
            lambda: NAMESAKES.assign(Role.APPROVER, attrs.evolve(ZOES[0], registry=Registry.OTHER), LOISIRS, JANUARY),
            "Zoé (U1) is not the one registered in the Mcp habilitation module: choose Zoe (U2).",
        ),
        (
            lambda: NAMESAKES.assign(Role.APPROVER, AMEL, LOISIRS, JANUARY),
            "Amel (A) is not the one registered in the Mcp habilitation module: nobody of that name is in it, the "
            "habilitation manager has to create the person first.",
        ),
    ],
)  # fmt: skip
def test_a_refusal_names_the_person_the_role_the_place_the_days_and_what_to_do(
    change: Callable[[], RoleBook], words: str
) -> None:
    with pytest.raises(AfasError) as caught:
        change()
    assert caught.value.text("en") == words
    (fault,) = caught.value.faults
    assert fault.code == caught.value.code


def test_a_site_of_an_activity_that_is_not_known_is_named_by_the_ids() -> None:
    rows = [Assignment(Role.ACTIVITY_DATA, person, "A9", Period(JANUARY), "S9") for person in (AMEL, BRUNO, CHLOE)]
    _, refused = RoleBook.fitted(rows, KNOWN)
    assert list(refused) == [2]
    assert "Chloé cannot be Activity data provider on S9 (A9) from 1 January 2023 on" in refused[2].text("en")


def test_who_is_in_the_way_is_who_holds_the_seats_on_those_days_and_not_the_person_herself() -> None:
    """Amel has Balzac until March and Bruno the activity: Chloé finds no seat in winter, and one from March on."""
    book = (
        RoleBook(reference=KNOWN)
        .assign(Role.ACTIVITY_DATA, AMEL, "S1", JANUARY, MARCH)
        .assign(Role.ACTIVITY_DATA, BRUNO, LOISIRS, JANUARY)
        .assign(Role.ACTIVITY_DATA, CHLOE, "S2", JANUARY)
    )
    with pytest.raises(AfasError) as caught:
        book.assign(Role.ACTIVITY_DATA, CHLOE, LOISIRS, JANUARY)
    assert {
        "days": (Period(JANUARY, MARCH),), "free": (Period(MARCH),), "limit": 2, "period": Period(JANUARY),
        "in_the_way": tuple(one for one in book.assignments if one.person in (AMEL, BRUNO)),
    }.items() <= dict(caught.value.fields).items()  # fmt: skip


@pytest.mark.parametrize(
    ("limits", "found"),
    [
        ({Role.APPROVER: 0}, ["APPROVER: 0"]),
        ({Role.FINANCIAL_DATA: 2.0}, ["FINANCIAL_DATA: 2.0"]),
        ({Role.APPROVER: True, "SIGNER": 1, Role.ACTIVITY_DATA: 1}, ["APPROVER: True", "SIGNER: 1"]),
    ],
)
def test_a_limit_is_a_whole_number_of_persons_from_one_on_of_a_role(limits: dict[Role, int], found: list[str]) -> None:
    with pytest.raises(InvalidInput) as caught:
        RoleBook(limits=limits)
    assert [(fault.path, fault.fields["found"]) for fault in caught.value.faults] == [
        (f"limits.{one.partition(':')[0]}", one) for one in found
    ]
    known = ("APPROVER", "ACTIVITY_DATA", "FINANCIAL_DATA")
    assert {fault.fields["known"] for fault in caught.value.faults} == {known}
    assert dict(RoleBook(limits={Role.ACTIVITY_DATA: 1}).limits) == {
        Role.APPROVER: 1, Role.ACTIVITY_DATA: 1, Role.FINANCIAL_DATA: 2
    }  # fmt: skip


# -- what was recorded ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("person", [attrs.evolve(AMEL, registry=Registry.OTHER), CAF], ids=["other registry", "Caf"])
@pytest.mark.parametrize(
    "reference", [Reference(), KNOWN, Reference.of([LOISIRS], [AMEL])], ids=["none", "places", "persons"]
)
def test_no_list_of_assignments_lets_in_who_is_not_in_the_habilitation_module(
    person: Person, reference: Reference
) -> None:
    rows = [
        Assignment(Role.APPROVER, person, "A1", Period(JANUARY)),
        Assignment(Role.APPROVER, BRUNO, "A1", Period(JANUARY)),
    ]
    book, refused = RoleBook.fitted(rows, reference)
    assert {number: refusal.code for number, refusal in refused.items()} == {0: "not-in-habilitation"}
    assert list(book.assignments) == rows[1:]
    with pytest.raises(InvalidInput) as caught:
        RoleBook.of(rows, reference)
    assert [(fault.path, fault.code) for fault in caught.value.faults] == [("assignments[0]", "not-in-habilitation")]


def test_on_a_site_that_is_closed_what_was_recorded_stays_once_it_ended_and_nothing_new_is_given() -> None:
    """A row that ended, or that never began, is the past of the site; one without an end would give power on it."""
    never = attrs.evolve(data(AMEL, "S9", MARCH), withdrawn=JANUARY)
    ended, withdrawn = data(AMEL, "S9", JANUARY, MARCH), attrs.evolve(data(AMEL, "S9", JANUARY), withdrawn=MARCH)
    for row in (never, ended, withdrawn):
        assert list(RoleBook.of([row], KNOWN).assignments) == [row]
    for row, found in (
        (data(AMEL, "S9", JANUARY), "unknown-site"),
        (attrs.evolve(ended, role=Role.APPROVER), "not-on-a-site"),
        (attrs.evolve(never, role=Role.APPROVER), None),
    ):
        _, refused = RoleBook.fitted([row], KNOWN)
        assert [refusal.code for refusal in refused.values()] == ([found] if found else [])
    book = RoleBook.of([ended], KNOWN)
    for end in (MARCH, None):
        with pytest.raises(UnknownSite) as caught:
            book.assign(Role.ACTIVITY_DATA, BRUNO, "S9", JANUARY, end)
        assert (caught.value.site, caught.value.known) == ("S9", ("S1", "S2"))


def test_who_was_given_a_site_and_its_activity_by_their_ids_keeps_both_once_the_activity_is_known() -> None:
    book = RoleBook().assign(Role.ACTIVITY_DATA, AMEL, "S1", JANUARY).assign(Role.ACTIVITY_DATA, AMEL, "A1", MARCH)
    known = book.assign(Role.APPROVER, BRUNO, LOISIRS, JANUARY)
    assert known.held_by(AMEL) == (data(AMEL, None, MARCH), data(AMEL, "S1", JANUARY))
    assert known.holders(Role.ACTIVITY_DATA, "S1", JUNE) == (AMEL,)


def test_a_row_that_names_its_site_stays_on_it_though_the_id_of_its_activity_is_a_sites_now() -> None:
    row = Assignment(Role.ACTIVITY_DATA, AMEL, "S1", Period(JANUARY, MARCH), "S7")
    assert list(RoleBook.of([row], KNOWN).assignments) == [row]
    bare = Assignment(Role.ACTIVITY_DATA, AMEL, "S1", Period(JANUARY, MARCH))
    assert list(RoleBook.of([bare], KNOWN).assignments) == [data(AMEL, "S1", JANUARY, MARCH)]


def test_a_role_is_withdrawn_where_it_is_named_and_nowhere_else() -> None:
    """Amel has Balzac and approves Loisirs; nothing else of hers ends where nothing is found."""
    other = Activity("A3", "P1", "ALSH", "Ados", "NANTERRE", (Site("S5", "Zola"),))
    book = (
        RoleBook(reference=Reference.of([LOISIRS, other]))
        .assign(Role.ACTIVITY_DATA, AMEL, "S1", JANUARY)
        .assign(Role.APPROVER, AMEL, "A1", JANUARY)
    )
    places: list[Where] = ["A1", "S1", "S2", "A3", "S5", LOISIRS, *LOISIRS.sites]
    for role, where in product(Role, places):
        here = where if isinstance(where, str) else where.id
        if (role, here) in ((Role.ACTIVITY_DATA, "S1"), (Role.APPROVER, "A1")):
            assert len(book.difference(book.withdraw(role, AMEL, where, JUNE)).ended) == 1
        else:
            with pytest.raises(UnknownAssignment):
                book.withdraw(role, AMEL, where, JUNE)


def test_an_id_that_was_a_sites_and_is_an_activitys_now_means_the_activity() -> None:
    before, after = (
        Reference.of([LOISIRS]),
        Reference.of([attrs.evolve(LOISIRS, sites=()), attrs.evolve(LOISIRS, id="S1", sites=())]),
    )
    book = follow(RoleBook(reference=before).assign(Role.ACTIVITY_DATA, AMEL, "S1", JANUARY), after, on=MARCH).book
    assert book.place("S1") == ("S1", None)
    assert book.assign(Role.APPROVER, BRUNO, "S1", MARCH).holders(Role.APPROVER, "S1", MARCH) == (BRUNO,)


def test_a_site_that_moved_is_closed_where_it_was_and_a_withdrawal_is_of_where_it_is() -> None:
    """Balzac moves from Loisirs to Ados in March, where Amel is given it again: withdrawn, she keeps her past on "
    "Loisirs."""
    ados = Activity("A3", "P1", "ALSH", "Ados", "NANTERRE")
    before = Reference.of([LOISIRS, ados])
    after = Reference.of([attrs.evolve(LOISIRS, sites=LOISIRS.sites[1:]), attrs.evolve(ados, sites=LOISIRS.sites[:1])])
    book = follow(RoleBook(reference=before).assign(Role.ACTIVITY_DATA, AMEL, "S1", JANUARY), after, on=MARCH).book
    assert set(book.unassigned(Role.ACTIVITY_DATA, Period(MARCH))) == {
        Unassigned(Role.ACTIVITY_DATA, "A1", "S1", Period(MARCH), closed=True),
        Unassigned(Role.ACTIVITY_DATA, "A1", "S2", Period(MARCH)),
        Unassigned(Role.ACTIVITY_DATA, "A3", "S1", Period(MARCH)),
    }
    past = attrs.evolve(data(AMEL, "S1", JANUARY), withdrawn=MARCH)
    again = book.assign(Role.ACTIVITY_DATA, AMEL, "S1", MARCH)
    february = date(2023, 2, 1)
    ended = again.withdraw(Role.ACTIVITY_DATA, AMEL, "S1", february)
    there = Assignment(Role.ACTIVITY_DATA, AMEL, "A3", Period(MARCH), "S1")
    assert list(again.assignments) == [past, there]
    assert list(ended.assignments) == [past, attrs.evolve(there, withdrawn=february)]
    for where in ("S1", LOISIRS.sites[0]):
        assert list(book.withdraw(Role.ACTIVITY_DATA, AMEL, where, february).assignments) == [
            attrs.evolve(past, withdrawn=february)
        ]
    with pytest.raises(UnknownAssignment):
        book.withdraw(Role.ACTIVITY_DATA, AMEL, "S1", MARCH)


def test_what_is_withdrawn_or_handed_over_is_what_is_held_that_day_or_else_the_next_to_come() -> None:
    """Amel approves until March, and again from June to September."""
    first, second = (
        Assignment(Role.APPROVER, AMEL, "A1", Period(*days)) for days in ((JANUARY, MARCH), (JUNE, SEPTEMBER))
    )
    for rows in ([first, second], [second, first]):
        book = RoleBook.of(rows, KNOWN)
        for on, found in ((date(2023, 2, 1), first), (MARCH, second), (JUNE, second), (date(2023, 8, 31), second)):
            assert book.difference(book.withdraw(Role.APPROVER, AMEL, "A1", on)).ended == (found,)
            assert book.difference(book.transfer(Role.APPROVER, AMEL, BRUNO, "A1", on)).ended == (found,)
        with pytest.raises(UnknownAssignment):
            book.withdraw(Role.APPROVER, AMEL, "A1", SEPTEMBER)


def test_a_validation_leaves_what_had_ended_before_as_it_was() -> None:
    """Amel approved until March, and again from June on, when Bruno replaces her."""
    book = (
        BOOK.assign(Role.APPROVER, AMEL, LOISIRS, JANUARY, MARCH)
        .assign(Role.APPROVER, AMEL, LOISIRS, JUNE)
        .transfer(Role.APPROVER, AMEL, BRUNO, LOISIRS, SEPTEMBER, pending=True)
    )
    past, second, waiting = book.history(LOISIRS)
    assert book.validate(Role.APPROVER, BRUNO, LOISIRS, MARCH).history(LOISIRS) == (
        past, attrs.evolve(second, withdrawn=SEPTEMBER), attrs.evolve(waiting, validated=MARCH)
    )  # fmt: skip


def test_a_history_is_by_first_day_role_and_site() -> None:
    rows = [
        data(CHLOE, "S2", MARCH), data(AMEL, "S2", JANUARY), data(BRUNO, "S1", JANUARY),
        Assignment(Role.FINANCIAL_DATA, AMEL, "A1", Period(JANUARY)), data(DORA, None, JANUARY, MARCH),
        Assignment(Role.APPROVER, AMEL, "A1", Period(JANUARY)),
    ]  # fmt: skip
    book = RoleBook.of(rows, KNOWN)
    assert book.history("A1") == (rows[4], rows[2], rows[1], rows[5], rows[3], rows[0])
    assert book.history("S1") == (rows[2],)


def test_what_was_given_by_the_id_of_a_site_is_put_under_its_activity_and_nothing_is_left_behind() -> None:
    book = RoleBook().assign(Role.ACTIVITY_DATA, AMEL, "S1", JANUARY)
    known = book.assign(Role.APPROVER, BRUNO, LOISIRS, MARCH)
    approver = Assignment(Role.APPROVER, BRUNO, "A1", Period(MARCH))
    found = book.difference(known)
    assert found.ended == (Assignment(Role.ACTIVITY_DATA, AMEL, "S1", Period(JANUARY)),)
    assert set(found.added) == {data(AMEL, "S1", JANUARY), approver}
    again = RoleBook.of(known.assignments, known.reference)
    assert (again, hash(again), repr(again)) == (known, hash(known), repr(known))


def test_what_was_given_by_an_id_that_nobody_knew_is_withdrawn_by_it_though_it_is_a_closed_sites_since() -> None:
    """Loisirs is gone in March, when Bruno is given the id of its former site; in June Loisirs is back without it."""
    book = RoleBook(reference=KNOWN).assign(Role.ACTIVITY_DATA, AMEL, "S1", JANUARY)
    book = follow(book, Reference(), on=MARCH).book.assign(Role.FINANCIAL_DATA, BRUNO, "S1", MARCH)
    book = follow(book, Reference.of([attrs.evolve(LOISIRS, sites=LOISIRS.sites[1:])]), on=JUNE).book
    assert book.place("S1") == ("A1", "S1")
    other = Activity("A9", "P1", "ALSH", "Autre", "NANTERRE")
    assert book.may(Role.FINANCIAL_DATA, BRUNO, other, JUNE, "S1")
    ended = book.withdraw(Role.FINANCIAL_DATA, BRUNO, "S1", JUNE)
    assert not ended.may(Role.FINANCIAL_DATA, BRUNO, other, JUNE, "S1")
    assert book.difference(ended).ended == (Assignment(Role.FINANCIAL_DATA, BRUNO, "S1", Period(MARCH)),)


def test_a_validation_ends_each_whom_the_person_replaces_on_the_day_that_person_is_replaced() -> None:
    """Chloé waits for the place of Amel from March to June, and for that of Bruno from June on."""
    role = Role.FINANCIAL_DATA
    book = BOOK.assign(role, AMEL, LOISIRS, JANUARY).assign(role, BRUNO, LOISIRS, JANUARY)
    book = book.transfer(role, AMEL, CHLOE, LOISIRS, MARCH, pending=True).withdraw(role, CHLOE, LOISIRS, JUNE)
    book = book.transfer(role, BRUNO, CHLOE, LOISIRS, JUNE, pending=True).validate(role, CHLOE, LOISIRS, JANUARY)
    eves = [one - timedelta(days=1) for one in (MARCH, JUNE)]
    assert [book.holders(role, LOISIRS, on) for on in (eves[0], MARCH, eves[1], JUNE, SEPTEMBER)] == [
        (AMEL, BRUNO), (BRUNO, CHLOE), (BRUNO, CHLOE), (CHLOE,), (CHLOE,)
    ]  # fmt: skip
    assert [(row.person, row.withdrawn) for row in book.history(LOISIRS) if row.withdrawn] == [
        (AMEL, MARCH), (BRUNO, JUNE), (CHLOE, JUNE)
    ]  # fmt: skip
