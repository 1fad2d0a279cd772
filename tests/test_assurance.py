"""The share of the assurance that continuous integration runs: a fixed seed; among the slow, a fresh one, printed.

A failure says how to see the history again: `python -m assurance NAME --seed SEED --at HISTORY`.
"""

import json
import random
import sys
from collections import Counter

import pytest

from assurance import faults
from assurance.against.documents import DOCUMENTS, LAST, USUAL
from assurance.against.every_role import explore
from assurance.campaign import parted, run
from assurance.campaigns import CAMPAIGNS
from assurance.hostile import documents
from assurance.hostile.documents import CORPUS
from assurance.models.roles import APPROVER
from assurance.witnesses import KNOWN
from tools import mutants, reach

FIXED = 20231018
FRESH = random.SystemRandom().randrange(2**31)


@pytest.fixture(autouse=True, scope="module")
def no_sentence_lacks_a_figure() -> None:
    """Hostile documents bring sentences of their own, and lack what they please."""


def campaign_of(kind: str) -> str:
    return kind.partition(":")[0]


@pytest.mark.parametrize("seed", [FIXED, pytest.param(FRESH, marks=pytest.mark.slow)], ids=["fixed", "fresh"])
@pytest.mark.parametrize("name", CAMPAIGNS)
def test_the_library_says_what_its_model_says(name: str, seed: int) -> None:
    campaign = CAMPAIGNS[name]
    report = run(campaign, seed, campaign.sizes["ci"] // 4)
    sys.stdout.write(f"{name}: seed {seed}, {report.operations} {campaign.unit}, {report.seconds:.1f} s\n")
    new = [
        f"{kind}: {one.what}\n  python -m assurance {name} --seed {seed} --at {one.history}\n  {list(one.steps)}"
        for kind, one in report.witnesses.items()
        if kind not in KNOWN
    ]
    assert not new, "\n".join(new)
    assert report.soft(campaign) == []


@pytest.mark.parametrize("kind", KNOWN)
def test_a_known_witness_still_fails(kind: str) -> None:
    """Mended? Take its line out of `assurance/witnesses.py`."""
    _, apart = parted(CAMPAIGNS[campaign_of(kind)], KNOWN[kind], Counter())
    assert apart is not None
    assert apart.kind == kind


@pytest.mark.parametrize("name", sorted(path.stem for path in CORPUS.glob("*.json")))
def test_a_hostile_document_is_refused_or_can_be_used(name: str) -> None:
    """Each document that once did harm is kept; those whose fault is still there are known by their kind."""
    for day in (USUAL, LAST):
        _, apart = parted(DOCUMENTS, [(f"@{name}", day)], Counter())
        assert apart is None or apart.kind in KNOWN, apart


def test_each_part_of_the_rules_that_faults_are_put_into_has_modules() -> None:
    inner = [path.removeprefix(f"{reach.SOURCE}/") for path in mutants.rule_modules()]
    assert [part for part in faults.RULES if not any(path.startswith(part) for path in inner)] == []


def test_every_known_witness_names_a_campaign() -> None:
    assert {campaign_of(kind) for kind in KNOWN} <= set(CAMPAIGNS)


@pytest.mark.parametrize("name", documents.names())
def test_a_malformed_twin_of_every_public_type_is_refused_or_can_be_used(name: str) -> None:
    rng = random.Random(name)  # noqa: S311 - the same documents each time
    schema = documents.schemas()["$defs"][name]
    for _ in range(4):
        twin = documents.mutated(documents.envelope(name, documents.value_of(schema, rng)), rng)
        _, apart = parted(DOCUMENTS, [(json.dumps(twin), USUAL)], Counter())
        assert apart is None or apart.kind in KNOWN, (apart, twin)


def test_every_sequence_of_three_changes_of_an_approver() -> None:
    """To a depth of five in `make assurance`."""
    tried, books = explore(APPROVER, 1, 3)
    assert tried > 20_000
    assert books > 3_000
