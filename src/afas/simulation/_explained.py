"""One row under a scenario: both sides step by step, and why they differ."""

import attrs

from afas.comparison import Comparison, compare
from afas.documents import Block, Document, Heading, Shown
from afas.estimation import Estimate
from afas.explanation import Explanation, explain
from afas.text import Text

__all__ = ["ExplainedRow"]

_TITLE = Text(fr="Ligne {row}, « {scenario} »", en="Row {row}, “{scenario}”")
_BEFORE = Text(fr="Avant : {title}", en="Before: {title}")
_AFTER = Text(fr="Après : {title}", en="After: {title}")


@attrs.frozen(repr=False)
class ExplainedRow(Shown):
    """A row before and after a scenario.

    Attributes:
        row: its rank, from 0 on.
        text: the scenario.
        before: how the first amount is computed.
        after: how the second amount is computed.
        comparison: where the difference comes from.
    """

    row: int
    text: Text
    before: Explanation
    after: Explanation
    comparison: Comparison

    @classmethod
    def of(cls, row: int, text: Text, before: Estimate, after: Estimate) -> "ExplainedRow":
        """Of two estimates."""
        return cls(row, text, explain(before), explain(after), compare(before, after))

    def document(self, locale: str = "fr") -> Document:
        """The comparison, then each side step by step."""
        shown = self.comparison.document(locale)
        title = _TITLE.fill(row=self.row, scenario=self.text).text(locale)
        blocks: list[Block] = [Heading(shown.title), *map(_lower, shown.blocks)]
        for head, side in ((_BEFORE, self.before), (_AFTER, self.after)):
            inner = side.document(locale)
            blocks += [Heading(head.fill(title=inner.title).text(locale)), *map(_lower, inner.blocks)]
        return Document(title, locale, blocks)


def _lower(block: Block) -> Block:
    """A heading stands one level lower where its document is a section."""
    return attrs.evolve(block, level=block.level + 1) if isinstance(block, Heading) else block
