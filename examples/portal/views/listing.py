"""*Mes déclarations*: the list, its filters, its order and its pages."""

from typing import Any

from django.db.models import Case, F, IntegerField, OrderBy, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from afas.declarations import (
    Status,
)
from afas.errors import InvalidInput
from afas.followup import FormState, Order, Query, follow_up
from afas.forms import DeclarationKind
from afas.partners import Person
from examples.portal import people, store
from examples.portal.models import Declared
from examples.portal.people import declares


def listed(rows: QuerySet[Declared], query: Query) -> QuerySet[Declared]:
    """The rows that a query asks for, in its order; the page is cut by whoever reads them."""
    rows = rows.filter(**{f"{column}__in": wanted for column, wanted in query.filters.items()})
    return rows.defer("opened").order_by(*map(_ordered, query.order), "pk")


def _ordered(order: Order) -> OrderBy:
    ranks = [When(**{order.column: code}, then=Value(rank)) for rank, code in enumerate(order.codes)]
    by = Case(*ranks, default=Value(-1), output_field=IntegerField()) if ranks else F(order.column)
    return OrderBy(by, descending=order.descending)


@require_GET
@declares
def index(request: HttpRequest, by: Person) -> HttpResponse:
    """The list: its columns, filters and order, and what the person may do on each line."""
    asked = {name: request.GET.getlist(name) for name in request.GET}
    faults: tuple[Any, ...] = ()
    try:
        query = Query.from_mapping(asked)
    except InvalidInput as error:
        query, faults = Query(), error.faults
    rows, mine = listed(people.seen(by), query), people.seen(by)
    page = list(rows[query.first : query.first + query.size + 1])
    lines = follow_up((row.summary for row in page[: query.size]), by=by, roles=store.book(), on=store.today()).lines
    given = {
        "lines": [(row.pk, line) for row, line in zip(page, lines, strict=False)],
        "columns": sortable(query),
        "faults": faults,
        "filters": _filters(mine, query),
        "legend": list(FormState),
        "query": query,
        "before": address(request, query.page - 1) if query.page > 1 else "",
        "after": address(request, query.page + 1) if len(page) > query.size else "",
    }
    return render(request, "portal/declarations.html", given, status=400 if faults else 200)


def sortable(query: Query) -> list[tuple[str, str]]:
    """Each column, and what to sort by when its head is chosen."""
    now = query.order[0]
    return [
        (name, f"-{name}" if now == Order(name) else name)
        for name in ("year", "kind", "activity", "nature", "activity_form", "financial_form", "status", "before")
    ]


def _filters(mine: QuerySet[Declared], query: Query) -> list[tuple[str, list[tuple[Any, Any, bool]]]]:
    """The choices of each filter: a value, its words, whether it is chosen."""
    years = [(str(year), str(year)) for year in mine.values_list("year", flat=True).distinct().order_by("year")]
    names = [(name, name) for name in mine.values_list("activity", flat=True).distinct().order_by("activity")[:200]]
    natures = [(name, name) for name in mine.values_list("nature", flat=True).distinct().order_by("nature") if name]
    choices: dict[str, list[tuple[str, Any]]] = {
        "year": years,
        "kind": [(kind.value, kind) for kind in DeclarationKind],
        "activity": names,
        "nature": natures,
        "activity_form": [(state.value, state) for state in FormState],
        "financial_form": [(state.value, state) for state in FormState],
        "status": [(status.value, status) for status in Status],
    }
    return [
        (name, [(value, words, value in query.filters.get(name, ())) for value, words in found])
        for name, found in choices.items()
    ]


def address(request: HttpRequest, page: int) -> str:
    """The same list at another page."""
    asked = request.GET.copy()
    asked["page"] = str(page)
    return f"?{asked.urlencode()}"
