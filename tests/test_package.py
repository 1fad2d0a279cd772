"""The root package: every name it announces is there, and loading it loads next to nothing."""

import ast
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import afas


@pytest.mark.parametrize("name", afas.__all__)
def test_every_name_announced_is_there(name: str) -> None:
    assert getattr(afas, name)
    assert name in dir(afas)


def test_every_public_module_is_reached_from_the_root() -> None:
    modules = {module.name for module in pkgutil.iter_modules(afas.__path__) if not module.name.startswith("_")}
    assert modules - {*afas.__all__} == set()
    code = "import afas; [getattr(afas, name) for name in afas.__all__]"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_type_checker_sees_the_names_that_are_announced() -> None:
    tree = ast.parse(Path(afas.__file__).read_text(encoding="utf-8"))
    (seen, *_) = (node for node in tree.body if isinstance(node, ast.If))
    names = [name.asname for node in seen.body if isinstance(node, ast.ImportFrom) for name in node.names]
    assert sorted(names, key=str) == sorted(afas.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="estimation_of_all"):
        afas.estimation_of_all  # type: ignore[attr-defined]  # noqa: B018 - the access is the test


def test_an_estimate_loads_nothing_heavy() -> None:
    code = (
        "import afas, sys; afas.estimate('RPE', {'animator_fte': 1, 'expenses': 1}, 2023, parameters={'ceiling': 1});"
        "print(*sys.modules)"
    )
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert "afas.estimation" in loaded
    assert {"numpy", "babel", "cattrs", "dateutil", "stdnum"}.isdisjoint(loaded)


@pytest.mark.parametrize("absent", ["numpy", "narwhals"])
def test_without_the_extra_the_simulation_says_what_to_install(absent: str) -> None:
    code = (
        f"import sys; sys.modules[{absent!r}] = None\n"
        "import afas\n"
        "try:\n    afas.simulation\n"
        "except ImportError as error:\n    print(error)"
    )
    said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert said == f'afas.simulation needs {absent}, which is not installed: pip install "afas[simulation]"\n'
