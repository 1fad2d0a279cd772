"""The book of roles against its model, after each change, on each day."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

from afas import exchange
from afas.access import follow
from afas.assignments import Assignment
from afas.errors import AfasError
from afas.partners import Activity, Person, Registry, Site
from afas.periods import Period
from afas.reference import Reference
from afas.roles import Role, RoleBook
from assurance.campaign import Campaign, Parted, Steps
from assurance.models import roles as model

ORIGIN = date(2023, 1, 1)
DAYS = range(9)
PLACES = [
    model.Place("A1", "P1", "ALSH", ("S1", "S2")),
    model.Place("A2", "P1", "EAJE"),
    model.Place("12", "P2", "LAEP"),  # an id that a site may want too
    model.Place("A3", "P1", "ALSH", ("12",)),
    model.Place("A1", "P1", "ALSH", ("S1", "S2", "S3")),
    model.Place("A1", "P1", "ALSH", ("S1",)),
    model.Place("A1", "P2", "ALSH", ("S1", "S2")),
    model.Place("A4", "P1", "ESPACE_RENCONTRE", ("S1",)),
]
SNAPSHOTS: list[list[int]] = [[0, 1], [5, 1], [4, 1, 2], [6, 1], [1, 7], [0, 1, 2], [1]]
PEOPLE = {n: Person(n, f"Person {n}") for n in ("U1", "U2", "U3", "U4")} | {
    "U9": Person("U9", "Person U9", registry=next(r for r in Registry if r is not Registry.HABILITATION))
}
ROLES = {role.name: role for role in Role}
# codes of which the model says exactly when they hold; of the others it says only that there is a reason
MODELLED = {
    "already-holds",
    "too-many-holders",
    "not-validated-yet",
    "nothing-to-validate",
    "period-ends-before-it-starts",
}
OPS = ["assign"] * 8 + ["withdraw"] * 3 + ["transfer"] * 5 + ["validate"] * 4 + ["renew"] * 2 + ["follow"]
CHAIN = ["transfer"] * 5 + ["withdraw"] * 3 + ["validate"] * 3 + ["renew"] + ["assign"] * 2


def day(n: int | None) -> Any:
    return None if n is None else ORIGIN + timedelta(n)


def activity(place: model.Place) -> Activity:
    return Activity(
        place.id, place.partner, place.ps, "Name", "NANTERRE", tuple(Site(s, f"Site {s}") for s in place.sites)
    )


ACTIVITIES = [activity(place) for place in PLACES]


def draw(rng: Random) -> Steps:
    """A dozen changes on few people, places and days, so that they meet; one place or role is favoured."""
    people = rng.sample(["U1", "U2", "U3", "U4"], 3)
    favoured = (rng.choice(list(ROLES)), rng.choice([(0, ""), (0, "S1"), (1, ""), (2, "")]))
    chain = rng.random() < 0.4  # a role that is handed on and on, mostly before the Caf has validated
    odd = not chain and rng.random() < 0.25
    if chain and rng.random() < 0.6:
        people.pop()
    if not chain and rng.random() < 0.05:
        people.append("U9")
    told: list[Any] = []

    def place_of() -> tuple[Any, ...]:
        if chain:
            return (*favoured[:1], *favoured[1], False)
        role, (place, site) = favoured if rng.random() < 0.75 else (rng.choice(list(ROLES)), (rng.randrange(3), ""))
        if rng.random() < 0.1 and PLACES[place].sites:
            site = rng.choice(PLACES[place].sites)
        if odd and rng.random() < 0.4:
            place, site = rng.choice([(2, ""), (3, ""), (3, "12"), (4, "S3"), (5, ""), (6, ""), (7, "")])
        return (role, place, site, rng.random() < 0.5)

    def step() -> tuple[Any, ...]:
        name = rng.choice(CHAIN if chain else OPS)
        some = range(5) if chain else DAYS
        if name == "follow":
            listed = tuple(rng.sample(sorted(PEOPLE), rng.randint(2, 5))) if rng.random() < 0.3 else None
            return (name, rng.randrange(len(SNAPSHOTS)), listed, rng.choice(DAYS))
        where, on, other = place_of(), rng.choice(some), rng.choice(some)
        who, taker = rng.choice(people), rng.choice(people)
        if chain:
            who, taker = rng.sample(people, 2)
            who = people[0] if name == "transfer" and rng.random() < 0.7 else who
            taker = people[1] if who == people[0] else people[0]
        if name == "assign":
            told.append((where, who))
        elif told and not chain and rng.random() < 0.7:
            where, who = rng.choice(told)
            if name == "transfer":
                told.append((where, taker))
        if name == "assign":
            return (name, where, who, on, None if rng.random() < 0.5 else other, rng.random() < 0.3)
        if name == "transfer":
            return (name, where, who, taker, on, rng.random() < (0.9 if chain else 0.5))
        if name == "renew":
            return (name, where, who, None if rng.random() < 0.3 else other + 2)
        return (name, where, who, on)

    start = rng.choice([(), (0, 1), (0, 1, 2)])
    first = [("assign", place_of(), people[0], 0, rng.choice([None, None, 3]), False)] if chain else []
    told += [(step[1], step[2]) for step in first]
    return [("start", start), *first, *(step() for _ in range(rng.randint(4, 14)))]


class Play:
    """A history on the model and on the book."""

    def __init__(self, counts: Counter[str]) -> None:
        self.counts = counts
        self.model = model.Book()
        self.book = RoleBook()
        self.clock = 0

    def both(self, name: str, mine: Callable[[], model.Book], theirs: Callable[[], RoleBook]) -> None:
        """The same change on both: done by both, or refused by both for one of the same reasons."""
        try:
            expected, codes = mine(), set[str]()
        except model.Refused as refused:
            expected, codes = self.model, refused.codes
        try:
            got, code = theirs(), ""
        except AfasError as refused:
            got, code = self.book, refused.code
        self.counts[f"{name} {code}".strip()] += 1
        if bool(codes) != bool(code):
            collides = "id-used-twice" in codes
            kind = "collision" if collides else f"{name} accepted" if codes else f"{name} refused"
            raise Parted(f"roles:{kind}", f"{name}: model {sorted(codes) or 'done'}, afas {code or 'done'}")
        if code in MODELLED - codes and "id-used-twice" not in codes:
            raise Parted(f"roles:{name} code", f"{name}: model {sorted(codes)}, afas {code}")
        self.model, self.book = expected, got

    def step(self, step: tuple[Any, ...]) -> None:
        name = step[0]
        if name == "start":
            places = [PLACES[n] for n in step[1]]
            self.model = model.Book({place.id: place for place in places})
            self.book = RoleBook.of((), Reference.of([activity(place) for place in places]))
            return
        if name == "follow":
            self.clock = max(self.clock, step[3])  # snapshots come in the order of their days
            self.follow([PLACES[n] for n in SNAPSHOTS[step[1]]], step[2], self.clock)
            return
        role, place_n, site, as_object = step[1]
        place, kind = PLACES[place_n], ROLES[role]
        others = [g for g in self.model.given if g.activity != place.id and g.activity not in self.model.known]
        if {place.id, *place.sites} & {name for g in others for name in (g.activity, g.site)}:
            return  # no text says whose an id is that a closed activity had
        known = self.model.known.get(place.id)
        as_object = as_object or known is None or (bool(site) and site not in known.sites)
        if as_object and site:  # a site is named by its id: a snapshot has to bring its activity first
            try:
                known_too = self.model.learn(place).known.values()
            except model.Refused:
                return
            self.follow(list(known_too), None if self.model.persons is None else tuple(self.model.persons), self.clock)
        before = self.model

        def learn() -> model.Book:
            return before.learn(place) if as_object and not site else before

        where: Any = site or (ACTIVITIES[place_n] if as_object else place.id)
        who = PEOPLE[step[2]]
        key = (role, step[2], place.id, site)
        if name == "assign":
            _, _, person, on, end, pending = step
            new = model.Given(role, person, place.id, site, on, end, pending)

            def mine() -> model.Book:
                if person == "U9":
                    raise model.Refused("not-in-habilitation", *self.codes(lambda: learn().give(new)))
                return learn().give(new)

            self.both(name, mine, lambda: self.book.assign(kind, who, where, day(on), day(end), pending=pending))
        elif name == "transfer":
            _, _, giver, taker, on, pending = step

            def hand_over() -> model.Book:
                after = learn()
                args = (role, giver, taker, place.id, site, on)
                if taker == "U9":
                    raise model.Refused(
                        "not-in-habilitation", *self.codes(lambda: after.transfer(*args, pending=pending))
                    )
                return after.transfer(*args, pending=pending)

            self.both(
                name, hand_over, lambda: self.book.transfer(kind, who, PEOPLE[taker], where, day(on), pending=pending)
            )
        elif name == "withdraw":
            self.both(
                name,
                lambda: learn().withdraw(*key, step[3]),
                lambda: self.book.withdraw(kind, who, where, day(step[3])),
            )
        elif name == "renew":
            self.both(
                name, lambda: learn().renew(*key, step[3]), lambda: self.book.renew(kind, who, where, day(step[3]))
            )
        elif name == "validate":
            self.both(
                name,
                lambda: learn().validate(*key, step[3]),
                lambda: self.book.validate(kind, who, where, day(step[3])),
            )

    @staticmethod
    def codes(make: Callable[[], model.Book]) -> set[str]:
        """Why the model would refuse besides."""
        try:
            make()
        except model.Refused as refused:
            return refused.codes
        return set()

    def follow(self, places: list[model.Place], listed: tuple[str, ...] | None, on: int) -> None:
        persons = None if listed is None else {p for p in listed if p != "U9"}
        newer = Reference.of([activity(p) for p in places], [PEOPLE[p] for p in listed or ()])
        if {g.activity for g in self.model.given} & {site for p in places for site in p.sites}:
            return  # an id that has been an activity's does not become a site's
        after = self.model.follow(places, persons, on)
        self.counts["orphans"] += sum(a != b for a, b in zip(self.model.given, after.given, strict=True))
        self.both("follow", lambda: after, lambda: follow(self.book, newer, on=day(on)).book)

    def compare(self, book: RoleBook, name: str) -> None:
        """Who may act, on each day, place and role: what the model says and no more than law 3 lets in."""
        for place in self.model.known.values():
            for key in [(place.id, ""), *((place.id, site) for site in place.sites)]:
                for role in ROLES if not key[1] else [model.ACTIVITY]:
                    if not any(True for g in self.model.given if g.role == role and g.activity == place.id):
                        continue
                    for n in range(model.LAST + 1):
                        found = sorted(p.id for p in book.holders(ROLES[role], key[1] or key[0], day(n)))
                        mine = sorted(self.model.powers(key, role, n))
                        if self.model.ever(key, role, n) > model.MOST[role]:
                            raise Parted("roles:the Caf may validate one too many", f"{name}: {role} of {key}, day {n}")
                        if len(set(found)) > model.MOST[role]:
                            raise Parted("roles:too many hold", f"{name}: {role} of {key} on day {n}: {found}")
                        if found != mine:
                            raise Parted(
                                f"roles:powers after {name}", f"{role} of {key} on day {n}: model {mine}, afas {found}"
                            )

    def read_back(self, rng: Random) -> None:
        """[law 3] "in every book however it was made (changes in any order of dates, `of`, JSON)"."""
        text = exchange.dumps(self.book)
        try:
            read = exchange.loads(text)
        except AfasError as error:
            raise Parted("roles:book not read back", f"{error.code} {[f.code for f in error.faults]}") from error
        if read != self.book or exchange.dumps(read) != text:
            raise Parted("roles:book read back otherwise", text[:400])
        self.counts["read back"] += 1
        told = list(self.book.assignments)
        rng.shuffle(told)
        try:
            again = RoleBook.of(told, self.book.reference)
        except AfasError as error:
            raise Parted("roles:of refuses a book", f"{[f.code for f in error.faults]}") from error
        self.compare(again, "of")


def play(steps: Steps, counts: Counter[str]) -> int:
    """Plays a history; compares after each change, and reads the book back at its end."""
    game = Play(counts)
    for step in steps:
        before = game.book
        game.step(step)
        if game.book is not before:
            game.compare(game.book, step[0])
    game.read_back(Random(len(steps)))
    return len(steps)


def draw_told(rng: Random) -> Steps:
    """Two to five assignments as a portal stored them, on one place mostly, with all that may have happened to them."""
    role, (place, site) = rng.choice(
        [(model.APPROVER, (1, "")), (model.ACTIVITY, (0, "S1")), (model.ACTIVITY, (0, ""))]
    )
    mixed = role == model.ACTIVITY and rng.random() < 0.3  # on sites and on the whole: nobody is replaced there

    def given() -> model.Given:
        who = rng.choice(["U1", "U2", "U3"])
        start, pending = rng.randrange(5), rng.random() < 0.5 and (mixed or who != "U1")
        end = rng.choice([None, None, start + rng.randint(1, 4)])
        validated = rng.choice([None, rng.randrange(8)]) if pending else None
        withdrawn = rng.choice([None, None, None, rng.randrange(8)])
        replaces = "U1" if pending and not mixed and rng.random() < 0.7 else ""  # somebody who waits for nothing
        at = rng.choice(["", "S1", "S2"]) if mixed else site
        return model.Given(role, who, PLACES[place].id, at, start, end, pending, validated, withdrawn, replaces)

    return [given() for _ in range(rng.randint(2, 4 if role == model.APPROVER else 5))]


def told_assignment(g: model.Given) -> Assignment:
    """The same to the library."""
    fields = (g.pending, day(g.validated), day(g.withdrawn), g.replaces)
    return Assignment(ROLES[g.role], PEOPLE[g.person], g.activity, Period(day(g.start), day(g.end)), g.site, *fields)


def play_told(steps: Steps, counts: Counter[str]) -> int:
    """Told in both orders: the same answer, which is the model's; what is taken keeps law 3, and comes back from JSON."""
    known = {p.id: p for p in PLACES[:2]}
    codes = model.book_of(known, list(steps))
    told, game = [told_assignment(g) for g in steps], Play(counts)
    game.model = model.Book(known, list(steps))
    for order in (told, told[::-1]):
        try:
            book = RoleBook.of(order, Reference.of(ACTIVITIES[:2]))
        except AfasError as refused:
            found = {fault.code for fault in refused.faults}
            counts.update(f"refused {code}" for code in found)
            if not codes:
                raise Parted("lists:list refused", f"{found}") from refused
            continue
        if codes:
            raise Parted("lists:list taken", f"model {sorted(codes)}, afas took it")
        counts["taken"] += 1
        game.book = book
        game.compare(book, "of")
        game.read_back(Random(len(steps)))
    return len(steps)


LISTS = Campaign(
    "lists",
    draw_told,
    play_told,
    least={"taken": 200, "read back": 200, "refused too-many-holders": 173, "refused already-holds": 292},
    sizes={"ci": 20_000, "full": 300_000},
    unit="assignments told",
)


ROLES_CAMPAIGN = Campaign(
    "roles",
    draw,
    play,
    least={
        "assign": 127, "withdraw": 46, "transfer": 46, "validate": 14.5, "renew": 4.2, "follow": 82, "orphans": 6.2, "read back": 95,
        "assign already-holds": 26, "assign invalid-input": 2.2, "assign not-in-habilitation": 5.8, "assign not-on-a-site": 28,
        "assign period-ends-before-it-starts": 59, "assign reference-differs": 6.9, "assign too-many-holders": 9.8,
        "renew nothing-to-renew": 61, "renew period-ends-before-it-starts": 2.6, "renew reference-differs": 1.5,
        "transfer already-holds": 36, "transfer invalid-input": 1.2, "transfer not-in-habilitation": 4.1,
        "transfer not-validated-yet": 9.8, "transfer reference-differs": 3.6, "transfer unknown-assignment": 131,
        "validate nothing-to-validate": 142, "validate reference-differs": 2.5, "withdraw reference-differs": 2.2,
        "withdraw unknown-assignment": 90,
        # rare, so that only the whole is held to them
        "renew too-many-holders": 0.1, "transfer too-many-holders": 0.2, "withdraw invalid-input": 0.6, "renew invalid-input": 0.55,
    },
    sizes={"ci": 60_000, "full": 1_000_000},
)  # fmt: skip
