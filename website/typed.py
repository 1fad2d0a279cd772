"""Figures as people type them in French and in English: what each means, or why it is refused.

    python -m website.typed

writes `js/test/typed.json`, which the library and the evaluators in other languages are held to (see the page "Rules as
a document"). Its `figures` are texts, each with its language, its unit and its exact value, or the code of its fault:
values are written in the ways of the language, from the value, so that none is what a reader under test answered. Its
`cases` are whole cases, typed: what each right is, or the code of each fault by its path. A right is that of the same
figures as programs write them.
"""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any, Final

import afas
from afas.ps import PS
from afas.quantities import Unit
from website.worked import WORKED

__all__ = ["KEPT", "REFUSED", "cases", "figures", "written"]

KEPT: Final = Path(__file__).parents[1] / "js" / "test" / "typed.json"

_GROUPS: Final = {"fr": ("", "", " ", "\u00a0", "\u202f"), "en": ("", ",")}
_PERCENT: Final = ("%", " %", "\u00a0%", "\u202f%")
_EUROS: Final = {"fr": ("{}", "{} €", "{}\u00a0€", "{}€", "€ {}"), "en": ("{}", "€{}", "€ {}", "{} €")}
_FLAGS: Final = {
    "fr": {"1": ("oui", "Oui", "OUI", "true", "1"), "0": ("non", "Non", " non ", "false", "0")},
    "en": {"1": ("yes", "Yes", "YES", "true", "1"), "0": ("no", "No", " no ", "False", "0")},
}
_VALUES: Final = ("0", "1", "5", "12", "999", "1000", "1234", "43000", "98765", "250000", "1234567", "123456789012345")
_DECIMALS: Final = ("0.5", "7.25", "1.97", "12.05", "100.5", "1234.56", "12500.5", "98765.43", "1234567.891", "0.0001")
_SHARES: Final = ("0", "0.05", "0.318", "0.5", "0.6667", "0.95", "0.975", "1")
_NOT_A_NUMBER: Final = (
    *("abc", "12 h", "3 places", "1,97 €/h", "12,5,0", "1e3", "1E3", "+5", "--5", "5-", "½", "1/2", "12'500", "12’500"),
    *("1_000", "1 23", "12 5000", "1  234", "١٢", "１２", "0x10", "NaN", "Infinity", "oui", "€", "-", "(5)", "#REF!"),
    *("=1+1", "l’an", "1,", ",5", ".5", "5.", "1.234,5", "1.234.567"),
)  # fmt: skip
REFUSED: Final[Mapping[str, Mapping[str, str]]] = {
    "fr": {
        **dict.fromkeys((*_NOT_A_NUMBER, "1,234.5", "12 500.50", "1 234 56"), "not-a-number"),
        **dict.fromkeys(("1.234", "12.500", "123.456", "1.234 €"), "ambiguous-number"),
        **dict.fromkeys(("-5", "\u22125", "-0,01", "-1 000"), "too-low"),
        **dict.fromkeys(("1 234 567 890 123 456", "1234567890123456", "0,1234567890123"), "number-too-long"),
    },
    "en": {
        **dict.fromkeys((*_NOT_A_NUMBER, "1,23", "1,2345", "12 500", "12 500,5", "1,234,56"), "not-a-number"),
        **dict.fromkeys(("-5", "\u22125", "-0.01", "-1,000"), "too-low"),
        **dict.fromkeys(("1,234,567,890,123,456", "1234567890123456", "0.1234567890123"), "number-too-long"),
    },
}  # fmt: skip
"""What is refused of an amount in euros, and of an hour, with the code of its fault."""
_REFUSED_BY_UNIT: Final[Mapping[Unit, Mapping[str, str]]] = {
    Unit.RATIO: {
        **dict.fromkeys(("95", "101 %", "1,01"), "not-a-ratio"),
        **dict.fromkeys(("95 %%", "% 95", "95 pour cent"), "not-a-number"),
        "-5 %": "too-low",
        "0,12345678901 %": "number-too-long",
    },
    Unit.EUR: dict.fromkeys(("95 %", "12 $", "5 EUR", "€€5"), "not-a-number"),
    Unit.COUNT: {"1,5": "not-whole", "-1": "too-low", "12 %": "not-a-number"},
    Unit.FLAG: dict.fromkeys(("peut-être", "maybe", "2", "o", "yes!"), "not-a-flag"),
}


def written(value: Decimal, unit: Unit, locale: str, draw: Random) -> str:
    """A value as somebody may type it in a language: groups, decimals, signs of per cent and of the euro, spaces.

    >>> written(Decimal("12500.5"), Unit.EUR, "fr", Random(1))
    ' 12500,50€'
    """
    if unit is Unit.FLAG:
        return draw.choice(_FLAGS[locale][str(value)])
    percent = unit in (Unit.RATIO, Unit.RATE) and draw.random() < 0.6
    whole, _, decimals = f"{value.scaleb(2) if percent else value:f}".partition(".")
    if not unit.whole and len(decimals) < 10 and draw.random() < 0.2:
        decimals += "0"
    if grouped := len(whole) > 3 and draw.choice(_GROUPS[locale]):
        whole = f"{int(whole):,}".replace(",", grouped)
    text = f"{whole}{_point(whole, decimals, locale, draw)}{decimals}" if decimals else whole
    if percent:
        text += draw.choice(_PERCENT)
    elif unit.value.startswith("EUR"):
        text = draw.choice(_EUROS[locale]).format(text)
    return draw.choice(("{}", "{}", "{}", " {}", "{} ", "\u00a0{}\t")).format(text)


def _point(whole: str, decimals: str, locale: str, draw: Random) -> str:
    """What stands before the decimals: in French a point too, where it cannot set thousands apart."""
    apart = len(decimals) == 3 and len(whole) <= 3 and not whole.startswith("0")
    pointed = whole.isdecimal() and not apart and draw.random() < 0.2
    return "." if locale == "en" or pointed else ","


def figures() -> Iterator[tuple[str, str, str, str]]:
    """Texts, each once: the language, the unit, the text, and its exact value or the code of its fault."""
    draw = Random(18)  # noqa: S311 - a draw to test with
    seen = set()
    for locale in ("fr", "en"):
        for unit in Unit:
            for value in _values(unit):
                typed = written(Decimal(value), unit, locale, draw)
                if (locale, unit, typed) not in seen:
                    yield locale, unit.value, typed, value
                seen.add((locale, unit, typed))
        for unit in (Unit.EUR, Unit.HOUR):
            for text, code in REFUSED[locale].items():
                if unit is Unit.EUR or "€" not in text:
                    yield locale, unit.value, text, code
        for unit, refused in _REFUSED_BY_UNIT.items():
            for text, code in refused.items():
                yield locale, unit.value, text if locale == "fr" else text.replace(",", "."), code


def _values(unit: Unit) -> tuple[str, ...]:
    if unit is Unit.FLAG:
        return ("1", "0") * 3
    if unit is Unit.RATIO:
        return _SHARES
    return _VALUES if unit.whole else (*_VALUES[::3], *_DECIMALS)


def cases(each: int = 11) -> Iterator[dict[str, Any]]:
    """So many cases of each PS in each language: figures around those of its worked case; a third with some refused."""
    draw = Random(39)  # noqa: S311 - a draw to test with
    for code in afas.ps.codes():
        for locale in ("fr", "en"):
            for _ in range(each):
                yield _case(afas.ps.get(code), locale, draw)


def _case(service: PS, locale: str, draw: Random) -> dict[str, Any]:
    worked = WORKED[service.code]
    wanted = {field.name: field for field in service.fields if field.name in worked.entries}
    plain = {name: _around(worked.entries[name], field.unit, draw) for name, field in wanted.items()}
    scale = {name: Decimal(value) for name, value in worked.parameters.items()}
    entries = {name: written(value, wanted[name].unit, locale, draw) for name, value in plain.items()}
    parameters = {name: written(value, service.parameter(name).unit, locale, draw) for name, value in scale.items()}
    call = {"ps": service.code, "year": worked.year, "locale": locale, "entries": entries, "parameters": parameters}
    if draw.random() < 0.67:
        made = afas.estimate(service, plain, worked.year, scale, replacing=list(scale))
        return {**call, "amount": str(made.amount)}
    faults = {}
    for name in draw.sample(sorted(plain), k=min(len(plain), draw.choice((1, 1, 2)))):
        entries[name], faults[f"entries.{name}"] = _refused(wanted[name].unit, locale, draw)
    ordered = [
        [f"entries.{field.name}", faults[f"entries.{field.name}"]]
        for field in service.fields
        if f"entries.{field.name}" in faults
    ]
    return {**call, "faults": ordered}


def _refused(unit: Unit, locale: str, draw: Random) -> tuple[str, str]:
    if unit is Unit.FLAG:
        return draw.choice([*_REFUSED_BY_UNIT[Unit.FLAG].items()])
    return draw.choice([(text, code) for text, code in REFUSED[locale].items() if "€" not in text and "%" not in text])


def _around(value: object, unit: Unit, draw: Random) -> Decimal:
    """A value near that of the worked case, such as a form allows."""
    if unit is Unit.FLAG:
        return Decimal(int(value in (True, "true", "1", 1)))
    share = Decimal(draw.randrange(50, 151)) / 100
    near = Decimal(str(value)) * share
    if unit is Unit.RATIO:
        return min(near, Decimal(1)).quantize(Decimal("0.001")).normalize() + 0
    return Decimal(int(near)) if unit.whole else near.quantize(Decimal("0.01")).normalize() + 0


def main() -> None:
    """Write the table anew, and say what it holds."""
    made: dict[str, list[Any]] = {"figures": [*figures()], "cases": [*cases()]}
    rows = {name: ",\n".join(json.dumps(row) for row in rows) for name, rows in made.items()}
    KEPT.write_text("{" + ",\n".join(f'"{name}": [\n{text}\n]' for name, text in rows.items()) + "}\n", "utf-8")
    print(f"{len(made['figures'])} figures and {len(made['cases'])} cases, typed, in {KEPT.name}")


if __name__ == "__main__":
    main()
