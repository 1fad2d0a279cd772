"""The table of the lifecycle, shown: a Mermaid diagram, a Markdown table, JSON for front ends; and its labels.

A portal that has its own words for our statuses, actions or actors hands in `Labels`; those that the service
itself prints stay as they are.
"""

from collections.abc import Mapping
from typing import Final

import attrs

from afas.declarations._lifecycle import TRANSITIONS, ActionName, Status, Transition, Who
from afas.documents import Document, Paragraph, Table, clauses
from afas.errors import AfasError, error
from afas.text import Labelled, Message, Text

__all__ = ["LABELS", "Labels", "OfficialLabel", "as_data", "diagram", "table"]


@error
class OfficialLabel(AfasError, ValueError):
    """The service prints this label: a portal does not replace it."""

    code = "official-label"
    template = Text(
        fr="« {label} » est le libellé du service : il ne se remplace pas. Les libellés à vous : {ours}.",
        en="“{label}” is the service’s own label: it is not to be replaced. The labels left to you: {ours}.",
    )
    label: Text
    ours: tuple[str, ...]


@attrs.frozen
class Labels:
    """The words of a portal, in place of ours.

    Attributes:
        words: by status, action, actor, form or form state: anything of ours that has a label.

    Raises:
        OfficialLabel: one of them is the service's own.

    >>> Labels({Status.CHECKED: Text(fr="Prête", en="Ready")}).of(Status.CHECKED).fr
    'Prête'
    """

    words: Mapping[Labelled, Text] = attrs.field(factory=dict, hash=False)

    def __attrs_post_init__(self) -> None:
        for named in self.words:
            if isinstance(named, Status) and named.official:
                raise OfficialLabel(named.text, tuple(status.value for status in Status if not status.official))

    def of(self, named: Labelled) -> Text | Message:
        """The portal's label where it has one, else the library's."""
        label = self.words.get(named)
        return named.text if label is None else label

    def message(self, message: Message) -> Message:
        """The same sentence, with the portal's labels in it."""
        fields = {name: self._shown(value) for name, value in message.fields.items()}
        return message.template.fill(**fields)

    def _shown(self, value: object) -> object:
        if isinstance(value, Message):
            return self.message(value)
        if isinstance(value, tuple):
            return tuple(self._shown(item) for item in value)
        try:
            return self.words.get(value, value)  # type: ignore[call-overload]
        except TypeError:  # what cannot be a key has no label
            return value


LABELS: Final = Labels()
"""The library's own labels."""


def diagram(locale: str = "fr", labels: Labels = LABELS) -> str:
    """The table as a Mermaid state diagram.

    >>> diagram().splitlines()[0]
    'stateDiagram-v2'
    """
    lines = ["stateDiagram-v2", f"    [*] --> {Status.TO_ENTER}"]
    lines += [f"    {status} : {labels.of(status)(locale)}" for status in Status]
    lines += [f"    {row.source} --> {row.target} : {_edge(row, locale, labels)}" for row in TRANSITIONS]
    lines += [f"    {status} --> [*]" for status in Status if status.final]
    return "\n".join(lines)


def _edge(row: Transition, locale: str, labels: Labels) -> str:
    return f"{labels.of(row.action)(locale)} ({labels.of(row.who)(locale)})"


_HEADS: Final = (
    Text(fr="État", en="Status"),
    Text(fr="Action", en="Action"),
    Text(fr="Qui", en="Who"),
    Text(fr="À condition que", en="Provided that"),
    Text(fr="État suivant", en="Next status"),
)
_OURS: Final = Text(
    fr="¹ Libellé de la bibliothèque ; les autres sont ceux qu’affiche le service.",
    en="¹ The library’s label; the others are those that the service prints.",
)
_LAST: Final = Text(fr="dernier formulaire à contrôler", en="last form to be checked")


def table(locale: str = "fr", labels: Labels = LABELS) -> str:
    """The table in Markdown, for the documentation: one row a transition, with its guards in words."""

    def status(shown: Status) -> str:
        return labels.of(shown)(locale) + ("" if shown.official else "¹")

    rows = []
    for row in TRANSITIONS:
        guards = [_LAST] if row.last else []
        guards += [guard.text for guard in row.guards]
        cells = [
            status(row.source),
            labels.of(row.action)(locale),
            labels.of(row.who)(locale),
            clauses((guard(locale) for guard in guards), locale),
            status(row.target),
        ]
        rows.append(cells)
    shown = Table("", [head(locale) for head in _HEADS], rows)
    return Document("", locale, (shown, Paragraph(_OURS(locale)))).to_markdown()


def as_data(labels: Labels = LABELS) -> dict[str, object]:
    """The table as plain data for front ends, ready for `json.dumps`: statuses, actions, actors, rows.

    >>> [status["code"] for status in as_data()["statuses"] if status["official"]]
    ['TRANSMITTED', 'REFUSED', 'CANCELLED']
    """

    def named(code: Status | ActionName | Who) -> dict[str, object]:
        label = labels.of(code)
        return {"code": code.value, "fr": label.fr, "en": label.en}

    return {
        "first": Status.TO_ENTER.value,
        "statuses": [{**named(code), "official": code.official, "final": code.final} for code in Status],
        "actions": [named(code) for code in ActionName],
        "who": [named(code) for code in Who],
        "transitions": [
            {
                "source": row.source.value,
                "action": row.action.value,
                "who": row.who.value,
                "target": row.target.value,
                "last": row.last,
                "guards": [{"code": guard.value, "fr": guard.text.fr, "en": guard.text.en} for guard in row.guards],
            }
            for row in TRANSITIONS
        ],
    }
