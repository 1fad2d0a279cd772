"""The life of declarations against its model: every PS, several sites, stale versions, copies, altered documents."""

import inspect
import json
from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import afas
from afas import exchange, payments, ps, workflow
from afas.declarations import Declaration
from afas.errors import AfasError
from afas.forms import DeclarationKind
from afas.partners import Activity, Person, Site
from afas.roles import Role, RoleBook
from afas.workflow import FormRefusal
from assurance.campaign import Campaign, Parted, Steps
from assurance.models import lifecycle as model
from assurance.models.lifecycle import Form, Setting, Step

ORIGIN = datetime(2023, 12, 10, 9)  # noqa: DTZ001 - the wall time of the Caf, without a zone
OPENS = 2
PEOPLE = {name: Person(name, name) for name in ("Amel", "Amir", "Bruno", "Chloe", "Zoe")} | {"CAF": afas.CAF}
APPROVERS = {"Amel": (0, 12), "Amir": (12, 99)}
SITES = (Site("S1", "Balzac"), Site("S2", "Pasteur"))
CALENDAR = afas.Calendar.from_mapping(
    {"caf": "00", "year": 2024, "windows": [
        {"ps": "*", "kind": "FORECAST", "year": 2024, "available": "2023-12-12", "before": "2024-02-10"},
    ]}
)  # fmt: skip
# two values a figure, that no control objects to together
GOOD = {
    "EAJE": {"entitled_hours": "90", "billed_hours": "101", "attended_hours": "100", "meals_and_nappies": "1", "expenses": "900",
             "family_participations": "90", "general_scheme_share": "0.98"},
    "LAEP": {"opening_hours": "100", "organisation_hours": "50"},
    "ESPACE_RENCONTRE": {"opening_hours": "100", "organisation_hours": "50"},
    "CLAS": {"groups": "2", "children": "20"},
    "MEDIATION_FAMILIALE": {"real_fte": "1.5", "funded_fte": "1"},
}  # fmt: skip


SHARE = {"general_scheme_share": "0.98"}  # [facts W6] since 2019 the Caf gives it, and the partner does not declare it
GIVEN = "given" in inspect.signature(afas.open_declarations).parameters


def asked(code: str) -> dict[Form, tuple[str, ...]]:
    """The forms of a forecast and the figures each has to hold."""
    service, forms = ps.get(code), dict[Form, tuple[str, ...]]()
    declared = declaration_of(code)
    for form in declared.forms:
        names = tuple(f.name for f in declared.fields(form[0]) if f.default is None)
        forms[form[0].value, form[1]] = names
    assert service.code == code
    return forms


def activity_of(code: str) -> Activity:
    return Activity("A1", "P1", code, "Name", "NANTERRE", SITES if ps.get(code).sites else ())


def declaration_of(code: str) -> Declaration:
    told: dict[str, Any] = (
        {"given": {"A1": {k: Decimal(v) for k, v in SHARE.items()}}} if GIVEN and code in {"EAJE", "ALSH"} else {}
    )
    return next(
        one
        for one in afas.open_declarations(CALENDAR, [activity_of(code)], on=date(2023, 12, 12), **told)
        if one.kind is DeclarationKind.FORECAST
    )


def providers_of(form: Form) -> dict[str, tuple[int, int]]:
    if form[0] == "financial":
        return {"Chloe": (0, 99), "Amel": (0, 99)}
    return {"Bruno": (0, 99)} if form[1] != "S2" else {"Chloe": (0, 20)}


def book_of(code: str) -> RoleBook:
    """Who may do what, as the model is told."""
    activity, start = activity_of(code), ORIGIN.date()
    book = RoleBook().assign(Role.APPROVER, PEOPLE["Amel"], activity, start, start + timedelta(12))
    book = book.assign(Role.APPROVER, PEOPLE["Amir"], activity, start + timedelta(12))
    for form in FORMS[code]:
        role = Role.FINANCIAL_DATA if form[0] == "financial" else Role.ACTIVITY_DATA
        for name, (_, end) in providers_of(form).items():
            until = None if end == 99 else start + timedelta(end)
            book = book.assign(role, PEOPLE[name], form[1] or activity, start, until)
    return book


def scale_of(code: str) -> dict[str, str]:
    """A figure for each parameter that has none for 2024."""
    figures: dict[str, str] = {}
    for _ in range(4):
        try:
            afas.estimate(code, GOOD_ALL[code], year=2024, parameters=figures)
        except AfasError as error:
            for fault in error.faults:
                name = fault.path.removeprefix("parameters.").partition("[")[0]
                unit = ps.get(code).parameter(name).unit.name
                figures[name] = "0.5" if unit == "RATIO" else "1" if unit == "FLAG" else "8.5"
            continue
        break
    return figures


CODES = ps.codes()
FORMS: dict[str, dict[Form, tuple[str, ...]]] = {code: asked(code) for code in CODES}
GOOD_ALL = {
    code: {name: "1" for names in FORMS[code].values() for name in names}
    | {name: "500" for names in FORMS[code].values() for name in names if name in {"expenses", "eligible_payroll"}}
    | (SHARE if code in {"EAJE", "ALSH"} else {})
    | GOOD.get(code, {})
    for code in CODES
}
SCALES = {code: scale_of(code) for code in CODES}
BOOKS = {code: book_of(code) for code in CODES}
OPENED = {code: declaration_of(code) for code in CODES}
HANDED_BY_APPLY = "scale" in inspect.signature(workflow.apply).parameters  # before, a signing carried the figures


def setting(code: str) -> Setting:
    forms = FORMS[code]
    finding = ("CLAS-01", "children", "groups", 12) if code == "CLAS" else None
    return Setting(forms, OPENS, APPROVERS, {form: providers_of(form) for form in forms}, finding)


ACTIONS = (
    ["Enter"] * 5 + ["Check"] * 4 + ["SendBack"] * 2 + ["Validate", "Sign", "Transmit", "Justify", "Complement"] * 2
)
ACTIONS += ["Accept", "Accept", "Refuse", "Refuse", "Cancel"]


def draw(rng: Random) -> Steps:
    """A run on the way to acceptance, cut anywhere, then steps at random; or a copy of it, or an altered document."""
    code = rng.choice(CODES)
    forms = list(FORMS[code])
    day = OPENS + (rng.random() < 0.9) * rng.randint(0, 2) - (rng.random() < 0.1)
    steps: list[Any] = [("declaration", code)]

    def value(name: str) -> str | None:
        good = GOOD_ALL[code][name]
        if code == "CLAS" and name == "children" and rng.random() < 0.3:
            return "30"
        return rng.choice([good] * 6 + ["2" if good == "1" and name.endswith("_hours") else good, "x", None])

    def enter(form: Form, by: str, *, good: bool = False) -> Step:
        names = [name for name in FORMS[code][form] if good or rng.random() < 0.7]
        values = tuple((name, GOOD_ALL[code][name] if good else value(name)) for name in names)
        return Step("Enter", by, day, form, values)

    run: list[Step] = []
    for form in forms:
        who = next(iter(providers_of(form)))
        run += [enter(form, who, good=True), Step("Check", who, day, form)]
    if code == "CLAS" and rng.random() < 0.5:  # more children in a group than the circular says: to justify
        run[0] = Step("Enter", "Bruno", day, forms[0], (("groups", "2"), ("children", "30")))
        run.append(Step("Justify", "Amel", day, words="Il y a 3 enfants de plus en moyenne"))
    run += [Step("Validate", "Amel", day), Step("Sign", "Amel", day), Step("Transmit", "Amel", day)]
    run += [Step("Accept", "CAF", day) if rng.random() < 0.5 else Step("Refuse", "CAF", day, words="à revoir")]
    steps += run[: rng.choice([0, 0, len(run) // 2, len(run) - 3, len(run) - 2, len(run) - 1, len(run)])]
    for _ in range(rng.randint(2, 14)):
        day += rng.choice([0, 0, 0, 1, 2, 5]) - (rng.random() < 0.05)
        name, form = rng.choice(ACTIONS), rng.choice(forms)
        approver = "Amel" if day < 12 else "Amir"
        if name in {"Enter", "Check"}:
            by = rng.choice([*providers_of(form), *providers_of(form), approver, rng.choice(list(PEOPLE))])
            step = enter(form, by, good=rng.random() < 0.4) if name == "Enter" else Step(name, by, day, form)
            if name == "Enter" and rng.random() < 0.3:
                step = attrs_of(step, seen=rng.randint(0, 8))
        elif name in {"Accept", "Refuse", "Cancel"}:
            by = "CAF" if rng.random() < 0.9 else approver
            named = form if name == "Refuse" and rng.random() < 0.5 else None
            step = Step(
                name, by, day, named, words=rng.choice(["à revoir", "à revoir", ""]) if name != "Accept" else ""
            )
        else:
            by = approver if rng.random() < 0.85 else rng.choice(list(PEOPLE))
            words = {
                "Justify": rng.choice(["Il y a 3 enfants de plus en moyenne", "parce que"]),
                "Complement": "voir 1 pièce",
            }
            step = Step(name, by, day, form if name == "SendBack" else None, words=words.get(name, ""))
        steps.append(step)
    extra = rng.random()
    if extra < 0.3:
        steps.append(("alter", rng.randrange(10**6)))
    elif extra < 0.5 and len(forms) > 1:
        one, other = rng.choice(forms), rng.choice(forms)
        steps.append(
            ("merge", enter(one, next(iter(providers_of(one)))), enter(other, next(iter(providers_of(other)))))
        )
    return steps


def attrs_of(step: Step, **told: Any) -> Step:
    return Step(**{name: getattr(step, name) for name in step.__dataclass_fields__} | told)


def action_of(step: Step, code: str) -> Any:
    """The same step as the library's action."""
    form, site = step.form or ("", None)
    match step.name:
        case "Enter":
            return afas.Enter(form, values=dict(step.values), site=site, seen=step.seen)
        case "Check":
            return afas.Check(form, site=site)
        case "SendBack":
            return afas.SendBack(form, site=site)
        case "Justify":
            return afas.Justify("CLAS-01", step.words)
        case "Sign":
            sign: Any = afas.Sign
            return sign() if HANDED_BY_APPLY else sign(SCALES[code])
        case "Complement":
            return afas.Complement(step.words)
        case "Refuse":
            return afas.Refuse(step.words, (FormRefusal(form, "à revoir", site),) if step.form else ())
        case "Cancel":
            return afas.Cancel(step.words)
    return getattr(afas, step.name)()


def handed(code: str) -> dict[str, Any]:
    return {"scale": SCALES[code]} if HANDED_BY_APPLY else {}


def at(step: Step, n: int) -> datetime:
    return ORIGIN + timedelta(days=step.day, minutes=n)


class Play:
    """A declaration beside its model."""

    def __init__(self, counts: Counter[str]) -> None:
        self.counts, self.code = counts, "RPE"
        self.begin("RPE")

    def begin(self, code: str) -> None:
        self.code, self.theirs, self.mine = code, OPENED[code], model.State(setting(code))
        self.signed: Decimal | None = None
        self.n = 0

    def step(self, step: Step) -> None:
        if step.form is not None and step.form not in self.mine.setting.forms:
            return
        if step.seen is not None:
            step = attrs_of(step, seen=min(step.seen, len(self.mine.history)))
        self.n += 1
        why, action, by = self.mine.refusals(step), action_of(step, self.code), PEOPLE[step.by]
        book, when = BOOKS[self.code], at(step, self.n)
        reasons = workflow.blockers(self.theirs, action, by=by, roles=book, on=when.date(), **handed(self.code))
        try:
            outcome = workflow.apply(self.theirs, action, by=by, roles=book, at=when, **handed(self.code))
        except workflow.ActionBlocked as blocked:
            self.counts.update(f"blocked {r.code}" for r in {r.code: r for r in blocked.blockers}.values())
            if not why:
                raise Parted(
                    f"lifecycle:{step.name} refused", f"{step} in {self.mine.status}: {[r.code for r in reasons]}"
                ) from blocked
            if not reasons:
                raise Parted("lifecycle:no blocker for a refusal", f"{step}") from blocked
            return
        if why:
            raise Parted(f"lifecycle:{step.name} taken", f"{step} in {self.mine.status}: model {sorted(why)}")
        if reasons:
            raise Parted("lifecycle:blockers without a refusal", f"{step}: {[r.code for r in reasons]}")
        self.counts[step.name] += 1
        self.mine, self.theirs = self.mine.after(step), outcome.declaration
        self.compare(step)
        if step.name == "Sign":
            self.signed = self.amount()
            self.counts[f"signed {self.code}"] += 1
        if step.name == "Accept":
            fact = payments.from_workflow(self.theirs, outcome.events[-1])
            if not isinstance(fact, payments.Accepted) or fact.amount != self.signed:
                raise Parted("lifecycle:booked what was not signed", f"{fact}, signed {self.signed}")

    def amount(self) -> Decimal:
        signature = self.theirs.signature
        assert signature is not None
        figures, _ = self.theirs.figures()
        names = [*SHARE, *(name for names in self.mine.setting.forms.values() for name in names)]
        mine = afas.estimate(
            self.code, {n: figures[n] for n in figures if n in names}, year=2024, parameters=SCALES[self.code]
        )
        if mine.amount != signature.estimate.amount or not workflow.verify(self.theirs).holds:
            raise Parted("lifecycle:signed otherwise", f"{signature.estimate.amount}, estimate {mine.amount}")
        return signature.estimate.amount

    def compare(self, step: Step) -> None:
        theirs, mine = self.theirs, self.mine
        entries = {(f.value, site): dict(typed) for (f, site), typed in theirs.entries.items() if typed}
        checked = {(f.value, site) for f, site in theirs.checked}
        if theirs.status.name != mine.status:
            raise Parted(f"lifecycle:status after {step.name}", f"model {mine.status}, afas {theirs.status.name}")
        if entries != mine.data():
            raise Parted(f"lifecycle:entries after {step.name}", f"model {mine.data()}, afas {entries}")
        if mine.status in {*model.OPEN, "REFUSED"} and checked != mine.checked:
            raise Parted(f"lifecycle:checked after {step.name}", f"model {mine.checked}, afas {checked}")
        if theirs.version != len(mine.history):
            raise Parted("lifecycle:version", f"model {len(mine.history)}, afas {theirs.version}")
        signed = theirs.signature is not None and theirs.signature_holds()
        if mine.status in {"SIGNED", "TRANSMITTED", "ACCEPTED"} and not signed:
            raise Parted("lifecycle:signature lost", step.name)
        if mine.status in {"VALIDATED", "CHECKED", "IN_PROGRESS"} and signed:
            raise Parted("lifecycle:signature kept", step.name)

    def merge(self, one: Step, other: Step) -> None:
        """Two copies, a save on each. [0005] Saves that do not overlap come together; an overlap is a conflict."""
        day = self.mine.history[-1].day if self.mine.history else OPENS
        one, other = attrs_of(one, day=day), attrs_of(other, day=day)
        for step in (one, other):
            if step.form not in self.mine.setting.forms or self.mine.refusals(step):
                return
        seen = len(self.mine.history)
        copies = [
            workflow.apply(
                self.theirs, action_of(s, self.code), by=PEOPLE[s.by], roles=BOOKS[self.code], at=at(s, self.n + n)
            ).declaration
            for n, s in enumerate((one, other), 1)
        ]
        after = self.mine.after(one)
        why = after.refusals(attrs_of(other, seen=seen))
        try:
            outcome = workflow.merge(copies[0], copies[1], roles=BOOKS[self.code])
        except workflow.ActionBlocked as blocked:
            self.counts["merge refused"] += 1
            if not why:
                raise Parted(
                    "lifecycle:merge refused", f"{one} with {other}: {[b.code for b in blocked.blockers]}"
                ) from blocked
            return
        self.counts["merge"] += 1
        if why:
            raise Parted("lifecycle:merge taken", f"{one} with {other}: model {why}")
        self.theirs, self.mine = outcome.declaration, after.after(other)
        self.compare(other)

    def stored(self) -> None:
        """[law 5, law 8] Written and read, it is the same; its history gives it back."""
        text = exchange.dumps(self.theirs)
        read = exchange.loads(text)
        if read != self.theirs or exchange.dumps(read) != text:
            raise Parted("lifecycle:stored otherwise", text[:300])
        if workflow.replay(read.opened, read.history) != read:
            raise Parted("lifecycle:replay gives another", text[:300])
        self.counts["stored"] += 1

    def alter(self, seed: int) -> None:
        """[law 4, law 5] A document that contradicts its history: told when read, or good for nothing that pays."""
        rng, raw = Random(seed), json.loads(exchange.dumps(self.theirs))
        changed = altered(raw, rng)
        if not changed:
            return
        self.counts["altered"] += 1
        try:
            read = exchange.loads(json.dumps(raw), Declaration)
        except AfasError:
            self.counts["altered refused"] += 1
            return
        book, code, steps = BOOKS[self.code], self.code, [Step("Transmit", "Amir", 40), Step("Accept", "CAF", 40)]
        for n, step in enumerate(steps):
            try:
                outcome = workflow.apply(
                    read, action_of(step, code), by=PEOPLE[step.by], roles=book, at=at(step, n), **handed(code)
                )
            except AfasError:
                continue
            read, booked = outcome.declaration, None
            try:
                booked = payments.from_workflow(read, outcome.events[-1])
            except AfasError:
                continue
            if isinstance(booked, payments.Accepted):
                possible = self.mine.status in {"SIGNED", "TRANSMITTED"}
                if not possible or booked.amount != self.signed:
                    raise Parted(
                        f"lifecycle:altered {changed}, booked",
                        f"{booked.amount} booked from {self.mine.status}, signed {self.signed}; verify {workflow.verify(read).holds}",
                    )


def altered(raw: Any, rng: Random) -> str:
    """One thing of a stored declaration altered; what it was."""
    value = raw["value"]
    what = rng.choice(["status", "amount", "both", "entry", "event", "author", "checked"])
    signature = value.get("signature")
    if what in {"status", "both"}:
        value["status"] = "TRANSMITTED" if value["status"] != "TRANSMITTED" else "SIGNED"
    if what in {"amount", "both"}:
        if not signature:
            return ""
        signature["estimate"]["amount"] = "999999.00"
    if what == "entry":
        typed = [e for e in text_of(value.get("entries")) if e]
        if not typed:
            return ""
        name = rng.choice(sorted(typed[0]))
        typed[0][name] = "7777"
    if what == "event":
        if not value.get("history"):
            return ""
        value["history"].pop(rng.randrange(len(value["history"])))
    if what == "author":
        if not value.get("history"):
            return ""
        rng.choice(value["history"])["by"] = {"id": "Mallory", "name": "Mallory"}
    if what == "checked":
        value["checked"] = []
    return what


def text_of(entries: Any) -> list[dict[str, Any]]:
    """The mappings of fields in stored entries, however they are nested."""
    inner = list(entries.values()) if isinstance(entries, dict) else entries if isinstance(entries, list) else []
    deeper = [found for one in inner for found in text_of(one)]
    return deeper or ([entries] if isinstance(entries, dict) else [])


def play(steps: Steps, counts: Counter[str]) -> int:
    """Plays a history; compares after each step."""
    game = Play(counts)
    for step in steps:
        match step:
            case ("declaration", code):
                game.begin(code)
            case ("merge", one, other):
                game.merge(one, other)
            case ("alter", seed):
                game.alter(seed)
            case Step():
                game.step(step)
    game.stored()
    return len(steps)


LIFECYCLE = Campaign(
    "lifecycle",
    draw,
    play,
    least={
        "Enter": 100, "Check": 80, "Validate": 20, "Sign": 15, "Transmit": 10, "Accept": 2, "Refuse": 2, "Cancel": 3, "SendBack": 10,
        "Complement": 5, "Justify": 0.1, "stored": 30, "merge": 3, "altered": 5,
        "blocked wrong-status": 445, "blocked no-role": 105, "blocked not-validated": 97, "blocked unchecked": 86,
        "blocked missing-field": 80, "blocked not-signed": 65, "blocked no-finding": 45, "blocked weak-justification": 24,
        "blocked no-reason": 22, "blocked not-open": 17, "blocked not-held": 17, "blocked before-the-last": 9,
        "blocked not-a-number": 3, "merge refused": 0.3, "blocked conflict": 0.7, "blocked finding": 0.6,
    } | {f"signed {code}": 2 for code in CODES},
    sizes={"ci": 12_000, "full": 1_400_000},  # some thirteen a history
    unit="steps",
)  # fmt: skip
