"""Put beside the built pages what runs in them: the simulator, and the rules for other programs to take.

`python -m website.assets SITE ESBUILD`: ESBUILD is the bundler.
"""

import sys
from pathlib import Path

from website import simulator

__all__ = ["install"]


def install(site: Path, esbuild: Path) -> None:
    """Copy and make everything the pages load, under `assets/` of the site."""
    assets = site / "assets"
    simulator.publish(assets / "rules")
    sizes = simulator.bundle(esbuild, assets)
    for page in (site / "simulator.html", site / "en" / "simulator.html"):
        simulator.lighten(page)
    print("simulator, rules within:", ", ".join(f"{size / 1000:.0f} kB ({locale})" for locale, size in sizes.items()))


if __name__ == "__main__":
    install(*(Path(one) for one in sys.argv[1:]))
