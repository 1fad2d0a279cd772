"""The worked case of each PS, for its sheet and for the button “example” of the simulator: it stands in its file.

Ceilings are illustrative: nobody could source them, and every page that shows one says so.
"""

from collections.abc import Mapping

from afas import ps
from afas.ps import Example as Worked

__all__ = ["WORKED", "Worked"]

WORKED: Mapping[str, Worked] = {code: example for code in ps.codes() if (example := ps.get(code).example) is not None}
