"""The estimated amount in a receipt: its parts, the steps to it, the figures it rests on."""

from collections.abc import Iterator

from afas.documents import Block, Bullets, Heading, Paragraph, Row, Table, labelled
from afas.estimation import Estimate
from afas.explanation import ExplainedStep, Explanation, explain
from afas.parameters import BY_CALLER, FOR_SHOW
from afas.receipts._words import TOTAL, Words
from afas.text import Euros

__all__ = ["Amount"]


class Amount(Words):
    """Writes the part of a receipt that is about the amount."""

    def estimated(self, estimate: Estimate | None) -> Iterator[Block]:
        """The amount, its parts, and how it was made."""
        yield Heading(self.say("Montant estimé de la prestation de service", "Estimated amount of the PS"))
        if estimate is None:
            yield Paragraph(self.say("L’estimation n’a pas été faite.", "The estimate was not made."))
            return
        amount = self.show(Euros(estimate.amount))
        yield Paragraph(labelled(self.say("Montant estimé", "Estimated amount"), amount, self.language), strong=True)
        if len(estimate.parts) > 1:
            yield self.parts(estimate)
        explained = explain(estimate)
        yield Heading(self.say("Calcul", "Steps"), 3)
        heads = (self.say("Étape", "Step"), self.say("Calcul", "How"), self.say("Résultat", "Result"))
        steps = tuple(self.step(rank, step) for rank, step in enumerate(explained.steps, start=1))
        yield Table(self.say("Étapes du calcul", "Steps of the computation"), heads, steps, (4, 8, 3), frozenset({2}))
        yield from self.scale(explained)

    def parts(self, estimate: Estimate) -> Table:
        """Each part with its amount, and their sum."""
        heads = (self.say("Part", "Part"), self.say("Montant", "Amount"))
        rows = [
            Row((estimate.rules.label(name)(self.language), self.show(Euros(amount))))
            for name, amount in estimate.parts.items()
        ]
        rows.append(Row((TOTAL(self.language), self.show(Euros(estimate.amount))), strong=True))
        return Table(self.say("Parts du montant", "Parts of the amount"), heads, tuple(rows), (7, 3), frozenset({1}))

    def step(self, rank: int, step: ExplainedStep) -> Row:
        """One step, in words, in figures, and what is to be known of it."""
        rounding = step.rounding(self.language)
        lines = (step.in_words(self.language), "= " + step.in_figures(self.language), *step.bounds(self.language))
        said = dict.fromkeys([*lines, *([rounding] if rounding else [])])
        return Row((f"{rank}. {step.text(self.language)}", "\n".join(said), step.result(self.language)))

    def scale(self, explained: Explanation) -> Iterator[Block]:
        """The figures it rests on, with their sources, and the rules."""
        estimate = explained.estimate
        rows = []
        for name, value in estimate.scale.values.items():
            parameter = estimate.rules.parameter(name)
            source = [f"{value.grade.text(self.language)}, {value.since.text(self.language)}"]
            if value.source not in (BY_CALLER, FOR_SHOW):
                source.append(value.source.cite(self.language))
            shown = parameter.unit.show(value.value, self.language)
            rows.append(Row((parameter.text(self.language), "\n".join(source), shown)))
        heads = (self.say("Paramètre", "Parameter"), self.say("Source", "Source"), self.say("Valeur", "Value"))
        yield Heading(self.say("Barème et règles", "Scale and rules"), 3)
        if rows:
            caption = self.say("Barème utilisé", "Scale used")
            yield Table(caption, heads, tuple(rows), (4, 8, 3), frozenset({2}))
        formulas = (estimate.formulas.formula, *(formula for _, formula in estimate.formulas.parts))
        cited = dict.fromkeys(formula.source.cite(self.language) for formula in formulas)
        rule = self.say("Règle", "Rule")
        yield Bullets(labelled(rule, source, self.language) for source in cited)
