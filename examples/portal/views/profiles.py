"""*Administration des profils*: who holds which role, by partner and person, what is not assigned, and the changes."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from afas.administration import (
    AnyRoleChange,
    ChangeBlocked,
    GiveRole,
    OnPlace,
    RenewRole,
    TransferRole,
    ValidateRole,
    WithdrawRole,
)  # fmt: skip
from afas.errors import AfasError
from afas.followup import Choice
from afas.partners import CAF, Activity, Person
from afas.roles import Assignment, Role
from examples.portal import kept, people, store
from examples.portal.people import signed_in
from examples.portal.words import WORDS

CHANGES = {"give": GiveRole, "withdraw": WithdrawRole, "transfer": TransferRole, "renew": RenewRole}
FOR_THE_CAF = {"validate": ValidateRole}


@require_http_methods(["GET", "POST"])
@signed_in(Choice.PROFILES)
def profiles(request: HttpRequest, by: Person) -> HttpResponse:
    """The roles of the partners that the person administers; the Caf validates those who appear greyed."""
    offered = FOR_THE_CAF if by == CAF else CHANGES
    objections: list[Any] = []
    if request.method == "POST":
        try:
            store.change_roles(asked(request, offered), by=by)
            return redirect(f"{request.path}?done=1")
        except ChangeBlocked as error:
            objections = list(error.blockers)
        except AfasError as error:
            objections = list(error.faults) or [error]
        except kept.Overtaken:
            objections = ["overtaken"]
        except (KeyError, ValueError):
            objections = ["blocked"]
    return render(
        request, "portal/profiles.html", shown(request, by, offered, objections), status=409 if objections else 200
    )


def asked(request: HttpRequest, offered: dict[str, Any]) -> AnyRoleChange:
    """The change that was posted.

    Raises:
        KeyError, ValueError: no such change, role, person or day.
    """
    sent = request.POST
    kind, role = offered[sent["change"]], Role(sent["role"])
    person, where = _person(sent["person"]), sent["where"]
    end = date.fromisoformat(sent["end"]) if sent.get("end") else None
    if kind is RenewRole:
        return RenewRole(role, person, where, end)
    on = date.fromisoformat(sent["start"])
    if kind is TransferRole:
        return TransferRole(role, person, where, _person(sent["taker"]), on)
    if kind is GiveRole:
        return GiveRole(role, person, where, on, end)
    made: AnyRoleChange = kind(role, person, where, on)
    return made


def _person(key: str) -> Person:
    """A person of the reference data, or of the book: one who has left it can still be withdrawn."""
    book = store.book()
    known = {row.person.id: row.person for row in book.assignments} | {one.id: one for one in book.reference.persons}
    return known[key]


def shown(request: HttpRequest, by: Person, offered: dict[str, Any], objections: list[Any]) -> dict[str, Any]:
    """The page: assignments to sort through by partner and person, places without anybody, and the history."""
    book, on = store.book(), store.today()
    partners = people.home(by).partners()
    wanted, user = request.GET.get("partner", ""), request.GET.get("user", "")
    mine = {
        one.id: one
        for one in book.reference.activities
        if (by == CAF or one.partner in partners) and wanted in ("", one.partner)
    }
    rows = [row for row in book.assignments if row.activity in mine and user in ("", row.person.id)]
    if by == CAF:
        rows = [row for row in rows if awaits(row)]
    empty = [one for role in Role for one in book.unassigned(role, on) if one.activity in mine]
    names = {key: one.name for key, one in mine.items()}
    names |= {site.id: site.name for one in mine.values() for site in one.sites}
    return {
        "rows": [
            (
                row,
                names.get(row.activity, row.activity),
                names.get(row.site or "", ""),
                row.power or row.held or row.period,
                WORDS["greyed"] if awaits(row) else row.state(on),
            )
            for row in rows
        ],
        "unassigned": [(one, names[one.activity], names.get(one.site or "", "")) for one in empty] if by != CAF else [],
        "partners": [one for one in book.reference.partners if by == CAF or one.id in partners],
        "persons": list(book.reference.persons),
        "greyed": store.to_validate(),
        "roles": list(Role),
        "places": [place for one in mine.values() for place in _places(one)],
        "changes": [(name, kind.what(people.language(request))) for name, kind in offered.items()],
        "history": [
            (event, names.get(event.change.where, "") if isinstance(event.change, OnPlace) else "")
            for event in store.role_history()[::-1]
            if touches(event.change, mine)
        ][:50],
        "wanted": wanted,
        "user": user,
        "objections": objections,
        "done": request.GET.get("done"),
        "on": on.isoformat(),
    }


def awaits(row: Assignment) -> bool:
    """Does the assignment await the Caf, which validates approvers?"""
    return row.pending and row.validated is None and row.held is not None


def touches(change: AnyRoleChange, mine: Collection[str]) -> bool:
    """Is the change about one of these activities, or of the Caf, for all?"""
    return not isinstance(change, OnPlace) or store.book().place(change.where)[0] in mine


def _places(activity: Activity) -> list[tuple[str, str]]:
    return [(activity.id, activity.name), *((site.id, f"{activity.name} – {site.name}") for site in activity.sites)]
