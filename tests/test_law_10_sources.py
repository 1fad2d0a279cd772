"""Law 10: each figure has a source, a start and a check date; each label stands in both languages."""

from datetime import date
from itertools import pairwise

import pytest

from afas import ps
from afas.ps import PS
from afas.tracing import Symbols, Tracer

SERVICES = [ps.get(code) for code in ps.codes()]


@pytest.mark.parametrize("service", SERVICES, ids=ps.codes())
def test_sources(service: PS) -> None:
    for parameter in service.parameters:
        for value in parameter.values:
            name = f"{service.code}.{parameter.name} from {value.start}"
            assert isinstance(value.start, date), name
            assert value.source.title, f"{name}: no title"
            assert value.source.publisher, f"{name}: no publisher"
            assert value.source.checked_on, f"{name}: no check date"
        pieces = sorted([*(v.period for v in parameter.values), *parameter.gaps], key=lambda p: p.start)
        for before, after in pairwise(pieces):
            assert before.end == after.start, f"{service.code}.{parameter.name}: not tiled at {after.start}"
    for formula in service.formulas:
        assert isinstance(formula.start, date), service.code
        assert formula.source.checked_on, f"{service.code}, formula from {formula.start}: no check date"


@pytest.mark.parametrize("service", SERVICES, ids=ps.codes())
def test_labels(service: PS) -> None:
    labels = {service.code: service.text, **{f"step {n}": t for n, t in service.steps.items()}}
    labels |= {f"field {f.name}": f.text for f in service.fields}
    labels |= {f"parameter {p.name}": p.text for p in service.parameters}
    labels |= {f"control {c.code}": c.text for c in service.controls}
    for name, text in labels.items():
        assert text.fr.strip(), f"{service.code}, {name}: no French"
        assert text.en.strip(), f"{service.code}, {name}: no English"


@pytest.mark.parametrize("service", SERVICES, ids=ps.codes())
def test_steps_are_labelled(service: PS) -> None:
    for formula in service.formulas:
        tracer = Tracer()
        formula.right(Symbols("data"), Symbols("parameters"), tracer)
        for step in tracer.steps:
            assert step.name in service.steps, f"{service.code}: step {step.name} has no label"
        assert set(formula.uses) <= {p.name for p in service.parameters}, service.code
    assert set(service.step_units) <= set(service.steps), service.code
