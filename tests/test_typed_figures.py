"""Figures as people type them: the table that the library and the evaluators in other languages are held to."""

import json
from decimal import Decimal
from typing import Any

import pytest

import afas
from afas.errors import Fault
from afas.forms import read_entries
from afas.quantities import Unit, read_flag, read_number
from website import typed

TABLE = json.loads(typed.KEPT.read_text(encoding="utf-8"))


def read(text: str, unit: Unit, locale: str | None) -> Any:
    return read_flag(text, "x", locale=locale) if unit is Unit.FLAG else read_number(text, "x", unit, locale=locale)


def test_the_table_holds_more_than_three_hundred_figures_and_as_many_cases_in_both_languages() -> None:
    for locales in ([row[0] for row in TABLE["figures"]], [row["locale"] for row in TABLE["cases"]]):
        assert len(locales) > 300
        assert min(locales.count("fr"), locales.count("en")) > 150
    assert {call["ps"] for call in TABLE["cases"]} == set(afas.ps.codes())


def test_the_table_is_what_its_generator_writes() -> None:
    made: dict[str, Any] = {"figures": [*typed.figures()], "cases": [*typed.cases()]}
    assert json.loads(json.dumps(made)) == TABLE


def test_each_figure_typed_is_read_as_what_it_means_or_refused() -> None:
    for locale, unit, text, wanted in TABLE["figures"]:
        found = read(text, Unit(unit), locale)
        if isinstance(found, Fault):
            assert found.code == wanted, (locale, unit, text)
        else:
            assert found == Decimal(wanted), (locale, unit, text)


def test_each_case_typed_has_the_amount_of_the_same_figures_in_plain_writing_or_its_faults() -> None:
    for call in TABLE["cases"]:
        service, locale = afas.ps.get(call["ps"]), call["locale"]
        figures, faults = read_entries(service.fields, call["entries"], locale=locale)
        assert [[fault.path, fault.code] for fault in faults] == call.get("faults", []), call
        if not faults:
            scale = {
                name: read(text, service.parameter(name).unit, locale) for name, text in call["parameters"].items()
            }
            made = afas.estimate(service, figures, call["year"], scale, replacing=list(scale))
            assert str(made.amount) == call["amount"], call


@pytest.mark.parametrize("locale", [None, "fr", "en"])
def test_white_space_around_a_figure_counts_for_nothing_and_within_the_hundred_characters_alone(
    locale: str | None,
) -> None:
    for space in " \t\n\u00a0\u202f\u2003\u0085\x1c":
        assert read(f"{space}5{space}", Unit.HOUR, locale) == 5
    for zero_width in "\u200b\ufeff":
        assert read(f"{zero_width}5", Unit.HOUR, locale).code == "not-a-number"
    assert read("5" + " " * 99, Unit.HOUR, locale) == 5
    for longer in ("5" + " " * 100, " " * 100 + "5"):
        assert read(longer, Unit.HOUR, locale).code == "number-too-long"


def test_what_is_neither_yes_nor_no_is_shown_as_it_was_typed() -> None:
    fault = read_flag("l’oui", "meals", locale="fr")
    assert isinstance(fault, Fault)
    assert fault.message.fr.startswith("« l’oui » n’est ni vrai ni faux")


def test_the_share_that_a_percentage_stands_for_is_written_without_zeros_at_its_end() -> None:
    for text, fixed in (("01.50", "0.015"), ("95", "0.95"), ("100.0", "1"), ("150", "1.5")):
        fault = read_number(text, "share", Unit.RATIO)
        assert isinstance(fault, Fault)
        assert fault.message.en.endswith(f"write {fixed}")
