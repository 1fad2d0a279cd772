"""How a formula is printed: in words, each term a link to its own place on the page; then the code it is read off."""

import inspect
from collections.abc import Iterable, Iterator, Sequence

import attrs

from afas.numbers import Symbols, Traced, Tracer, in_words
from afas.ps import PS, Formula

__all__ = ["Printed", "code", "place", "printed"]


@attrs.frozen
class Printed:
    """A formula as the steps it makes.

    Attributes:
        formula: the formula.
        steps: those it adds; what a formula before it has made is not said again.
    """

    formula: Formula
    steps: tuple[Traced, ...]

    def reads(self, kind: str) -> set[str]:
        """The names of the figures it reads, of a kind: "data" or "parameters"."""
        paths = {path.partition(".")[::2] for step in self.steps for path in _given(step.args[0])}
        return {name for of, name in paths if of == kind}

    def lines(self, service: PS, locale: str, *, linked: bool = True) -> list[str]:
        """One numbered line a step, each term a link; `linked` is for one formula of each right on a page."""

        def term(leaf: Traced) -> str:
            name = service.name(leaf, locale)
            return f"[{name}](#{place(leaf)})" if linked else name

        made = []
        for rank, step in enumerate(self.steps, 1):
            name = f"**{service.label(step.name)(locale)}**"
            anchor = f'<span id="{place(step)}"></span>' if linked else ""
            made.append(f"{rank}. {anchor}{name} = {in_words(step.args[0], term, locale)}")
        return [*made, ""]


def place(leaf: Traced) -> str:
    """The anchor of a term: of a step, of a figure that is declared, of a parameter."""
    kind, _, name = leaf.name.rpartition(".")
    return {"data": f"data-{name}", "parameters": f"figure-{name}"}.get(kind, f"step-{name}")


def _given(node: Traced) -> Iterator[str]:
    """The paths of the figures that a step reads by itself, not through the steps before it."""
    if node.op == "given":
        yield node.name
    elif node.op != "step":
        for arg in node.args:
            yield from _given(arg)


def printed(formulas: Iterable[Formula]) -> list[Printed]:
    """Formulas of one right, in the order they run: a step that two of them make is told once."""
    tracer, made = Tracer(), []
    for formula in formulas:
        known = len(tracer.steps)
        formula.right(Symbols("data"), Symbols("parameters"), tracer)
        made.append(Printed(formula, tuple(tracer.steps[known:])))
    return made


def code(formulas: Sequence[Formula]) -> list[str]:
    """The straight-line code of formulas; marked `py`, not `python`: pieces of a module, not run by themselves."""
    lines: list[str] = []
    for formula in formulas:
        lines += ["```py", inspect.getsource(formula.right).rstrip(), "```", ""]
    return lines
