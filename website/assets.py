"""Put beside the built pages what runs in them: Mermaid, the simulator, and the rules for other programs to take.

`python -m website.assets PACKAGES SITE ESBUILD`: PACKAGES is the folder where the npm packages are unpacked, ESBUILD
the bundler.
"""

import shutil
import sys
from pathlib import Path

from website import simulator

__all__ = ["install"]


def install(packages: Path, site: Path, esbuild: Path) -> None:
    """Copy and make everything the pages load, under `assets/` of the site."""
    assets = site / "assets"
    shutil.copyfile(packages / "mermaid" / "dist" / "mermaid.min.js", assets / "mermaid.min.js")
    simulator.publish(assets / "rules")
    sizes = simulator.bundle(esbuild, assets)
    print("simulator, rules within:", ", ".join(f"{size / 1000:.0f} kB ({locale})" for locale, size in sizes.items()))


if __name__ == "__main__":
    install(*(Path(one) for one in sys.argv[1:]))
