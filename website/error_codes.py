"""Every error and every kind of fault the library can say, by its stable code."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

import afas
from afas.errors import AfasError, FaultKind
from afas.text import Text
from website.markdown import header, place_names, table, tidy

__all__ = ["page"]


def modules() -> Iterator[ModuleType]:
    """Every module of the library."""
    for found in pkgutil.walk_packages(afas.__path__, "afas."):
        yield import_module(found.name)


def _subclasses(kind: type[AfasError]) -> Iterator[type[AfasError]]:
    for one in kind.__subclasses__():
        if one.__module__.startswith("afas."):  # a class that a test or a page declares is no error of the library
            yield one
            yield from _subclasses(one)


def _is_public(module: ModuleType) -> bool:
    """A public module comes last: it is the home of a kind that a private one borrows."""
    return "._" not in module.__name__


def page(locale: str) -> str:
    """The page of errors."""
    kinds = {
        value.code: (value, module.__name__)
        for module in sorted(modules(), key=_is_public)
        for value in vars(module).values()
        if isinstance(value, FaultKind)
    }
    title = Text(fr="Erreurs, par code", en="Errors, by code")(locale)
    intro = Text(
        fr="Une impossibilité lève une `AfasError` : un `code` stable, des champs typés, un texte en français et en "
        "anglais qui dit quoi faire. Plusieurs fautes d’une même saisie arrivent ensemble dans `.faults`, chacune avec "
        "son chemin. Les mots écrits comme du code sont les champs de la phrase.",
        en="An impossibility raises an `AfasError`: a stable `code`, typed fields, a text in French and English that "
        "says what to do. Several faults of one input come together in `.faults`, each with its path. Words written "
        "as code are the fields of the sentence.",
    )(locale)
    lines = [*header(title, locale), intro, ""]
    lines += [Text(fr="## Erreurs levées", en="## Errors raised")(locale), ""]
    head = Text(fr="Code|Classe|Ce que dit l’erreur", en="Code|Class|What it says")(locale).split("|")
    raised = sorted(set(_subclasses(AfasError)), key=lambda one: (one.code, one.__module__))
    lines += table(
        head,
        (
            [_code(one.code), f"`{_public(one.__module__)}.{one.__name__}`", _said(one.template, locale)]
            for one in raised
        ),
    )
    lines += [Text(fr="## Fautes d’une saisie", en="## Faults of an input")(locale), ""]
    head = Text(fr="Code|Module|Phrase", en="Code|Module|Sentence")(locale).split("|")
    lines += table(
        head,
        (
            [_code(code), f"`{_public(home)}`", _said(kind.template, locale)]
            for code, (kind, home) in sorted(kinds.items())
        ),
    )
    return tidy(lines)


def _public(module: str) -> str:
    """Where it is imported from: the package of a private module."""
    return module.partition("._")[0]


def _code(code: str) -> str:
    return f"`{code}`"


def _said(template: Text, locale: str) -> str:
    return place_names(template(locale)).replace("<", "&lt;")
