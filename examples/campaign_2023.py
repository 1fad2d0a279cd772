"""One campaign of a town, from the calendar to the payments, with the Hauts-de-Seine calendar of 2023.

`load` reads the data (the library itself reads no file), `campaign` plays the year and returns what is printed.
Each amount is worked by hand in `data/derivations.md`. Ceilings are illustrative: nobody could source them.
"""

import json
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import afas
from afas.declarations import Declaration
from afas.parameters import illustrative
from afas.payments import BroughtForward, Ledger, Paid, PaymentKind, Side, from_workflow
from afas.reference import Reference
from afas.text import Euros, figure

Lines = list[str]


def load() -> dict[str, Any]:
    path = Path(__file__).parent / "data" / "campaign_2023.json"
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data


def noon(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(12))


def reference(data: dict[str, Any]) -> tuple[dict[str, afas.Activity], dict[str, afas.Person], afas.RoleBook]:
    """The partner's activities and people, and who may do what."""
    partner = afas.Partner(**data["partner"])
    activities = {
        one["id"]: afas.Activity(
            id=one["id"],
            partner=partner.id,
            ps=one["ps"],
            name=one["name"],
            commune=partner.commune,
            nature=one["nature"],
            sites=tuple(afas.Site(**site) for site in one["sites"]),
        )
        for one in data["activities"]
    }
    people = {key: afas.Person(key, name) for key, name in data["people"].items()}
    book = afas.RoleBook.of(reference=Reference.of(activities.values(), people.values(), [partner]))
    for one in data["roles"]:
        book = book.assign(afas.Role(one["role"]), people[one["person"]], one["where"], start=date(2022, 9, 1))
    return activities, people, book


def figures_for(data: dict[str, Any], declaration: Declaration) -> dict[str, Any]:
    """The ceilings of that PS and year, marked illustrative."""
    year = declaration.year
    return dict(illustrative(data["illustrative"][declaration.activity.ps][str(year.year)], year.period.start))


class Campaign:
    """The year as it unfolds: each method is one of its moments, and writes what a person would see."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data
        self.activities, self.people, self.book = reference(data)
        self.calendar = afas.calendars.get(caf="92", year=2023)
        self.rights: dict[tuple[str, str], Decimal] = {}
        self.ledger = self.opened_ledger()
        self.lines: Lines = []
        self.accepted = self.refused = 0

    def opened_ledger(self) -> Ledger:
        """The ledger at the start of 2023, with what was advanced for 2022."""
        terms = self.calendar.payment_terms
        assert terms is not None
        named = terms.with_cap(**self.data["cap"]).with_top_up(self.data["top_up_rate"])
        paid = self.data["paid_for_2022"].items()
        earlier = [BroughtForward(f"{one}/2022", date(2022, 12, 31), one, 2022, amount) for one, amount in paid]
        return Ledger(named, self.activities).record(*earlier)

    def say(self, *lines: str) -> None:
        self.lines += lines

    def title(self, words: str) -> None:
        self.say("", f"== {words} ==")

    def show_calendar(self) -> None:
        self.title(f"Calendrier : {self.calendar.name.fr}")
        for code in ("ALSH", "EAJE", "RPE"):
            for kind in self.calendar.kinds(code):
                window = self.calendar.window(code, kind)
                opens, before = figure(window.available), figure(window.before)
                self.say(f"{code:5} {kind.text.fr} {window.year} : ouverte le {opens}, à transmettre avant le {before}")

    def show_alerts(self, on: date) -> None:
        self.title(f"Alertes du {figure(on)}")
        self.say(
            *(f"- {alert.message.text('fr')}" for alert in afas.alerts(self.calendar, self.activities.values(), on=on))
        )

    def opened(self, told: dict[str, Any]) -> Declaration:
        """The declaration as the calendar offers it on the day it is entered."""
        activity = self.activities[told["activity"]]
        previous = {activity.id: {name: Decimal(figure) for name, figure in told["previous"].items()}}
        on = date.fromisoformat(told["entered"])
        given = {
            name: {field: Decimal(figure) for field, figure in figures.items()}
            for name, figures in self.data["given"].items()
        }
        offered = afas.open_declarations(self.calendar, [activity], on=on, previous=previous, given=given)
        return next(one for one in offered if one.kind is afas.DeclarationKind(told["kind"]))

    def provider(self, form: str, where: str, on: date) -> afas.Person:
        role = afas.Role.ACTIVITY_DATA if form == "activity" else afas.Role.FINANCIAL_DATA
        return self.book.holders(role, where, on)[0]

    def do(self, declaration: Declaration, action: afas.workflow.Action, by: afas.Person, day: str) -> Declaration:
        scale = figures_for(self.data, declaration)
        outcome = afas.apply(declaration, action, by=by, roles=self.book, at=noon(day), scale=scale)
        for event in outcome.events:
            fact = from_workflow(outcome.declaration, event)
            self.ledger = self.ledger if fact is None else self.ledger.record(fact)
        return outcome.declaration

    def enter(self, declaration: Declaration, told: list[Any], day: str) -> Declaration:
        """Whoever holds the role enters a form and checks it."""
        form, site, values = told
        by = self.provider(form, site or declaration.activity.id, date.fromisoformat(day))
        declaration = self.do(declaration, afas.Enter(form, site=site, values=values), by, day)
        return self.do(declaration, afas.Check(form, site=site), by, day)

    def send(self, declaration: Declaration, told: dict[str, Any], day: str) -> Declaration:
        """The approver justifies what the controls found, validates, signs and transmits."""
        amel = self.people["amel"]
        for finding in declaration.findings():
            words = told["justifications"][finding.code]
            self.say(f"  contrôle {finding.code} : {finding.text('fr')}", f"  justifié : « {words} »")
            declaration = self.do(declaration, afas.Justify(finding.code, words), amel, day)
        for action in (afas.Validate(), afas.Sign(), afas.Transmit()):
            declaration = self.do(declaration, action, amel, day)
        assert declaration.signature is not None
        assert declaration.signature_holds()
        self.say(
            f"  {declaration.status.text.fr} le {figure(noon(day))} : "
            f"droit estimé {figure(Euros(declaration.signature.estimate.amount))}"
        )
        return declaration

    def declare(self, told: dict[str, Any]) -> None:
        """One declaration, from entry to acceptance."""
        declaration = self.opened(told)
        self.say(f"{declaration.activity.name}, {declaration.kind.text.fr} {declaration.year.text.fr}")
        for form in told["forms"]:
            declaration = self.enter(declaration, form, told["entered"])
        declaration = self.send(declaration, told, told["transmitted"])
        if "refused" in told:
            declaration = self.revise(declaration, told["refused"], told)
        declaration = self.do(declaration, afas.workflow.Accept(), afas.CAF, told["accepted"])
        self.say(f"  {declaration.status.text.fr} le {figure(noon(told['accepted']))}")
        assert declaration.signature is not None
        self.rights[declaration.activity.id, declaration.kind] = declaration.signature.estimate.amount
        self.accepted += 1

    def revise(self, declaration: Declaration, refused: dict[str, Any], told: dict[str, Any]) -> Declaration:
        """The Caf refuses; the approver sends the form back, and the steps come again."""
        declaration = self.do(declaration, afas.Refuse(refused["reason"]), afas.CAF, refused["on"])
        self.refused += 1
        self.say(f"  {declaration.status.text.fr} le {figure(noon(refused['on']))} : « {refused['reason']} »")
        form, site, _ = refused["form"]
        back = afas.SendBack(form, site=site)
        declaration = self.do(declaration, back, self.people["amel"], refused["on"])
        declaration = self.enter(declaration, refused["form"], refused["transmitted"])
        return self.send(declaration, told, refused["transmitted"])

    def why_not(self, told: dict[str, Any]) -> None:
        """One site's hours entered, and the approver asks to transmit."""
        self.title("« Pourquoi ne puis-je pas transmettre ? » (ALSH, saisie commencée)")
        form, site, values = told["forms"][0]
        by, day = self.provider(form, site, date(2023, 1, 16)), told["entered"]
        begun = self.do(self.opened(told), afas.Enter(form, site=site, values=values), by, day)
        amel, on = self.people["amel"], date.fromisoformat(day)
        reasons = afas.blockers(begun, afas.Transmit(), by=amel, roles=self.book, on=on)
        self.say(*(f"- {reason.text('fr')}" for reason in reasons))

    def explained(self) -> None:
        """The estimate of the June update of the ALSH, line by line."""
        self.title("Estimation expliquée : ALSH, actualisée de juin 2023")
        told = self.data["declarations"][-1]
        declaration = self.opened(told)
        for form in told["forms"]:
            declaration = self.enter(declaration, form, told["entered"])
        figures, _ = declaration.figures()
        parameters = figures_for(self.data, declaration)
        self.say(afas.explain(afas.estimate("ALSH", figures, 2023, parameters=parameters)).to_markdown("fr"))

    def payments(self, activity: afas.Activity) -> Decimal:
        """What is due and paid for one activity, and why; the Caf pays the day it is due."""
        ledger = self.ledger
        for due in ledger.entries(activity=activity.id):
            if due.side is Side.DUE and due.kind is not PaymentKind.BROUGHT_FORWARD:
                transfer = f"{activity.id}/{due.kind}"
                ledger = ledger.record(Paid(transfer, due.on, activity.id, due.year, due.amount))
        self.say("", ledger.to_markdown("fr", activity=activity.id))
        year = ledger.balance(activity=activity.id)
        return year.paid - Decimal(self.data["paid_for_2022"][activity.id])


def campaign(data: dict[str, Any]) -> str:
    """The whole year, as text."""
    year = Campaign(data)
    year.say(
        f"Campagne Afas 2023 — {data['partner']['name']}",
        "Prix plafonds, limite du 2ème acompte et taux du complément : illustratifs, sans valeur officielle.",
    )
    year.show_calendar()
    year.show_alerts(date(2023, 1, 16))
    year.why_not(data["declarations"][0])
    year.title("Déclarations")
    for told in data["declarations"]:
        year.declare(told)
    year.explained()
    year.title("Paiements")
    paid = sum((year.payments(activity) for activity in year.activities.values()), Decimal(0))
    year.say(
        "",
        f"Campagne 2023 : {year.accepted} déclarations acceptées, {year.refused} refusée puis corrigée, "
        f"{figure(Euros(paid))} versés.",
    )
    return "\n".join(year.lines)


if __name__ == "__main__":
    print(campaign(load()))
