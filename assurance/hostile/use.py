"""Use whatever was read: every public property and method of it and of what it holds, and every public function that
takes it first; a value, or an AfasError, in a second of the processor and 200 MB.

Source: [law 8] DESIGN.md §3, "what was read can be used: every method gives a value or an AfasError, and what is shown is
bounded by what came in. Pickle and deepcopy hold too."
"""

import copy
import importlib
import inspect
import pickle
import pkgutil
import resource
import signal
import types
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from enum import Enum
from functools import cache, partial
from pathlib import Path
from typing import Any

import afas
from afas import exchange
from afas.errors import AfasError
from afas.forms import FormCode
from afas.roles import Role, RoleBook
from assurance.campaign import Parted

FormKey = tuple[FormCode, str | None]
SECONDS, MEGABYTES, OBJECTS = 1.0, 200, 40
SHOWN = 200  # characters shown for one that came in, and a page of words besides
AWAY = ("afas.columns", "afas.simulation", "afas.charts", "afas.exchange", "afas.receipts")  # tables, pictures, files
GIVEN = {
    "Document",
    "Table",
    "Balance",
    "FormState",
    "CashFlow",
    "Todo",
    "Verification",
    "Contradiction",
}  # no data, but shown
Plain = (str, bytes, int, float, bool, type(None), date, Enum)


class Over(BaseException):
    """A second of the processor has passed."""


def _over(*_: object) -> None:
    raise Over


@contextmanager
def bounded() -> Iterator[None]:
    """A second of the processor, and 200 MB more than there are."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0]) if Path("/proc/self/statm").exists() else 0
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if pages:
        resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + MEGABYTES * 2**20, hard))
    before = signal.signal(signal.SIGVTALRM, _over)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def tried(what: str, make: Callable[[], Any], size: int) -> Any:
    """A value, or None for a refusal of the library; anything else parts."""
    try:
        with bounded():
            found = make()
            if isinstance(found, Iterator):
                found = [one for one, _ in zip(found, range(100), strict=False)]
    except AfasError as error:
        refused = error
        for shown in (lambda: refused.text("fr"), lambda: refused.text("en"), lambda: refused.faults):
            tried_again(f"{what} refused", shown)
        return None
    except Over:
        raise Parted(f"hostile:over a second in {what}", "") from None
    except MemoryError:
        raise Parted(f"hostile:over 200 MB in {what}", "") from None
    except Exception as error:
        raise Parted(f"hostile:{type(error).__name__} in {what}", repr(error)[:300]) from error
    if isinstance(found, str) and len(found) > SHOWN * (size + 2000):
        raise Parted(f"hostile:shown without bound by {what}", f"{len(found)} characters of a document of {size}")
    return found


def tried_again(what: str, make: Callable[[], Any]) -> None:
    """A refusal is shown without another error."""
    try:
        with bounded():
            make()
    except (Exception, Over) as error:
        raise Parted(f"hostile:{type(error).__name__} in {what}", repr(error)[:300]) from error


def argument(name: str, hint: Any, day: date) -> Any:
    """A usual value for a parameter, by its type; a KeyError where there is none."""
    usual: dict[Any, Any] = {
        date: day, datetime: datetime(2023, 6, 19, 9), Role: Role.APPROVER, RoleBook: RoleBook(), int: 30, bool: True,  # noqa: DTZ001
        afas.Person: afas.Person("U1", "Amel"), afas.Period: afas.Period(date(2023, 1, 1)), afas.Reference: afas.Reference.of(),
        afas.Activity: afas.Activity("A1", "P1", "ALSH", "Loisirs", "NANTERRE"), FormKey: (FormCode.ACTIVITY, "S1"),
    }  # fmt: skip
    words = {"locale": "fr", "site": "S1", "by": "activity"}
    for kind in (hint, *(typing.get_args(hint) if typing.get_origin(hint) in {typing.Union, types.UnionType} else ())):
        if kind is str:
            return words.get(name, "A1")
        if kind == FormKey or (isinstance(kind, type) and kind in usual):
            return usual[kind]
    raise KeyError(name)


@cache
def functions() -> Mapping[type[Any], tuple[tuple[str, Callable[..., Any]], ...]]:
    """Public functions, by the class that they take first."""
    found: dict[type[Any], list[tuple[str, Callable[..., Any]]]] = {}
    for info in pkgutil.walk_packages(afas.__path__, "afas."):
        if info.name.startswith(AWAY) or any(part.startswith("_") for part in info.name.split(".")):
            continue
        module = importlib.import_module(info.name)
        for name in getattr(module, "__all__", ()):
            one = getattr(module, name)
            if not isinstance(one, types.FunctionType) or not one.__module__.startswith("afas"):
                continue
            try:
                parameters = list(inspect.signature(one).parameters)
                hint = typing.get_type_hints(one).get(parameters[0]) if parameters else None
            except (NameError, TypeError):
                continue
            origin, inner = typing.get_origin(hint), typing.get_args(hint)
            for kind in inner if origin in {typing.Union, types.UnionType} else (hint,):
                if isinstance(kind, type) and kind.__module__.startswith("afas"):
                    found.setdefault(kind, []).append((name, one))
            if inner and isinstance(inner[0], type) and inner[0].__module__.startswith("afas") and origin is Iterable:
                found.setdefault(inner[0], []).append((name, partial(_of_one, one)))
    _makers(found)
    return {kind: tuple(dict(some).items()) for kind, some in found.items()}


def _makers(found: dict[type[Any], list[tuple[str, Callable[..., Any]]]]) -> None:
    for owner in exchange.TYPES:  # and the ways to make one object of another: Journal.of(declaration)
        for name, static in vars(owner).items():
            if name.startswith("_") or not isinstance(static, classmethod | staticmethod):
                continue
            make = getattr(owner, name)
            try:
                hints = typing.get_type_hints(make)
                hint = hints.get(next(iter(inspect.signature(make).parameters), ""))
            except (NameError, TypeError):
                continue
            if isinstance(hint, type) and hint in exchange.TYPES:
                found.setdefault(hint, []).append((f"{owner.__name__}.{name}", make))


def _of_one(make: Callable[..., Any], one: Any, **told: Any) -> Any:
    return make([one], **told)


def called(make: Callable[..., Any], day: date, *first: Any) -> Callable[[], Any]:
    """A call with a usual value for each parameter it needs; a KeyError where one has none."""
    told, named = list(first), dict[str, Any]()
    plain = make.args[0] if isinstance(make, partial) else make
    try:
        hints = typing.get_type_hints(plain)
    except (NameError, TypeError):
        hints = {}
    for parameter in list(inspect.signature(plain).parameters.values())[len(first) :]:
        if (
            parameter.kind in {parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL}
            or parameter.default is not parameter.empty
        ):
            continue
        value = argument(parameter.name, hints.get(parameter.name), day)
        if parameter.kind is parameter.KEYWORD_ONLY or plain is not make:
            named[parameter.name] = value
        else:
            told.append(value)
    return lambda: make(*told, **named)


def members(one: Any, day: date) -> Iterator[tuple[str, Callable[[], Any]]]:
    """What can be asked of an object: properties, methods, and the functions that take it first."""
    kind = type(one)
    for name in dir(kind):
        if name.startswith("_"):
            continue
        static = inspect.getattr_static(kind, name)
        if isinstance(static, property):
            yield f"{kind.__name__}.{name}", partial(getattr, one, name)
        elif isinstance(static, types.FunctionType):
            try:
                yield f"{kind.__name__}.{name}", called(getattr(one, name), day)
            except KeyError:
                continue
    for cls in kind.__mro__:
        for name, function in functions().get(cls, ()):
            try:
                yield f"{name}({kind.__name__})", called(function, day, one)
            except KeyError:
                continue


@cache
def gatherers() -> Mapping[type[Any], tuple[Callable[..., Any], ...]]:
    """Public classes that are made of several of another alone, by that other: a journal of the events of a history."""
    found: dict[type[Any], list[Callable[..., Any]]] = {}
    for kind in exchange.TYPES:
        needed = [field for field in getattr(kind, "__attrs_attrs__", ()) if field.init]
        if len(needed) != 1 or isinstance(needed[0].type, str):
            continue
        inner = typing.get_args(needed[0].type)
        if typing.get_origin(needed[0].type) is tuple and inner[0] in exchange.TYPES:
            found.setdefault(inner[0], []).append(kind)
    return {kind: tuple(some) for kind, some in found.items()}


def gathered(one: Any) -> Iterator[tuple[str, Callable[[], Any]]]:
    """What can be made of several things that an object holds."""
    for some in held(one) if hasattr(type(one), "__attrs_attrs__") else ():
        if isinstance(some, tuple) and some:
            for kind in gatherers().get(type(some[0]), ()):
                yield f"{getattr(kind, '__name__', kind)} of {type(one).__name__}", partial(kind, some)


def held(one: Any) -> Iterable[Any]:
    """What an object holds."""
    if isinstance(one, Mapping):
        return [*one.keys(), *one.values()][:20]
    if isinstance(one, list | tuple | frozenset | set):
        return list(one)[:20]
    fields = getattr(type(one), "__attrs_attrs__", ())
    return [getattr(one, field.name) for field in fields]


def use(root: Any, size: int, day: date) -> int:
    """Uses an object and what it holds and gives; how many things were asked."""
    asked, waiting, seen, kinds = 0, [(root, 0)], 0, dict[type[Any], int]()
    while waiting and seen < OBJECTS:
        one, depth = waiting.pop(0)
        if isinstance(one, Plain) or depth > 3:
            continue
        inside = type(one) in exchange.TYPES or (depth > 0 and type(one).__name__ in GIVEN)
        found = []
        if inside and kinds.get(type(one), 0) < 2:
            kinds[type(one)] = kinds.get(type(one), 0) + 1
            seen += 1
            for what, make in [*members(one, day), *gathered(one)]:
                found.append(tried(what, make, size))
                asked += 1
        waiting += [(more, depth + 1) for more in [*held(one), *found]]
    return asked


def kept(root: Any) -> None:
    """[law 8] Copied, pickled and written, it is the same."""
    name = type(root).__name__
    tried(f"repr of {name}", lambda: repr(root), 10**6)
    for how, make in (("deepcopy", copy.deepcopy), ("pickle", _pickled)):
        again = tried(f"{how} of {name}", partial(make, root), 10**9)
        if _written(again) != _written(root):
            raise Parted(f"hostile:another {name} by {how}", "")
    text = tried(f"dumps of {name}", lambda: exchange.dumps(root), 10**9)
    if text is not None and tried(f"written {name} read", lambda: _written(exchange.loads(text)), 10**9) != text:
        raise Parted(f"hostile:{name} written, not read back", text[:300])


def _pickled(one: Any) -> Any:
    return pickle.loads(pickle.dumps(one))  # noqa: S301 - our own


def _written(one: Any) -> str:
    return exchange.dumps(one)
