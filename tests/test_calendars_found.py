"""A calendar is one file, found by itself; two files of one Caf and year are told."""

import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import pytest

import afas
from afas.errors import AfasError, InvalidInput

PACKAGE = Path(afas.__file__).parent


def run(folder: Path, code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).strip()


def test_a_calendar_added_to_the_folder_is_found(tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / "afas", ignore=shutil.ignore_patterns("__pycache__"))
    folder = tmp_path / "afas" / "calendars"
    own = (folder / "hauts_de_seine_2023.py").read_text(encoding="utf-8")
    (folder / "caf_99_2023.py").write_text(own.replace('caf="92"', 'caf="99"'), encoding="utf-8")
    code = "import afas; print(afas.calendars.known(), afas.calendars.get('99', 2023).caf)"
    added = run(tmp_path, code)
    assert added.endswith(" 99")
    assert "('99', 2023)" in added
    shutil.copy(folder / "caf_99_2023.py", folder / "another.py")
    assert "keep one of them" in run(tmp_path, "import afas; afas.calendars.known()")


@pytest.mark.parametrize("change", [{"year": 0}, {"year": 10**5000}, {"available": date.min}, {"before": date.max}])
def test_a_window_is_of_years_that_can_be_reckoned_with(change: dict[str, Any]) -> None:
    window = afas.calendars.get("92", 2023).windows[0]
    with pytest.raises(InvalidInput) as refused:
        attrs.evolve(window, **change)
    assert [fault.path for fault in refused.value.faults] == list(change)


@pytest.mark.parametrize("year", [2201, 9999, 10**9])
def test_a_calendar_is_not_projected_out_of_the_calendar(year: int) -> None:
    with pytest.raises(AfasError):
        afas.calendars.get("92", 2023).project(year)


def test_days_out_of_reach_are_told_with_their_path() -> None:
    row = {"ps": "*", "kind": "FORECAST", "year": 2023, "available": "0001-01-01", "before": "9999-12-31"}
    with pytest.raises(InvalidInput) as refused:
        afas.Calendar.from_mapping({"caf": "00", "year": 2023, "windows": [row], "deadline_day": "in time"})
    assert [fault.path for fault in refused.value.faults] == ["windows[0].available", "windows[0].before"]
