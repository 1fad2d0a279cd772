"""Law 8, from the other side: spoilt documents, random JSON, texts made to harm give an object or all the faults."""

import copy
import json
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from afas import calendars, exchange
from afas.declarations import Declaration
from afas.errors import AfasError, InvalidInput
from afas.exchange import TYPES, converter
from afas.partners import Site
from afas.roles import RoleBook
from afas.text import LOCALES
from tests.test_exchange import GOLDEN

GOOD = [path.read_text(encoding="utf-8") for path in sorted(GOLDEN.parent.glob("wire_v*/*.json"))]
assert len(GOOD) >= 5


def in_detail(text: str | bytes) -> Any:
    """As `loads` reads what the quick readers leave to the detailed one."""
    return exchange._open(text, None, lambda version: converter((), "refuse", version))[0]


def read_or_faults(text: str | bytes) -> list[str]:
    """The codes of the faults; none where an object came out, which is then written back.

    Whatever comes in, the quick readers give what the detailed one gives.
    """
    try:
        read = exchange.loads(text)
        detailed = in_detail(text)
        assert detailed == read or b"Traced" in exchange.canonical(read)
        assert exchange.dumps(detailed) == exchange.dumps(read)
    except AfasError as error:
        faults = error.faults
        for locale in LOCALES:
            error.text(locale).encode()
    else:
        return []
    with pytest.raises(InvalidInput) as caught:
        in_detail(text)
    assert caught.value.faults == faults
    assert all(fault.path.startswith("$") for fault in faults)
    return [fault.code for fault in faults]


ODD: tuple[Any, ...] = (
    *(None, True, -1, 10**15, 10**400, 0.1, "", "x", "1e5", "NaN", "2023-02-30", "\ud800", "../..", "{x.__class__}"),
    *([], {}, [[]], {"$type": "Decimal"}, {"$type": "list", "value": 3}, {"$type": [], "value": {}}, {"a": "\udfff"}),
    *(
        {"$type": "Message", "value": {"template": {"fr": "{x:>9999999999}", "en": "{"}, "fields": {"x": 1}}},
        float("inf"),
    ),
)
json_values = st.recursive(
    st.sampled_from([one for one in ODD if not isinstance(one, (list, dict))]) | st.text(max_size=5) | st.floats(),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4) | st.just("$type"), inner, max_size=4)
    ),
    max_leaves=12,
)


def places(value: Any) -> list[tuple[Any, Any]]:
    """Each place in a document that something can be put in: its container and its key."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, inner in inside for place in ((value, key), *places(inner))]


@given(st.sampled_from(GOOD), st.data())
def test_law_8_a_spoilt_document_gives_an_object_or_its_faults(good: str, data: st.DataObject) -> None:
    document = json.loads(good)
    for _ in range(data.draw(st.integers(1, 4))):
        container, key = data.draw(st.sampled_from(places(document)))
        container[key] = copy.deepcopy(data.draw(st.sampled_from(ODD) | json_values))
        if isinstance(container, dict) and data.draw(st.booleans()):
            container[data.draw(st.text(max_size=6))] = container.pop(key)
            break
    read_or_faults(json.dumps(document))


@given(st.sampled_from(GOOD), st.data())
def test_law_8_a_spoilt_text_gives_an_object_or_its_faults(good: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(good) - 1))
    what = data.draw(
        st.sampled_from(["", '"', "{", "[", "}", ",", "\\ud800", "1e999", "NaN", "-", "0", "\x00", "é", "\ufeff"])
    )
    read_or_faults(good[:at] + what + good[at + data.draw(st.integers(0, 3)) :])


@given(st.binary(max_size=60))
def test_law_8_any_bytes_give_an_object_or_faults(raw: bytes) -> None:
    read_or_faults(raw)


@given(st.sampled_from(list(TYPES)), json_values)
@settings(max_examples=300)
def test_law_8_any_value_as_any_type_gives_an_object_or_faults(kind: type[Any], value: Any) -> None:
    try:
        read = converter().structure(value, kind)
    except AfasError as error:
        error.text("fr").encode()
    else:
        assert converter().unstructure(read) == converter().unstructure(converter().in_detail(value, kind)[0])


def test_law_8_python_values_that_are_no_json_are_faults_too() -> None:
    knot: list[Any] = []
    knot.append(knot)
    for odd in (knot, {1: 2}, object(), {"id": b"", "name": {1}}, [knot] * 3, float("nan")):
        with pytest.raises(InvalidInput):
            converter().structure(odd, Site)


@pytest.mark.parametrize(
    ("value", "code", "path"),
    [
        ('{"id": "S1", "id": "S2", "name": "x"}', "duplicate-key", "$.value.id"),
        ('{"id": "S1", "name": "\\ud800"}', "not-unicode", "$.value.name"),
        ('{"id": "S1", "name": NaN}', "float-refused", "$.value.name"),
        ('{"id": "S1", "name": 1e999999999}', "float-refused", "$.value.name"),
        ('{"id": "S1", "name": Infinity}', "float-refused", "$.value.name"),
        ('{"id": "S1", "name": ' + "9" * 100_000 + "}", "integer-too-long", "$.value.name"),
        ('{"id": "S1", "name": ' + "9" * 5000 + "}", "integer-too-long", "$.value.name"),
        ('{"id": "S1", "name": ' + "[" * 90 + "]" * 90 + "}", "too-deep", "$.value.name" + "[0]" * 63),
        ('{"id": "S1", "École": "x", "name": "y"}', "unknown-key", '$.value["\\u00c9cole"]'),
    ],
)
def test_each_kind_of_harm_has_its_code_and_path(value: str, code: str, path: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        exchange.loads(f'{{"wire_version": 2, "type": "Site", "value": {value}}}')
    assert [(fault.code, fault.path) for fault in caught.value.faults] == [(code, path)]


def test_a_mark_of_byte_order_is_read_over_and_other_encodings_are_told() -> None:
    text = exchange.dumps(Site("S1", "École Balzac"))
    assert exchange.loads("\ufeff" + text) == exchange.loads(b"\xef\xbb\xbf" + text.encode())
    for encoding in ("latin-1", "utf-16", "utf-32"):
        with pytest.raises(InvalidInput) as caught:
            exchange.loads(text.encode(encoding))
        assert {fault.code for fault in caught.value.faults} <= {"not-utf-8", "not-json"}


HARM = {
    "deep lists": '"[" * 4_000_000',
    "deep objects": "'{\"a\":' * 1_000_000",
    "many lists": '"[" + "[]," * 2_600_000 + "[]]"',
    "as many lists as are read": '"[" + "[]," * 120_000 + "[]]"',
    "as many objects as are read": 'envelope("Ledger", "[" + "{}," * 120_000 + "{}]")',
    "many unknown keys": 'envelope("Site", "{" + ",".join(f\'"k{i}":1\' for i in range(240_000)) + "}")',
    "many bad windows": 'envelope("Calendar", \'{"windows":[\' + "1," * 240_000 + "1]}")',
    "many bad pairs": 'envelope("Declaration", \'{"entries":[\' + "[[1,2],3]," * 80_000 + "1]}")',
    "lists of lists of faults": 'envelope("Enter", \'{"form":"f","values":{"a":\' + nest(0.5, 3, 60) + "}}")',
    "a huge number": 'envelope("Site", \'{"id":\' + "9" * 7_000_000 + "}")',
    "a huge text": 'envelope("Site", \'{"idd":"\' + "x" * 7_000_000 + \'"}\')',
    "a huge key": 'envelope("Site", \'{"\' + "x" * 7_000_000 + \'":1}\')',
    "a huge decimal": 'envelope("Euros", \'{"value":"\' + "9" * 7_000_000 + \'"}\')',
    "a huge code": 'envelope("x" * 7_000_000, "{}")',
    "double keys": 'envelope("Site", "{" + \'"id":"x",\' * 240_000 + \'"id":"y"}\')',
    "half characters": 'envelope("Enter", \'{"form":"f","values":{"a":[\' + \'"\\\\ud800",\' * 240_000 + "1]}}")',
    "too long": '"[" + " " * 9_000_000 + "]"',
}
RUN = """
import json, resource, sys
from afas import exchange
from afas.errors import AfasError
def envelope(kind, value): return '{"wire_version":2,"type":"%s","value":%s}' % (kind, value)
def nest(leaf, levels, wide):
    return "[" + ",".join([nest(leaf, levels - 1, wide)] * wide) + "]" if levels else str(leaf)
exchange.loads(exchange.dumps(exchange.loads(envelope("Site", '{"id":"a","name":"b"}'))))
text = HARM
started, held = resource.getrusage(resource.RUSAGE_SELF), len(text)
codes = []
try:
    exchange.loads(text)
except AfasError as error:
    codes = sorted({fault.code for fault in error.faults})
    assert all(fault.path.startswith("$") for fault in error.faults) and len(error.text("fr")) < 2_000_000
ended = resource.getrusage(resource.RUSAGE_SELF)
seconds = ended.ru_utime + ended.ru_stime - started.ru_utime - started.ru_stime
print(json.dumps([codes, seconds, (ended.ru_maxrss - started.ru_maxrss) / 1024]))
"""


@pytest.mark.slow
@pytest.mark.parametrize("harm", HARM.values(), ids=HARM)
def test_law_8_no_text_takes_two_seconds_or_200_megabytes(harm: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", RUN.replace("HARM", harm)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    codes, seconds, megabytes = json.loads(done.stdout)
    assert codes
    assert seconds < 2, (codes, seconds)
    assert megabytes < 200, (codes, megabytes)


def test_law_8_whatever_a_type_announces_another_is_refused() -> None:
    calendar = exchange.dumps(calendars.get("92", 2023))
    with pytest.raises(InvalidInput, match="Calendar of a Caf"):
        exchange.loads(calendar, Declaration)


def test_a_fault_that_quotes_an_object_with_half_a_character_can_be_shown() -> None:
    """The refusal of a second approver names the first, whose id is half a character."""
    days = {"period": {"start": "2023-01-01"}, "activity": "A1", "role": "APPROVER"}
    people = ({"id": "U1", "name": "\ud800"}, {"id": "U2", "name": "Bruno"})
    with pytest.raises(InvalidInput) as caught:
        converter().structure({"assignments": [{**days, "person": person} for person in people]}, RoleBook)
    assert {fault.code for fault in caught.value.faults} == {"not-unicode", "too-many-holders"}
    assert all(caught.value.text(locale).encode() for locale in LOCALES)
