"""The receipt of a declaration, from its entry to its transmission, printed as Markdown. Nothing is written.

`document.to_html()` and `document.to_pdf()` (extra `pdf`) are the same document; the portal sends or keeps the bytes.
The ceiling is illustrative: nobody could source it. The right: least(50,000; 1.5 × 60,000) × 43 % = 21,500.00 EUR.
"""

from datetime import UTC, date, datetime

import afas
from afas.parameters import illustrative

partner = afas.Partner("P1", "Ville de Nanterre (exemple)", "21990099000017", "NANTERRE")
relais = afas.Activity("A3", "P1", "RPE", "Relais du Centre", "NANTERRE", nature="Relais petite enfance")
amel = afas.Person("U1", "Amel Benoît")
book = afas.RoleBook()
for role in afas.Role:
    book = book.assign(role, amel, relais, start=date(2022, 9, 1))

calendar = afas.calendars.get(caf="92", year=2023)
(declaration, *_) = afas.open_declarations(calendar, [relais], on=date(2023, 1, 16))

actions = (
    afas.Enter("activity", values={"animator_fte": "1.5"}),
    afas.Check("activity"),
    afas.Enter("financial", values={"expenses": "50000"}),
    afas.Check("financial"),
    afas.Validate(),
    afas.Sign(),
    afas.Transmit(),
)
scale = illustrative({"ceiling": "60000"}, date(2023, 1, 1))
for action in actions:
    at = datetime(2023, 1, 20, 9, 30, tzinfo=UTC)
    declaration = afas.apply(declaration, action, by=amel, roles=book, at=at, scale=scale).declaration

document = afas.receipts.receipt(
    declaration, at=datetime(2023, 1, 20, 10, 0, tzinfo=UTC), partner=partner, calendar=calendar
)
print(document.to_markdown())
assert "21\u202f500,00\u00a0€" in document.to_markdown()
