"""The version of the library, and so of its rules."""

from typing import Final

__all__ = ["VERSION"]

VERSION: Final = "26.1.0"
