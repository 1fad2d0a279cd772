"""What all tests share: how hard hypothesis tries, and that no sentence lacks a figure."""

import os
import re
import sys
from collections.abc import Iterator
from functools import lru_cache

import pytest
from hypothesis import settings

from afas.text import Message, Text

settings.register_profile("dev", deadline=None, max_examples=100, print_blob=True)
settings.register_profile("ci", settings.get_profile("dev"), derandomize=True)
settings.register_profile("thorough", settings.get_profile("dev"), max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev"))


@lru_cache(maxsize=4096)
def places(fr: str, en: str) -> frozenset[str]:
    """The `{places}` of a sentence, in either language."""
    return frozenset(re.findall(r"(?<!\{)\{(\w+)\}", fr + " " + en))


@pytest.fixture(autouse=True, scope="module")
def no_sentence_lacks_a_figure() -> Iterator[None]:
    """Whatever sentence the library itself fills while a test runs has a figure for each of its places."""
    fill = Text.fill

    def whole(self: Text, **fields: object) -> Message:
        frame = sys._getframe(1)
        if frame.f_code.co_name == "at" and frame.f_back is not None:  # `FaultKind.at` fills for whoever calls it
            frame = frame.f_back
        by = str(frame.f_globals.get("__name__"))  # a test may fill what it likes
        lacking = places(self("fr"), self("en")) - fields.keys() if by.startswith("afas.") else set()
        assert not lacking, f"“{self('en')}” lacks {sorted(lacking)}"
        return fill(self, **fields)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Text, "fill", whole)
        yield
