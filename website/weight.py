"""What each page weighs, with all it loads at once, against a budget: `python -m website.weight SITE`.

Bytes are those on the disk, before any compression; what is loaded only when asked for (the index of the search) is
told apart. The whole list is written to `build/weights.txt`.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

__all__ = ["BUDGET", "weights"]

BUDGET: Final = 1_000_000
"""Bytes that a page may weigh with all it loads."""
LATER: Final = 600_000
"""Bytes that the index of a language may weigh."""
_LOADED: Final = re.compile(
    r'<(?:script|img)[^>]*\ssrc="?([^"\s>]+)|<link[^>]*rel="?stylesheet"?[^>]*href="?([^"\s>]+)'
)
_STYLESHEET: Final = re.compile(r'<link[^>]*href="?([^"\s>]+)"?[^>]*rel="?stylesheet')


def _loads(page: Path, text: str) -> Iterator[Path]:
    for found in (*_LOADED.findall(text), *_STYLESHEET.findall(text)):
        place = "".join(found).partition("?")[0].partition("#")[0]
        if not place.startswith(("data:", "http:", "https:")):
            yield (page.parent / place).resolve()


def weights(site: Path) -> dict[str, int]:
    """The weight of each page, the heaviest first."""
    found = {}
    for page in sorted(site.rglob("*.html")):
        text = page.read_text(encoding="utf-8")
        loaded = {path for path in _loads(page, text) if path.is_file()}
        found[page.relative_to(site).as_posix()] = page.stat().st_size + sum(path.stat().st_size for path in loaded)
    return dict(sorted(found.items(), key=lambda row: -row[1]))


if __name__ == "__main__":
    root = Path(sys.argv[1])
    every = weights(root)
    later = {path.name: path.stat().st_size for path in sorted((root / "assets").glob("search-*.js"))}
    report = Path("build/weights.txt")
    report.parent.mkdir(exist_ok=True)
    report.write_text("".join(f"{size:>9} {place}\n" for place, size in every.items()), encoding="utf-8")
    heavy = [f"{place}: {size} bytes, {BUDGET} allowed" for place, size in every.items() if size > BUDGET]
    heavy += [f"{name}: {size} bytes, {LATER} allowed" for name, size in later.items() if size > LATER]
    median = list(every.values())[len(every) // 2]
    print(*heavy, sep="\n", end="\n" if heavy else "")
    print(f"weight: {len(every)} pages, {median / 1e3:.0f} kB in the middle; heaviest:")
    print(*(f"  {size / 1e3:.0f} kB {place}" for place, size in list(every.items())[:5]), sep="\n")
    print(
        "  loaded when the search is opened:", ", ".join(f"{name} {size / 1e3:.0f} kB" for name, size in later.items())
    )
    sys.exit(bool(heavy))
