"""Controls (*contrôles*): checks of the figures of a declaration, which the approver has to justify.

A `Control` is data with a function: what it reads, what it compares with, on the whole activity or site by
site, for which kinds of declaration. A `Finding` is an objection: it blocks, asks to be justified, or informs.
A justification explains and quantifies ("en détaillant et en chiffrant"): words and at least one figure.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Context, Decimal, getcontext, setcontext
from typing import Final

import attrs

from afas.arithmetic import moves_beyond, relative_change
from afas.errors import AfasError, error
from afas.forms import DeclarationKind, Field
from afas.periods import FinancialYear
from afas.text import Code, Message, Percent, Text

__all__ = [
    "Against",
    "Control",
    "Figures",
    "Finding",
    "Known",
    "Severity",
    "WeakJustification",
    "against_forecast",
    "check_justification",
    "companions",
    "moved",
    "run",
    "run_all",
    "variation",
]

_FEWEST_WORDS = 3
_ACTUAL: Final = frozenset({DeclarationKind.ACTUAL})
_WIDE: Final = Context(prec=300)
"""More digits than a product of three figures has."""

Figures = Mapping[str, Decimal]
"""Figures of a declaration, by field name."""


class Severity(Code):
    """The consequence of a finding."""

    BLOCKING = "BLOCKING", Text(fr="bloquant", en="blocking")
    TO_JUSTIFY = "TO_JUSTIFY", Text(fr="à justifier", en="to justify")
    INFORMATION = "INFORMATION", Text(fr="information", en="information")


class Against(Code):
    """The figures that a control compares with."""

    PREVIOUS = "PREVIOUS", Text(fr="année précédente", en="previous year")
    FORECAST = "FORECAST", Text(fr="prévisionnelle", en="forecast")


def _copied(figures: Figures) -> Figures:
    return dict(figures)


def _copied_by_site(sites: Mapping[str, Figures]) -> Mapping[str, Figures]:
    return {site: dict(figures) for site, figures in sites.items()}


@attrs.frozen
class Known:
    """Figures known from another declaration: of the activity, and of each site where it has several; both copied.

    Attributes:
        year: the financial year they are of; None: not known.
    """

    total: Figures = attrs.field(factory=dict, converter=_copied, hash=False)
    sites: Mapping[str, Figures] = attrs.field(factory=dict, converter=_copied_by_site, hash=False)
    year: FinancialYear | None = None

    def of(self, site: str | None) -> Figures:
        """The figures of a site, or of the whole activity (None)."""
        return self.total if site is None else self.sites.get(site, {})


@attrs.frozen
class Finding:
    """The result of a control on a declaration.

    Attributes:
        site: the site it is about; None: the whole activity.
        reads: the fields it speaks of.
    """

    code: str
    severity: Severity
    message: Message
    site: str | None = None
    reads: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The reference used by a justification: the code, and the site where there is one (`ALSH-N1/S1`)."""
        return self.code if self.site is None else f"{self.code}/{self.site}"

    @property
    def text(self) -> Message:
        """The finding in words, with its figures."""
        return self.message


@attrs.frozen
class Control:
    """A check on the figures of a declaration.

    Attributes:
        code: stable, as in the list of controls (`ALSH-04`).
        severity: what a finding does.
        text: its sentence; the `{places}` are what `check` returns.
        check: given the figures and those they are compared with (empty if unknown), the fields of the
            sentence where something is odd, None where all is well.
        reads: the fields it speaks of: it runs once they can all be read, and a justification lasts as long
            as they do not change.
        against: what its second figures are: last year's, or the forecast's.
        by_site: looked at site by site, where the activity data is entered so.
        kinds: the kinds of declaration it is for; None for all.
        threshold: the ratio it allows a figure to move by, where it is of that sort.
    """

    code: str
    severity: Severity
    text: Text
    check: Callable[[Figures, Figures], Mapping[str, object] | None]
    reads: tuple[str, ...] = ()
    against: Against = Against.PREVIOUS
    by_site: bool = False
    kinds: frozenset[DeclarationKind] | None = None
    threshold: Decimal | None = None

    def asked(self, kind: DeclarationKind | None) -> bool:
        """Is it for this kind of declaration?"""
        return kind is None or self.kinds is None or kind in self.kinds

    def find(self, figures: Figures, other: Figures, site: str | None = None) -> Finding | None:
        """The finding on these figures; None if there is none, or if a figure that it reads is missing."""
        for name in self.reads:
            if name not in figures:
                return None
        ambient = getcontext()
        setcontext(_WIDE)  # what a control says does not depend on the ambient context; `localcontext` makes a copy
        try:
            fields = self.check(figures, other)
        finally:
            setcontext(ambient)
        if fields is None:
            return None
        return Finding(self.code, self.severity, self.text.fill(**fields), site, self.reads)


@error
class WeakJustification(AfasError, ValueError):
    """A justification has to explain and to quantify."""

    code = "weak-justification"
    template = Text(
        fr="La justification du contrôle {control} doit détailler et chiffrer : au moins {words} mots et un chiffre. "
        "Reçu : « {found} ».",
        en="The justification of control {control} has to explain and to quantify: at least {words} words and a "
        "figure. Got: “{found}”.",
    )
    control: str
    words: int
    found: str


def check_justification(control: str, words: str) -> None:
    """Refuse a justification without words or without a figure.

    Raises:
        WeakJustification: it does not explain, or does not quantify.

    >>> check_justification("ALSH-N1", "Deux semaines de fermeture, soit 640 h de moins")
    >>> check_justification("ALSH-N1", "Fermeture de deux semaines")
    Traceback (most recent call last):
    ...
    afas.controls.WeakJustification: ...
    """
    if len(re.findall(r"[^\W\d_]{2,}", words)) < _FEWEST_WORDS or not re.search(r"[0-9]", words):
        raise WeakJustification(control, _FEWEST_WORDS, words[:80])


def run(controls: Iterable[Control], figures: Figures, previous: Figures) -> tuple[Finding, ...]:
    """The findings of these controls on one set of figures, in their order."""
    found = (control.find(figures, previous) for control in controls)
    return tuple(finding for finding in found if finding is not None)


_WHOLE: Final[tuple[str | None, ...]] = (None,)
_UNKNOWN: Final = Known()


def run_all(
    controls: Iterable[Control], figures: Known, against: Mapping[Against, Known], kind: DeclarationKind | None = None
) -> tuple[Finding, ...]:
    """The findings on a whole declaration: each control on its scope, against what it compares with.

    Args:
        controls: those to run, in the order of the findings.
        figures: of the activity and of its sites; a control by site looks at the whole where there is none.
        against: last year's figures and the forecast's, as far as they are known.
        kind: of declaration.
    """
    found: list[Finding] = []
    for control in controls:
        if not control.asked(kind):
            continue
        other = against.get(control.against, _UNKNOWN)
        scopes = figures.sites if control.by_site and figures.sites else _WHOLE
        for site in scopes:
            finding = control.find(figures.of(site), other.of(site), site)
            if finding is not None:
                found.append(finding)
    return tuple(found)


def variation(code: str, field: str, label: Text, threshold: Decimal, by_site: bool = False) -> Control:
    """A control of one figure against last year's: to justify when it moves by more than `threshold` (a ratio)."""
    text = Text(
        fr="{label} : {now} contre {before} l’an dernier, soit {change} (plus de {most})",
        en="{label}: {now} against {before} last year, that is {change} (more than {most})",
    )
    check = moved(field, label, threshold)
    return Control(code, Severity.TO_JUSTIFY, text, check, reads=(field,), by_site=by_site, threshold=threshold)


def moved(field: str, label: Text, threshold: Decimal) -> Callable[[Figures, Figures], Mapping[str, object] | None]:
    """The check of a figure that moves by more than `threshold`, a ratio, from the figure it is compared with.

    A figure of zero, or unknown, has no ratio: it is compared with nothing.
    """
    return _Moved(field, label, threshold)


@attrs.frozen
class _Moved:
    field: str
    label: Text
    threshold: Decimal

    def __call__(self, figures: Figures, other: Figures) -> Mapping[str, object] | None:
        before, now = other.get(self.field), figures[self.field]
        if not before or not moves_beyond(now, before, self.threshold):
            return None
        change, most = Percent(relative_change(now, before)), Percent(self.threshold)
        return {"label": self.label, "now": now, "before": before, "change": change, "most": most}


def against_forecast(field: Field, threshold: Decimal, code: str | None = None, by_site: bool = False) -> Control:
    """The actual figure (*réel*) against the forecast one (*prévisionnel*): to justify when it moves too much.

    Args:
        field: which figure.
        threshold: the most it may move by, as a ratio of the forecast.
        code: of the control; None: made from the field's name.
        by_site: site by site, where the forecast is known so.
    """
    text = Text(
        fr="{label} : {now} contre {before} en prévisionnel, soit {change} (plus de {most})",
        en="{label}: {now} against {before} in the forecast, that is {change} (more than {most})",
    )
    return Control(
        code or f"FORECAST-{field.name}",
        Severity.TO_JUSTIFY,
        text,
        moved(field.name, field.text, threshold),
        reads=(field.name,),
        against=Against.FORECAST,
        by_site=by_site,
        kinds=_ACTUAL,
        threshold=threshold,
    )


def companions(controls: Iterable[Control], fields: Iterable[Field]) -> tuple[Control, ...]:
    """For each figure a PS compares with last year's, its comparison with the forecast, by the same threshold.

    None for a figure that the PS itself compares with the forecast.
    """
    own = tuple(controls)
    done = {control.reads for control in own if control.against is Against.FORECAST}
    named = {(field.name,): field for field in fields}
    return tuple(
        against_forecast(named[control.reads], control.threshold)
        for control in own
        if control.threshold is not None and control.reads in named.keys() - done
    )
