r"""Content lines of iCalendar (RFC 5545): escaped, folded at 75 octets, ended by CRLF.

A feed of thousands of declarations is written at each call, which took a library of components some seconds. Two
libraries read in the tests what is written here.
"""

from typing import Final

__all__ = ["escaped", "folded"]

_LONGEST: Final = 74
"""Octets of a line, the space that begins a continued one included."""


def escaped(words: str) -> str:
    r"""A text as the value of a property.

    >>> escaped("Relais, centre; 12\nNanterre")
    'Relais\\, centre\\; 12\\nNanterre'
    """
    return words.replace("\\", "\\\\").replace(";", r"\;").replace(",", r"\,").replace("\n", r"\n")


def folded(line: str) -> bytes:
    r"""A line as it is written: folded, and ended.

    >>> folded("SUMMARY:" + "é" * 40).decode()
    'SUMMARY:ééééééééééééééééééééééééééééééééé\r\n ééééééé\r\n'
    """
    octets = line.encode(errors="replace")
    if len(octets) <= _LONGEST:
        return octets + b"\r\n"
    parts, start = [], 0
    while start < len(octets):
        end = min(len(octets), start + _LONGEST - (start > 0))
        while end < len(octets) and (octets[end] & 0xC0 == 0x80 or octets[end - 1] == 0x5C):
            end -= 1  # between two characters, and not after a backslash
        parts.append(octets[start:end])
        start = end
    return b"\r\n ".join(parts) + b"\r\n"
