"""The simulator of the site: the address that opens it with the worked case of a PS, and the files it runs on.

It computes in the reader's browser, in JavaScript (`js/simulator/`, with the evaluator `js/afas.js`), from the rules as
a document (`afas.exchange.rules`): the page knows no PS, no field and no figure.
"""

import base64
import json
import re
import subprocess
import zlib
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from afas import exchange
from afas.text import LOCALES
from website import typed, vectors
from website.worked import WORKED

__all__ = ["address", "bundle", "lighten", "publish"]

ROOT = Path(__file__).parents[1]
RULES = ROOT / "build" / "rules"


def address(code: str) -> str:
    """What follows the name of the simulator's page so that it opens with the worked case of a PS.

    Figures that are illustrative keep their mark. It stands after `#`: a browser sends it to no server.
    """
    case = WORKED[code]
    words = {"ps": code, "year": str(case.year)}
    words |= {f"e.{name}": str(value).lower() for name, value in case.entries.items()}
    words |= {f"i.{name}": str(value) for name, value in case.parameters.items()}
    return f"#{urlencode(words)}"


def publish(target: Path) -> None:
    """Write the rules, their schema, vectors, typed figures and the evaluator, for others to take from the site."""
    target.mkdir(parents=True, exist_ok=True)
    vectors.main(str(RULES))
    for name in ("rules.json", "vectors.json"):
        (target / name).write_bytes((RULES / name).read_bytes())
    schema = json.dumps(exchange.rules_schema(), ensure_ascii=False, indent=1)
    (target / "rules.schema.json").write_text(schema, encoding="utf-8")
    for path in (*sorted((ROOT / "js").glob("afas.*")), typed.KEPT):
        (target / path.name).write_bytes(path.read_bytes())


def bundle(esbuild: Path, assets: Path) -> dict[str, int]:
    """Write the page's one script in each language, its rules within, so that it runs from a disk too; their sizes.

    The rules are deflated: servers do not all compress what they send, and they are most of the weight.
    """
    source = ROOT / "js" / "simulator" / "main.js"
    rules = json.loads((RULES / "rules.json").read_text(encoding="utf-8"))
    sizes = {}
    for locale in LOCALES:
        spoken, target = RULES / f"rules.{locale}.js", assets / f"simulator.{locale}.js"
        text = json.dumps(_in_one_language(rules, locale), ensure_ascii=False, separators=(",", ":"))
        packed = base64.b64encode(zlib.compress(text.encode(), 9)).decode()
        spoken.write_text(f'export default "{packed}";\n', encoding="utf-8")
        options = ["--bundle", "--minify", "--format=iife", "--charset=utf8", "--log-level=warning"]
        options += [f"--alias:afas-rules={spoken}", f"--outfile={target}"]
        subprocess.run([str(esbuild), str(source), *options], check=True)  # noqa: S603 - the bundler that make installs
        sizes[locale] = target.stat().st_size
    return sizes


def lighten(page: Path) -> None:
    """Take the spaces at the start of lines out of the simulator's page: the theme indents what it nests."""
    text = page.read_text(encoding="utf-8")
    if re.search("<(pre|textarea)", text):
        return
    page.write_text(re.sub(r"\n\s+", "\n", text), encoding="utf-8")


def _in_one_language(value: Any, locale: str) -> Any:
    """The rules with the words of a language alone: a page has one, and half the weight."""
    if isinstance(value, dict):
        if value.keys() >= set(LOCALES):
            value = {key: text for key, text in value.items() if key == locale or key not in LOCALES}
        return {key: _in_one_language(inner, locale) for key, inner in value.items()}
    return [_in_one_language(inner, locale) for inner in value] if isinstance(value, list) else value
