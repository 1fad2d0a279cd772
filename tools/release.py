"""The gate of a release: `python -m tools.release`, from a tree whose changes are all in git's index.

1. wheel and sdist built twice, from two copies, under another umask, time zone and hash seed: the same bytes;
   the sdist holds every file of the project, and builds the same wheel again
2. the metadata as an index reads it (twine), the README as an index shows it (readme-renderer)
3. the public API against that of the last release (`tools.public_api`)
4. the wheel in a fresh environment, alone and with each extra: what it brings works, what is absent is told
5. what it runs on: a bill of materials (CycloneDX) and licences that allow what ours does

What is made stays in dist/. The first thing that is not right ends the run, with its reason and a status of 1.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from readme_renderer import markdown

ROOT: Final = Path(__file__).parent.parent
DIST: Final = ROOT / "dist"
# What a checkout needs and an sdist does not.
NOT_IN_SDIST: Final = {".editorconfig"}
# How the licences of the index are written, in parts; a package whose licence has none of them stops the release.
LICENCES: Final = (
    "MIT", "BSD", "Apache", "PSF", "Python-2.0", "Python Software Foundation", "MPL-2.0", "LGPL",
    "Lesser General Public", "HPND",
    "OFL-1.1", "Open Font", "0BSD", "ISC", "Unicode", "Zlib", "CC0-1.0", "Unlicense",
)  # fmt: skip
# What each extra brings, and what is told without it.
USES: Final[Mapping[str, str]] = {
    "simulation": (
        "import afas.simulation, numpy\n"
        "figures = {'ceiling': '1.97'}\n"
        "table = {'attended_hours': numpy.array([4981]), 'expenses': numpy.array(['7293.55']),"
        " 'general_scheme_share': numpy.array([1])}\n"
        "paid = afas.simulation.estimate_table('ALSH', table, 2023, parameters=figures)['amount']\n"
        "assert (paid.units.tolist(), paid.decimals) == ([218807], 2), paid\n"
    ),
    "charts": "from afas import charts\ncharts.calendar_chart(afas.calendars.get('92', 2023)).to_json()\n",
    "pdf": (
        "made = afas.receipts.to_pdf(afas.calendars.get('92', 2023).document('fr'), at=datetime(2023, 1, 9, 10))\n"
        "assert made.startswith(b'%PDF'), made[:9]\n"
    ),
    "ical": (
        "calendar = afas.calendars.get('92', 2023)\n"
        "feed = afas.ical.export([calendar], at=datetime(2023, 1, 9, tzinfo=UTC))\n"
        "assert set(afas.ical.windows_of(feed)) == set(calendar.windows)\n"
    ),
    "holidays": (
        "days = afas.windows.french_holidays(date(2023, 7, 1), date(2023, 8, 1))\n"
        "assert days == {date(2023, 7, 14)}, days\n"
    ),
}  # fmt: skip
IMPORTS: Final = "from datetime import UTC, date, datetime\nimport afas\n"
ALONE: Final = (
    "figures = {'attended_hours': '4981', 'expenses': '7293.55', 'general_scheme_share': '1'}\n"
    "estimate = afas.estimate('ALSH', figures, 2023, parameters={'ceiling': '1.97'})\n"
    "assert str(estimate.amount) == '2188.07', estimate.amount\n"
    "import pathlib\n"
    "home = pathlib.Path(afas.__file__).parent\n"
    "assert 'site-packages' in home.parts and (home / 'py.typed').is_file(), home\n"
)


class NotReleasable(Exception):
    """What stops the release."""


def run(*command: str | Path, cwd: Path = ROOT, env: Mapping[str, str] | None = None, umask: int = -1) -> str:
    """Run a command; what it prints.

    Raises:
        NotReleasable: it failed; its output is the reason.
    """
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env={**os.environ, **(env or {})}, umask=umask,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise NotReleasable(f"{' '.join(map(str, command))[:200]}\n{done.stdout}{done.stderr}")
    return done.stdout


def tracked() -> list[str]:
    """The files of the project, as git knows them."""
    return run("git", "ls-files", "-z").rstrip("\0").split("\0")


def copied(names: list[str], to: Path) -> Path:
    """A copy of these files, with dates of its own."""
    for name in names:
        (to / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, to / name)
    return to


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of each file of a folder, by name."""
    return {one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in sorted(folder.iterdir())}


def build(tree: Path, out: Path, *, umask: int, **env: str) -> None:
    """An sdist, and the wheel from the tree itself (not from the sdist)."""
    run(
        sys.executable, "-m", "build", "--no-isolation", "--sdist", "--wheel", "--outdir", out, tree,
        cwd=tree, umask=umask, env=env,
    )  # fmt: skip


def built(away: Path) -> tuple[Path, Path]:
    """Wheel and sdist in dist/, after building both twice and the wheel a third time, from the sdist."""
    names = tracked()
    epoch = run("git", "log", "-1", "--format=%ct").strip()
    first, second, third = (away / name for name in ("first", "second", "third"))
    for out, umask, zone, seed in ((first, 0o022, "UTC", "1"), (second, 0o077, "Asia/Tokyo", "2")):
        tree = copied(names, away / f"tree of {out.name}")
        build(tree, out, umask=umask, SOURCE_DATE_EPOCH=epoch, TZ=zone, PYTHONHASHSEED=seed)
    (sdist,), (wheel,) = first.glob("*.tar.gz"), first.glob("*.whl")
    with tarfile.open(sdist) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
        archive.extractall(away / "unpacked", filter="data")
    lost = sorted(set(names) - inside - NOT_IN_SDIST)
    if lost:
        raise NotReleasable(f"the sdist lacks {len(lost)} files of the project: {', '.join(lost[:12])}")
    (unpacked,) = (away / "unpacked").iterdir()
    run(
        sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", third, unpacked,
        cwd=unpacked, env={"SOURCE_DATE_EPOCH": epoch},
    )  # fmt: skip
    if digests(first) != digests(second):
        raise NotReleasable(f"two builds, not the same bytes: {digests(first)} and {digests(second)}")
    if digests(third)[wheel.name] != digests(first)[wheel.name]:
        raise NotReleasable("the wheel built from the sdist is not the wheel built from the tree")
    shutil.rmtree(DIST, ignore_errors=True)
    shutil.copytree(first, DIST)
    for name, digest in digests(DIST).items():
        print(f"  {digest}  {name}")
    return DIST / wheel.name, DIST / sdist.name


def described(wheel: Path, sdist: Path) -> None:
    """Metadata and README, as an index takes them."""
    run(sys.executable, "-m", "twine", "check", "--strict", wheel, sdist)
    for name in ("README.md", "README.fr.md"):
        shown = markdown.render((ROOT / name).read_text(encoding="utf-8"))
        if not shown or "<h1" not in shown or "<pre" not in shown:
            raise NotReleasable(f"an index does not show {name}")


def environment(home: Path, wheelhouse: Path, requirement: str) -> Path:
    """A fresh environment with what a requirement asks for, all of it from a folder; its interpreter."""
    run(sys.executable, "-m", "venv", "--without-pip", home)
    python = home / "bin" / "python"
    run(
        sys.executable, "-m", "pip", "--disable-pip-version-check", "-qq", "--python", python, "install",
        "--no-index", "--find-links", wheelhouse, requirement,
    )  # fmt: skip
    return python


def tried(wheel: Path, away: Path, extras: list[str]) -> Path:
    """The wheel alone, with each extra, and with all; the interpreter of the last environment."""
    if set(extras) != set(USES):
        raise NotReleasable(f"tools/release.py tries the extras {sorted(USES)}, pyproject.toml has {sorted(extras)}")
    every, house = f"afas[{','.join(extras)}] @ {wheel.as_uri()}", away / "wheelhouse"
    run(sys.executable, "-m", "pip", "--disable-pip-version-check", "-qq", "wheel", "--wheel-dir", house, every)
    python = environment(away / "alone", house, "afas")
    run(python, "-I", "-c", IMPORTS + ALONE, cwd=away)
    shown = run(python, "-I", ROOT / "examples" / "campaign_2023.py", cwd=away)
    if shown != (ROOT / "tests" / "golden" / "campaign_2023.txt").read_text(encoding="utf-8"):
        raise NotReleasable("the wheel alone shows another campaign than the tree")
    for extra in extras:
        absent = (
            f"{IMPORTS}try:\n    exec({USES[extra]!r})\nexcept ImportError as told:\n"
            f"    assert 'afas[{extra}]' in str(told), told\nelse:\n    raise SystemExit('works without it')\n"
        )
        run(python, "-I", "-c", absent, cwd=away)
        run(environment(away / extra, house, f"afas[{extra}]"), "-I", "-c", IMPORTS + USES[extra], cwd=away)
        print(f"  afas[{extra}]")
    return environment(away / "every", house, f"afas[{','.join(extras)}]")


def materials(python: Path, wheel: Path) -> None:
    """The bill of materials beside the wheel, and the licences that it states."""
    path = DIST / f"{wheel.name.split('-py3')[0]}.cdx.json"
    run(
        sys.executable, "-m", "cyclonedx_py", "environment", "--output-reproducible", "--mc-type", "library",
        "--pyproject", ROOT / "pyproject.toml", "--output-file", path, python,
    )  # fmt: skip
    refused: list[str] = []
    components = json.loads(path.read_text(encoding="utf-8"))["components"]
    for component in components:
        stated = " ".join(
            str(one.get("expression") or one["license"].get("id") or one["license"].get("name"))
            for one in component.get("licenses", ())
        )
        print(f"  {component['name']} {component['version']}: {stated[:80] or 'none stated'}")
        if not any(part in stated for part in LICENCES):
            refused.append(component["name"])
    if refused:
        raise NotReleasable(f"no licence known to allow what ours does: {', '.join(refused)}")


def public_api() -> None:
    """The public API against that of the last release."""
    print("  " + run(sys.executable, "-m", "tools.public_api").strip().replace("\n", "\n  "))


def main() -> int:
    """All the checks, in their order."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = sorted(project["optional-dependencies"])

    def step(title: str, check: Callable[[], None]) -> None:
        print(title, flush=True)
        check()

    with tempfile.TemporaryDirectory() as folder:
        away = Path(folder)
        try:
            print("wheel and sdist, built twice", flush=True)
            wheel, sdist = built(away)
            step("metadata and README", lambda: described(wheel, sdist))
            step("public API", public_api)
            print("the wheel alone, and with each extra", flush=True)
            python = tried(wheel, away, extras)
            step("what it runs on, and the licences", lambda: materials(python, wheel))
        except NotReleasable as why:
            print(f"not releasable: {why}", file=sys.stderr)
            return 1
    print(f"ok: {wheel.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
