"""A pack of parameters: read whole, checked whole, cited in every result."""

import csv
import io
import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afas import estimate, explain, illustrative_pack, ps, read_pack
from afas.errors import AfasError, Fault, InvalidInput
from afas.packs import left_open, read_csv, template
from afas.parameters import NoValueAt
from afas.periods import FinancialYear
from afas.quantities import Unit

ALSH = {"attended_hours": "1000", "expenses": "2000", "general_scheme_share": "1"}
PACK: dict[str, Any] = {
    "source": {"title": "Barème national 2023", "publisher": "Cnaf", "url": "https://exemple.fr/bareme"},
    "start": "2023-01-01",
    "end": "2024-01-01",
    "values": {
        "ALSH": {"ceiling": "1.97"},
        "RAM": {
            "ceiling": [{"value": "60000", "start": "2022-01-01"}, {"value": 61000, "start": "2024-01-01", "end": None}]
        },
        "PS JEUNES": {"rate": "0.55"},
    },
}


def faults(pack: object) -> set[tuple[str, str]]:
    with pytest.raises(InvalidInput) as caught:
        read_pack(pack)  # type: ignore[arg-type] # whatever comes in
    return {(fault.path, fault.code) for fault in caught.value.faults}


def test_read_from_a_mapping_or_from_json_and_cited() -> None:
    for given_ in (PACK, json.dumps(PACK)):
        made = estimate("ALSH", ALSH, 2023, parameters=read_pack(given_))
        assert made.amount == Decimal("591.00")  # 1,000 h x 1.97 = 1,970; x 0.30
        assert "Cnaf, « Barème national 2023 », https://exemple.fr/bareme" in explain(made).to_markdown()
        assert '<a href="https://exemple.fr/bareme">' in explain(made).to_html()


def test_a_json_number_is_read_as_it_is_written() -> None:
    pack = read_pack(
        '{"source": {"title": "t", "publisher": "p"}, "start": "2023-01-01", "values": {"ALSH": {"ceiling": 0.1}}}'
    )
    assert pack.of("ALSH")["ceiling"][0].value == Decimal("0.1")


def test_each_year_finds_its_value_and_another_year_finds_none() -> None:
    pack = read_pack(PACK)
    rpe = {"animator_fte": 1, "expenses": 100_000}
    assert estimate("RPE", rpe, 2023, parameters=pack).amount == Decimal("25800.00")  # 60,000 x 0.43
    assert estimate("RPE", rpe, 2024, parameters=pack).amount == Decimal("26230.00")  # 61,000 x 0.43
    with pytest.raises(NoValueAt) as caught:
        estimate("ALSH", ALSH, 2024, parameters=pack)
    assert "1 January 2023 to 31 December 2023" in caught.value.text("en")


def test_where_the_pack_is_silent_the_built_in_value_holds() -> None:
    ceiling = {"value": "1000", "start": "2023-01-01", "end": None}
    pack = read_pack({**PACK, "values": {"PS JEUNES": {"rate": "0.55", "ceiling": ceiling}}})
    post = {"animator_fte": 1, "expenses": 500}
    made = estimate("PS_JEUNES", post, 2023, parameters=pack, replacing=("rate",))
    assert (made.amount, made.replaced) == (Decimal("275.00"), ("rate",))  # the pack's 55 %, as the caller asked
    with pytest.raises(InvalidInput, match="in replacing"):
        estimate("PS_JEUNES", post, 2023, parameters=pack)
    assert estimate("PS_JEUNES", post, 2024, parameters=pack).amount == Decimal("250.00")  # 50 %, as sourced


def test_every_fault_at_once() -> None:
    wrong = {
        "source": {"title": " ", "publisher": "Cnaf"},
        "start": "01/01/2023",
        "begin": "2023-01-01",
        "values": {
            "ALHS": {},
            "RPE": 3,
            "FJT": {"cieling": "1"},
            "AGC": {"rate": "42.4"},
            "ACF": {"ceiling": 1.5},
            "EVS": {"ceiling": [{"value": "1", "start": "2024-01-01", "end": "2023-01-01"}]},
            "AAD": {
                "ceiling": [
                    {"value": "1", "start": "2023-01-01", "end": "2025-01-01"},
                    {"value": "2", "start": "2024-01-01"},
                ],
                "cap_after_participations": "maybe",
            },
            "CTG": {"rate": {"value": "0.5", "start": "2023-01-01", "from": 1}},
        },
    }
    assert faults(wrong) == {
        ("pack.begin", "unknown-key"),
        ("source", "no-source"),
        ("start", "not-a-date"),
        ("values.ALHS", "unknown-key"),
        ("values.RPE", "not-a-pack"),
        ("values.FJT.cieling", "unknown-parameter"),
        ("values.AGC.rate", "not-a-ratio"),
        ("values.ACF.ceiling", "float-refused"),
        ("values.EVS.ceiling[0].end", "ends-before-it-starts"),
        ("values.AAD.ceiling", "untiled-parameter"),
        ("values.AAD.cap_after_participations", "not-a-flag"),
        ("values.CTG.rate.from", "unknown-key"),
    }


def test_a_figure_without_source_or_start_is_refused() -> None:
    assert faults({"values": {"ALSH": {"ceiling": "1"}}}) == {
        ("values.ALSH.ceiling.source", "no-source"),
        ("values.ALSH.ceiling.start", "no-start"),
    }


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["2023-01-01", "1.5"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["source", "start", "end", "values", "value", "title", "publisher", "ALSH", "ceiling", "rate"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=15,
)


def refused(form: Any) -> tuple[Fault, ...]:
    try:
        read_pack(form)
    except AfasError as wrong:
        return wrong.faults
    return ()


@given(anything)
def test_whatever_comes_in_is_a_pack_or_faults_with_paths(given_: Any) -> None:
    for form in (given_, json.dumps(given_)):
        assert all(fault.path for fault in refused(form))


def test_json_that_is_none_is_a_fault() -> None:
    assert faults("{") == faults("[" * 100_000) == {("pack", "not-json")}


def test_the_illustrative_pack_has_every_figure_that_nobody_sourced_at_all() -> None:
    for service in map(ps.get, ps.codes()):
        never = {parameter.name for parameter in service.parameters if not parameter.values}
        assert never <= set(illustrative_pack().of(service.code)), service.code


@pytest.mark.parametrize("code", [code for code in ps.codes() if illustrative_pack().of(code)])
def test_the_illustrative_pack_has_what_nobody_sourced_and_marks_the_result(code: str) -> None:
    service = ps.get(code)
    asked = [field for field in service.fields if field.default is None]
    entries = {field.name: "1" if field.unit in (Unit.RATIO, Unit.FLAG) else "100" for field in asked}
    made = estimate(service, entries, 2025, parameters=illustrative_pack())
    assert made.illustrative
    for locale, words in (("fr", "chiffres illustratifs"), ("en", "illustrative figures")):
        assert words in explain(made).to_markdown(locale)
    assert not any(p.at(date(2026, 1, 1)) and p.name in illustrative_pack().of(code) for p in service.parameters)


@pytest.mark.parametrize("high", ["1.08", "1.07", "1.06"])
def test_a_pack_keeps_the_constraints_of_a_ps(high: str) -> None:
    given_ = {**PACK, "start": "2025-01-01", "end": None, "values": {"EAJE": {"high_rate": high}}}
    if high == "1.08":
        assert read_pack(given_).of("EAJE")
        return
    with pytest.raises(InvalidInput) as caught:
        read_pack(given_)
    assert [(fault.path, fault.code) for fault in caught.value.faults] == [
        ("values.EAJE.low_rate", "constraint-broken")
    ]


def every_year(code: str) -> list[FinancialYear]:
    service = ps.get(code)
    starts = [formula.start for formula in service.formulas]
    starts += [formula.start for part in service.parts for formula in part.formulas]
    return [FinancialYear(year, service.school_year) for year in range(min(starts).year, 2028)]


@pytest.mark.parametrize("code", ps.codes())
def test_the_illustrative_pack_holds_all_or_says_what_it_leaves_open(code: str) -> None:
    """Every year, every part declared: what is open are figures that a text states for later years."""
    service = ps.get(code)
    for when in every_year(code):
        for parameter in left_open(code, when, illustrative_pack()):
            assert parameter.at(date(2026, 12, 31)) is not None, f"{parameter.name} in {when.year}"
    entries = {field.name: "1" for field in service.fields} | {"enrolled_children": "2", "cofinanced_2023": "1"}
    known = {name: figure for name, figure in entries.items() if name in {field.name for field in service.fields}}
    for year in (2024, 2025, 2026):
        rules = service.rules({}, on=FinancialYear(year, service.school_year).start)
        barred = {
            part.declared_by
            for part in service.parts
            if rules is None or all(formula.start.year > year for formula in part.formulas)
        }
        made = estimate(
            code,
            {name: "0" if name in barred else one for name, one in known.items()},
            year,
            parameters=illustrative_pack(),
        )
        assert made.replaced == ()


def test_left_open_is_what_an_estimate_asks_for() -> None:
    with pytest.raises(NoValueAt) as caught:
        estimate("ALSH", {"attended_hours": 1, "expenses": 1, "general_scheme_share": 1, "aeeh_hours": 1}, 2026)
    asked = {fault.path.removeprefix("parameters.") for fault in caught.value.faults}
    assert asked <= {parameter.name for parameter in left_open("ALSH", 2026)}
    assert {parameter.name for parameter in left_open("AGC", 1990)} == set()  # no formula: nothing to supply


SIGNED = {"source": {"title": "Barème 2026", "publisher": "Cnaf"}, "supplied_by": "Jeanne, Caf 00"}


@pytest.mark.parametrize("code", ps.codes())
def test_a_template_filled_in_closes_all_that_was_open(code: str) -> None:
    """From template to result, as JSON and as a spreadsheet, in both languages."""
    figures = ps.get(code).illustrative
    for locale, separator in (("fr", ";"), ("en", ",")):
        blank = template(code, 2026)
        filled = {**json.loads(blank.to_json(locale)), **SIGNED}
        for name, line in filled["values"][code].items():
            assert line["label"] == ps.get(code).parameter(name).text(locale)
            line["value"] = figures[name]
        assert left_open(code, 2026, read_pack(json.dumps(filled))) == ()
        heads, *lines = csv.reader(io.StringIO(blank.to_csv(locale)), delimiter=separator)
        for cells in lines:
            figure = figures[cells[1]]
            cells[4], cells[7], cells[8] = figure.replace(".", ",") if separator == ";" else figure, "Barème", "Cnaf"
        written = io.StringIO()
        csv.writer(written, delimiter=separator).writerows([heads, *lines])
        pack = read_csv(written.getvalue())
        assert left_open(code, 2026, pack) == ()
        assert {name: str(values[0].value) for name, values in pack.of(code).items()} == {
            name: str(Decimal(figures[name])) for name in pack.of(code)
        }


def test_a_template_is_of_the_days_of_its_year() -> None:
    """CLAS runs from September; what the year lacks is a ceiling for each group."""
    blank = template("CLAS", 2024)
    assert blank.to_dict("fr") == {
        "source": {"title": "", "publisher": "", "url": "", "page": ""},
        "supplied_by": "",
        "start": "2024-09-01",
        "end": "2025-09-01",
        "values": {"CLAS": {"ceiling": {"value": "", "unit": "EUR/group", "label": "Prix plafond par collectif"}}},
    }
    assert blank.to_json("fr").startswith('{\n  "source": {\n    "title": "",')
    assert blank.to_csv("fr") == (
        "ps;parameter;label;unit;value;start;end;title;publisher;url;page;supplied_by\r\n"
        "CLAS;ceiling;Prix plafond par collectif;EUR/group;;2024-09-01;2025-09-01;;;;;\r\n"
    )
    assert blank.to_csv("en-GB").splitlines()[1] == (
        "CLAS,ceiling,Ceiling per group,EUR/group,,2024-09-01,2025-09-01,,,,,"
    )


def test_what_is_quoted_of_a_pack_is_cut() -> None:
    with pytest.raises(InvalidInput) as caught:
        read_pack({**PACK, "values": {"ALSH": {"x" * 90: "1", "ceiling": "y" * 90}, "z" * 90: {}}})
    found = {fault.code: str(fault.fields["found"]) for fault in caught.value.faults}
    assert found == {"unknown-parameter": "x" * 40, "not-a-number": "y" * 40, "unknown-key": "z" * 40}


@pytest.mark.parametrize(("end", "code"), [("2023-01-01", True), ("2022-12-31", True), ("2023-01-02", False)])
def test_a_figure_holds_for_a_day_at_least(end: str, code: bool) -> None:
    pack = {**PACK, "values": {"AAD": {"ceiling": {"value": "1", "start": "2023-01-01", "end": end}}}}
    if code:
        assert faults(pack) == {("values.AAD.ceiling.end", "ends-before-it-starts")}
    else:
        (value,) = read_pack(pack).of("AAD")["ceiling"]
        assert (value.start, value.end) == (date(2023, 1, 1), date(2023, 1, 2))


def test_dates_are_compared_once_each_of_them_is_read() -> None:
    """A figure that cannot be read leaves a hole, which is no fault of its neighbours."""
    rows = [
        {"value": "1", "start": "2023-01-01", "end": "2024-01-01"},
        {"value": "x", "start": "2024-01-01", "end": "2025-01-01"},
        {"value": "3", "start": "2023-06-01"},  # overlaps the first: told once all are read
    ]
    assert faults({**PACK, "values": {"AAD": {"ceiling": rows}}}) == {("values.AAD.ceiling[1].value", "not-a-number")}
    assert faults({**PACK, "values": {"AAD": {"ceiling": [rows[0], rows[2]]}}}) == {
        ("values.AAD.ceiling", "untiled-parameter")
    }


def test_a_template_left_blank_stays_open() -> None:
    blank = template("ALSH", 2026)
    pack = read_pack({**blank.to_dict(), **SIGNED})
    assert pack.of("ALSH") == {} or not any(pack.of("ALSH").values())
    assert left_open("ALSH", 2026, pack) == left_open("ALSH", 2026) == blank.missing
    assert read_csv(blank.to_csv()).values == {}


def test_who_signs_for_a_figure_is_shown_in_every_result() -> None:
    filled = {**template("AGC", 2026).to_dict(), **SIGNED}
    filled["values"]["AGC"]["ceiling"]["value"] = "160000"
    made = estimate("AGC", {"expenses": 1000}, 2026, read_pack(filled))
    assert made.amount == Decimal("424.00")
    assert "fourni par Jeanne, Caf 00" in explain(made).to_markdown("fr")


CSV = "ps;parameter;value;start;end;title;publisher;published\n"


def test_every_fault_of_a_spreadsheet_says_its_line() -> None:
    rows = ["ALHS;ceiling;1;2026-01-01;;B;C;", "ALSH;cieling;1;2026-01-01;;B;C;", "ALSH;ceiling;x;2026-01-01;;B;C;"]
    rows += [
        "ALSH;youth_ceiling;1;hier;;B;C;",
        "ALSH;rate;0.3;2026-01-01;2025-01-01;B;C;",
        "AGC;ceiling;1;2026-01-01;;;;",
    ]
    with pytest.raises(InvalidInput) as caught:
        read_csv(CSV + "\n".join(rows))
    assert [fault.path for fault in caught.value.faults] == [
        *("line 2.ps", "line 3.parameter", "line 4.value", "line 5.start", "line 6.end", "line 7.source"),
    ]
    with pytest.raises(InvalidInput, match="must be below"):
        read_csv(CSV + "EAJE;high_rate;1,07;2025-01-01;;B;C;")
    for wrong in (None, 3, b"ps;parameter"):
        with pytest.raises(InvalidInput):
            read_csv(wrong)  # type: ignore[arg-type] # as a caller would


@pytest.mark.parametrize("text", ["hello", "ps;parameter\nALSH;ceiling", "", "valeur;ps;parameter\n1;ALSH;ceiling"])
def test_a_spreadsheet_without_its_heads_is_refused_and_not_read_as_empty(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_csv(text)
    assert {fault.code for fault in refused.value.faults} == {"no-head"}
    assert {fault.path for fault in refused.value.faults} == {"line 1"}


def test_a_text_that_is_no_spreadsheet_is_told() -> None:
    with pytest.raises(InvalidInput) as caught:
        read_csv('ps;parameter;value\n"' + "x" * 200_000)
    (fault,) = caught.value.faults
    assert (fault.path, fault.code) == ("pack", "not-a-pack")
    assert fault.text("en") == "pack: expected CSV; got field larger than field limit (131072)"


def test_an_empty_spreadsheet_names_no_column() -> None:
    with pytest.raises(InvalidInput) as caught:
        read_csv("")
    assert [(fault.path, fault.fields["name"], fault.fields["found"]) for fault in caught.value.faults] == [
        ("line 1", name, ("–",)) for name in ("ps", "parameter", "value")
    ]
