"""A pack: the figures a portal brings for many PS and years at once, each with its source, read and checked as one.

A pack is a mapping, or the same as JSON:

    {"source": {"title": "Barème national des prestations de service 2023", "publisher": "Cnaf"},
     "start": "2023-01-01", "end": "2024-01-01",
     "values": {"ALSH": {"ceiling": "1.97"},
                "AAD": {"ceiling": [{"value": "60000", "start": "2023-01-01", "end": "2024-01-01"}]}}}

A figure alone is in force from the pack's `start` to its `end`, under the pack's `source`; one with its own dates or
source says so. Every fault of the whole pack is found at once. `illustrative_pack()` is one for demonstrations:
whatever uses it says that its figures are not official.

`template("ALSH", 2026)` is the pack of what is missing, to fill in as JSON or in a spreadsheet (`read_csv`);
`left_open` says what stays open. `supplied_by` names who signs for the figures: every result shows it with the source.
"""

from afas.packs._open import Template, illustrative_pack, left_open, template
from afas.packs._reading import NOT_A_PACK as NOT_A_PACK
from afas.packs._reading import not_a_pack as not_a_pack
from afas.packs._reading import read_csv, read_pack
from afas.reading import UNKNOWN_KEY as UNKNOWN_KEY

__all__ = ["Template", "illustrative_pack", "left_open", "read_csv", "read_pack", "template"]
