"""How public functions are called: what a portal vouches for, persons, roles, days and moments, is given by name."""

import inspect
from collections.abc import Callable, Iterator

import afas
from afas import RoleBook
from afas.assignments import Register

NAMED = {"by", "roles", "on", "at"}


def asked(call: Callable[..., object]) -> list[inspect.Parameter]:
    return [one for one in inspect.signature(call).parameters.values() if one.name not in ("self", "cls")]


def methods(kind: type) -> Iterator[tuple[str, Callable[..., object]]]:
    for name, found in vars(kind).items():
        plain = found.__func__ if isinstance(found, (classmethod, staticmethod)) else found
        if inspect.isfunction(plain) and not name.startswith("_"):
            yield name, plain


def public() -> Iterator[tuple[str, Callable[..., object]]]:
    """Every public function, and every public method of a public class, but those of the book of roles."""
    for module in (getattr(afas, name) for name in afas._MODULES):
        for name in module.__all__:
            found = getattr(module, name)
            if inspect.isfunction(found):
                yield f"{module.__name__}.{name}", found
            elif inspect.isclass(found) and not issubclass(found, (RoleBook, Register)):
                yield from ((f"{module.__name__}.{name}.{method}", call) for method, call in methods(found))


def by_place(call: Callable[..., object]) -> list[str]:
    """What can be given by place and should not; a question about a day alone (`window.late(day)`) needs no name."""
    parameters = asked(call)
    if len(parameters) == 1:
        return []
    return [one.name for one in parameters if one.name in NAMED and one.kind is one.POSITIONAL_OR_KEYWORD]


def test_persons_roles_days_and_moments_are_given_by_name() -> None:
    calls = dict(public())
    assert len(calls) > 300
    assert {name: found for name, call in calls.items() if (found := by_place(call))} == {}


def test_the_book_of_roles_says_its_days_by_place() -> None:
    assert [one.name for one in asked(RoleBook.withdraw)] == ["role", "person", "where", "on"]
