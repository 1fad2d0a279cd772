"""The comparison with evaluators in other languages tells what differs, and what is not answered."""

import json
import sys
from collections import Counter
from functools import cache
from itertools import islice

import pytest

import afas
from website.agreement import Agreement, compared
from website.vectors import answered, drawn

ANSWERS = """
import json, sys
known = json.loads(sys.argv[1])
for rank, line in enumerate(sys.stdin):
    answer = known[rank]
    {change}
    print(json.dumps(answer))
"""


def command(change: str = "pass") -> list[str]:
    """An evaluator that has the library's answers, but for this change."""
    return [sys.executable, "-S", "-c", ANSWERS.format(change=change), json.dumps([answered(one) for one in calls()])]


@cache
def calls() -> list[dict[str, object]]:
    return [*islice(drawn(afas.ps.get("FJT"), 1, 6), 6)]


def test_an_evaluator_that_answers_as_the_library_does_agrees() -> None:
    made = compared(command(), calls())
    assert (made.total, made.differing, made.apart) == (6, 0, [])
    assert not made.holds, "one PS is not all of them"


@pytest.mark.parametrize(
    ("change", "differing"),
    [
        ("answer = dict(answer, more=1)", 6),
        ("if rank == 2: answer = dict(faults=[])", 1),
        ("if rank == 4: sys.exit(1)", 3),  # the answers to the last two, and the failure
        ("if rank == 5: sys.exit(3)", 2),
        ("if rank == 5: print(json.dumps(answer))", 1),  # an answer to no call
    ],
)
def test_what_differs_is_counted_and_so_is_what_is_not_answered(change: str, differing: int) -> None:
    made = compared(command(change), calls())
    assert made.differing == differing
    assert not made.holds


def test_all_of_the_ps_are_wanted_with_amounts_and_refusals() -> None:
    every = Counter({f"{code}: {kind}": 1 for code in afas.ps.codes() for kind in ("refused", "with an amount")})
    assert Agreement(every).holds
    for kind in every:
        assert not Agreement(every - Counter({kind: 1})).holds
    assert not Agreement(every, differing=1).holds
