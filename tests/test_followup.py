"""The follow-up: pictograms, the list, what awaits whom, how far a partner is; and the labels of a portal."""

import json
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal

import attrs
import pytest

import afas
from afas.declarations import (
    TRANSITIONS,
    ActionName,
    Declaration,
    Labels,
    Status,
    Summary,
    as_data,
    corrections,
    diagram,
    table,
)
from afas.declarations._journal import journal
from afas.declarations._labels import OfficialLabel
from afas.declarations._opening import TwoAlive, check_alive
from afas.followup import COLUMNS, FollowUp, FormState, UnknownColumn, follow_up, form_state, next_tasks, progress, todo
from afas.forms import DeclarationKind, FormCode
from afas.sources import Source
from afas.text import Text
from afas.workflow import Action, FormRefusal

AMEL, BRUNO, CHLOE = (afas.Person(name, name) for name in ("Amel", "Bruno", "Chloé"))
ALSH = afas.Activity(
    "A1", "P1", "ALSH", "Loisirs", "NANTERRE", (afas.Site("S1", "Un"), afas.Site("S2", "Deux")), "Accueil de loisirs"
)
RPE = afas.Activity("A2", "P1", "RPE", "Relais", "NANTERRE", nature="Relais petite enfance")
OTHER = afas.Activity("B1", "P2", "RPE", "Relais du Parc", "CLICHY", nature="Relais petite enfance")
START = date(2022, 9, 1)
BOOK = afas.RoleBook()
for one in (ALSH, RPE, OTHER):
    BOOK = BOOK.assign(afas.Role.APPROVER, AMEL, one, START).assign(afas.Role.FINANCIAL_DATA, CHLOE, one, START)
BOOK = BOOK.assign(afas.Role.ACTIVITY_DATA, BRUNO, "S1", START).assign(afas.Role.ACTIVITY_DATA, CHLOE, "S2", START)
BOOK = BOOK.assign(afas.Role.ACTIVITY_DATA, BRUNO, RPE, START).assign(afas.Role.ACTIVITY_DATA, BRUNO, OTHER, START)
CALENDAR = afas.calendars.get("92", 2023)
DAY = date(2023, 1, 16)
SCALE = {"ceiling": "60000"}
Step = tuple[Action, afas.Person]


def do(declaration: Declaration, *steps: Step, on: date = DAY) -> Declaration:
    for action, by in steps:
        at = datetime.combine(on, time(12))
        declaration = afas.apply(declaration, action, by=by, roles=BOOK, at=at, scale=SCALE).declaration
    return declaration


def opened(activity: afas.Activity, kind: DeclarationKind = DeclarationKind.FORECAST) -> Declaration:
    return next(one for one in afas.open_declarations(CALENDAR, [activity], on=DAY) if one.kind is kind)


RELAY: tuple[Step, ...] = (
    (afas.Enter("activity", values={"animator_fte": "1"}), BRUNO),
    (afas.Check("activity"), BRUNO),
    (afas.Enter("financial", values={"expenses": "50000"}), CHLOE),
    (afas.Check("financial"), CHLOE),
    (afas.Validate(), AMEL),
    (afas.Sign(), AMEL),
    (afas.Transmit(), AMEL),
)


def states(declaration: Declaration) -> tuple[FormState | None, FormState | None]:
    return form_state(declaration, FormCode.ACTIVITY), form_state(declaration, FormCode.FINANCIAL)


def test_the_pictogram_of_each_form_as_the_declaration_goes() -> None:
    expected = [
        (FormState.TO_ENTER, FormState.TO_ENTER),
        (FormState.IN_PROGRESS, FormState.TO_ENTER),
        (FormState.CHECKED, FormState.TO_ENTER),
        (FormState.CHECKED, FormState.IN_PROGRESS),
        *[(FormState.CHECKED, FormState.CHECKED)],
        *[(FormState.VALIDATED, FormState.VALIDATED)] * 3,
    ]
    assert [states(do(opened(RPE), *RELAY[:rank])) for rank in range(len(RELAY) + 1)] == expected
    refused = do(opened(RPE), *RELAY, (afas.Refuse("à revoir"), afas.CAF))
    assert states(refused) == (FormState.CHECKED, FormState.CHECKED)
    assert states(do(refused, (afas.Cancel("doublon"), afas.CAF))) == (None, None)
    assert len({state.pictogram for state in FormState}) == len(FormState)


def test_a_form_by_site_is_checked_once_all_its_sites_are() -> None:
    first = do(opened(ALSH), (afas.Enter("activity", site="S1", values={"attended_hours": "1"}), BRUNO))
    checked = do(first, (afas.Check("activity", site="S1"), BRUNO))
    assert states(checked)[0] is FormState.IN_PROGRESS
    assert form_state(checked, FormCode.ACTIVITY, "S1") is FormState.CHECKED
    assert form_state(checked, FormCode.ACTIVITY, "S2") is FormState.TO_ENTER


def test_a_form_not_requested_has_its_own_pictogram() -> None:
    known = {"A2": {FormCode.FINANCIAL: {"expenses": Decimal(50000)}}}
    declaration = next(iter(afas.open_declarations(CALENDAR, [RPE], on=DAY, not_requested=known)))
    assert states(declaration) == (FormState.TO_ENTER, FormState.NOT_REQUESTED)
    assert "no form “financial”" in str(
        afas.blockers(declaration, RELAY[2][0], by=CHLOE, roles=BOOK, on=DAY)[0].message.text("en")
    )
    with pytest.raises(afas.errors.InvalidInput, match="Total expenses"):
        afas.open_declarations(CALENDAR, [RPE], on=DAY, not_requested={"A2": {FormCode.FINANCIAL: {}}})


def listed() -> FollowUp:
    declarations = (
        do(opened(RPE), *RELAY),
        opened(ALSH),
        do(opened(OTHER), *RELAY[:5]),
        do(opened(ALSH, DeclarationKind.ACTUAL), (afas.Cancel("doublon"), afas.CAF)),
    )
    return follow_up(declarations, by=AMEL, roles=BOOK, on=DAY)


def names(lines: FollowUp) -> list[str]:
    return [line.declaration.activity.id + line.declaration.kind[0] for line in lines.lines]


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("year", ["A1A", "A2F", "A1F", "B1F"]),  # 2022, then 2023
        ("kind", ["A2F", "A1F", "B1F", "A1A"]),
        ("activity", ["A1F", "A1A", "A2F", "B1F"]),
        ("nature", ["A1F", "A1A", "A2F", "B1F"]),
        ("activity_form", ["A1A", "A1F", "A2F", "B1F"]),  # none, to enter, validated
        ("financial_form", ["A1A", "A1F", "A2F", "B1F"]),
        ("status", ["A1F", "B1F", "A2F", "A1A"]),  # to enter, validated, transmitted, cancelled
        ("before", ["A2F", "B1F", "A1F", "A1A"]),  # 9 February, 16 February, 30 March
        ("late", ["A2F", "A1F", "B1F", "A1A"]),
        ("actions", ["A2F", "A1F", "A1A", "B1F"]),
    ],
)
def test_the_list_sorts_by_each_column(column: str, expected: list[str]) -> None:
    assert names(listed().sort(column)) == expected
    assert sorted(names(listed().sort(column, descending=True))) == sorted(expected)


def test_every_column_is_sorted_in_the_test_above() -> None:
    assert set(COLUMNS) == {
        *("year", "kind", "activity", "nature", "activity_form", "financial_form", "status", "before", "late"),
        "actions",
    }


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"year": 2022}, ["A1A"]),
        ({"year": afas.FinancialYear(2023)}, ["A2F", "A1F", "B1F"]),
        ({"kind": DeclarationKind.ACTUAL}, ["A1A"]),
        ({"activity": "Loisirs"}, ["A1F", "A1A"]),
        ({"nature": "Relais petite enfance"}, ["A2F", "B1F"]),
        ({"activity_form": FormState.TO_ENTER}, ["A1F"]),
        ({"financial_form": (FormState.VALIDATED, None)}, ["A2F", "B1F", "A1A"]),
        ({"status": {Status.TRANSMITTED, Status.CANCELLED}}, ["A2F", "A1A"]),
        ({"before": date(2023, 2, 9)}, ["A2F", "B1F"]),
        ({"late": True}, []),
        ({"actions": ActionName.SIGN}, ["B1F"]),
        ({"nature": "Relais petite enfance", "status": Status.VALIDATED}, ["B1F"]),
    ],
)
def test_the_list_filters_by_each_column(wanted: dict[str, object], expected: list[str]) -> None:
    assert names(listed().filter(**wanted)) == expected


def test_a_column_that_is_not_there_says_which_are() -> None:
    with pytest.raises(UnknownColumn, match="did you mean “status”"):
        listed().sort("stauts")
    with pytest.raises(UnknownColumn, match="did you mean “status”"):
        listed().filter(stauts=1)


def test_the_list_reads_in_both_languages() -> None:
    french, english = listed().to_markdown("fr"), listed().to_markdown("en")
    assert french.splitlines()[0] == (
        "| Exercice | Type | Activité | Nature | Données d’activité | Données financières | État | "
        "À transmettre avant | En retard | Actions |"
    )
    assert "| Transmise Caf | 9 février 2023 | non |" in french
    assert "| Transmitted to the Caf | 9 February 2023 | no |" in english
    assert "| ● Validé |" in french
    cancelled = next(line for line in french.splitlines() if "Annulée Caf" in line)
    assert "| Accueil de loisirs |  |  | Annulée Caf |" in cancelled
    assert listed()._repr_html_().count("<tr>") == 1 + len(listed().lines)


def test_what_people_write_is_escaped_in_html() -> None:
    named = attrs.evolve(opened(RPE), activity=attrs.evolve(RPE, name="<b>Relais</b>"))
    assert "<b>" not in follow_up([named], by=AMEL, roles=BOOK, on=DAY)._repr_html_()


def told(declarations: Iterable[Declaration], by: afas.Person, on: date = DAY) -> list[tuple[str, ActionName, bool]]:
    return [(one.declaration.activity.id, one.action, one.late) for one in todo(declarations, by=by, roles=BOOK, on=on)]


def test_each_person_is_told_what_awaits_them() -> None:
    relay = opened(RPE)
    assert told([relay], BRUNO) == [("A2", ActionName.ENTER, False)]
    assert told([relay], AMEL) == []
    entered = do(relay, *RELAY[:1])
    assert told([entered], BRUNO) == [("A2", ActionName.CHECK, False)]
    checked = do(relay, *RELAY[:2])
    assert told([checked], BRUNO) == []  # done: the other form is Chloé's
    assert told([checked], CHLOE) == [("A2", ActionName.ENTER, False)]
    for rank, action in ((4, ActionName.VALIDATE), (5, ActionName.SIGN), (6, ActionName.TRANSMIT)):
        assert told([do(relay, *RELAY[:rank])], AMEL) == [("A2", action, False)]
    sent = do(relay, *RELAY)
    assert told([sent], AMEL) == []
    assert told([sent], afas.CAF) == [("A2", ActionName.ACCEPT, False)]


def test_who_corrects_is_told_what_is_asked() -> None:
    """The Caf's reason to the approver, the approver's to the provider; nothing once the form is checked again."""
    refusal = afas.Refuse("à revoir", (FormRefusal("financial", "charges de 2022 ?"),))
    refused = do(opened(RPE), *RELAY, (refusal, afas.CAF))
    (alert,) = todo([refused], by=AMEL, roles=BOOK, on=DAY)
    assert (alert.action, alert.corrections) == (ActionName.ENTER, ("charges de 2022 ?",))
    assert alert.text("fr").endswith("avant le 9 février 2023 (24 jours) ; à corriger : charges de 2022 ?")
    back = do(refused, (afas.SendBack("financial", reason="voir le grand livre"), AMEL))
    assert told([back], AMEL) == []
    assert told([back], BRUNO) == []
    (alert,) = todo([back], by=CHLOE, roles=BOOK, on=DAY)
    assert (alert.action, alert.corrections) == (ActionName.ENTER, ("charges de 2022 ?", "voir le grand livre"))
    form = back.forms[-1]
    assert corrections(do(back, RELAY[3]), form) == ()
    whole = do(opened(RPE), *RELAY, (afas.Refuse("tout est à revoir"), afas.CAF))
    assert corrections(whole, form) == ("tout est à revoir",)


def test_the_history_reads_as_a_table() -> None:
    refusal = afas.Refuse("à revoir", (FormRefusal("financial", "charges | 2022"),))
    sent = do(opened(RPE), *RELAY, (refusal, afas.CAF), (afas.SendBack("activity", reason="ETP ?"), AMEL))
    lines = journal(sent).to_markdown("fr").splitlines()
    assert len(lines) == 2 + sent.version
    first = "| 1 | 16 janvier 2023 | 12:00 | Bruno | Saisir |"
    assert lines[2] == f"{first} Données d’activité (ETP d’animation = 1) | En cours de saisie |"
    assert lines[9].endswith("| Caf | Refuser | à revoir ; Données financières (charges \\| 2022) | Refusée Caf |")
    assert "| Amel | Send back to the provider | Activity data (ETP ?) | In progress |" in journal(sent).to_markdown(
        "en"
    )
    assert journal(sent)._repr_html_().count("<tr>") == 1 + sent.version


def test_the_history_writes_figures_as_the_language_does_and_the_offset_of_a_moment() -> None:
    """What was typed and is no number stays as it is."""
    paris = timezone(timedelta(hours=1))
    typed = {"animator_fte": "1.5"}, {"animator_fte": "un et demi"}, {"animator_fte": None}
    started = opened(RPE)
    for minute, values in enumerate(typed):
        at = datetime(2023, 1, 16, 12, minute, tzinfo=paris)
        started = afas.apply(started, afas.Enter("activity", values=values), by=BRUNO, roles=BOOK, at=at).declaration
    lines = journal(started).to_markdown("en").splitlines()[2:]
    assert [line.split(" | ")[2] for line in lines] == [f"12:0{minute} (UTC+01:00)" for minute in range(3)]
    assert [line.split(" = ")[1].split(")")[0] for line in lines] == ["1.5", "un et demi", "–"]
    assert "ETP d’animation = 1,5)" in journal(started).to_markdown("fr")


def test_alerts_come_late_ones_first_then_by_deadline() -> None:
    both = (opened(ALSH), opened(RPE))
    assert [one[0] for one in told(both, CHLOE)] == ["A2", "A1"]  # 9 February, then 16 February
    on = date(2023, 2, 10)
    late, soon = todo(both, by=CHLOE, roles=BOOK, on=on)
    # to be transmitted before 9 February: on 9 it is one day late, on 10 two
    assert late.text("en") == ("Relais: Forecast 2023, “To enter”; to do: Enter; 2 days late (before 9 February 2023)")
    assert soon.text("fr") == (
        "Loisirs : Prévisionnelle 2023, « À saisir » ; à faire : Saisir, avant le 16 février 2023 (6 jours)"
    )
    assert todo(both, by=CHLOE, roles=BOOK, on=date(2022, 12, 1)) == ()  # not open yet


def test_seven_of_twelve_transmitted_two_late() -> None:
    late, sent, soon = opened(RPE), do(opened(RPE), *RELAY), opened(ALSH)
    accepted = do(sent, (afas.workflow.Accept(), afas.CAF))
    cancelled = do(opened(RPE), (afas.Cancel("doublon"), afas.CAF))
    declarations = [*[late] * 2, *[sent] * 4, *[accepted] * 3, *[soon] * 3, cancelled, opened(OTHER)]
    first, other = progress(declarations, on=date(2023, 2, 9))
    assert (first.partner, first.total, first.transmitted, first.accepted, first.late) == ("P1", 12, 7, 3, 2)
    assert first.text("en") == "7 of 12 transmitted, 2 late"
    assert first.text("fr") == "transmises : 7 sur 12, en retard : 2"
    assert other.text("en") == "0 of 1 transmitted, 1 late"
    assert [one.late for one in progress(declarations, on=date(2023, 2, 8))] == [0, 0]


def test_at_most_one_is_alive_and_a_cancelled_one_has_a_successor() -> None:
    first = opened(RPE)
    again = afas.open_declarations(CALENDAR, [RPE], on=DAY, existing=[first])
    assert DeclarationKind.FORECAST not in {one.kind for one in again}
    cancelled = do(first, (afas.Cancel("doublon"), afas.CAF))
    second = next(
        one
        for one in afas.open_declarations(CALENDAR, [RPE], on=DAY, existing=[cancelled])
        if one.kind is DeclarationKind.FORECAST
    )
    assert (second.sequence, second.id.text.fr) == (2, "A2, Prévisionnelle 2023 n° 2")
    assert len(check_alive([cancelled, second, opened(OTHER)])) == 2
    with pytest.raises(TwoAlive, match=r"A2, Forecast 2023 and A2, Forecast 2023 no. 2 both count"):
        afas.open_declarations(CALENDAR, [], on=DAY, existing=[first, second])


def test_a_window_for_all_ps_opens_what_afas_takes_for_each() -> None:
    """LAEP has no update (Hauts-de-Seine, calendar of 2023: the cell is empty); ALSH has one."""
    rows = [
        {"ps": "*", "kind": kind, "year": 2023, "available": "2023-01-01", "before": "2023-02-10"}
        for kind in ("FORECAST", "UPDATE_JUNE")
    ]
    calendar = afas.Calendar.from_mapping({"caf": "00", "year": 2023, "windows": rows}, Source("essai", "Caf 00"))
    laep = attrs.evolve(RPE, ps="LAEP")
    kinds = [[one.kind for one in afas.open_declarations(calendar, [which], on=DAY)] for which in (laep, ALSH)]
    assert kinds == [[DeclarationKind.FORECAST], [DeclarationKind.FORECAST, DeclarationKind.UPDATE_JUNE]]


def test_the_labels_of_the_service_stay_and_ours_give_way() -> None:
    assert [status.text.fr for status in Status if status.official] == ["Transmise Caf", "Refusée Caf", "Annulée Caf"]
    ours = Labels({Status.CHECKED: Text(fr="Prête", en="Ready"), ActionName.ENTER: Text(fr="Remplir", en="Fill in")})
    assert "CHECKED : Prête" in diagram("fr", ours)
    assert "| Ready¹ | Validate (final) |" in table("en", ours)
    reason = afas.blockers(do(opened(RPE), *RELAY[:4]), RELAY[0][0], by=BRUNO, roles=BOOK, on=DAY)[0]
    assert ours.message(reason.text)("fr").startswith("la déclaration est « Prête » : « Remplir » n’y est pas prévu")
    assert "En cours" in Labels().message(reason.text)("fr") or "Contrôlée" in reason.text("fr")
    with pytest.raises(OfficialLabel, match="Transmitted to the Caf"):
        Labels({Status.TRANSMITTED: Text(fr="Partie", en="Gone")})


def test_the_table_is_shown_whole_in_each_form() -> None:
    data = as_data()
    assert json.loads(json.dumps(data)) == data
    rows = data["transitions"]
    assert isinstance(rows, list)
    assert [(row["source"], row["action"], row["who"], row["target"]) for row in rows] == [
        (row.source, row.action, row.who, row.target) for row in TRANSITIONS
    ]
    assert all(row["guards"] for row in rows)
    assert len(table("fr").splitlines()) == 2 + len(TRANSITIONS) + 2
    assert diagram("fr").count("-->") == 1 + len(TRANSITIONS) + sum(status.final for status in Status)
    assert "REFUSED : Refusée Caf" in diagram("fr")


def test_the_caf_is_told_what_is_sent_without_the_partners_deadline() -> None:
    (alert,) = todo([do(opened(RPE), *RELAY)], by=afas.CAF, roles=BOOK, on=date(2023, 3, 1))
    assert alert.text("en") == "Relais: Forecast 2023, “Transmitted to the Caf”; to do: Accept"


def test_a_task_is_late_from_the_day_of_its_deadline_on() -> None:
    """To be transmitted before 9 February 2023: 8 February is the last day, and 9 February one day late."""
    relay, entered = opened(RPE), do(opened(RPE), *RELAY[:1])
    told_on = {
        day: [(one.late, one.text("en").partition("do: ")[2]) for one in todo([relay], by=BRUNO, roles=BOOK, on=day)]
        for day in (date(2023, 2, 7), date(2023, 2, 8), date(2023, 2, 9), date(2023, 2, 10))
    }
    assert list(told_on.values()) == [
        [(False, "Enter, before 9 February 2023 (2 days)")],
        [(False, "Enter, before 9 February 2023 (1 day)")],
        [(True, "Enter; 1 day late (before 9 February 2023)")],
        [(True, "Enter; 2 days late (before 9 February 2023)")],
    ]
    # late ones first, then by deadline, then by id
    several = [opened(ALSH), opened(OTHER), relay]
    assert [one.declaration.activity.id for one in todo(several, by=CHLOE, roles=BOOK, on=DAY)] == ["A2", "B1", "A1"]
    on = date(2023, 2, 10)
    assert [(one.declaration.activity.id, one.late) for one in todo(several, by=CHLOE, roles=BOOK, on=on)] == [
        ("A2", True), ("B1", True), ("A1", False),
    ]  # fmt: skip
    assert told([entered], CHLOE) == [("A2", ActionName.ENTER, False)]


def test_alerts_and_tasks_leave_out_what_is_sent_of_that_kind_and_year_and_nothing_else() -> None:
    sent, again = do(opened(RPE), *RELAY), opened(OTHER)

    def alerted(*declarations: Declaration | Summary) -> list[tuple[str, str]]:
        found = afas.alerts(CALENDAR, [OTHER, RPE, ALSH], on=DAY, declarations=declarations)
        return [(one.activity.id, one.window.kind.value) for one in found]

    # before 9 and 16 February, then 30 March; by id where the day is one
    everything = [("A2", "FORECAST"), ("B1", "FORECAST"), ("A1", "FORECAST")] + [
        (key, "ACTUAL") for key in ("A1", "A2", "B1")
    ]
    assert alerted() == alerted(again) == everything
    assert alerted(sent, again) == everything[1:]
    other_year = attrs.evolve(Summary.of(sent), year=afas.FinancialYear(2022))
    assert alerted(other_year) == everything
    done = next_tasks(CALENDAR, [RPE], on=DAY, declarations=[sent])
    assert [(one.activity.id, one.window.kind) for one in done] == [("A2", DeclarationKind.ACTUAL)]
