"""`administer` against its model: who may make a change, all reasons at once, the history and its replay."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from afas import administration as admin
from afas import exchange
from afas.agreements import FixedBy
from afas.partners import CAF, Person
from afas.periods import Period
from afas.reference import Reference
from afas.roles import RoleBook
from assurance.against.roles import MODELLED, PEOPLE, PLACES, ROLES, SNAPSHOTS, Play, activity, day
from assurance.against.roles import draw as draw_changes
from assurance.campaign import Campaign, Parted, Steps
from assurance.models import administration as model
from assurance.models import roles as books

PARIS = ZoneInfo("Europe/Paris")
GROUPS = list(admin.AdministratorGroup)
# [doc] who lifts a reason: the Caf validates who is greyed; what is not known is for both to settle
LIFTED_BY = {
    "for-the-caf": FixedBy.CAF,
    "not-validated-yet": FixedBy.CAF,
    "unknown-activity": FixedBy.PARTNER_AND_CAF,
    "not-administrator": FixedBy.HABILITATION_MANAGER,
    "not-for-the-caf": FixedBy.HABILITATION_MANAGER,
}


def draw(rng: Random) -> Steps:
    """Changes of roles, each asked by somebody at some moment: mostly by who may, and each after the one before."""
    names = ["U1", "U2", "U3", "U4", "U9"]
    managers: list[Any] = []
    for partner in ("P1", "P1", "P1", "P2"):
        start = rng.choice([0, 0, 0, 3])
        end = rng.choice([None, None, 6, 9])
        managers.append((rng.choice(names[:4] * 3 + ["U9"]), partner, start, end, rng.randrange(2)))
    to_validate = tuple(sorted(rng.sample(names[:4], rng.choice([0, 1, 2]))))
    aware = rng.random() < 0.4
    steps: list[Any] = [("administrators", tuple(managers)), ("to validate", to_validate), ("aware", aware)]
    changes = list(draw_changes(rng))
    for step in list(changes):  # somebody who appears greyed is validated; what ends is put off
        if step[0] in {"assign", "transfer"} and rng.random() < 0.3:
            receiver, where = step[3] if step[0] == "transfer" else step[2], step[1]
            after = [("validate", where, receiver, rng.randrange(9)), ("renew", where, receiver, rng.randrange(4, 11))]
            changes.insert(changes.index(step) + 1, after[rng.random() < 0.4])
    now = 0
    for step in changes:
        if step[0] == "start":
            steps.append(("start", step[1] or (0, 1)))
            continue
        caf = step[0] in model.OF_THE_CAF
        by = model.CAF if caf else rng.choice([one[0] for one in managers])
        if rng.random() < 0.15:
            by = rng.choice([*names, model.CAF])
        now = min(8 * 24, now + rng.choice([0, 1, 9, 14, 24]))
        hour = now - rng.choice([0, 0, 0, 0, 0, 0, 0, 12]) if now >= 12 else now
        steps.append((*step, ("by", by, hour)))
    return steps


class Administering(Play):
    """A history of changes, on the model and through `administer`."""

    def __init__(self, counts: Counter[str]) -> None:
        super().__init__(counts)
        self.managers: list[model.Administrator] = []
        self.theirs: list[admin.Administrator] = []
        self.to_validate: tuple[str, ...] = ()
        self.aware = False
        self.history: tuple[admin.RoleEvent, ...] = ()
        self.last = -1
        self.opened = RoleBook()

    def step(self, step: tuple[Any, ...]) -> None:
        match step:
            case ("administrators", managers):
                self.managers = [model.Administrator(*one[:4]) for one in managers]
                self.theirs = [
                    admin.Administrator(PEOPLE[who], partner, Period(day(start), day(end)), GROUPS[group])
                    for who, partner, start, end, group in managers
                ]
            case ("to validate", some):
                self.to_validate = some
            case ("aware", aware):
                self.aware = aware
            case ("start", _):
                super().step(step)
                self.opened, self.history, self.last = self.book, (), -1
            case ("follow", snapshot, listed, on, ("by", by, hour)):
                self.load(snapshot, listed, max(self.clock, on), by, hour)
            case (_, (_, place, _, _), *_, ("by", _, _)):
                self.change(step, PLACES[place])

    def load(self, snapshot: int, listed: tuple[str, ...] | None, on: int, by: str, hour: int) -> None:
        """A snapshot, as in the campaign of roles."""
        places = [PLACES[n] for n in SNAPSHOTS[snapshot]]
        persons = None if listed is None else {one for one in listed if one != "U9"}
        newer = Reference.of([activity(place) for place in places], [PEOPLE[one] for one in listed or ()])
        if {g.activity for g in self.model.given} & {site for place in places for site in place.sites}:
            return
        before = self.model
        self.asked(
            model.Asked("follow", "", by, self.on(hour)),
            lambda: before.follow(places, persons, on),
            admin.FollowReference(newer, day(on)),
            hour,
        )
        if self.model is not before:
            self.clock = on

    def change(self, step: tuple[Any, ...], place: books.Place) -> None:
        """A change of one role on one place, named by its id."""
        name, (role, _, site, _), who, *told, (_, by, hour) = step
        known = self.model.known
        others = [g for g in self.model.given if g.activity != place.id and g.activity not in known]
        if {place.id, *place.sites} & {name for g in others for name in (g.activity, g.site)}:
            return  # no text says whose an id is that a closed activity had
        where, key = site or place.id, (role, who, place.id, site)
        there = place.id in known and (not site or site in known[place.id].sites)
        elsewhere = [one.id for one in known.values() if where in one.sites or where == one.id]
        if elsewhere and elsewhere != [place.id]:
            return  # the id is another's here: `roles` compares that
        on_place = (ROLES[role], PEOPLE[who], where)
        before = self.model
        make: Callable[[], books.Book]
        asked: admin.AnyRoleChange
        if name == "assign":
            start, end, _ = told
            greyed = model.pending(name, role, who, self.to_validate)
            new = books.Given(role, who, place.id, site, start, end, greyed)
            make, asked = lambda: before.give(new), admin.GiveRole(*on_place, day(start), day(end))
        elif name == "transfer":
            taker, on, _ = told
            greyed = model.pending(name, role, taker, self.to_validate)
            args = (role, who, taker, place.id, site, on)
            make = lambda: before.transfer(*args, pending=greyed)  # noqa: E731
            asked = admin.TransferRole(*on_place, PEOPLE[taker], day(on))
        elif name == "withdraw":
            make, asked = lambda: before.withdraw(*key, told[0]), admin.WithdrawRole(*on_place, day(told[0]))
        elif name == "renew":
            make, asked = lambda: before.renew(*key, told[0]), admin.RenewRole(*on_place, day(told[0]))
        else:
            make, asked = lambda: before.validate(*key, told[0]), admin.ValidateRole(*on_place, day(told[0]))
        # [0015] "a closed site keeps its past": its partner is known by what was given there
        closed = place.id in known and any((g.activity, g.site) == (place.id, site) for g in self.model.given)
        receiver = {"assign": who, "transfer": told[0]}.get(name)

        def of_the_registered() -> books.Book:
            if receiver == "U9":
                raise books.Refused("not-in-habilitation", *self.codes(make))
            if not (there or closed) and name not in {
                "withdraw",
                "validate",
            }:  # no text says more of an id that is not known
                raise books.Refused("unknown-activity")
            return make()

        about = model.Asked(name, place.id if there or closed else where, by, self.on(hour))
        self.asked(about, of_the_registered, asked, hour, there=there)

    def moment(self, hour: int) -> datetime:
        """Hours since the first day, on the clock of the Caf; told by universal time where moments have an offset."""
        wall = datetime.combine(day(0), time()) + timedelta(hours=hour)
        return wall.replace(tzinfo=PARIS).astimezone(UTC) if self.aware else wall

    @staticmethod
    def on(hour: int) -> int:
        """[doc] "the day of a change is the Caf's"."""
        return hour // 24

    def asked(
        self,
        about: model.Asked,
        make: Callable[[], books.Book],
        change: admin.AnyRoleChange,
        hour: int,
        *,
        there: bool = True,
    ) -> None:
        """The same reasons on both sides, or the same book."""
        by: Person = CAF if about.by == model.CAF else PEOPLE[about.by]
        after, refusals, reasons = model.judged(
            self.model, make, about, self.managers, registered=about.by != "U9", late=hour < self.last
        )
        told: dict[str, Any] = {
            "by": by,
            "at": self.moment(hour),
            "administrators": self.theirs,
            "to_validate": self.to_validate,
            "history": self.history,
            "zone": PARIS if self.aware else None,
        }
        blockers = admin.change_blockers(self.book, change, **told)
        found = {one.code for one in blockers}
        self.counts.update(found)
        what = f"{about}: model {sorted(reasons)} and {sorted(refusals)}, afas {sorted(found)}"
        if len(blockers) != len({(one.code, one.message) for one in blockers}):
            raise Parted("administration:a reason twice", what)
        if not reasons <= found or found & model.OF_ADMINISTERING - reasons:
            raise Parted("administration:who may", what)
        # who asks and who is given may both be outside of the habilitation module: one code for two reasons
        both = refusals and "not-in-habilitation" in reasons
        if there and bool(refusals) != bool(found - reasons) and not both:
            raise Parted("administration:what the book refuses", what)
        if there and found & MODELLED - refusals:
            raise Parted("administration:code of the book", what)
        for one in blockers:
            if one.lifted_by is not LIFTED_BY.get(one.code, one.lifted_by):
                raise Parted("administration:who lifts it", f"{one.code}: {one.lifted_by}")
        try:
            done = admin.administer(self.book, change, **told)
        except admin.ChangeBlocked as blocked:
            if blocked.blockers != blockers or not blockers:
                raise Parted("administration:blockers are not the reasons", what) from blocked
            return
        if blockers or after is None:
            raise Parted("administration:made though blocked", what)
        self.made(done, change, by, about)
        self.model, self.last = after, hour

    def made(self, done: admin.Administered, change: admin.AnyRoleChange, by: Person, about: model.Asked) -> None:
        """[law 5] The history has one event more: what, by whom."""
        self.counts[about.change] += 1
        *before, event = done.history
        if tuple(before) != self.history or (event.change, event.by) != (change, by):
            raise Parted("administration:history", f"{done.history}")
        self.counts["pending"] += event.pending
        self.book, self.history = done.book, done.history

    def replay(self) -> None:
        """[law 5] "replaying it gives the object back", stored or not."""
        stored = tuple(exchange.loads(exchange.dumps(one)) for one in self.history)
        if stored != self.history:
            raise Parted("administration:event read back otherwise", f"{self.history}")
        for history in (self.history, stored):
            again = admin.replay_roles(self.opened, history)
            if again != self.book:
                raise Parted("administration:replayed otherwise", f"{history}")
            self.counts["replayed"] += 1


def play(steps: Steps, counts: Counter[str]) -> int:
    """Plays a history; compares who may act after each change, and replays it at its end."""
    game = Administering(counts)
    for step in steps:
        before = game.book
        game.step(step)
        if game.book is not before and step[0] != "start":
            game.compare(game.book, f"administering {step[0]}")
    game.replay()
    return len(steps)


ADMINISTRATION = Campaign(
    "administration",
    draw,
    play,
    least={
        "assign": 46, "withdraw": 9.5, "transfer": 12.5, "validate": 1.8, "renew": 1.9, "follow": 12.5, "replayed": 130,
        "pending": 4.5, "not-administrator": 134, "unknown-activity": 108, "for-the-caf": 24, "not-for-the-caf": 13,
        "before-the-last": 8, "not-in-habilitation": 56, "unknown-assignment": 218, "nothing-to-validate": 175,
        "nothing-to-renew": 83, "period-ends-before-it-starts": 45, "already-holds": 12.5, "too-many-holders": 4,
        "not-on-a-site": 21, "not-validated-yet": 1.75,
    },
    sizes={"ci": 80_000, "full": 400_000},
)  # fmt: skip
