"""The page that embeds step by step shows the portal's files as they stand."""

import re
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
EXTRACT = re.compile(r"^`(examples/portal/[\w/]+\.py)`\n\n```py\n(.*?)\n```$", re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("page", ["docs/how-to/embed-step-by-step.md", "docs/en/how-to/embed-step-by-step.md"])
def test_each_extract_stands_in_the_file_that_is_named(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    extracts = EXTRACT.findall(text)
    assert len(extracts) == text.count("```py\n") == 10
    for name, code in extracts:
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        size = code.count("\n") + 1
        windows = (lines[start : start + size] for start in range(len(lines)))
        assert any(textwrap.dedent("\n".join(window)) == code for window in windows), (name, code)
