"""Law 1 for the amounts of payments: cases worked by hand, the same by `schedule` and by the formula of a whole year.

Advances of each base, their limits on both sides of each threshold, top-ups, the balance, parts of a year, and words.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from afas import terms as registry
from afas.arithmetic import exactly, to_decimal
from afas.errors import InvalidInput
from afas.partners import Activity
from afas.payments import (
    NAMES,
    Accepted,
    Agreed,
    Fact,
    GapJustified,
    Ledger,
    Paid,
    PaymentTerms,
    Rights,
    Transmitted,
    UnspecifiedTerms,
    figures_of,
    schedule,
    whole_year,
)
from afas.periods import Period
from afas.terms import BASES, Advance, Cap, MissingRight, TermsBook

D = Decimal


def terms(*advances: Advance, **more: Any) -> PaymentTerms:
    return PaymentTerms(advances, **{"top_up_rate": D(0), **more})


def advance(rate: str, **more: Any) -> Advance:
    return Advance(D(rate), **{"on": "forecast validated", **more})


def paid(by: PaymentTerms, *, updates: Sequence[str] = (), justified: bool = False, **rights: Any) -> dict[str, str]:
    """What the formula of a whole year gives, which `schedule` gives too; what is nothing is left out."""
    names = [f"updated_{rank}" for rank, _ in enumerate(updates, start=1)]
    data = {name: D(value) for name, value in rights.items()}
    latest = {"latest_forecast": D(updates[-1] if updates else rights["forecast"])}
    data |= {**latest, **{name: D(value) for name, value in zip(names, updates, strict=True)}}
    data["gap_justified"] = D(justified)
    settled = "actual" in rights
    whole = exactly(lambda d, p: whole_year(by, names, settled, d, p), data, figures_of(by, bool(updates)))
    found = {name: str(to_decimal(amount)) for name, amount in whole.items() if amount}
    items = schedule(by, updated=list(updates), gap_justified=justified, **rights)
    ups = [item for item in items if item.kind.value == "TOP_UP" and item.amount]
    assert [str(item.amount) for item in ups] == [amount for name, amount in found.items() if "top_up" in name]
    by_kind = {item.kind.value.lower(): str(item.amount) for item in items if item not in ups and item.amount}
    assert by_kind == {name: amount for name, amount in found.items() if "top_up" not in name}
    return found


# --- advances and the end


@pytest.mark.parametrize(
    ("base", "amount"),  # 40 % of 1,000, of 1,200, of 500, of 250
    [("forecast N", "400.00"), ("latest forecast N", "480.00"), ("actual N-1", "200.00"), ("actual N-2", "100.00")],
)
def test_an_advance_is_a_rate_of_its_base(base: str, amount: str) -> None:
    rights: dict[str, Any] = {"forecast": "1000", "previous_actual": "500", "actual_n_2": "250"}
    by = terms(advance("0.40", base=base))
    assert paid(by, updates=["1100", "1200"], **rights) == {"advance_1": amount}
    if base == "latest forecast N":  # without an update, the forecast itself
        assert paid(by, **rights) == {"advance_1": "400.00"}


def test_an_advance_is_rounded_half_up_to_the_cent_or_the_euro() -> None:
    """35 % of 0.10 is 0.035; of 1.40, 0.49; of 10, 3.50: a half goes up."""
    for forecast, cent, euro in (("0.10", "0.04", "0.00"), ("1.40", "0.49", "0.00"), ("10", "3.50", "4.00")):
        for rounding, amount in (("cent", cent), ("euro", euro)):
            by = terms(advance("0.35"), rounding=rounding)
            assert paid(by, forecast=forecast) == ({"advance_1": amount} if D(amount) else {})


@pytest.mark.parametrize(
    ("actual", "end"),
    [
        ("1000", {"balance": "300.00"}),
        ("700.01", {"balance": "0.01"}),
        ("700", {}),
        ("699.99", {"overpayment": "0.01"}),
        ("0", {"overpayment": "700.00"}),
    ],
)
def test_what_the_actual_right_leaves_is_a_balance_or_an_overpayment(actual: str, end: dict[str, str]) -> None:
    """40 % and 30 % of 1,000 were advanced; the actual right to the cent is a balance of nothing."""
    by = terms(advance("0.40"), advance("0.30"))
    assert paid(by, forecast="1000", actual=actual) == {"advance_1": "400.00", "advance_2": "300.00"} | end
    kind = "OVERPAYMENT" if "overpayment" in end else "BALANCE"
    last = schedule(by, forecast="1000", actual=actual)[-1]
    assert (last.kind.value, str(last.amount)) == (kind, next(iter(end.values()), "0.00"))


# --- limits


@pytest.mark.parametrize(
    ("scope", "rate", "before", "second"),
    [  # after 400, 30 % of 1,000 within 70 % of N-1 on all advances
        ("cumulative", "0.70", "1000.01", "300.00"),
        ("cumulative", "0.70", "1000", "300.00"),
        ("cumulative", "0.70", "999.98", "299.99"),  # 699.986, hence 699.99
        ("cumulative", "0.70", "571.44", "0.01"),  # 400.008, hence 400.01
        ("cumulative", "0.70", "571.43", "0.00"),  # 400.001
        ("cumulative", "0.70", "0", "0.00"),  # and never less than nothing
        # within 25 % of it on this advance
        ("this advance", "0.25", "1200.01", "300.00"),
        ("this advance", "0.25", "1199.96", "299.99"),
        ("this advance", "0.25", "400", "100.00"),
        ("this advance", "0.25", "0", "0.00"),
    ],
)
def test_a_limit_is_on_all_advances_or_on_this_one(scope: str, rate: str, before: str, second: str) -> None:
    by = terms(advance("0.40"), advance("0.30", cap=Cap(D(rate), "actual N-1", scope)), advance("0.10"))
    expected = {"advance_1": "400.00", "advance_2": second, "advance_3": "100.00"}
    kept = {name: amount for name, amount in expected.items() if D(amount)}
    assert paid(by, forecast="1000", previous_actual=before) == kept


@pytest.mark.parametrize(
    ("base", "amount"),  # half of 1,000, of 1,200, of 500, of 250
    [("forecast N", "500.00"), ("latest forecast N", "600.00"), ("actual N-1", "250.00"), ("actual N-2", "125.00")],
)
def test_a_limit_is_a_rate_of_its_base(base: str, amount: str) -> None:
    rights: dict[str, Any] = {"forecast": "1000", "previous_actual": "500", "actual_n_2": "250"}
    by = terms(advance("1", cap=Cap(D("0.5"), base)))
    assert paid(by, updates=["1200"], **rights) == {"advance_1": amount}


# A gap of a tenth of the actual right N-1 of 1,000 is reached at 1,100 and at 900. A tenth of the forecast: at 1,111.11
# a rise of 111.11 is under 111.111, at 1,111.12 it is over 111.112; at 909.10 a drop of 90.90 is under 90.91, at 909.09
# one of 90.91 is over 90.909.
EDGES = {
    "": (("1100", "1100.01"), ("900", "899.99")),
    " of actual N-1": (("1100", "1100.01"), ("900", "899.99")),
    " of forecast N": (("1111.11", "1111.12"), ("909.10", "909.09")),
}


@pytest.mark.parametrize("of", EDGES)
@pytest.mark.parametrize("side", ["gap", "rise", "drop"])
@pytest.mark.parametrize("unless", ["", " not justified"])
def test_a_limit_applies_where_its_gap_is_passed_and_not_where_it_is_reached(side: str, of: str, unless: str) -> None:
    """All of the forecast, or nothing where the limit applies: a limit of 0 %. A gap is justified only where it may."""
    condition = f"{side} over 0.10{of}{unless}"
    by = terms(advance("1", cap=Cap(D(0), "forecast N", condition=condition)))
    (rise_at, rise_over), (drop_at, drop_over) = EDGES[of]
    applies = {
        "1000": False, rise_at: False, drop_at: False,
        rise_over: side in ("gap", "rise"), "2000": side in ("gap", "rise"),
        drop_over: side in ("gap", "drop"), "1": side in ("gap", "drop"),
    }  # fmt: skip
    for forecast, limited in applies.items():
        whole = {"advance_1": str(D(forecast).quantize(D("0.01")))}
        for justified in (False, True):
            kept = {} if limited and not (justified and unless) else whole
            assert paid(by, forecast=forecast, previous_actual="1000", justified=justified) == kept, (
                forecast,
                justified,
            )


def test_a_condition_asks_for_both_rights_and_a_base_for_its_own() -> None:
    """What is not known is asked for under the name of the argument that gives it."""
    conditional = Cap(D("0.7"), "forecast N", condition="gap over 0.10")
    arguments = {"actual N-1": "previous_actual", "actual N-2": "actual_n_2", "actual N": "actual"}
    cases = [
        *((terms(advance("0.4", base=base)), base) for base in arguments),
        *((terms(advance("0.4", cap=Cap(D("0.7"), base))), base) for base in arguments),
        (terms(advance("0.4", cap=conditional)), "actual N-1"),
    ]
    for by, base in cases:
        for share in (None, Fraction(3, 4)):
            with pytest.raises(MissingRight) as caught:
                schedule(by, forecast="1000", share=share)
        assert caught.value.text("en") == (
            f"The computation needs the {BASES[base].en}, which is not known. "
            f"Give it: schedule(..., {arguments[base]}=Decimal('…'))."
        )
    assert len(schedule(terms(advance("0.4", cap=Cap(D("0.7"), "forecast N"))), forecast="1000")) == 1


def test_a_right_by_a_name_that_no_terms_have_is_missing_under_that_name() -> None:
    """Rights that say no more than their amounts: their gap is not justified, and an earlier year counts whole."""
    rights = Rights({"forecast N": 1000_00, "actual N-1": 900_00})
    assert (rights.euros("forecast N"), rights.need("actual N-1")) == (D("1000.00"), 900_00)
    assert rights == Rights({"forecast N": 1000_00, "actual N-1": 900_00}, justified=False, share=None)
    for asked in (rights.euros, rights.need):
        with pytest.raises(MissingRight) as caught:
            asked("forecast of 2031")
        assert caught.value.text("en") == (
            "The computation needs the forecast of 2031, which is not known. "
            "Give it: schedule(..., forecast of 2031=Decimal('…'))."
        )


# --- top-ups


def test_a_top_up_is_a_rate_of_the_rise_from_the_highest_forecast() -> None:
    """40 %: of 1,000 to 1,100, 40; then of 1,100 to 1,200, 40; a forecast that falls or stays adds nothing."""
    by = terms(advance("0.40"), top_up_rate=D("0.40"))
    for updates, ups in (
        ([], {}),
        (["1000"], {}),
        (["999.99"], {}),
        (["1000.01"], {}),  # 0.004
        (["1000.02"], {"top_up": "0.01"}),  # 0.008
        (["1100"], {"top_up": "40.00"}),
        (["1100", "1200"], {"top_up_1": "40.00", "top_up_2": "40.00"}),
        (["1100", "1100"], {"top_up_1": "40.00"}),
        (["1100", "1050", "1200"], {"top_up_1": "40.00", "top_up_3": "40.00"}),
        (["900", "1100"], {"top_up_2": "40.00"}),
    ):
        assert paid(by, updates=updates, forecast="1000") == {"advance_1": "400.00"} | ups, updates
    advanced = paid(by, updates=["1100", "1200"], forecast="1000", actual="1000")
    assert advanced["balance"] == "520.00"  # 1,000 - 480
    assert paid(terms(advance("1"), top_up_rate=D(1)), updates=["0.01"], forecast="0") == {"top_up": "0.01"}
    assert paid(terms(advance("0.40")), updates=["1100"], forecast="1000") == {"advance_1": "400.00"}  # at a rate of 0


def test_an_update_is_one_amount_or_several_in_turn() -> None:
    by = terms(advance("0.40"), top_up_rate=D("0.40"))
    given: list[Any] = ["1100", 1100, D(1100), ["1100"], ("1100",), ["1100", "1050"], iter([1100])]
    for updated in given:
        items = schedule(by, forecast="1000", updated=updated)
        assert [(item.kind.value, str(item.amount)) for item in items] == [("ADVANCE_1", "400.00"), ("TOP_UP", "40.00")]
    for updated in (None, (), []):
        assert len(schedule(by, forecast="1000", updated=updated)) == 1


def test_a_top_up_is_within_its_limit() -> None:
    """40 % of a rise of 1,000 is 400; of 2,000, all advances within 60 %, 1,200, or this one within 10 %, 200."""
    on_all, alone = Cap(D("0.60"), "latest forecast N"), Cap(D("0.10"), "latest forecast N", "this advance")
    for cap, up in ((None, "400.00"), (on_all, "200.00"), (alone, "200.00")):
        by = terms(advance("1"), top_up_rate=D("0.40"), top_up_cap=cap)
        assert paid(by, updates=["2000"], forecast="1000") == {"advance_1": "1000.00", "top_up": up}
    # two updates within 1,200 in all: 200 more, then nothing
    by = terms(advance("1"), top_up_rate=D("0.40"), top_up_cap=on_all)
    found = paid(by, updates=["1500", "2000"], forecast="1000")
    assert found == {"advance_1": "1000.00", "top_up_1": "200.00"}


def test_the_rate_of_the_top_ups_is_asked_for_once_a_forecast_rises() -> None:
    by = PaymentTerms((advance("0.40"),))
    assert paid(by, forecast="1000") == {"advance_1": "400.00"}
    for updated in ("999", "1000"):
        assert len(schedule(by, forecast="1000", updated=updated)) == 1
    with pytest.raises(UnspecifiedTerms) as caught:
        schedule(by, forecast="1000", updated="1000.01")
    assert "terms.with_top_up(rate='…') (rate='0': aucun complément, no top-up)" in caught.value.text("en")


# --- what terms leave open


@pytest.mark.parametrize(
    ("by", "en", "fix"),
    [
        (
            terms(advance("0.40", cap="unspecified")),
            "within which limit the advance is paid",
            "terms.with_cap(rate='0.70', base='actual N-1', scope='cumulative') (scope: 'cumulative' | 'this advance'; "
            "base: 'forecast N' | 'latest forecast N' | 'actual N' | 'actual N-1' | 'actual N-2')",
        ),
        (
            terms(advance("0.40", base="unspecified")),
            "which right the advance is a rate of",
            "terms.with_base('forecast N') "
            "('forecast N' | 'latest forecast N' | 'actual N' | 'actual N-1' | 'actual N-2')",
        ),
        (
            terms(advance("0.40", cap=Cap(D("0.7"), "actual N-1", condition="unspecified over 0.10"))),
            "on which side the gap counts, nor of which right",
            "terms.with_gap('gap' | 'rise' | 'drop', of='actual N-1' | 'forecast N')",
        ),
    ],
)
def test_what_terms_leave_open_is_asked_for_with_its_choices(by: PaymentTerms, en: str, fix: str) -> None:
    asks = (
        lambda: schedule(by, forecast="1000", previous_actual="1000"),
        lambda: paid(by, forecast="1000", previous_actual="1000"),
        lambda: Ledger(by).record(FORECAST, BEFORE).balance(),
    )
    for ask in asks:
        with pytest.raises(UnspecifiedTerms) as caught:
            ask()
        assert en in caught.value.text("en")
        assert fix in caught.value.text("en")


FORECAST = Accepted("f", date(2023, 2, 10), "A1", 2023, "FORECAST", "1000")
BEFORE = Accepted("b", date(2022, 12, 1), "A1", 2022, "ACTUAL", "1000")


UPDATE = Accepted("u", date(2023, 7, 1), "A1", 2023, "UPDATE_JUNE", "1200")


@pytest.mark.parametrize(
    ("waiting", "fallen"),
    [  # 40 % of 1,000, on the day of the last event or right that it waits for
        (advance("0.40", on=None), [("2023-02-10", "400.00")]),
        (advance("0.40", on="update validated"), [("2023-07-01", "400.00")]),
        (advance("0.40", on=None, base="actual N-1"), [("2023-03-01", "400.00")]),
        (advance("0.40", cap=Cap(D("0.70"), "actual N-1")), [("2023-03-01", "400.00")]),
        (advance("0.40", cap=Cap(D("0.70"), "forecast N")), [("2023-02-10", "400.00")]),
        (advance("0.40", cap=Cap(D("0.70"), "forecast N", condition="gap over 0.10")), [("2023-03-01", "400.00")]),
        (advance("0.40", cap=Cap(D("0.70"), "actual N-2")), []),
    ],
)
def test_an_advance_waits_for_its_event_and_for_each_right_it_is_computed_from(
    waiting: Advance, fallen: list[tuple[str, str]]
) -> None:
    before = Accepted("b", date(2023, 3, 1), "A1", 2022, "ACTUAL", "1000")
    ledger = Ledger(terms(waiting)).record(FORECAST, before, UPDATE)
    assert [(str(entry.on), str(entry.amount)) for entry in ledger.entries(year=2023)] == fallen


def test_the_event_of_an_advance_is_asked_for_where_it_is_open() -> None:
    by = terms(advance("0.40", on="unspecified"))
    assert str(schedule(by, forecast="1000")[0].amount) == "400.00"  # its amount rests on no event
    with pytest.raises(UnspecifiedTerms) as caught:
        Ledger(by).record(FORECAST).balance()
    assert "on which event the advance is paid" in caught.value.text("en")
    assert "terms.with_trigger('forecast validated') ('forecast transmitted' | 'forecast validated' | " in (
        caught.value.text("en")
    )


# --- a part of the year


@pytest.mark.parametrize(
    ("share", "by", "amount"),
    [  # 9 months of 12: earlier rights of 1,000 and 800 count for 750 and 600; the forecast counts whole
        (Fraction(3, 4), terms(advance("0.40", base="actual N-1")), "300.00"),
        (Fraction(3, 4), terms(advance("0.40", base="actual N-2")), "240.00"),
        (Fraction(3, 4), terms(advance("0.40")), "400.00"),
        (Fraction(3, 4), terms(advance("0.40", base="latest forecast N")), "400.00"),
        (None, terms(advance("0.40", base="actual N-1")), "400.00"),
        # 275 days of 365: 753.4246..., of which 40 % is 301.3698...
        (Fraction(275, 365), terms(advance("0.40", base="actual N-1")), "301.37"),
        # a limit of 40 % of 750, of 600, and of the forecast
        (Fraction(3, 4), terms(advance("1", cap=Cap(D("0.40"), "actual N-1"))), "300.00"),
        (Fraction(3, 4), terms(advance("1", cap=Cap(D("0.40"), "actual N-2"))), "240.00"),
        (Fraction(275, 365), terms(advance("1", cap=Cap(D("0.40"), "actual N-1"))), "301.37"),
        (Fraction(3, 4), terms(advance("1", cap=Cap(D("0.40"), "forecast N"))), "400.00"),
        # from 750 to 1,000 there is a rise of a third, though from 1,000 there is none
        (Fraction(3, 4), terms(advance("1", cap=Cap(D(0), "forecast N", condition="rise over 0.33"))), "0.00"),
        (Fraction(3, 4), terms(advance("1", cap=Cap(D(0), "forecast N", condition="rise over 0.34"))), "1000.00"),
        (None, terms(advance("1", cap=Cap(D(0), "forecast N", condition="rise over 0.33"))), "1000.00"),
    ],
)
def test_of_an_earlier_right_the_part_of_the_year_under_agreement_counts(
    share: Fraction | None, by: PaymentTerms, amount: str
) -> None:
    (first,) = schedule(by, forecast="1000", previous_actual="1000", actual_n_2="800", share=share)
    assert str(first.amount) == amount


def test_a_limit_of_a_top_up_counts_the_part_of_an_earlier_right() -> None:
    """1,000 N-1 counts for 750: 500 in all, or 333.33 for a third, hence 250 or 0 more than the first 250."""
    cap = Cap(D("0.6666"), "actual N-1")
    by = terms(advance("0.25"), top_up_rate=D(1), top_up_cap=cap)
    for share, up in ((None, "416.60"), (Fraction(3, 4), "249.95"), (Fraction(1, 3), "0.00")):
        items = schedule(by, forecast="1000", previous_actual="1000", updated="3000", share=share)
        assert [str(item.amount) for item in items] == ["250.00", up]


def test_the_amounts_of_a_ledger_are_those_of_the_schedule_for_a_part_of_the_year() -> None:
    """From 1 April 2023: 9 months of 12, or 275 days of 365."""
    by = terms(advance("0.40", base="actual N-1"))
    agreed = Agreed("c", date(2023, 1, 2), "A1", Period(date(2023, 4, 1)))
    for reading, amount in (("by months", "300.00"), ("by days", "301.37"), ("as declared", "400.00")):
        ledger = Ledger(by.with_partial_year(reading)).record(agreed, BEFORE, FORECAST)
        found = [(str(entry.on), str(entry.amount)) for entry in ledger.entries(year=2023)]
        assert found == [("2023-04-01", amount)]
        unknown = Ledger(by.with_partial_year(reading)).record(agreed, FORECAST)
        assert unknown.entries() == ()  # a part of what is not known is not known


# --- words


def words(by: PaymentTerms, rank: int = -1, locale: str = "en", **rights: Any) -> str:
    said = schedule(by, forecast="1000", **rights)[rank].reason.text(locale)
    return said.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def test_an_amount_says_its_rate_its_base_and_the_limit_that_cuts_it() -> None:
    second = advance("0.30", cap=Cap(D("0.70"), "actual N-1"))
    by = terms(advance("0.40"), second)
    assert words(by, previous_actual="1000") == "30% × forecast right N (€1,000.00)"  # not cut
    assert words(by, previous_actual="900") == (
        "30% × forecast right N (€1,000.00) = €300.00, cut to €230.00: limit of 70% × actual right N-1 (€900.00) "
        "on all advances (€400.00 due already)"
    )
    assert words(by, locale="fr", previous_actual="900") == (
        "30 % × droit prévisionnel N (1 000,00 €) = 300,00 €, ramené à 230,00 € : limite de 70 % × droit réel N-1 "
        "(900,00 €) sur le cumul des acomptes (400,00 € déjà échus)"
    )
    alone = terms(advance("0.40", cap=Cap(D("0.20"), "actual N-2", "this advance")))
    assert words(alone, actual_n_2="900") == (
        "40% × forecast right N (€1,000.00) = €400.00, cut to €180.00: limit of 20% × actual right N-2 (€900.00) "
        "on this advance"
    )
    in_part = terms(advance("0.40", base="actual N-1"))
    assert words(in_part, previous_actual="1000", share=Fraction(275, 365)) == "40% × actual right N-1 (€753.424657…)"
    limited = terms(advance("1", cap=Cap(D("0.40"), "actual N-1")))
    assert words(limited, previous_actual="1000", share=Fraction(3, 4)) == (
        "100% × forecast right N (€1,000.00) = €1,000.00, cut to €300.00: limit of 40% × actual right N-1 (€750.00) "
        "on all advances (€0.00 due already)"
    )


def test_a_top_up_says_from_what_the_forecast_rises_and_the_limit_that_cuts_it() -> None:
    cap = Cap(D("0.35"), "latest forecast N")
    free = terms(advance("0.40"), top_up_rate=D("0.40"))
    assert words(free, updated="1100") == "40% × the increase of the forecast right (€1,000.00 → €1,100.00)"
    assert words(terms(advance("0.40"), top_up_rate=D("0.40"), top_up_cap=cap), updated="1200") == (
        "40% × the increase of the forecast right (€1,000.00 → €1,200.00) = €80.00, cut to €20.00: "
        "limit of 35% × latest forecast right N (€1,200.00) on all advances (€400.00 due already)"
    )
    assert words(free, actual="1000") == "actual right €1,000.00 − advances €400.00"
    assert words(free, locale="fr", actual="1000") == "droit réel 1 000,00 € − acomptes 400,00 €"


def test_an_entry_keeps_what_its_amount_was_computed_from() -> None:
    """What no limit cut has no limit, nor what was due before it; a top-up has what it rises from."""
    by = terms(advance("0.40"), advance("0.30", cap=Cap(D("0.70"), "actual N-1")), top_up_rate=D("0.40"))
    before = Accepted("b", date(2022, 12, 1), "A1", 2022, "ACTUAL", "900")
    found: list[Any] = [entry.how for entry in Ledger(by).record(before, FORECAST, UPDATE).entries(year=2023)]
    kept = [(how.cents, how.full, how.value, how.cap_value, how.advanced, how.before) for how in found]
    assert kept == [
        (40_000, 40_000, 100_000, 0, 0, None),
        (23_000, 30_000, 100_000, 90_000, 40_000, None),
        (8_000, 8_000, 120_000, 0, 0, 100_000),
    ]
    assert [how.cap for how in found] == [None, by.advances[1].cap, None]
    assert set(NAMES) == set(BASES)


# --- the days of a schedule, and what it refuses


DAY, LATER = date(2023, 2, 10), date(2023, 3, 1)


@pytest.mark.parametrize(
    ("event", "fixed", "days", "on"),
    [
        ("forecast validated", None, {}, None),
        ("forecast validated", None, {"forecast validated": DAY}, DAY),
        ("forecast validated", None, {"forecast transmitted": DAY}, None),
        ("forecast validated", LATER, {}, None),  # the event is waited for
        ("forecast validated", LATER, {"forecast validated": DAY}, LATER),
        ("forecast validated", DAY, {"forecast validated": LATER}, LATER),
        (None, LATER, {}, LATER),
        (None, LATER, {"forecast validated": DAY}, LATER),
        (None, None, {"forecast validated": DAY}, None),
    ],
)
def test_an_advance_falls_due_on_the_later_of_its_day_and_that_of_its_event(
    event: str | None, fixed: date | None, days: dict[str, date], on: date | None
) -> None:
    by = terms(Advance(D("0.40"), on=event, from_day=fixed))
    for given in (days, days or None):
        assert [item.on for item in schedule(by, forecast="1000", days=given)] == [on]


def test_a_top_up_falls_due_with_its_update_and_the_end_with_the_actual_right() -> None:
    by = terms(advance("0.40"), top_up_rate=D("0.40"))
    days = {"update validated": DAY, "actual validated": LATER}
    for given, expected in ((days, [None, DAY, LATER]), (None, [None, None, None])):
        items = schedule(by, forecast="1000", updated="1100", actual="1", days=given)
        assert [item.on for item in items] == expected


def test_a_day_of_no_event_is_refused_with_the_events_there_are() -> None:
    """All of them at once, the first 40 characters of each."""
    days = {"x" * 41: DAY, "forecast validated": DAY, "actual": DAY}
    with pytest.raises(InvalidInput) as caught:
        schedule(terms(advance("0.40")), forecast="1000", days=days)
    known = (
        "June update validated, September update validated, actual N-1 processed, actual N-1 transmitted, "
        "actual N-1 validated, actual validated, balance N-1 paid, forecast transmitted, forecast validated "
        "and update validated"
    )
    assert caught.value.text("en").splitlines() == [
        "Days of the events: 2 to correct",
        f"- days.{'x' * 40}: “{'x' * 40}” is unknown; choose among: {known}",
        f"- days.actual: “actual” is unknown; choose among: {known}",
    ]


def test_every_right_that_is_no_exact_amount_is_told_at_once() -> None:
    with pytest.raises(InvalidInput) as caught:
        schedule(
            terms(advance("0.40")), forecast="-1", actual="x", previous_actual="0.001", actual_n_2="1e3", updated="-2"
        )
    assert [(fault.path, fault.code) for fault in caught.value.faults] == [
        ("forecast", "too-low"),
        ("actual", "not-a-number"),
        ("previous_actual", "not-whole-cents"),
        ("actual_n_2", "not-a-number"),
        ("updated", "too-low"),
    ]
    with pytest.raises(InvalidInput) as caught:
        schedule(terms(advance("0.40")), forecast="1000", updated=["x"])
    assert [fault.path for fault in caught.value.faults] == ["updated"]


# --- a whole year under the terms of each Caf, day by day


def year_of(activity: str) -> list[Fact]:
    """2021: 90,000; 2022: 80,000; forecast 2023: 100,000, updated to 104,000 and 110,000; 2023: 98,000."""

    def said(on: date, year: int, kind: str, amount: str) -> Accepted:
        return Accepted(f"{activity}/{year}/{kind}", on, activity, year, kind, amount)

    return [
        said(date(2022, 4, 1), 2021, "ACTUAL", "90000"),
        Transmitted(f"{activity}/sent", date(2023, 2, 1), activity, 2023, "FORECAST"),
        said(date(2023, 2, 10), 2023, "FORECAST", "100000"),
        said(date(2023, 4, 10), 2022, "ACTUAL", "80000"),
        said(date(2023, 7, 10), 2023, "UPDATE_JUNE", "104000"),
        said(date(2023, 10, 20), 2023, "UPDATE_SEPTEMBER", "110000"),
        said(date(2024, 4, 2), 2023, "ACTUAL", "98000"),
    ]


CASES: dict[str, tuple[TermsBook, Activity, list[Fact], list[tuple[str, str, str]]]] = {
    "92": (
        # 40 %; 30 % within 70 % of 80,000, hence 16,000; 40 % of each rise; 98,000 - 60,000
        registry.get("92", 2023).each(lambda by: by.with_cap("0.70", "actual N-1").with_top_up("0.40")),
        Activity("A1", "P1", "ALSH", "Loisirs", "NANTERRE"),
        [],
        [
            ("2023-02-10", "ADVANCE_1", "40000.00"),
            ("2023-04-10", "ADVANCE_2", "16000.00"),
            ("2023-07-10", "TOP_UP", "1600.00"),
            ("2023-10-20", "TOP_UP", "2400.00"),
            ("2024-04-02", "BALANCE", "38000.00"),
        ],
    ),
    "59": (
        # 35 % of 90,000 once transmitted; 35 % of 100,000 within 56,000, the gap being a quarter; 98,000 - 56,000
        registry.get("59", 2023).each(lambda by: by.with_gap("gap", of="actual N-1").with_top_up("0")),
        Activity("A1", "P1", "MEDIATION_FAMILIALE", "Médiation", "LILLE"),
        [],
        [
            ("2023-02-01", "ADVANCE_1", "31500.00"),
            ("2023-04-10", "ADVANCE_2", "24500.00"),
            ("2024-04-02", "BALANCE", "42000.00"),
        ],
    ),
    "59, the gap justified in May": (
        registry.get("59", 2023).each(lambda by: by.with_gap("gap", of="actual N-1").with_top_up("0")),
        Activity("A1", "P1", "ESPACE_RENCONTRE", "Rencontre", "LILLE"),
        [GapJustified("g", date(2023, 5, 2), "A1", 2023)],
        [
            ("2023-02-01", "ADVANCE_1", "31500.00"),
            ("2023-04-10", "ADVANCE_2", "24500.00"),
            ("2023-05-02", "ADVANCE_2", "10500.00"),  # 35,000 in all
            ("2024-04-02", "BALANCE", "31500.00"),
        ],
    ),
    "59, new equipment": (
        # 35 % of the forecast, then 35 % of the update of September
        registry.get("59", 2023).each(
            lambda by: by.with_base("latest forecast N").with_trigger("forecast validated").with_top_up("0")
        ),
        Activity("A1", "P1", "ESPACE_RENCONTRE", "Rencontre", "LILLE"),
        [Agreed("c", date(2023, 1, 2), "A1", Period(date(2023, 1, 1)), "new")],
        [
            ("2023-02-10", "ADVANCE_1", "35000.00"),
            ("2023-10-20", "ADVANCE_2", "38500.00"),
            ("2024-04-02", "BALANCE", "24500.00"),
        ],
    ),
    "80, of the forecast": (
        registry.get("80", 2023).each(lambda by: by.with_base("forecast N").with_top_up("0")),
        Activity("A1", "P1", "RPE", "Relais", "AMIENS"),
        [],
        [
            ("2023-03-01", "ADVANCE_1", "35000.00"),
            ("2023-10-02", "ADVANCE_2", "35000.00"),
            ("2024-04-02", "BALANCE", "28000.00"),
        ],
    ),
    "80, of the latest forecast": (
        # each update changes the advances that have fallen due: 35 % of 104,000, of 110,000
        registry.get("80", 2023).each(lambda by: by.with_base("latest forecast N").with_top_up("0")),
        Activity("A1", "P1", "RPE", "Relais", "AMIENS"),
        [],
        [
            ("2023-03-01", "ADVANCE_1", "35000.00"),
            ("2023-07-10", "ADVANCE_1", "1400.00"),
            ("2023-10-02", "ADVANCE_2", "36400.00"),
            ("2023-10-20", "ADVANCE_1", "2100.00"),
            ("2023-10-20", "ADVANCE_2", "2100.00"),
            ("2024-04-02", "BALANCE", "21000.00"),
        ],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_whole_year_under_the_terms_of_each_caf(case: str) -> None:
    """Each amount on its day; in all, those of the schedule; paid as they fall due, they settle the year."""
    book, activity, more, expected = CASES[case]
    ledger = Ledger(book, [activity]).record(*year_of("A1"), *more)
    entries = [entry for entry in ledger.entries(year=2023) if entry.kind is not None]
    assert [(str(entry.on), entry.kind.value, str(entry.amount)) for entry in entries if entry.kind] == expected
    equipment = "new" if "new" in case else "existing"
    items = schedule(
        book.get(2023, activity.ps, equipment), forecast=100_000, updated=[104_000, 110_000], actual=98_000,
        previous_actual=80_000, actual_n_2=90_000, gap_justified="justified" in case,
    )  # fmt: skip
    sums = [(kind, sum(D(amount) for _, found, amount in expected if found == kind)) for _, kind, _ in expected]
    of_schedule: dict[str, Decimal] = {}
    for item in items:
        of_schedule[item.kind.value] = of_schedule.get(item.kind.value, D(0)) + item.amount
    assert of_schedule == dict(sums)
    payments = [Paid(f"p{rank}", entry.on, "A1", 2023, entry.amount) for rank, entry in enumerate(entries)]
    settled = ledger.record(*payments).balance(year=2023)
    assert (str(settled.due), str(settled.net), str(settled.left), settled.settled) == (
        "98000.00", "98000.00", "0.00", True,
    )  # fmt: skip


def test_activities_of_several_ps_and_equipments_are_each_paid_by_their_own_terms_in_one_ledger() -> None:
    book = registry.get("59", 2023).each(
        lambda by: (
            by.with_gap("gap", of="actual N-1")
            .with_base("latest forecast N")
            .with_trigger("forecast validated")
            .with_top_up("0")
        )
    )
    activities = [
        Activity("A1", "P1", "MEDIATION_FAMILIALE", "Médiation", "LILLE"),
        Activity("A2", "P2", "ESPACE_RENCONTRE", "Rencontre", "LILLE"),
    ]
    agreed = Agreed("c", date(2023, 1, 2), "A2", Period(date(2023, 1, 1)), "new")
    ledger = Ledger(book, activities).record(*year_of("A1"), *year_of("A2"), agreed)
    for activity, case in (("A1", "59"), ("A2", "59, new equipment")):
        found = [
            (str(e.on), e.kind and e.kind.value, str(e.amount)) for e in ledger.entries(activity=activity, year=2023)
        ]
        assert found == CASES[case][3]
    assert {key: str(each.due) for key, each in ledger.balances("year").items()} == {
        2021: "180000.00", 2022: "160000.00", 2023: "196000.00",
    }  # fmt: skip
