"""The identity of a declaration: its activity, year, kind and sequence, and the key that says them in one text."""

import re
from typing import Final

import attrs

from afas.errors import AfasError, error
from afas.forms import DeclarationKind
from afas.periods import FinancialYear
from afas.text import Text

__all__ = ["Identity", "NotAnIdentity"]


@attrs.frozen(order=True)
class Identity:
    """Identifies a declaration; declarations of the same activity, year and kind differ by their sequence."""

    activity: str
    year: FinancialYear
    kind: DeclarationKind
    sequence: int = 1

    @property
    def key(self) -> str:
        """One text for a column or an address: `2023/FORECAST/1/A1`; the id of the activity is last.

        >>> Identity("A1", FinancialYear(2023, school=True), DeclarationKind.ACTUAL).key
        '2023-2024/ACTUAL/1/A1'
        """
        return f"{self.year.text.fr}/{self.kind.value}/{self.sequence}/{self.activity}"

    @classmethod
    def from_key(cls, key: str) -> "Identity":
        """The identity that a `key` stands for.

        Raises:
            NotAnIdentity: it is no key.

        >>> Identity.from_key("2023/FORECAST/1/A1") == Identity("A1", FinancialYear(2023), DeclarationKind.FORECAST)
        True
        """
        found = _KEY.fullmatch(key)
        if found is None or (found[2] and int(found[2]) != int(found[1]) + 1):
            raise NotAnIdentity(key[:80])
        year = FinancialYear(int(found[1]), school=found[2] is not None)
        return cls(found[5], year, DeclarationKind(found[3]), int(found[4]))

    @property
    def text(self) -> Text:
        """Its name in a list."""
        rank = f" n° {self.sequence}" if self.sequence > 1 else ""
        return Text(
            fr=f"{self.activity}, {self.kind.text.fr} {self.year.text.fr}{rank}",
            en=f"{self.activity}, {self.kind.text.en} {self.year.text.en}{rank.replace(' n°', ' no.')}",
        )


_KINDS: Final = "|".join(DeclarationKind)
_KEY: Final = re.compile(rf"(\d{{4}})(?:-(\d{{4}}))?/({_KINDS})/([1-9]\d{{0,8}})/(.*)", re.ASCII | re.DOTALL)


@error
class NotAnIdentity(AfasError, ValueError):
    """No declaration has such a key."""

    code = "not-an-identity"
    template = Text(
        fr="« {found} » n’est pas la clé d’une déclaration ; attendu : {wanted}.",
        en="“{found}” is not the key of a declaration; expected: {wanted}.",
    )
    found: str
    wanted: str = "2023/FORECAST/1/A1"
