"""A calendar is one file, found by itself; two files of one Caf and year are told."""

import shutil
import subprocess
import sys
from pathlib import Path

import afas

PACKAGE = Path(afas.__file__).parent


def run(folder: Path, code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).strip()


def test_a_calendar_added_to_the_folder_is_found(tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / "afas", ignore=shutil.ignore_patterns("__pycache__"))
    folder = tmp_path / "afas" / "calendars"
    own = (folder / "hauts_de_seine_2023.py").read_text(encoding="utf-8")
    (folder / "somme_2023.py").write_text(own.replace('caf="92"', 'caf="80"'), encoding="utf-8")
    code = "import afas; print(afas.calendars.known(), afas.calendars.get('80', 2023).caf)"
    assert run(tmp_path, code) == "(('80', 2023), ('92', 2023)) 80"
    shutil.copy(folder / "somme_2023.py", folder / "another.py")
    assert "keep one of them" in run(tmp_path, "import afas; afas.calendars.known()")
