"""A content security policy on every page: scripts of the site alone, none written into a page.

What the theme writes into its pages moves to files, one for each different text; data (`application/json`) is no script
and stays.
"""

import re
from hashlib import sha256
from pathlib import Path
from typing import Final

__all__ = ["POLICY", "scripts_apart"]

POLICY: Final = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'"
)
_INLINE: Final = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_CHARSET: Final = re.compile(r'<meta charset="utf-8">', re.IGNORECASE)
_FOLDER: Final = "assets/inline"


def scripts_apart(html: str, root: str, site: Path, policy: str = POLICY) -> str:
    """The page with its policy, and its scripts in files.

    Args:
        html: the page, as the theme makes it.
        root: the way from the page to the root of the site, such as "../..".
        site: where the site is built: the files are written there.
        policy: what the page may load.
    """

    def moved(script: re.Match[str]) -> str:
        name = f"{sha256(script[1].encode()).hexdigest()[:12]}.js"
        (site / _FOLDER).mkdir(parents=True, exist_ok=True)
        (site / _FOLDER / name).write_text(script[1], encoding="utf-8")
        return f'<script src="{root}/{_FOLDER}/{name}"></script>'

    meta = f'<meta charset="utf-8">\n      <meta http-equiv="Content-Security-Policy" content="{policy}">'
    return _CHARSET.sub(lambda _: meta, _INLINE.sub(moved, html), count=1)
