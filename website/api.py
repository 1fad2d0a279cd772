"""The pages of the API: one for each public module, with what its `__all__` names; made from `afas.__all__`."""

import importlib
import inspect
from types import ModuleType

import afas
from website.markdown import header, table, tidy

__all__ = ["example", "index", "modules", "page"]


def modules() -> dict[str, ModuleType]:
    """The public modules, by name, in the order of the alphabet."""
    found = {name: getattr(afas, name) for name in afas.__all__}
    return {name: one for name, one in sorted(found.items()) if isinstance(one, ModuleType)}


def _summary(thing: object) -> str:
    """The first sentence of a docstring, on one line."""
    first = (inspect.getdoc(thing) or "").partition("\n\n")[0]
    return " ".join(first.split()).replace("`>>>`", "examples")


def index() -> str:
    """Every name of `afas` with its page."""
    lines = ["---", "lone: true", "---", *header("API", "en")]
    lines += ["From the docstrings, which give units, errors raised, official terms and an example that runs.", ""]
    names = [name for name in afas.__all__ if not isinstance(getattr(afas, name), ModuleType)]
    rows = [[f"[`afas.{name}`]({_home(name)}.md)", _summary(getattr(afas, name))] for name in sorted(names)]
    lines += ["## Names at hand in `afas`", "", *table(["Name", "What it is"], rows)]
    rows = [[f"[`afas.{name}`]({name}.md)", _summary(module)] for name, module in modules().items()]
    return tidy([*lines, "## Modules", "", *table(["Module", "What it holds"], rows)])


def _home(name: str) -> str:
    """The public module whose page has a name of `afas`: the one it comes from, or the first that names it."""
    thing = getattr(afas, name)
    came = (getattr(thing, "__module__", None) or "").split(".")
    if len(came) > 1 and name in getattr(modules().get(came[1]), "__all__", ()):
        return came[1]
    return next(module for module, one in modules().items() if name in getattr(one, "__all__", ()))


def _rank(thing: object) -> int:
    """What is called comes first, then what it takes and gives, what it raises, and constants."""
    if inspect.isroutine(thing):
        return 0
    if not inspect.isclass(thing):
        return 3
    return 2 if issubclass(thing, Exception) else 1


def example(name: str) -> bool:
    """Does the page of a module show an example: in its docstring, or in that of what it names?"""
    module = modules()[name]
    told = [module, *(getattr(module, one) for one in getattr(module, "__all__", ()))]
    for thing in [one for one in told if inspect.isclass(one)]:
        members = (
            getattr(member, "fget", None) or getattr(member, "__func__", member) for member in vars(thing).values()
        )
        told += [member for member in members if inspect.isfunction(member)]
    return any(">>> " in (one.__doc__ or "") for one in told if inspect.ismodule(one) or callable(one))


def page(name: str) -> str:
    """The page of one module."""
    module = importlib.import_module(f"afas.{name}")
    lines = ["---", "lone: true", "---", *header(f"afas.{name}", "en"), f"::: afas.{name}", "    options:"]
    lines += ["      show_root_heading: false", "      show_root_toc_entry: false"]
    public = [one for one in getattr(module, "__all__", ()) if not isinstance(getattr(module, one), ModuleType)]
    public.sort(key=lambda one: (_rank(getattr(module, one)), one))
    lines += ["      members:" if public else "      members: []", *(f"        - {one}" for one in public)]
    return tidy(lines)
