"""A declaration beside last year's and beside the forecast: how much each figure moves.

What can be read already is compared, even while the forms are incomplete; a figure that is not known on the
other side is shown without a change.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

import attrs

from afas.arithmetic import moves_beyond, relative_change
from afas.controls import Figures
from afas.declarations._declaration import Declaration
from afas.documents import Document, Shown, Table
from afas.forms import Field, FormCode
from afas.quantities import Unit
from afas.text import Euros, Percent, Text, figure

__all__ = ["Variation", "Variations", "variations"]


@attrs.frozen
class Variation:
    """One field: its figure now, and those it is compared with (None: unknown).

    Attributes:
        site: of that site; None: of the whole activity.
    """

    field: Field
    now: Decimal | None
    previous: Decimal | None
    forecast: Decimal | None
    site: str | None = None

    @property
    def since_previous(self) -> Decimal | None:
        """By how much it moved from last year's, as a ratio of it, to four decimals; None where there is no ratio."""
        return _change(self.now, self.previous)

    @property
    def since_forecast(self) -> Decimal | None:
        """By how much it moved from the forecast's, as a ratio of it."""
        return _change(self.now, self.forecast)


def _change(now: Decimal | None, before: Decimal | None) -> Decimal | None:
    if now is None or not before:
        return None
    return relative_change(now, before)


@attrs.frozen
class Variations(Shown):
    """The comparison: a row for each field, in the order of the forms."""

    declaration: Declaration
    rows: tuple[Variation, ...]

    def beyond(self, threshold: Decimal) -> tuple[Variation, ...]:
        """The rows that moved by more than this ratio, from last year's or from the forecast, as controls see it."""
        return tuple(
            row
            for row in self.rows
            if any(
                row.now is not None and before and moves_beyond(row.now, before, threshold)
                for before in (row.previous, row.forecast)
            )
        )

    def document(self, locale: str = "fr") -> Document:
        """A table: a row for each field, with each change beside the figure it starts from."""
        rows = []
        for row in self.rows:
            label = row.field.text(locale) + (f" ({row.site})" if row.site else "")
            figures = [_shown(value, row.field, locale) for value in (row.now, row.previous, row.forecast)]
            changes = [_percent(change, locale) for change in (row.since_previous, row.since_forecast)]
            rows.append((label, figures[0], figures[1], changes[0], figures[2], changes[1]))
        heads = [head(locale) for head in _HEADS]
        return Document("", locale, (Table("", heads, rows, figures=range(1, len(heads))),))


_HEADS: Final = (
    Text(fr="Donnée", en="Figure"),
    Text(fr="Déclaré", en="Declared"),
    Text(fr="N-1", en="N-1"),
    Text(fr="Évolution", en="Change"),
    Text(fr="Prévisionnel", en="Forecast"),
    Text(fr="Écart", en="Gap"),
)


def _shown(value: Decimal | None, field: Field, locale: str) -> str:
    if value is None:
        return figure(None, locale)
    match field.unit:
        case Unit.EUR:
            return figure(Euros(value), locale)
        case Unit.RATIO | Unit.RATE:
            return figure(Percent(value), locale)
        case Unit.FLAG:
            return figure(bool(value), locale)
    return figure(value, locale)


def _percent(value: Decimal | None, locale: str) -> str:
    if value is None:
        return figure(None, locale)
    return ("+" if value > 0 else "") + figure(Percent(value), locale)


def variations(declaration: Declaration, by_site: bool = False) -> Variations:
    """Compare a declaration with last year's figures and with the forecast's, field by field.

    Args:
        declaration: complete or not.
        by_site: add a row for each site to the fields entered by site, after that of the activity.
    """
    now = declaration.known()
    rows: list[Variation] = []
    for field in (field for code in FormCode for field in declaration.fields(code)):
        sites: Iterable[str | None] = (None, *now.sites) if by_site and field.by_site else (None,)
        rows += [_row(field, site, declaration, now.of(site)) for site in sites]
    return Variations(declaration, tuple(rows))


def _row(field: Field, site: str | None, declaration: Declaration, now: Figures) -> Variation:
    previous, forecast = declaration.previous.of(site), declaration.forecast.of(site)
    name = field.name
    complete = site is not None or not _partial(field, declaration)
    return Variation(field, now.get(name) if complete else None, previous.get(name), forecast.get(name), site)


def _partial(field: Field, declaration: Declaration) -> bool:
    """Is it a sum of sites, one of which cannot be read yet? Such a sum is not a figure to compare."""
    return any(
        field.name not in declaration.read((code, site))[0]
        for code, site in declaration.forms
        if code is field.form and site is not None
    )
