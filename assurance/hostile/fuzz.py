"""Coverage-guided fuzzing of what reads and uses documents (atheris): `make fuzz`, or `make fuzz SECONDS=600`.

What parts is kept by atheris as a file `crash-…`; put its text into `assurance/corpus` under a name of its own, and its
kind into `assurance/witnesses.py` until it is mended.
"""

import json
import sys
import tempfile
from collections import Counter
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["afas"]):
    from assurance.against.documents import USUAL, play
    from assurance.campaign import Parted
    from assurance.hostile.documents import CORPUS, seeds
    from assurance.witnesses import KNOWN


def one(data: bytes) -> None:
    """Reads some bytes and uses what they hold."""
    try:
        play([(data.decode("utf-8", "replace").lstrip("@"), USUAL)], Counter())
    except Parted as apart:
        if apart.kind not in KNOWN:
            raise


def main() -> None:
    """Starts from the documents that are kept."""
    with tempfile.TemporaryDirectory() as folder:
        for n, raw in enumerate([*seeds(), *(json.loads(path.read_text("utf-8")) for path in CORPUS.glob("*.json"))]):
            (Path(folder) / f"{n}.json").write_text(json.dumps(raw), "utf-8")
        atheris.Setup([*sys.argv, folder], one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
