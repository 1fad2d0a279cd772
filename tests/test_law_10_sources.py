"""Law 10: each figure has a source, a start and a check date; versions tile time; each label stands in both languages.

The last tests take away the sources of the PS one by one, their start dates, their labels: each time, a complaint
names what is gone.
"""

import ast
import importlib
import sys
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import pytest

import afas.ps
from afas import ps
from afas.ps import PS
from afas.sources import Source
from tests.ps_rules import complaints, source_complaints

SERVICES = [ps.get(code) for code in ps.codes()]
HOME = Path(afas.ps.__file__).parent
RULES_ONLY = ("__init__", "_constraints", "_eaje_example", "_formulas", "_model")  # without figures
FILES = sorted(path for path in HOME.glob("*.py") if path.stem not in RULES_ONLY)


@pytest.mark.parametrize("service", SERVICES, ids=ps.codes())
def test_law_10_sourced_dated_and_labelled(service: PS) -> None:
    assert complaints(service) == []


@pytest.mark.parametrize("service", SERVICES, ids=ps.codes())
def test_law_10_versions_tile_time(service: PS) -> None:
    for parameter in service.parameters:
        pieces = sorted([*(v.period for v in parameter.values), *parameter.gaps], key=lambda p: p.start)
        for before, after in pairwise(pieces):
            assert before.end == after.start, f"{service.code}.{parameter.name}: not tiled at {after.start}"
    for formulas in (service.formulas, *(part.formulas for part in service.parts)):
        starts = [formula.start for formula in formulas]
        assert starts == sorted(set(starts)), service.code


@pytest.mark.parametrize("service", SERVICES, ids=ps.codes())
def test_a_source_taken_away_is_named(service: PS) -> None:
    for rank, parameter in enumerate(service.parameters):
        for place, value in enumerate(parameter.values):
            for lost in (None, attrs.evolve(value.source, title=""), attrs.evolve(value.source, checked_on=None)):
                values = list(parameter.values)
                values[place] = attrs.evolve(value, source=lost)  # type: ignore[arg-type] # that is the point
                parameters = list(service.parameters)
                parameters[rank] = attrs.evolve(parameter, values=tuple(values))
                found = complaints(attrs.evolve(service, parameters=tuple(parameters)))
                assert any(f"parameter {parameter.name} from {value.start}" in one for one in found)


def mutants(tree: ast.Module) -> Iterator[tuple[int, str, ast.Module]]:
    """The file with one source, one date or one label less: line, what was taken, and the tree without it."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    for call in calls:
        assert isinstance(call.func, ast.Name)
        if call.func.id not in ("ParameterValue", "Formula", "Source", "Text", "Parameter", "Field", "PS"):
            continue
        both: list[list[Any]] = [call.args, call.keywords]
        for arguments in both:
            for rank, argument in enumerate(list(arguments)):
                taken = argument.value if isinstance(argument, ast.keyword) else argument
                name = argument.arg if isinstance(argument, ast.keyword) else ""
                what = ast.unparse(taken)
                of_label = name not in ("note", "remark") and (
                    call.func.id == "Text" or name == "text" or what.startswith("Text(")
                )
                of_source = (call.func.id == "Source" and name in ("title", "publisher", "checked_on")) or (
                    call.func.id in ("ParameterValue", "Formula") and what.isupper() and not what.startswith("_")
                )
                of_date = (
                    what.startswith("date(")
                    and call.func.id in ("ParameterValue", "Formula")
                    and arguments is call.args
                )
                if of_label or of_source or of_date:
                    arguments.pop(rank)
                    yield call.lineno, what, tree
                    arguments.insert(rank, argument)
    for steps in (node for node in ast.walk(tree) if isinstance(node, ast.Dict)):
        for rank, (key, value) in enumerate(zip(list(steps.keys), list(steps.values), strict=True)):
            if key is not None and "Text(" in ast.unparse(value):
                del steps.keys[rank], steps.values[rank]
                yield key.lineno, ast.unparse(key), tree
                steps.keys.insert(rank, key)
                steps.values.insert(rank, value)


def run(tree: ast.Module, path: Path) -> ModuleType:
    module = ModuleType(f"afas.ps.{path.stem}")
    exec(compile(ast.fix_missing_locations(tree), str(path), "exec"), module.__dict__)  # noqa: S102 - our own file
    return module


def told(mutant: ast.Module, path: Path, patch: pytest.MonkeyPatch) -> list[str]:
    """What is said of a file: it does not run, or it runs and something is missing in it, or in a PS that it serves."""
    try:
        module = run(mutant, path)
        found = [one for name, value in vars(module).items() for one in source_complaints(name, value)]
        if hasattr(module, "SERVICE"):
            return found + complaints(module.SERVICE)
        patch.setitem(sys.modules, f"afas.ps.{path.stem}", module)
        patch.setattr(afas.ps, path.stem, module)
        served = [one for one in FILES if one != path and path.stem in one.read_text(encoding="utf-8")]
        for one in served:
            user = run(ast.parse(one.read_text(encoding="utf-8")), one)
            found += complaints(user.SERVICE) if hasattr(user, "SERVICE") else []
    except Exception as refused:
        return [str(refused)]
    return found


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_a_source_a_date_or_a_label_deleted_from_a_file_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    tried = 0
    for line, what, mutant in mutants(tree):
        tried += 1
        assert told(mutant, path, monkeypatch), f"{path.name}:{line}: {what} can be deleted unseen"
    assert told(tree, path, monkeypatch) == []
    assert tried > 2


def test_no_figure_before_it_was_read() -> None:
    """A day before the first value, nothing is invented."""
    for service in SERVICES:
        for parameter in service.parameters:
            if parameter.values:
                day = date.fromordinal(parameter.values[0].start.toordinal() - 1)
                assert parameter.at(day) is None
                assert parameter.at(day, "carry_forward") is None


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_a_title_made_from_the_address_stands_in_brackets(path: Path) -> None:
    """Few of the pages read were kept with their own title: whoever reads one again takes its brackets off here."""
    module = importlib.import_module(f"afas.ps.{path.stem}")
    for name, source in vars(module).items():
        if isinstance(source, Source) and source.url:
            assert source.title.startswith("[") == (source.title not in READ_TITLES), f"{path.name}: {name}"


READ_TITLES: set[str] = {
    "EAJE PSU : financement journées pédagogiques précisions",
    "Loisirs : la Caf participe au Plan mercredi",
    "Question N° 23803 au Ministère du Travail",
}
