"""Exceptions and faults whose sentences say how to fix the problem.

An *impossibility* raises an `AfasError`: a stable `code`, typed fields, a text in French and English, and
`faults`, one per thing that is wrong, each with the path of what it speaks of. Several faults in one input
come together. An *objection* (a control's finding, a workflow blocker) is returned by its module, not raised.

A module that can find fault with its input declares its `FaultKind`s as constants beside the check;
an error that stands alone is a subclass of `AfasError` beside what raises it.
"""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import ClassVar, Final, TypeVar, dataclass_transform

import attrs

from afas.text import Labelled, Lines, Message, Text

__all__ = [
    "AfasError",
    "ExtraMissing",
    "Fault",
    "FaultKind",
    "Faults",
    "InvalidInput",
    "closest",
    "did_you_mean",
    "error",
    "joined",
    "listed",
]


@attrs.frozen
class Fault:
    """One thing that is wrong: where (`path`), what (`code`), and the sentence that says how to mend it."""

    path: str
    code: str
    message: Message

    @property
    def fields(self) -> Mapping[str, object]:
        """The figures of the sentence, by name."""
        return self.message.fields

    @property
    def text(self) -> Message:
        """The path, and what is wrong there."""
        return _AT.fill(path=self.path, message=self.message) if self.path else self.message


_AT: Final = Text(fr="{path} : {message}", en="{path}: {message}")


@attrs.frozen
class FaultKind:
    """A kind of fault: its stable code and its sentence, whose `{places}` are the fields.

    >>> LOW = FaultKind("too-low", Text(fr="trop bas : {found}", en="too low: {found}"))
    >>> LOW.at("hours", found=3).text("en")
    'hours: too low: 3'
    """

    code: str
    template: Text

    def at(self, path: str, **fields: object) -> Fault:
        """A fault of this kind, found at `path`."""
        return Fault(path, self.code, self.template.fill(**fields))


_C = TypeVar("_C", bound=type)


@dataclass_transform(field_specifiers=(attrs.field,))
def error(cls: _C) -> _C:
    """Class decorator of the errors: attrs fields, compared by identity, picklable."""
    return attrs.define(eq=False, slots=False)(cls)


class AfasError(Exception):
    """Root of all that the library raises.

    Attributes:
        code: stable, for machines.
        template: the sentence, in both languages; its `{places}` are the error's fields.
    """

    code: ClassVar[str] = "afas-error"
    template: ClassVar[Text] = Text(fr="Erreur Afas.", en="Afas error.")

    @property
    def fields(self) -> Mapping[str, object]:
        """The fields of the sentence, by name, with their types."""
        kind = type(self)
        return {field.name: getattr(self, field.name) for field in attrs.fields(kind)} if attrs.has(kind) else {}

    @property
    def faults(self) -> tuple[Fault, ...]:
        """All that is wrong: one fault here, as many as were found in an `InvalidInput`."""
        return (Fault("", self.code, self.message),)

    @property
    def message(self) -> Message:
        """The sentence, with the fields in it."""
        return self.template.fill(**self.fields)

    @property
    def text(self) -> Message:
        """The error in words, with the next step: `error.text.fr`, `error.text("en")`."""
        return self.message

    def __str__(self) -> str:
        return self.text.en


@error
class ExtraMissing(AfasError, ImportError):
    """A package that one use of the library asks for is not installed."""

    code = "extra-missing"
    template = Text(
        fr="{what} : un paquet manque, pip install 'afas[{extra}]'",
        en="{what}: a package is missing, pip install 'afas[{extra}]'",
    )
    what: Text
    extra: str


@error
class InvalidInput(AfasError, ValueError):
    """The input cannot be used; `faults` has every fault that was found in it."""

    code = "invalid-input"
    template = Text(fr="{subject} : {count} à corriger", en="{subject}: {count} to correct")
    subject: Text
    found: tuple[Fault, ...]

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Every fault, in the order of the input."""
        return self.found

    @property
    def fields(self) -> Mapping[str, object]:
        """The subject of the first line and the number of its faults."""
        return {"subject": self.subject, "count": len(self.found)}

    @property
    def text(self) -> Message:
        """One line a fault, under a line that says what they are found in."""
        return listed(self.message, self.found)


@attrs.define
class Faults:
    """Gathers faults while an input is read, and raises once.

    >>> LOW = FaultKind("too-low", Text(fr="trop bas : {found}", en="too low: {found}"))
    >>> faults = Faults(Text(fr="saisie", en="entries"))
    >>> with faults.at("rows[3]"):
    ...     faults.add(LOW.at("hours", found=3))
    >>> faults.found[0].path
    'rows[3].hours'
    """

    subject: Text
    found: list[Fault] = attrs.field(factory=list)
    _place: str = attrs.field(default="", init=False, repr=False, eq=False)

    def add(self, *more: Fault) -> None:
        """Keep these faults; inside `at`, their paths start there."""
        self.found.extend(
            [attrs.evolve(fault, path=joined(self._place, fault.path)) for fault in more] if self._place else more
        )

    @contextmanager
    def at(self, path: str) -> Iterator[None]:
        """Within this block, the paths of the faults added start with this one."""
        outer, self._place = self._place, joined(self._place, path)
        try:
            yield
        finally:
            self._place = outer

    def raise_if_any(self) -> None:
        """Raise `InvalidInput` with all that was kept, if anything was."""
        if self.found:
            raise InvalidInput(self.subject, tuple(self.found))


def joined(path: str, inner: str) -> str:
    """The path of a part inside of another: `windows` and `[3]` give `windows[3]`, `a` and `b` give `a.b`."""
    return f"{path}.{inner}" if path and inner and not inner.startswith("[") else path + inner


_ITEM: Final = Text(fr="- {words}", en="- {words}")


def listed(head: Message, items: Iterable[Labelled]) -> Message:
    """A sentence, and under it what belongs to it, one a line."""
    lines = Lines((head, *(_ITEM.fill(words=item.text) for item in items)))
    return Text(fr="{lines}", en="{lines}").fill(lines=lines)


def closest(name: str, known: Iterable[str]) -> str | None:
    """The known name that looks most like this one, for a "did you mean"."""
    return next(iter(difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)), None)


_DID_YOU_MEAN = Text(fr=" (vouliez-vous dire « {name} » ?)", en=" (did you mean “{name}”?)")


def did_you_mean(name: str, known: Iterable[str]) -> Message | str:
    """The words to add after an unknown name: the known name closest to it, or nothing."""
    guess = closest(name, known)
    return _DID_YOU_MEAN.fill(name=guess) if guess else ""
