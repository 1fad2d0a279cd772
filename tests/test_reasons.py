"""Each reason against an action, whole: code, who lifts it, by when, which form, which path, in which words."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import attrs
import pytest

import afas
from afas.controls import Severity
from afas.declarations import Blocker, Declaration, FormKey, FormRefusal, Status, Who
from afas.forms import DeclarationKind
from afas.partners import CAF
from afas.text import Text
from afas.workflow import Action, ActionBlocked, Amend, Correct, merge
from tests import test_controls as with_controls
from tests.test_history import ALSH, AMEL, AT, BOOK, BRUNO, CEILING, CHLOE, DORA, FILL, SEND, do, opened

S1, S2, ACCOUNTS = opened().forms
BEFORE = date(2023, 2, 16)
"""The day before which a forecast of 2023 is to be transmitted, in the Hauts-de-Seine."""
SHARE = Decimal("0.98")
HOURS, EXPENSES = FILL[0][0], FILL[4][0]
FORMS = "it has: “Activity data, Balzac”, “Activity data, Pasteur” and “Financial data”"

BEGUN = do(opened(), FILL[0])
CHECKED = do(BEGUN, *FILL[1:])
VALIDATED = do(CHECKED, *SEND[:2])
SIGNED = do(VALIDATED, SEND[2])
SENT = do(SIGNED, SEND[3])
ACCEPTED = do(SENT, (afas.Accept(), CAF))
REFUSED = do(SENT, (afas.Refuse("à revoir"), CAF))
CANCELLED = do(ACCEPTED, (afas.Cancel("doublon"), CAF))
ELSEWHERE = attrs.evolve(SIGNED, activity=attrs.evolve(ALSH, partner="P2"))

Row = tuple[str, Who, date | None, FormKey | None, str, str]


def provider(code: str, words: str, form: FormKey | None = None, path: str = "") -> Row:
    return (code, Who.PROVIDER, BEFORE, form, path, words)


def approver(code: str, words: str, path: str = "") -> Row:
    return (code, Who.APPROVER, BEFORE, None, path, words)


def caf(code: str, words: str, path: str = "") -> Row:
    """The Caf has no deadline."""
    return (code, Who.CAF, None, None, path, words)


def rows(found: tuple[Blocker, ...]) -> list[Row]:
    return [(one.code, one.lifted_by, one.by_when, one.form, one.path, one.message("en")) for one in found]


def asked(declaration: Declaration, action: Action, by: afas.Person, at: datetime = AT, **more: Any) -> list[Row]:
    when: dict[str, Any] = {"roles": BOOK, "scale": CEILING} | ({} if "on" in more else {"at": at}) | more
    return rows(afas.blockers(declaration, action, by=by, **when))


def entered(**hours: str) -> Declaration:
    return do(opened(), (afas.Enter("activity", site="S1", values=hours), BRUNO))


NEWCOMER = afas.RoleBook().assign(afas.Role.APPROVER, AMEL, ALSH, AT.date() + timedelta(days=1))
"""A book by which nobody approved on the day of the signing."""

UNFILLED = [
    provider(
        "missing-field", "Activity data, Balzac: “Attended hours” (h) is not filled in", S1,
        "entries.activity.S1.attended_hours",
    ),
    provider("unchecked", "“Activity data, Balzac”: its provider has not checked it", S1, "entries.activity.S1"),
    provider(
        "missing-field", "Activity data, Pasteur: “Attended hours” (h) is not filled in", S2,
        "entries.activity.S2.attended_hours",
    ),
    provider("unchecked", "“Activity data, Pasteur”: its provider has not checked it", S2, "entries.activity.S2"),
    provider(
        "missing-field", "Financial data: “Total expenses” (€) is not filled in", ACCOUNTS, "entries.financial.expenses"
    ),
    provider("unchecked", "“Financial data”: its provider has not checked it", ACCOUNTS, "entries.financial"),
    caf(
        "not-given",
        "“Share under the general scheme” (ratio) is for the Caf to give, which has not done so yet",
        "given.general_scheme_share",
    ),
]  # fmt: skip
NOT_VALIDATED = approver("not-validated", "final validation is missing")
NOT_SIGNED = approver("not-signed", "the declaration is not signed over its present data")
NO_CEILING = caf(
    "no-value-at",
    "the estimate cannot be made, Hourly ceiling: no sourced value of “Hourly ceiling” (€/h) on 1 January 2023; known: "
    "none. Supply it: parameters={'ceiling': '…'}",
    "parameters.ceiling",
)
DATED_BACK = "an action is not dated 15 January 2023: the last, “Enter”, is of 16 January 2023"
NO_CAF = caf("no-role", "Amel does not act for the Caf")

REASONS: dict[str, tuple[Callable[[], list[Row]], list[Row]]] = {
    "a site of somebody else": (
        lambda: asked(opened(), HOURS, CHLOE),
        [
            provider(
                "no-role",
                "Chloé is not Provider of the form “Activity data” (Balzac) on 16 January 2023",
                S1,
                "entries.activity.S1",
            )
        ],
    ),
    "a form of somebody else": (
        lambda: asked(opened(), EXPENSES, BRUNO),
        [
            provider(
                "no-role",
                "Bruno is not Provider of the form “Financial data” on 16 January 2023",
                ACCOUNTS,
                "entries.financial",
            )
        ],
    ),
    "no approver": (
        lambda: asked(CHECKED, afas.Validate(), BRUNO),
        [approver("no-role", "Bruno is not Approver on 16 January 2023")],
    ),
    "no approver, of a form": (
        lambda: asked(CHECKED, afas.SendBack("activity", site="S2"), CHLOE),
        [approver("no-role", "Chloé is not Approver on 16 January 2023")],
    ),
    "not the Caf": (lambda: asked(SENT, afas.Accept(), AMEL), [NO_CAF]),
    "not the Caf, of an activity of another partner": (lambda: asked(ELSEWHERE, afas.Cancel("x"), AMEL), [NO_CAF]),
    "another partner, whatever the day": (
        lambda: asked(ELSEWHERE, afas.Complement("1 page"), AMEL, AT - timedelta(days=2)),
        [
            caf(
                "activity-differs",
                "the declaration is of Loisirs (A1, partner P2, PS ALSH), the roles are of partner P1, PS ALSH",
            )
        ],
    ),
    "a form that is not there": (
        lambda: asked(opened(), afas.Enter("activity"), BRUNO),
        [provider("no-form", f"the declaration has no form “activity”; {FORMS}")],
    ),
    "forms that are not there, of the Caf": (
        lambda: asked(
            SENT, afas.Refuse("x", (*(FormRefusal("activity", "x", site) for site in ("S9", "S1")),)), CAF
        ),
        [caf("no-form", f"the declaration has no form “activity S9”; {FORMS}")],
    ),
    "a form that is not there, of a check": (
        lambda: asked(BEGUN, afas.Check("activity"), BRUNO),
        [provider("no-form", f"the declaration has no form “activity”; {FORMS}")],
    ),
    "the first moment of the day it opens": (lambda: asked(opened(), HOURS, BRUNO, datetime(2022, 12, 18)), []),
    "the day it opens, before the last": (
        lambda: asked(BEGUN, HOURS, BRUNO, datetime(2022, 12, 18, 9)),
        [provider("before-the-last", DATED_BACK.replace("15 January 2023", "18 December 2022"))],
    ),
    "before it opens": (
        lambda: asked(opened(), HOURS, BRUNO, datetime(2022, 12, 17, 9)),
        [caf("not-open", "the declaration opens only on 18 December 2022")],
    ),
    "before it opens and before the last": (
        lambda: asked(BEGUN, HOURS, BRUNO, datetime(2022, 12, 17, 9)),
        [caf("not-open", "the declaration opens only on 18 December 2022")],
    ),
    "the Caf before the last": (
        lambda: asked(BEGUN, afas.Cancel("x"), CAF, datetime(2022, 12, 17, 9)),
        [caf("before-the-last", DATED_BACK.replace("15 January 2023", "17 December 2022"))],
    ),
    "the day before the last": (
        lambda: asked(BEGUN, HOURS, BRUNO, AT - timedelta(days=1)),
        [provider("before-the-last", DATED_BACK)],
    ),
    "a whole day before the last": (
        lambda: asked(BEGUN, HOURS, BRUNO, on=AT.date() - timedelta(days=1)),
        [provider("before-the-last", DATED_BACK)],
    ),
    "a minute before the last": (
        lambda: asked(BEGUN, HOURS, BRUNO, AT - timedelta(minutes=1)),
        [
            provider(
                "before-the-last",
                "an action is not dated 16 January 2023 at 08:59: the last, “Enter”, is of 16 January 2023 at 09:00",
            )
        ],
    ),
    "the moment of the last": (lambda: asked(BEGUN, HOURS, BRUNO), []),
    "the whole day of the last": (lambda: asked(BEGUN, HOURS, BRUNO, on=AT.date()), []),
    "a moment of another kind": (
        lambda: asked(BEGUN, HOURS, BRUNO, AT.replace(tzinfo=UTC)),
        [
            provider(
                "mixed-moments",
                "2023-01-16T09:00:00+00:00 and 2023-01-16T09:00:00 cannot be compared: one has no time zone (wall time "
                "of the Caf), the other has one; give all moments in the same way, for instance "
                "moment.astimezone(zone) for all of them",
            )
        ],
    ),
    "nothing entered": (
        lambda: asked(opened(), afas.Transmit(), AMEL),
        [
            provider("wrong-status", "the declaration is “To enter”: “Transmit to the Caf” is not possible there"),
            *UNFILLED, NOT_VALIDATED, NOT_SIGNED,
        ],
    ),
    "a site entered": (
        lambda: asked(BEGUN, afas.Validate(), AMEL),
        [
            provider("wrong-status", "the declaration is “In progress”: “Validate (final)” is not possible there"),
            *UNFILLED[1:],
        ],
    ),
    "not validated": (
        lambda: asked(CHECKED, afas.Sign(), AMEL),
        [
            approver("wrong-status", "the declaration is “Checked”: “Sign” is not possible there"),
            NOT_VALIDATED,
        ],
    ),
    "not signed": (
        lambda: asked(VALIDATED, afas.Transmit(), AMEL),
        [
            approver("wrong-status", "the declaration is “Validated”: “Transmit to the Caf” is not possible there"),
            NOT_SIGNED,
        ],
    ),
    "signed by one who was no approver that day": (
        lambda: asked(SIGNED, afas.Transmit(), AMEL, roles=NEWCOMER, at=AT + timedelta(days=1)),
        [NOT_SIGNED],
    ),
    "a version to come, of a provider": (
        lambda: asked(BEGUN, attrs.evolve(HOURS, seen=2), BRUNO),
        [provider("no-such-version", "there is no version 2: the declaration is at version 1")],
    ),
    "a version to come, of the approver": (
        lambda: asked(SIGNED, afas.Transmit(seen=10), AMEL),
        [approver("no-such-version", "there is no version 10: the declaration is at version 9")],
    ),
    "what was done meanwhile": (
        lambda: asked(VALIDATED, afas.Sign(seen=6), AMEL),
        [
            approver("conflict", "meanwhile Amel did “Validate (final)” (–): read it again before going on"),
            approver(
                "conflict",
                "meanwhile Amel did “Add complements” (Comptes joints : 2 pages): read it again before going on",
            ),
        ],
    ),
    "the last version": (lambda: asked(SIGNED, afas.Transmit(seen=9), AMEL), []),
    "another figure than the Caf's": (
        lambda: asked(do(opened(given={"A1": {"general_scheme_share": SHARE}}), *FILL), afas.Validate(), AMEL),
        [
            provider(
                "given-otherwise",
                "“Share under the general scheme”: 100% typed, 98% given by the Caf; leave this field empty, or ask "
                "the Caf to correct its own",
                ACCOUNTS,
                "entries.financial.general_scheme_share",
            )
        ],
    ),
    "back already": (
        lambda: asked(BEGUN, afas.SendBack("activity", site="S1"), AMEL),
        [
            provider(
                "not-held", "“Activity data, Balzac” has already been returned to its provider", S1,
                "entries.activity.S1",
            )
        ],
    ),
    "a figure that cannot be read": (
        lambda: asked(entered(attended_hours="douze"), afas.Check("activity", site="S1"), BRUNO),
        [
            provider(
                "not-a-number",
                "Activity data, Balzac, “Attended hours”: “douze” is not a number: write digits, as in 7293.55",
                S1,
                "entries.activity.S1.attended_hours",
            )
        ],
    ),
    "a figure that cannot be read, and one without a formula": (
        lambda: asked(
            entered(attended_hours="", aeeh_hours="5"), afas.Check("activity", site="S1"), BRUNO
        ),
        UNFILLED[:1],
    ),
    "a figure whose part has no formula yet": (
        lambda: asked(entered(attended_hours="12", aeeh_hours="5"), afas.Check("activity", site="S1"), BRUNO),
        [
            provider(
                "no-part-at",
                "the estimate cannot be made, of which hours of children with the Aeeh: “Inclusive complement” has no "
                "formula known before 1 January 2024: leave this figure at zero",
                S1,
                "entries.activity.S1.aeeh_hours",
            )
        ],
    ),
    "a justification of nothing, that says nothing": (
        lambda: asked(CHECKED, afas.Justify("ALSH-N1", "oui"), AMEL),
        [
            approver("no-finding", "control ALSH-N1 has found nothing", "control"),
            approver(
                "weak-justification",
                "The justification of control ALSH-N1 has to explain and to quantify: at least 3 words and a figure. "
                "Got: “oui”.",
                "words",
            ),
        ],
    ),
    "a refusal without a word": (
        lambda: asked(SENT, afas.Refuse(" "), CAF),
        [caf("no-reason", "a reason has to be given", "reason")],
    ),
    "a correction without a word": (
        lambda: asked(SENT, Correct("financial", "", values={"expenses": "1"}), CAF),
        [caf("no-reason", "a reason has to be given", "reason")],
    ),
    "an amendment that cannot be read": (
        lambda: asked(ACCEPTED, Amend("contrôle", {"attended_hours": "y"}), CAF),
        [
            caf(
                "not-a-number",
                "the estimate cannot be made, Attended hours: “y” is not a number: write digits, as in 7293.55",
                "figures.attended_hours",
            )
        ],
    ),
    "an amendment without a ceiling": (
        lambda: asked(ACCEPTED, Amend("contrôle", {"attended_hours": "2"}), CAF, scale={}),
        [NO_CEILING],
    ),
    "a signing without a ceiling": (lambda: asked(VALIDATED, afas.Sign(), AMEL, scale={}), [NO_CEILING]),
}  # fmt: skip


@pytest.mark.parametrize("situation", REASONS)
def test_a_reason_says_who_lifts_it_by_when_and_what_it_is_about(situation: str) -> None:
    found, expected = REASONS[situation]
    assert found() == expected


@pytest.mark.parametrize(
    ("declaration", "who"),
    [
        (opened(), Who.PROVIDER),
        (BEGUN, Who.PROVIDER),
        (CHECKED, Who.APPROVER),
        (VALIDATED, Who.APPROVER),
        (SIGNED, Who.APPROVER),
        (SENT, Who.CAF),
        (REFUSED, Who.APPROVER),
        (ACCEPTED, Who.CAF),
        (CANCELLED, Who.CAF),
    ],
    ids=[status.name for status in (*Status,)[:6]] + ["REFUSED", "ACCEPTED", "CANCELLED"],
)
def test_what_a_status_does_not_allow_waits_for_whoever_acts_next(declaration: Declaration, who: Who) -> None:
    """An amendment before it is accepted; after it, a validation."""
    ended = declaration.status in (Status.ACCEPTED, Status.CANCELLED)
    action, by = (afas.Validate(), AMEL) if ended else (Amend("x"), CAF)
    first = afas.blockers(declaration, action, by=by, roles=BOOK, at=AT, scale=CEILING)[0]
    assert (first.code, first.lifted_by) == ("wrong-status", who)
    assert first.by_when == (None if who is Who.CAF else BEFORE)


@pytest.mark.parametrize(
    ("severity", "words", "check", "validation"),
    [
        (Severity.INFORMATION, "", [], []),
        (Severity.TO_JUSTIFY, "to justify", [], [Who.APPROVER]),
        (Severity.BLOCKING, "blocking", [Who.PROVIDER], [Who.PROVIDER]),
    ],
)
def test_a_finding_names_its_control_and_whose_move_it_is(
    severity: Severity, words: str, check: list[Who], validation: list[Who]
) -> None:
    """A provider checks the form it speaks of; an approver validates the whole. What blocks cannot be justified."""
    told = attrs.evolve(with_controls.CLOSED, severity=severity)
    declaration = with_controls.entered(DeclarationKind.FORECAST, told, s1="501")
    justified = declaration.evolved({"justifications": {"X-00/S1": "fermé 2 semaines en mai"}})
    said = f"control X-00/S1, {words}: 501 h: the site is closed"
    path = "justifications.X-00/S1"

    def findings(declaration: Declaration, action: Action) -> list[Row]:
        found = afas.blockers(declaration, action, by=with_controls.AMEL, roles=with_controls.BOOK, at=AT)
        return [row for row in rows(found) if row[0] == "finding"]

    assert [finding.key for finding in declaration.findings()] == ["X-00/S1"]
    form = with_controls.CHECKS[0]
    assert findings(declaration, form) == [("finding", who, BEFORE, S1, path, said) for who in check]
    assert findings(declaration, with_controls.CHECKS[1]) == []
    expected = [("finding", who, BEFORE, None, path, said) for who in validation]
    assert findings(declaration, afas.Validate()) == expected
    assert findings(justified, afas.Validate()) == (expected if severity is Severity.BLOCKING else [])


def test_a_form_that_cannot_be_read_is_not_controlled_yet() -> None:
    declaration = with_controls.entered(DeclarationKind.FORECAST, with_controls.CLOSED, s1="501")
    unread = with_controls.do(declaration, afas.Enter("activity", site="S1", values={"autre": "1"}))
    check, asking = with_controls.CHECKS[0], {"by": with_controls.AMEL, "roles": with_controls.BOOK, "at": AT}
    for one, code in ((declaration, "finding"), (unread, "unknown-field")):
        assert [blocker.code for blocker in afas.blockers(one, check, **asking)] == [code]  # type: ignore[arg-type]


def test_a_reason_in_words_ends_with_who_lifts_it_and_by_when() -> None:
    missing, unvalidated = Blocker("x", Text(fr="rien", en="nothing").fill(), Who.CAF), NOT_VALIDATED
    assert (missing.text("en"), missing.text("fr")) == ("nothing → Caf", "rien → Caf")
    found = afas.blockers(CHECKED, afas.Sign(), by=AMEL, roles=BOOK, at=AT)[1]
    assert found.text("en") == f"{unvalidated[-1]} → Approver, before 16 February 2023"
    assert found.text("fr") == "l’approbateur n’a pas validé définitivement → Approbateur, avant le 16 février 2023"


# -- what is brought from another copy ------------------------------------------------------------------------------


def at(declaration: Declaration, action: Action, by: afas.Person, moment: datetime) -> Declaration:
    return afas.apply(declaration, action, by=by, roles=BOOK, at=moment, scale=CEILING).declaration


def test_what_an_approver_did_on_another_copy_is_dated_after_what_the_copy_at_home_holds() -> None:
    """A provider's save takes its place whatever its date; a validation dated before the last event does not."""
    earlier, later = AT + timedelta(hours=1), AT + timedelta(hours=2)
    back = afas.SendBack("financial")
    stored = at(CHECKED, afas.SendBack("activity", site="S1"), AMEL, later)
    with pytest.raises(ActionBlocked) as blocked:
        merge(stored, at(CHECKED, back, AMEL, earlier), roles=BOOK)
    assert [one.code for one in blocked.value.blockers] == ["before-the-last"]
    assert merge(stored, at(CHECKED, back, AMEL, later), roles=BOOK).declaration.version == CHECKED.version + 2
    begun = at(BEGUN, EXPENSES, DORA, later)
    assert merge(begun, at(BEGUN, FILL[2][0], CHLOE, earlier), roles=BOOK).declaration.version == 3
