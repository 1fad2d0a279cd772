"""Runs the Python blocks of the README and of the pages: `>>>` lines are compared, others must pass.

Those of `run-on-spark.md` and `run-on-dask.md` run on the cluster that they are about: `tests/test_cluster.py`.
"""

import gc
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE

from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser

pytest_collect_file = Sybil(
    parsers=[PythonCodeBlockParser(doctest_optionflags=ELLIPSIS | NORMALIZE_WHITESPACE)],
    patterns=["*.md"],
    excludes=["run-on-*.md"],
).pytest()

collect_ignore_glob = ["docs/notebooks/*"]  # run by `make docs`, which has what they need

gc.disable()  # while libraries are imported and tests collected, nothing is left behind


def pytest_collection_finish() -> None:
    """What is there now stays to the end: the garbage collector does not look at it again and again."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 10)
    gc.enable()
