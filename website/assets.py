"""Put beside the built pages what runs in them: Pyodide, Mermaid, and the library with the packages it imports.

`python -m website.assets PACKAGES SITE`: PACKAGES is the folder where the npm packages are unpacked. Python packages
are taken from the environment that runs this, so that the page runs what the tests have tried.
"""

import json
import shutil
import sys
import zipfile
from collections.abc import Iterator
from importlib.metadata import files, version
from pathlib import Path

__all__ = ["bundle", "install"]

HERE = Path(__file__).parent
PYODIDE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")
PACKAGES = ("attrs", "babel", "markdown")
LOCALES = ("root", "fr", "fr_FR", "en", "en_001", "en_GB")  # what Babel inherits from, and what is spoken


def _wanted(place: Path) -> bool:
    if place.suffix not in {".py", ".dat"} or place.parts[0] == "..":
        return False
    return place.parent.name != "locale-data" or place.stem in LOCALES


def _members() -> Iterator[tuple[Path, str]]:
    """What goes into the bundle: a file, and its place."""
    source = HERE.parent / "src"
    for path in sorted(source.rglob("*.py")):
        yield path, path.relative_to(source).as_posix()
    for name in ("__init__", "simulator", "worked"):
        yield HERE / f"{name}.py", f"website/{name}.py"
    for package in PACKAGES:
        for one in files(package) or ():
            if _wanted(Path(one)) or one.name == "METADATA":
                yield Path(str(one.locate())), one.as_posix()


def bundle(target: Path) -> int:
    """Write the bundle of Python files; its size in bytes."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, place in _members():
            archive.write(path, place)
    return target.stat().st_size


def install(packages: Path, site: Path) -> None:
    """Copy and make everything the pages load, under `assets/` of the site."""
    assets = site / "assets"
    (assets / "pyodide").mkdir(parents=True, exist_ok=True)
    for name in PYODIDE:
        shutil.copyfile(packages / "pyodide" / name, assets / "pyodide" / name)
    shutil.copyfile(packages / "mermaid" / "dist" / "mermaid.min.js", assets / "mermaid.min.js")
    size = bundle(assets / "pyodide" / "afas.zip")
    whole = sum(path.stat().st_size for path in (assets / "pyodide").iterdir())
    pyodide = json.loads((packages / "pyodide" / "package.json").read_text(encoding="utf-8"))["version"]
    print(f"simulator: Pyodide {pyodide}, afas {version('afas')} ({size / 1e6:.1f} MB), {whole / 1e6:.1f} MB in all")


if __name__ == "__main__":
    install(Path(sys.argv[1]), Path(sys.argv[2]))
