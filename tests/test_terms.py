"""Terms read back can be used: each of their parts is one that is understood, or is refused when it is given."""

from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from afas import calendars
from afas import terms as registry
from afas.errors import InvalidInput
from afas.forms import DeclarationKind
from afas.partners import Activity
from afas.payments import Accepted, Agreed, Ledger, Transmitted, UnspecifiedTerms, schedule
from afas.periods import Period
from afas.simulation import cash_by_month, payments_table
from afas.terms import (
    READINGS,
    TRIGGERS,
    Advance,
    Cap,
    PaymentTerms,
    TermsBook,
    TermsNotPublished,
    _registry,
    footnotes,
    in_words,
)

FIRST = Advance(Decimal("0.40"), on="forecast validated")
BASES = "forecast N, latest forecast N, actual N, actual N-1 and actual N-2"


def refused(make: Any) -> list[tuple[str, str, str]]:
    """Path, code and English sentence of each fault."""
    with pytest.raises(InvalidInput) as caught:
        make()
    return [(fault.path, fault.code, fault.message("en")) for fault in caught.value.faults]


def unknown(path: str, found: str, known: str) -> list[tuple[str, str, str]]:
    return [(path, "unknown-choice", f"“{found}” is unknown; choose among: {known}")]


def unreadable(path: str, found: str, wanted: str) -> list[tuple[str, str, str]]:
    return [(path, "unreadable", f"“{found}” cannot be read; expected: {wanted}")]


@pytest.mark.parametrize(
    ("make", "faults"),
    [
        (lambda: PaymentTerms((FIRST,), readings=("x", "cap", "y")),
         unknown("readings", "x", ", ".join([*READINGS][:-1]) + " and year")
         + unknown("readings", "y", ", ".join([*READINGS][:-1]) + " and year")),
        (lambda: PaymentTerms((FIRST,), readings="cap"),  # type: ignore[arg-type] # the point
         unreadable("readings", "cap", "('cap',)")),
        (lambda: PaymentTerms((FIRST,), readings=([],)),  # type: ignore[arg-type] # the point
         unknown("readings", "[]", ", ".join([*READINGS][:-1]) + " and year")),
        (lambda: PaymentTerms((FIRST,), ps="ALSH"),  # type: ignore[arg-type] # the point
         unreadable("ps", "ALSH", "('ALSH',)")),
        (lambda: PaymentTerms((FIRST,), ps=(3,)),  # type: ignore[arg-type] # the point
         unreadable("ps", "(3,)", "('ALSH',)")),
        (lambda: PaymentTerms((FIRST,), year=1799), unreadable("year", "1799", "2023")),
        (lambda: PaymentTerms((FIRST,), year=True), unreadable("year", "True", "2023")),
        (lambda: PaymentTerms((FIRST,), year=2023.0), unreadable("year", "2023.0", "2023")),  # type: ignore[arg-type] # the point
        (lambda: PaymentTerms((FIRST,), year="2023"),  # type: ignore[arg-type] # the point
         unreadable("year", "2023", "2023")),
        (lambda: PaymentTerms((FIRST,), equipment="old"), unknown("equipment", "old", "existing and new")),
        (lambda: PaymentTerms((FIRST,), rounding="tenth"), unknown("rounding", "tenth", "cent and euro")),
        (lambda: PaymentTerms((FIRST,), partial_year="by weeks"),
         unknown("partial_year", "by weeks", "as declared, by days, by months and unspecified")),
        (lambda: Advance(FIRST.rate, cap="some"), unreadable("cap", "some", "None, Cap(…), unspecified")),
        (lambda: Advance(FIRST.rate, base="forecast"),
         unknown("base", "forecast", BASES.replace(" and", ",") + " and unspecified")),
        (lambda: Advance(FIRST.rate, from_day="2023-03-01"),  # type: ignore[arg-type] # the point
         unreadable("from_day", "2023-03-01", "date(2023, 10, 2)")),
        (lambda: Advance(FIRST.rate, from_day=datetime(2023, 3, 1)),
         unreadable("from_day", "2023-03-01 00:00:00", "date(2023, 10, 2)")),
        (lambda: Advance(FIRST.rate, from_day=date(1, 1, 1)),
         unreadable("from_day", "0001-01-01", "date(2023, 10, 2)")),
        (lambda: Cap(FIRST.rate, "x" * 50), unknown("base", "x" * 40, BASES)),
        (lambda: Cap(FIRST.rate, "unspecified"), unknown("base", "unspecified", BASES)),
        (lambda: Cap(FIRST.rate, "actual N-1", scope="all"), unknown("scope", "all", "cumulative and this advance")),
        (lambda: Cap(FIRST.rate, "actual N-1", condition=3),  # type: ignore[arg-type] # the point
         unknown("condition", "3",
                 "None, gap over 0.10 not justified, rise over 0.10 and drop over 0.10 of forecast N")),
        (lambda: Cap(FIRST.rate, "actual N-1", condition="gap over 10 %"),
         unknown("condition", "gap over 10 %",
                 "None, gap over 0.10 not justified, rise over 0.10 and drop over 0.10 of forecast N")),
    ],
)  # fmt: skip
def test_terms_that_are_not_understood_are_refused_when_they_are_made(make: Any, faults: list[Any]) -> None:
    """What was found, and what could be: for terms built in Python as for those read."""
    assert refused(make) == faults


@pytest.mark.parametrize(
    ("make", "path"),
    [
        (lambda: Advance(FIRST.rate, None), "base"),  # type: ignore[arg-type] # the point
        (lambda: Cap(FIRST.rate, None), "base"),  # type: ignore[arg-type] # the point
        (lambda: Cap(FIRST.rate, "actual N-1", None), "scope"),  # type: ignore[arg-type] # the point
        (lambda: PaymentTerms((FIRST,), partial_year=None), "partial_year"),  # type: ignore[arg-type] # the point
        (lambda: PaymentTerms((FIRST,), rounding=None), "rounding"),  # type: ignore[arg-type] # the point
    ],
)
def test_what_has_to_be_said_cannot_be_nothing(make: Any, path: str) -> None:
    """An event, a kind of equipment and a condition may be none; a base, a scope and a rounding may not."""
    assert [fault[:2] for fault in refused(make)] == [(path, "unknown-choice")]
    assert (Advance(FIRST.rate, on=None).on, PaymentTerms((FIRST,), equipment=None).equipment) == (None, None)
    assert Cap(FIRST.rate, "actual N-1", condition=None).condition is None


def test_an_event_that_is_none_is_refused_with_all_those_that_there_are() -> None:
    ((path, code, words),) = refused(lambda: Advance(FIRST.rate, on="someday"))
    assert (path, code) == ("on", "unknown-choice")
    assert words == f"“someday” is unknown; choose among: {', '.join(TRIGGERS)} and unspecified"


@pytest.mark.parametrize(
    "make",
    [
        Advance,
        lambda rate: Cap(rate, "actual N-1"),
        lambda rate: PaymentTerms((FIRST,), top_up_rate=rate),
    ],
)
def test_a_rate_is_exact_and_stands_between_none_and_the_whole(make: Any) -> None:
    exact: tuple[object, ...] = ("0", "1", "0.4", Decimal("0.123456"), 0, 1)
    for rate in exact:
        make(rate)
    wrong: dict[object, str] = {0.4: "float-refused", "1.01": "not-a-ratio", "-0.01": "too-low", "x": "not-a-number"}
    for rate, code in wrong.items():
        assert [fault[:2] for fault in refused(partial(make, rate))] == [("rate", code)]


def test_terms_have_four_advances_at_most() -> None:
    assert len(PaymentTerms((FIRST,) * 4).advances) == 4
    fault = ("advances", "too-many-advances", "5 advances; 4 at most")
    assert refused(lambda: PaymentTerms((FIRST,) * 5)) == [fault]
    row = {"rate": "0.40", "on": "forecast validated"}
    assert refused(lambda: PaymentTerms.from_mapping({"advances": [row] * 5})) == [fault]


def test_the_rates_of_terms_are_exact() -> None:
    assert Advance("0.4").rate == Advance(Decimal("0.40")).rate == Decimal("0.4")
    assert Advance(1).rate == 1


# --- as the Cafs publish them

MEDIATION = Activity("A1", "P1", "MEDIATION_FAMILIALE", "Médiation", "LILLE")


def nord(equipment: str, year: int = 2023) -> PaymentTerms:
    return registry.get("59", year).get(year, "MEDIATION_FAMILIALE", equipment)


def amounts(terms: PaymentTerms, **rights: Any) -> list[tuple[str, str]]:
    return [(item.kind.value, str(item.amount)) for item in schedule(terms, **rights)]


def test_vectors_p2_to_p4_with_the_terms_that_are_shipped() -> None:
    terms = nord("existing").with_gap("gap", of="actual N-1")
    # 35 % x 90,000; 35 % x 100,000, the gap of 5.26 % being under 10 %; 98,000 - 66,500
    assert amounts(terms, forecast=100_000, actual_n_2=90_000, previous_actual=95_000, actual=98_000) == [
        ("ADVANCE_1", "31500.00"), ("ADVANCE_2", "35000.00"), ("BALANCE", "31500.00"),
    ]  # fmt: skip
    wide = {"forecast": 100_000, "actual_n_2": 90_000, "previous_actual": 80_000, "actual": 50_000}  # a gap of 25 %
    assert amounts(terms, **wide)[1:] == [("ADVANCE_2", "24500.00"), ("OVERPAYMENT", "6000.00")]
    assert amounts(terms, **wide, gap_justified=True)[1:] == [("ADVANCE_2", "35000.00"), ("OVERPAYMENT", "16500.00")]


def test_vector_p5_with_the_terms_that_are_shipped() -> None:
    for base in ("forecast N", "latest forecast N"):
        terms = nord("new").with_base(base).with_trigger("forecast validated").with_top_up("0")
        assert amounts(terms, forecast=100_000, updated=100_000, actual=90_000) == [
            ("ADVANCE_1", "35000.00"), ("ADVANCE_2", "35000.00"), ("BALANCE", "20000.00"),
        ]  # fmt: skip
    agreed = Agreed("c", date(2023, 1, 2), "A1", Period(date(2023, 1, 1)), "new")
    facts = [
        agreed,
        Accepted("f", date(2023, 2, 10), "A1", 2023, DeclarationKind.FORECAST, "100000"),
        Accepted("u", date(2023, 10, 20), "A1", 2023, DeclarationKind.UPDATE_SEPTEMBER, "110000"),
    ]
    book = registry.get("59", 2023).each(
        lambda terms: terms.with_base("latest forecast N").with_trigger("forecast validated").with_top_up("0")
    )
    ledger = Ledger(book, [MEDIATION]).record(*facts)
    assert [str(entry.amount) for entry in ledger.entries()] == ["35000.00", "38500.00"]


@pytest.mark.parametrize(("previous", "second"), [(95_000, "26500.00"), (50_000, "0.00")])
def test_vectors_p6_and_p7_with_the_terms_that_are_shipped(previous: int, second: str) -> None:
    (seine,) = registry.get("92", 2023).terms
    capped = seine.with_cap(rate="0.70", base="actual N-1", scope="cumulative")
    assert amounts(capped, forecast=100_000, previous_actual=previous) == [
        ("ADVANCE_1", "40000.00"), ("ADVANCE_2", second),
    ]  # fmt: skip


def test_amounts_are_rounded_half_up_to_the_step_that_the_terms_say() -> None:
    """40 % of 1,001.25 is 400.50; of 1,001.24, 400.496; of 1,001.23, 400.492."""
    for rounding, forecast, advance in (
        ("cent", "1001.25", "400.50"),
        ("cent", "1001.24", "400.50"),
        ("cent", "1001.23", "400.49"),
        ("euro", "1001.25", "401.00"),
        ("euro", "1001.24", "400.00"),
        ("euro", "1001", "400.00"),
    ):
        terms = PaymentTerms((FIRST,), top_up_rate=Decimal(0), rounding=rounding)
        assert amounts(terms, forecast=Decimal(forecast))[0] == ("ADVANCE_1", advance)


def test_the_somme_pays_on_fixed_days_of_a_right_that_is_named() -> None:
    calendar = calendars.get("80", 2023)
    terms = calendar.payment_terms
    assert terms == registry.get("80", 2023).terms[0]
    assert terms is not None
    with pytest.raises(UnspecifiedTerms, match="with_base"):
        schedule(terms, forecast=100_000)
    named = terms.with_base("forecast N")
    items = schedule(named, forecast=100_000, actual=98_000)
    assert [(str(item.amount), str(item.on)) for item in items] == [
        ("35000.00", "2023-03-01"), ("35000.00", "2023-10-02"), ("28000.00", "None"),
    ]  # fmt: skip
    assert "droit dont l’acompte est une part" in footnotes(named)[1]
    forecast = Accepted("f", date(2023, 2, 10), "A1", 2023, DeclarationKind.FORECAST, "100000")
    with pytest.raises(UnspecifiedTerms, match="with_base"):
        Ledger(terms).record(forecast).balance()
    dues = [(str(entry.on), str(entry.amount)) for entry in Ledger(named).record(forecast).entries()]
    assert dues == [("2023-03-01", "35000.00"), ("2023-10-02", "35000.00")]


def test_the_calendar_of_the_somme_is_the_one_it_publishes() -> None:
    windows = calendars.get("80", 2023).windows
    assert [(window.kind.value, window.year, str(window.available), str(window.before)) for window in windows] == [
        ("FORECAST", 2023, "2022-12-15", "2023-02-13"),
        ("ACTUAL", 2022, "2023-01-16", "2023-03-31"),
        ("UPDATE_JUNE", 2023, "2023-06-15", "2023-07-10"),
        ("UPDATE_SEPTEMBER", 2023, "2023-09-17", "2023-10-12"),
    ]
    actual = calendars.get("80", 2024).window("ALSH", DeclarationKind.ACTUAL)
    assert (actual.year, str(actual.available), str(actual.before)) == (2023, "2024-01-16", "2024-03-31")


def test_what_a_source_leaves_open_is_asked_for_and_then_said() -> None:
    rights: dict[str, Any] = {"forecast": 100_000, "actual_n_2": 90_000, "previous_actual": 80_000}
    with pytest.raises(UnspecifiedTerms, match="with_gap"):
        schedule(nord("existing"), **rights)
    sent = Transmitted("t", date(2023, 2, 1), "A1", 2023, DeclarationKind.FORECAST)
    new = Agreed("c", date(2023, 1, 2), "A1", Period(date(2023, 1, 1)), "new")
    with pytest.raises(UnspecifiedTerms, match="with_trigger"):
        Ledger(registry.get("59", 2023), [MEDIATION]).record(new, sent).balance()
    for terms in (nord("existing"), nord("new")):
        for locale, silent in (("fr", "que la source ne dit pas"), ("en", "that the source does not say")):
            assert any(silent in line.text(locale) for line in in_words(terms))
    # of the forecast 100,000, the gap of 11,000 is 11 %; of the actual right N-1 89,000, it is 12.4 %
    drop = {"forecast": 100_000, "actual_n_2": 0, "previous_actual": 111_000}
    for side, of, second in (
        ("gap", "actual N-1", "35000.00"),  # 11,000 of 111,000: 9.9 %
        ("gap", "forecast N", "35000.00"),  # within 77,700
        ("rise", "forecast N", "35000.00"),
    ):
        assert amounts(nord("existing").with_gap(side, of=of), **drop)[1] == ("ADVANCE_2", second)
    for bad in ({"side": "up"}, {"side": "gap", "of": "actual N"}):
        with pytest.raises(InvalidInput):
            nord("existing").with_gap(**bad)


def test_the_months_of_a_table_ask_for_what_is_open() -> None:
    table = {"forecast": ["100000"], "previous_actual": ["1"], "actual_n_2": ["1"]}
    days = {"forecast validated": date(2023, 2, 10), "September update validated": date(2023, 10, 12)}
    open_trigger = nord("new").with_base("forecast N")
    with pytest.raises(UnspecifiedTerms, match="with_trigger"):
        cash_by_month(open_trigger, table, days)
    with pytest.raises(UnspecifiedTerms, match="with_base"):
        payments_table(nord("new"), table)
    with pytest.raises(UnspecifiedTerms, match="with_gap"):
        payments_table(nord("existing"), table)
    paid = cash_by_month(open_trigger.with_trigger("forecast validated"), table, days)
    assert [str(total) for total in paid["total"]] == ["35000.00", "35000.00"]


def test_terms_are_found_by_their_caf_and_year_and_never_lent_to_another() -> None:
    assert ("59", None) in registry.known()
    for year in (2022, 2026):
        book = registry.get("59", year)
        assert {terms.year for terms in book.terms} == {year}
        assert all("year" in terms.readings for terms in book.terms)
    absent: list[tuple[str, Any]] = [("80", 2024), ("92", 2022), ("75", 2023), ("", 2023), ("92", "2023")]
    for caf, asked in absent:
        with pytest.raises(TermsNotPublished):
            registry.get(caf, asked)
    with pytest.raises(InvalidInput):
        registry.get("59", 10**14)


def test_every_terms_shipped_has_a_source_and_can_be_used_or_says_what_it_leaves_open() -> None:
    for caf, year in registry.known():
        for terms in registry.get(caf, year or 2023).terms:
            assert terms.year == (year or 2023)
            assert terms.source is not None
            assert terms.source.checked_on is not None
            named = terms.with_base("forecast N").with_trigger("forecast validated").with_gap("gap").with_top_up("0.4")
            named = named.with_cap("0.70", "actual N-1")
            assert schedule(named, forecast=1, previous_actual=1, actual_n_2=1, updated=2, actual=1)


def test_an_advance_of_a_day_waits_for_no_event_unless_its_terms_name_one_too() -> None:
    alone = {"rate": "0.30", "from": "2023-10-02"}
    terms = PaymentTerms.from_mapping({"advances": [alone, alone | {"on": "forecast validated"}]})
    found = [(one.from_day, one.on) for one in terms.advances]
    assert found == [(date(2023, 10, 2), None), (date(2023, 10, 2), "forecast validated")]


@pytest.mark.parametrize("empty", [{}, {"terms": []}])
def test_a_book_without_terms_is_refused_where_it_lacks_them(empty: dict[str, object]) -> None:
    with pytest.raises(InvalidInput) as caught:
        TermsBook.from_mapping(empty)
    assert [fault.path for fault in caught.value.faults] == ["terms"]


def test_an_advance_is_of_the_forecast_where_its_mapping_says_no_other() -> None:
    told = {"rate": "0.40", "on": "forecast validated"}
    for base, expected in (({}, "forecast N"), ({"base": "actual N-2"}, "actual N-2")):
        (advance,) = PaymentTerms.from_mapping({"advances": [told | base]}).advances
        assert advance.base == expected


def test_the_advances_of_the_hauts_de_seine_wait_for_what_their_source_says() -> None:
    seine = calendars.get("92", 2023).payment_terms
    assert seine is not None
    assert [(str(advance.rate), advance.base, advance.on) for advance in seine.advances] == [
        ("0.40", "forecast N", "forecast validated"),
        ("0.30", "forecast N", "actual N-1 validated"),  # with the balance N-1, which falls due then
    ]


def test_terms_at_hand_are_in_the_order_of_cafs_and_years(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = [("80", 2024), ("59", 2023), ("80", None), ("80", 2023), ("59", None)]
    monkeypatch.setattr(_registry, "_registry", lambda: dict.fromkeys(keys, ()))
    assert _registry.known() == (("59", None), ("59", 2023), ("80", None), ("80", 2023), ("80", 2024))


def test_terms_that_nobody_published_are_not_those_of_another_year_and_the_known_ones_are_named() -> None:
    with pytest.raises(TermsNotPublished) as caught:
        registry.get("92", 2024)
    lacking = caught.value
    assert (lacking.caf, lacking.year, lacking.known) == ("92", "2024", ("59", "80 2023", "92 2023"))


def test_terms_are_for_one_ps_for_several_or_for_all() -> None:
    advance = {"advances": [{"rate": "0.40", "on": "forecast validated"}]}
    for told, codes in (("ALSH", ("ALSH",)), (["ALSH", "RAM"], ("ALSH", "RPE")), (("EAJE",), ("EAJE",)), (None, ())):
        assert PaymentTerms.from_mapping({**advance, "ps": told}).ps == codes
    assert PaymentTerms.from_mapping(advance).ps == ()
    for bad in (1, [], ["ALSH", 2], {"ALSH": 1}):
        with pytest.raises(InvalidInput) as caught:
            PaymentTerms.from_mapping({**advance, "ps": bad})
        assert [fault.path for fault in caught.value.faults] == ["ps"]


LIMIT = ("0.70", "actual N-1", "cumulative", "unspecified over 0.10 not justified")
SHIPPED: dict[tuple[str, str, str], list[tuple[object, ...]]] = {
    # rate, base, event, day, limit: as the pages of each Caf say, "unspecified" where they do not
    ("92", "ALSH", "existing"): [
        ("0.40", "forecast N", "forecast validated", None, None),
        ("0.30", "forecast N", "actual N-1 validated", None, "unspecified"),
    ],
    ("59", "MEDIATION_FAMILIALE", "existing"): [
        ("0.35", "actual N-2", "forecast transmitted", None, None),
        ("0.35", "forecast N", "actual N-1 processed", None, LIMIT),
    ],
    ("59", "ESPACE_RENCONTRE", "new"): [
        ("0.35", "forecast N", "unspecified", None, None),
        ("0.35", "unspecified", "September update validated", None, None),
    ],
    ("80", "ALSH", "existing"): [
        ("0.35", "unspecified", None, date(2023, 3, 1), None),
        ("0.35", "unspecified", None, date(2023, 10, 2), None),
    ],
}


@pytest.mark.parametrize(("caf", "ps", "equipment"), [*SHIPPED])
def test_the_terms_that_are_shipped_are_those_of_their_source(caf: str, ps: str, equipment: str) -> None:
    terms = registry.get(caf, 2023).get(2023, ps, equipment)
    found = [
        (
            str(one.rate),
            one.base,
            one.on,
            one.from_day,
            (str(one.cap.rate), one.cap.base, one.cap.scope, one.cap.condition)
            if isinstance(one.cap, Cap)
            else one.cap,
        )
        for one in terms.advances
    ]
    assert found == SHIPPED[caf, ps, equipment]
    assert (terms.top_up_rate, terms.top_up_cap, terms.rounding) == (None, None, "cent")
