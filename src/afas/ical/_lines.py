r"""Content lines of iCalendar (RFC 5545): escaped, folded at 75 octets, ended by CRLF.

A feed of thousands of declarations is written at each call, which took a library of components some seconds. Two
libraries read in the tests what is written here.
"""

from collections.abc import Iterable
from typing import Final

__all__ = ["escaped", "lines"]

_LONGEST: Final = 74
"""Octets of a line, the space that begins a continued one included."""


def escaped(words: str) -> str:
    r"""A text as the value of a property.

    >>> escaped("Relais, centre; 12\nNanterre")
    'Relais\\, centre\\; 12\\nNanterre'
    """
    return words.replace("\\", "\\\\").replace(";", r"\;").replace(",", r"\,").replace("\n", r"\n")


def lines(contents: Iterable[str]) -> bytes:
    r"""These lines, folded.

    >>> lines(["VERSION:2.0", "SUMMARY:" + "é" * 40]).decode()
    'VERSION:2.0\r\nSUMMARY:ééééééééééééééééééééééééééééééééé\r\n ééééééé\r\n'
    """
    return b"".join(_folded(line.encode(errors="replace")) for line in contents)


def _folded(line: bytes) -> bytes:
    if len(line) <= _LONGEST:
        return line + b"\r\n"
    parts, start = [], 0
    while start < len(line):
        end = min(len(line), start + _LONGEST - (start > 0))
        while end < len(line) and (line[end] & 0xC0 == 0x80 or line[end - 1] == 0x5C):
            end -= 1  # between two characters, and not after a backslash
        parts.append(line[start:end])
        start = end
    return b"\r\n ".join(parts) + b"\r\n"
