"""Dated values: what is in force on each day, and what the tiling forbids."""

from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest

from afas.errors import InvalidInput
from afas.parameters import (
    Pack,
    Parameter,
    ParameterValue,
    UntiledParameter,
    illustrative,
    no_value,
    scale,
    supply,
)
from afas.periods import FinancialYear, Period, PeriodEndsBeforeItStarts
from afas.quantities import Unit
from afas.sources import Grade, Source
from afas.text import Text

SOURCE = Source("essai", "Caf 00")
LABEL = Text(fr="taux", en="rate")


def value(start: int, end: int | None, figure: str, published: date | None = None) -> ParameterValue:
    last = None if end is None else date(end, 1, 1)
    return ParameterValue(date(start, 1, 1), last, Decimal(figure), SOURCE, published=published)


def rate(*values: ParameterValue, gaps: tuple[Period, ...] = ()) -> Parameter:
    return Parameter("rate", Unit.RATIO, LABEL, values, gaps)


def at(parameter: Parameter, day: date, **options: object) -> str | None:
    found = parameter.at(day, **options)  # type: ignore[arg-type] # options are checked by their tests
    return None if found is None else str(found.value)


def test_each_day_of_change() -> None:
    parameter = rate(value(2020, 2024, "0.40"), value(2024, None, "0.424"))
    assert at(parameter, date(2019, 12, 31)) is None
    assert at(parameter, date(2020, 1, 1)) == at(parameter, date(2023, 12, 31)) == "0.40"
    assert at(parameter, date(2024, 1, 1)) == at(parameter, date(2099, 1, 1)) == "0.424"


def test_after_the_last_value_strict_has_none_and_carry_forward_the_last() -> None:
    parameter = rate(value(2020, 2021, "0.40"))
    assert at(parameter, date(2021, 1, 1)) is None
    assert at(parameter, date(2021, 1, 1), policy="carry_forward") == "0.40"
    assert at(parameter, date(2019, 1, 1), policy="carry_forward") is None


def test_what_was_known_on_a_day_can_be_replayed() -> None:
    parameter = rate(value(2023, 2024, "0.40"), value(2024, None, "0.424", published=date(2024, 3, 12)))
    assert at(parameter, date(2024, 1, 1), known_on=date(2024, 3, 11)) is None
    assert at(parameter, date(2024, 1, 1), known_on=date(2024, 3, 12)) == "0.424"


def test_values_tile_time_or_say_where_they_do_not() -> None:
    with pytest.raises(UntiledParameter):
        rate(value(2020, 2022, "0.40"), value(2021, None, "0.5"))
    with pytest.raises(UntiledParameter):
        rate(value(2020, 2021, "0.40"), value(2022, None, "0.5"))
    hole = Period(date(2021, 1, 1), date(2022, 1, 1))
    assert at(rate(value(2020, 2021, "0.40"), value(2022, None, "0.5"), gaps=(hole,)), date(2021, 6, 1)) is None


def test_adjoining_periods_share_no_day() -> None:
    first, second = Period(date(2023, 1, 1), date(2023, 9, 1)), Period(date(2023, 9, 1))
    assert first.common(second) is None
    assert first.last == date(2023, 8, 31)
    with pytest.raises(PeriodEndsBeforeItStarts):
        Period(date(2023, 1, 1), date(2023, 1, 1))


def test_school_years_are_named_by_their_autumn() -> None:
    year = FinancialYear(2023, school=True)
    assert year.period == Period.through(date(2023, 9, 1), date(2024, 8, 31))
    assert year.text.fr == "2023-2024"
    assert year.previous() < FinancialYear(2023) < year


# --- the scale of a day

DAY = date(2024, 1, 1)
ENDED = Parameter("ended", Unit.EUR, LABEL, (value(2020, 2023, "7"),))
CHOSEN = Parameter("chosen", Unit.FLAG, LABEL, (attrs.evolve(value(2020, None, "0"), grade=Grade.CHOSEN),))
LATE = Parameter("late", Unit.RATIO, LABEL, (value(2020, 2024, "0.40"), value(2024, None, "0.424", date(2024, 3, 12))))
NEVER = Parameter("never", Unit.EUR, LABEL, note=Text(fr="à demander", en="ask for it"))
KNOWN = {one.name: one for one in (rate(value(2020, None, "0.30")), ENDED, CHOSEN, LATE, NEVER)}


def made(*names: str, on: date = DAY, **options: Any) -> tuple[dict[str, tuple[str, str]], list[tuple[str, str]], Any]:
    """The figures with their grade, the faults, and the scale itself."""
    found, faults = scale(KNOWN, dict.fromkeys(names, on), on=on, **options)
    figures = {name: (str(one.value), one.grade.name) for name, one in found.values.items()}
    return figures, [(fault.path, fault.code) for fault in faults], found


def test_a_scale_has_what_is_in_force_and_says_what_is_carried_forward() -> None:
    """A figure that ended is carried from the day after its last on, and on no day before."""
    figures, faults, found = made("rate", "ended")
    assert (figures, faults) == ({"rate": ("0.30", "SOURCED")}, [("parameters.ended", "no-value-at")])
    assert (found.on, found.carried, found.known_on) == (DAY, (), None)
    for on, carried in ((date(2022, 12, 31), ()), (date(2023, 1, 1), ("ended",))):
        figures, faults, found = made("rate", "ended", on=on, policy="carry_forward", known_on=on)
        assert (figures["ended"], faults) == (("7", "SOURCED"), [])
        assert (found.carried, found.known_on) == (carried, on)


@pytest.mark.parametrize(
    ("supplied", "options", "expected", "faults"),
    [
        ({"never": "5"}, {}, ("5", "SUPPLIED"), []),
        ({"rate": "0.30"}, {}, ("0.30", "SOURCED"), []),  # equal: the sourced one stands
        ({"rate": "0.31"}, {}, ("0.31", "SUPPLIED"), [("parameters.rate", "replaces-sourced")]),
        ({"rate": "0.31"}, {"replacing": ("rate",)}, ("0.31", "SUPPLIED"), []),
        ({"rate": illustrative({"rate": "0.31"}, DAY)["rate"]}, {}, ("0.30", "SOURCED"), []),  # it gives way
        ({"chosen": True}, {}, ("1", "SUPPLIED"), []),  # a reading is there to be changed
        ({"ended": "8"}, {}, ("8", "SUPPLIED"), []),
        ({"late": "0.45"}, {"known_on": date(2024, 3, 11)}, ("0.45", "SUPPLIED"), []),  # nothing was known
        (
            {"late": "0.45"},
            {"known_on": date(2024, 3, 12)},
            ("0.45", "SUPPLIED"),
            [("parameters.late", "replaces-sourced")],
        ),
        ({"rate": "2"}, {}, None, [("parameters.rate", "not-a-ratio")]),
        ({"rate": attrs.evolve(value(2020, None, "2"))}, {}, None, [("parameters.rate", "not-a-ratio")]),
        ({"never": value(2020, 2023, "5")}, {}, None, [("parameters.never", "no-value-at")]),
        ({"never": value(2020, 2023, "5")}, {"policy": "carry_forward"}, ("5", "SOURCED"), []),
        ({"never": [value(2020, 2023, "5"), value(2023, None, "6")]}, {}, ("6", "SOURCED"), []),
        (
            {"never": [value(2020, 2023, "5"), value(2022, None, "6")]},
            {},
            None,
            [("parameters.never", "untiled-parameter")],
        ),
    ],
)
def test_a_figure_that_is_supplied_stands_in_for_none_and_for_a_sourced_one_that_is_named(
    supplied: dict[str, Any], options: dict[str, Any], expected: tuple[str, str] | None, faults: list[tuple[str, str]]
) -> None:
    (name,) = supplied
    figures, found, _ = made(name, supplied=supplied, **options)
    assert (figures.get(name), found) == (expected, faults)


def test_what_no_formula_reads_is_checked_and_left_aside_and_what_is_no_parameter_is_told() -> None:
    figures, faults, _ = made("rate", supplied={"never": "x", "chosen": 1, "rat": "1"}, replacing=("rate", "nevr"))
    assert figures == {"rate": ("0.30", "SOURCED")}
    assert faults == [
        ("replacing", "unknown-parameter"),
        ("parameters.never", "not-a-number"),
        ("parameters.rat", "unknown-parameter"),
    ]


def test_a_figure_that_is_missing_or_replaced_is_told_in_words() -> None:
    told = {one.name: no_value(one, on=DAY).text("en") for one in KNOWN.values()}
    assert told["never"] == (
        "parameters.never: no sourced value of “rate” (€) on 1 January 2024; known: none. "
        "Supply it: parameters={'never': '…'} (ask for it)"
    )
    assert told["ended"] == (
        "parameters.ended: no sourced value of “rate” (€) on 1 January 2024; known: from 1 January 2020 to "
        "31 December 2022 included. Supply it: parameters={'ended': '…'}"
    )
    _, (replaced,) = scale(KNOWN, {"rate": DAY}, on=DAY, supplied={"rate": "0.31"})
    assert replaced.text("en") == (
        "parameters.rate: “rate” has a sourced value, 30% (Caf 00): to replace it, name rate in replacing"
    )
    _, (unknown,) = scale(KNOWN, {}, on=DAY, supplied={"rat": "0.31"})
    assert unknown.text("en") == (
        "parameters.rat: unknown parameter “rat” (did you mean “rate”?); known: rate, ended, chosen, late and never"
    )


def test_figures_are_supplied_under_a_source_from_a_day_on() -> None:
    assert supply({"a": "1.5", "b": 2}, SOURCE, DAY, date(2025, 1, 1)) == {
        "a": ParameterValue(DAY, date(2025, 1, 1), Decimal("1.5"), SOURCE, Grade.SUPPLIED),
        "b": ParameterValue(DAY, date(2025, 1, 1), Decimal(2), SOURCE, Grade.SUPPLIED),
    }
    (shown,) = illustrative({"a": "1"}, DAY).values()
    assert (shown.grade, shown.end, shown.source.publisher) == (Grade.ILLUSTRATIVE, None, "démonstration")
    with pytest.raises(InvalidInput) as caught:
        supply({"a": "x", "b": 1.5, "c": 1}, SOURCE, DAY)  # type: ignore[dict-item] # the point
    assert [(fault.path, fault.code) for fault in caught.value.faults] == [
        ("parameters.a", "not-a-number"),
        ("parameters.b", "float-refused"),
    ]


def test_a_pack_stands_in_where_it_has_a_figure_that_day_or_where_nobody_has_one() -> None:
    now, past = value(2024, None, "0.5"), value(2020, 2024, "0.6")
    names = ("rate", "ended", "never")
    pack = Pack({"ALSH": dict.fromkeys(names, (past,)), "RPE": dict.fromkeys(names, (past, now))})
    days = dict.fromkeys((*names, "chosen"), DAY)
    assert {*pack.applicable("ALSH", KNOWN, days)} == {
        "ended",
        "never",
    }  # the built-in rate holds, that of the pack ended
    assert pack.applicable("RPE", KNOWN, days) == dict.fromkeys(names, (past, now))
    assert {*pack.applicable("ALSH", KNOWN, {"rate": date(2023, 12, 31)})} == {"rate"}  # its last day
    assert pack.applicable("LAEP", KNOWN, days) == pack.of("LAEP") == {}


def test_a_value_says_since_when_it_holds_and_whether_an_end_was_read() -> None:
    open_ = value(2024, None, "1")
    for one, words in (
        (open_, "from 1 January 2024 on (no end read)"),
        (value(2024, 2025, "1"), "from 1 January 2024 to 31 December 2024 included"),
        (attrs.evolve(open_, grade=Grade.SUPPLIED), "from 1 January 2024 on"),
        (attrs.evolve(open_, grade=Grade.ILLUSTRATIVE), "from 1 January 2024 on"),
        (attrs.evolve(open_, grade=Grade.CHOSEN), "from 1 January 2024 on"),
    ):
        assert one.since.text("en") == words


def test_values_stand_in_the_order_of_time_however_they_are_given() -> None:
    first, second = value(2020, 2021, "1"), value(2021, None, "0.5")
    parameter = rate(second, first)
    assert parameter.values == (first, second)
    assert [words.text("en") for words in parameter.known] == [
        "from 1 January 2020 to 31 December 2020 included",
        "from 1 January 2021 on",
    ]
    with pytest.raises(UntiledParameter) as caught:
        rate(value(2020, 2022, "0.40"), value(2023, None, "0.5"), gaps=(Period(date(2019, 1, 1), date(2020, 1, 1)),))
    assert (caught.value.parameter, caught.value.start, caught.value.end) == (
        "rate",
        date(2023, 1, 1),
        date(2022, 1, 1),
    )
