"""What the library grows by is one file, or one line: tried in a copy, where what else changes is looked at."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CHANGED = """
from website.write import DOCS, pages
for path, text in pages().items():
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        print(path.relative_to(DOCS).as_posix())
"""


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what a contributor checks out, its pages as they are made."""
    copy = tmp_path_factory.mktemp("copy")
    for folder in ("src", "website", "docs"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__", "assets"))
    return copy


def run(copy: Path, code: str) -> list[str]:
    """The lines that some code prints, run on the copy."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(copy / "src"), str(copy)]), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([sys.executable, "-c", code], cwd=copy, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()


def edited(copy: Path, name: str, before: str, after: str) -> None:
    path = copy / "src" / "afas" / name
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1, f"{name}: {before!r} stands {text.count(before)} times"
    path.write_text(text.replace(before, after), encoding="utf-8")


def in_both(*pages: str) -> list[str]:
    return sorted([*pages, *(f"en/{page}" for page in pages)])


@pytest.fixture
def copy(original: Path, tmp_path: Path) -> Path:
    shutil.copytree(original, tmp_path, dirs_exist_ok=True)
    return tmp_path


pytestmark = pytest.mark.slow


def test_the_pages_are_those_that_the_code_makes(original: Path) -> None:
    assert run(original, CHANGED) == []


def test_a_ps_is_one_file(copy: Path) -> None:
    text = (copy / "src/afas/ps/fjt.py").read_text(encoding="utf-8")
    (copy / "src/afas/ps/relais.py").write_text(text.replace('code="FJT"', 'code="RELAIS"'), encoding="utf-8")
    example = "service = afas.ps.get('RELAIS')\ncase = service.example\n"
    estimate = "print(afas.estimate('RELAIS', case.entries, case.year, dict(case.parameters)).amount > 0)"
    assert run(copy, f"import afas\n{example}{estimate}") == ["True"]
    assert run(copy, "import afas\nprint('RELAIS' in afas.illustrative_pack().values)") == ["True"]
    made = in_both("reference/ps/RELAIS.md", "reference/ps/index.md", "reference/glossary.md")
    assert set(run(copy, CHANGED)) <= {*made, *in_both("explanation/unsourced.md", "reference/figures.md")}


def test_a_calendar_is_one_file(copy: Path) -> None:
    text = (copy / "src/afas/calendars/somme_2023.py").read_text(encoding="utf-8")
    (copy / "src/afas/calendars/caf_99_2023.py").write_text(text.replace('caf="80"', 'caf="99"'), encoding="utf-8")
    assert run(copy, "import afas\nprint(afas.calendars.get('99', 2023).caf)") == ["99"]
    tables = [*in_both("reference/calendars.md"), "en/manager/dates.md", "gestionnaire/dates.md"]
    assert sorted(run(copy, CHANGED)) == sorted(tables)


def test_a_directory_of_contacts_is_one_file(copy: Path) -> None:
    text = (copy / "src/afas/directories/hauts_de_seine.py").read_text(encoding="utf-8")
    (copy / "src/afas/directories/caf_99.py").write_text(text.replace('caf="92"', 'caf="99"'), encoding="utf-8")
    assert run(copy, "import afas\nprint(afas.directories.get('99').caf)") == ["99"]
    assert sorted(run(copy, CHANGED)) == ["en/manager/contact.md", "gestionnaire/contact.md"]


def test_a_unit_is_one_line(copy: Path) -> None:
    edited(copy, "quantities.py", '    FTE = "FTE"', '    KILOMETRE = "km", Text(fr="km", en="km")\n    FTE = "FTE"')
    code = "from decimal import Decimal\nfrom afas.quantities import Unit\nprint(Unit.KILOMETRE.show(Decimal(5), 'en'))"
    assert run(copy, code) == ["5\u00a0km"]
    assert run(copy, CHANGED) == []


def test_a_unit_without_words_cannot_be(copy: Path) -> None:
    edited(copy, "quantities.py", '    FTE = "FTE"', '    KILOMETRE = "km"\n    FTE = "FTE"')
    told = "try:\n    import afas.quantities\nexcept TypeError as error:\n    print(error)"
    assert run(copy, told) == ["Unit 'km' has no words: write 'km', Text(fr=…, en=…)"]


def test_a_control_is_one_line(copy: Path) -> None:
    own = 'variation("FJT-N1", "eligible_payroll", PAYROLL.text, ONE_TENTH),'
    edited(copy, "ps/fjt.py", own, f"{own} {own.replace('FJT-N1', 'FJT-N2')}")
    assert "FJT-N2" in run(copy, "import afas\nprint(*(c.code for c in afas.ps.get('FJT').controls))")[0].split()
    assert sorted(run(copy, CHANGED)) == in_both("reference/ps/FJT.md")


WITHDRAW = """@attrs.frozen
class Withdraw(Action):
    \"\"\"The approver takes back what was transmitted, before the Caf has answered.\"\"\"

    name = ActionName.WITHDRAW
    effects = Effects(OnSignature.DROPPED)
    detail = ""


AnyAction = (
    Withdraw
    | Enter"""
TRIED = """
import afas
from afas.declarations._actions import Withdraw
from tests.test_context import AMEL, AT, BOOK, CAMPAIGN, played
sent = played(*CAMPAIGN)
print(sent.status)
print(*(reason.code for reason in afas.blockers(sent, Withdraw(), by=afas.CAF, roles=BOOK, at=AT)))
back = afas.apply(sent, Withdraw(), by=AMEL, roles=BOOK, at=AT).declaration
print(back.status, back.signature, afas.allowed(back, by=AMEL, roles=BOOK, at=AT).count("SIGN"))
print(afas.payments.from_workflow(back, back.history[-1]))
"""


def test_an_action_of_the_lifecycle_is_of_one_package(copy: Path) -> None:
    """Its name, what it asks for and where it leads; its class; and that it changes no data of its own."""
    lifecycle, actions = "declarations/_lifecycle.py", "declarations/_actions.py"
    edited(
        copy,
        lifecycle,
        '    CANCEL = "CANCEL"',
        '    WITHDRAW = "WITHDRAW", Text(fr="Reprendre", en="Withdraw")\n    CANCEL = "CANCEL"',
    )
    edited(copy, lifecycle, "    _A.CANCEL: (", "    _A.WITHDRAW: (_G.UP_TO_DATE,),\n    _A.CANCEL: (")
    row = "    _to(_S.TRANSMITTED, _A.REFUSE"
    edited(copy, lifecycle, row, f"    _to(_S.TRANSMITTED, _A.WITHDRAW, Who.APPROVER, _S.VALIDATED),\n{row}")
    edited(copy, actions, "AnyAction = (\n    Enter", WITHDRAW)
    edited(copy, "declarations/_history.py", "| Amend() | Cancel():", "| Amend() | Cancel() | Withdraw():")
    edited(copy, "declarations/_history.py", "    Validate,\n", "    Validate,\n    Withdraw,\n")
    shutil.copytree(ROOT / "tests", copy / "tests", ignore=shutil.ignore_patterns("__pycache__", "golden"))
    assert run(copy, TRIED) == ["TRANSMITTED", "no-role", "VALIDATED None 1", "None"]
    assert set(run(copy, CHANGED)) <= {*in_both("reference/lifecycle.md", "reference/glossary.md")}
