"""What every PS has to hold to: `complaints(service)` names each thing that is missing or does not fit."""

from collections.abc import Iterator
from datetime import date

from afas.numbers import Symbols, Tracer, leaves
from afas.ps import PS, Formula
from afas.sources import Grade, Source
from afas.text import Text


def complaints(service: PS) -> list[str]:
    """Each with the name of what it is about; none for a PS that is whole."""
    return [f"{service.code}, {one}" for one in _all(service)]


def source_complaints(name: str, constant: object) -> list[str]:
    """What a source that stands in a file lacks; nothing of what is no source."""
    return list(_sourced(name, constant, chosen=constant.publisher == "afas")) if isinstance(constant, Source) else []


def _all(service: PS) -> Iterator[str]:
    labels: dict[str, object] = {"name": service.text, "purpose": service.purpose}
    labels |= {f"step {name}": text for name, text in service.steps.items()}
    labels |= {f"field {field.name}": field.text for field in service.fields}
    labels |= {f"parameter {parameter.name}": parameter.text for parameter in service.parameters}
    labels |= {f"control {control.code}": control.text for control in service.controls}
    for name, text in labels.items():
        yield from _label(name, text)
    for parameter in service.parameters:
        for value in parameter.values:
            name = f"parameter {parameter.name} from {value.start}"
            yield from _dated(name, value.start)
            yield from _sourced(name, value.source, chosen=value.grade is Grade.CHOSEN)
    yield from _formulas("", service.formulas, service)
    for part in service.parts:
        yield from _formulas(f"part {part.name}, ", part.formulas, service)
        if part.declared_by not in {field.name for field in service.fields}:
            yield f"part {part.name}: no field {part.declared_by}"
    used = {name for formula in _every_formula(service) for name in formula.uses}
    for parameter in service.parameters:
        if parameter.name not in used:
            yield f"parameter {parameter.name}: no formula reads it"
    for name in set(service.step_units) - set(service.steps):
        yield f"unit of an unknown step {name}"


def _every_formula(service: PS) -> list[Formula]:
    return [*service.formulas, *(formula for part in service.parts for formula in part.formulas)]


def _label(name: str, text: object) -> Iterator[str]:
    for locale in ("fr", "en"):
        if not isinstance(text, Text) or not str(text(locale)).strip():
            yield f"{name}: no label in {locale}"


def _dated(name: str, day: object) -> Iterator[str]:
    if type(day) is not date:
        yield f"{name}: no start date"


def _sourced(name: str, source: object, chosen: bool = False) -> Iterator[str]:
    if not isinstance(source, Source):
        yield f"{name}: no source"
        return
    for what, found in (("title", source.title), ("publisher", source.publisher), ("check date", source.checked_on)):
        if not found or (isinstance(found, str) and not found.strip()):
            yield f"{name}: the source has no {what}"
    if not (chosen or source.url or source.page or source.remark):
        yield f"{name}: the source has neither address, page nor remark"


def _formulas(of: str, formulas: tuple[Formula, ...], service: PS) -> Iterator[str]:
    for formula in formulas:
        name = f"{of}formula from {formula.start}"
        yield from _dated(name, formula.start)
        yield from _sourced(name, formula.source)
        tracer = Tracer()
        read = leaves(formula.right(Symbols("data"), Symbols("parameters"), tracer), *tracer.steps)
        for step in tracer.steps:
            if step.name not in service.steps:
                yield f"{name}: step {step.name} has no label"
        known = {f"data.{field.name}" for field in service.fields} | {f"parameters.{n}" for n in formula.uses}
        for path in sorted(read - known):
            yield f"{name}: {path} is read, but not declared"
        for unread in sorted({f"parameters.{n}" for n in formula.uses} - read):
            yield f"{name}: {unread} is declared, but not read"
