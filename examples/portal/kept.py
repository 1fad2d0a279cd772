"""The portal's whole objects: book of roles, calendars, terms, pack of figures, administrators, persons to validate.

Each version of an object has a name that is never used twice, and never changes: a worker reads it once, and asks at
each page which one is present.
"""

import gc
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar
from uuid import uuid4

import attrs
from django.http import HttpRequest, HttpResponse

from examples.portal.models import Stored

_T = TypeVar("_T")
_READ: dict[str, "Whole"] = {}
_PAGE: ContextVar[dict[str, Any] | None] = ContextVar("page", default=None)
_MOST_ANSWERS = 1000


class Overtaken(Exception):
    """Somebody stored another version between the reading and the writing; nothing was stored."""


@attrs.frozen(eq=False)
class Whole:
    """A version of a stored object, and the answers that this worker has worked out from it."""

    version: str
    value: Any
    answers: dict[Hashable, Any] = attrs.field(factory=dict)

    def once(self, question: Hashable, answer: Callable[[], _T]) -> _T:
        """The answer to a question about this version; it is worked out the first time."""
        found: _T | None = self.answers.get(question)
        if found is None:
            if len(self.answers) >= _MOST_ANSWERS:
                self.answers.clear()
            found = self.answers[question] = answer()
        return found


def whole(name: str) -> Whole:
    """The present version of an object, which there is."""
    return _present({name: _versions()[name]})[name]


def wholes(folder: str) -> list[Whole]:
    """The present versions of the objects whose names begin with `folder/`, in the order of their names."""
    wanted = {name: version for name, version in _versions().items() if name.startswith(f"{folder}/")}
    return [one for _, one in sorted(_present(wanted).items())]


def _present(wanted: dict[str, str]) -> dict[str, Whole]:
    """These versions, or those that have taken their place since; what this worker has not read yet, in one query."""
    found = {name: _READ[name] for name in wanted if name in _READ and _READ[name].version == wanted[name]}
    unread = wanted.keys() - found.keys()
    for row in Stored.objects.filter(name__in=unread) if unread else ():
        found[row.name] = _READ[row.name] = Whole(row.version, row.value)
    if "book" in unread:  # thousands of rows, which the garbage collector would walk again and again
        gc.collect()
        gc.freeze()
    return found


def _versions() -> dict[str, str]:
    return of_the_moment("versions", lambda: dict(Stored.objects.values_list("name", "version")))


def replace(name: str, value: object, version: str | None = None) -> None:
    """Store a new version of an object, in the place of the one that was read.

    Raises:
        Overtaken: another took its place meanwhile.
    """
    new = {"version": uuid4().hex, "value": value}
    if version is None:
        Stored.objects.update_or_create(name=name, defaults=new)
    elif not Stored.objects.filter(name=name, version=version).update(**new):
        raise Overtaken


# ------------------------------------------------------------------------------------------ one page, one moment


@contextmanager
def one_moment() -> Iterator[None]:
    """Within it, the versions and the clock are read once; an action asks for them once it has its lock."""
    token = _PAGE.set({})
    try:
        yield
    finally:
        _PAGE.reset(token)


def of_the_moment(name: str, read: Callable[[], _T]) -> _T:
    """What was read under this name within the moment; outside of one, it is read each time."""
    page = _PAGE.get()
    if page is None:
        return read()
    if name not in page:
        page[name] = read()
    found: _T = page[name]
    return found


class OneMoment:
    """A page that is asked for shows one moment. What is posted may change it, and reads anew."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self.answer(request)
        with one_moment():
            return self.answer(request)
