"""The blocks of the recapitulative and of the receipt of a declaration."""

from collections.abc import Iterator
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import Final

from afas.calendar import Calendar
from afas.controls import Finding, Severity
from afas.declarations import ActionName, Declaration, Event, FormKey, verify
from afas.documents import Block, Heading, Note, Paragraph, Row, Table, labelled, one_line, time_of
from afas.errors import AfasError, error
from afas.estimation import Estimate
from afas.forms import Field, FormCode
from afas.partners import Partner
from afas.periods import fixed
from afas.receipts._amount import Amount
from afas.receipts._marks import flags, marks
from afas.receipts._receipt import Receipt
from afas.receipts._words import TOTAL
from afas.text import Text, figure, language

__all__ = ["EstimateOfOtherData", "receipt"]


@error
class EstimateOfOtherData(AfasError, ValueError):
    """The estimate rests on other figures than those declared."""

    code = "estimate-of-other-data"
    template = Text(
        fr="Cette estimation ({found}) n’est pas celle des données de la déclaration {declaration} : refaites-la avec "
        "estimate(…) sur declaration.figures().",
        en="This estimate ({found}) is not that of the data of declaration {declaration}: make it anew, with "
        "estimate(…) of declaration.figures().",
    )
    found: str
    declaration: Text


_TITLES: Final = {
    False: Text(fr="Récapitulatif de déclaration", en="Summary of a declaration"),
    True: Text(fr="Accusé de transmission", en="Receipt of transmission"),
}
_MADE: Final = Text(fr="Établi le {day} à {time}", en="Made on {day} at {time}")
_NOTHING: Final = Text(fr="Aucun.", en="None.")
_NOT_FILLED: Final = Text(fr="non renseignée", en="not filled in")
_TO_CORRECT: Final = Text(fr="{typed} (à corriger)", en="{typed} (to correct)")
_WHOLE: Final = Text(fr="activité entière", en="whole activity")

_SHOWN_EVENTS: Final = frozenset(
    {
        ActionName.VALIDATE,
        ActionName.SIGN,
        ActionName.TRANSMIT,
        ActionName.ACCEPT,
        ActionName.REFUSE,
        ActionName.CORRECT,
        ActionName.AMEND,
        ActionName.CANCEL,
    }
)


def receipt(
    declaration: Declaration,
    *,
    at: datetime,
    partner: Partner | None = None,
    calendar: Calendar | None = None,
    estimate: Estimate | None = None,
    zone: tzinfo | None = None,
    locale: str = "fr",
) -> Receipt:
    """The recapitulative of a declaration (*récapitulatif*); its receipt (*accusé*) once it is transmitted.

    Args:
        declaration: whatever its state; one that is not signed is marked as a draft.
        at: the instant the document is made.
        partner: who manages the activity, to name it with its SIRET.
        calendar: of the Caf, to name the Caf.
        estimate: of the present data, before it is signed; once signed, the signed estimate is shown.
        zone: of the Caf, to know which day it is there at that instant: the deadline is one of its days.
        locale: French or English.

    Raises:
        EstimateOfOtherData: the estimate rests on other figures than those declared.
        UnknownLocale: neither French nor English.

    >>> from datetime import date, datetime
    >>> import afas
    >>> centre = afas.Activity("A1", "P1", "RPE", "Relais du parc", "NANTERRE")
    >>> calendar = afas.calendars.get("92", 2023)
    >>> forecast, *others = afas.open_declarations(calendar, [centre], on=date(2022, 12, 18))
    >>> draft = receipt(forecast, at=datetime(2023, 1, 20, 10), calendar=calendar)
    >>> print(draft.to_text().splitlines()[0])
    Récapitulatif de déclaration
    """
    if zone is not None and at.tzinfo is not None:
        at = fixed(at.astimezone(zone))
    signed = declaration.signature
    if signed is not None:
        estimate = signed.estimate
    elif estimate is not None:
        _check(estimate, declaration)
    return _Content(declaration, at, partner, calendar, estimate, language(locale)).document()


def _check(estimate: Estimate, declaration: Declaration) -> None:
    figures, faults = declaration.figures()
    same = (estimate.ps, estimate.year) == (declaration.service.code, declaration.year)
    # a field that is not asked stands in one of them only, as its default
    empty = {field.name: field.default or Decimal(0) for field in declaration.service.fields}
    same = same and {**empty, **estimate.entries} == {
        **empty,
        **figures,
    }
    if faults or not same or estimate.kind not in (None, declaration.kind):
        raise EstimateOfOtherData(f"{estimate.ps} {estimate.year.text.fr}, {estimate.amount} EUR", declaration.id.text)


class _Content(Amount):
    """Writes one document."""

    def __init__(
        self,
        declaration: Declaration,
        at: datetime,
        partner: Partner | None,
        calendar: Calendar | None,
        estimate: Estimate | None,
        language: str,
    ) -> None:
        super().__init__(language)
        self.declaration, self.at, self.partner, self.calendar = declaration, at, partner, calendar
        self.estimate = estimate

    @property
    def transmitted(self) -> Event | None:
        """The last transmission, where it still stands."""
        sent = [event for event in self.declaration.history if event.name is ActionName.TRANSMIT]
        return sent[-1] if sent and self.declaration.status.sent else None

    def document(self) -> Receipt:
        """The whole of it."""
        declaration, said = self.declaration, self.language
        name = f"{declaration.activity.name}, {declaration.kind.text(said)} {declaration.year.text(said)}"
        rank = f" ({declaration.sequence})" if declaration.sequence > 1 else ""
        sentence = _MADE.fill(day=self.at, time=time_of(self.at)).text(self.language)
        return Receipt(
            _TITLES[self.transmitted is not None](self.language),
            self.language,
            (
                *(Note(self.show(words)) for words in marks(declaration, self.estimate, self.at)),
                *self.identity(),
                *self.data(),
                *self.findings(),
                *self.estimated(self.estimate),
                *self.complements(),
                *self.signature(),
                *self.events(),
            ),
            (one_line(name) + rank, sentence),
            flags(declaration, self.estimate, self.language),
            level=1,
            at=self.at,
        )

    # ------------------------------------------------------------------------ marks and identity

    def identity(self) -> Iterator[Block]:
        """The partner, the activity and the declaration."""
        declaration, partner = self.declaration, self.partner
        ps = f"{declaration.service.text(self.language)} ({declaration.service.code})"
        rows: list[tuple[str, object]] = [
            (self.say("Caf", "Caf"), self.calendar.name if self.calendar else None),
            (self.say("Gestionnaire", "Partner"), partner.name if partner else declaration.activity.partner),
            (self.say("SIRET", "SIRET"), partner.siret if partner else None),
            (self.say("Activité", "Activity"), f"{declaration.activity.name} ({declaration.activity.id})"),
            (self.say("Commune", "Commune"), declaration.activity.commune),
            (self.say("Nature", "Nature"), declaration.activity.nature),
            (self.say("Prestation de service", "PS"), ps),
            (self.say("Type de déclaration", "Kind of declaration"), declaration.kind),
            (self.say("Exercice", "Financial year"), declaration.year.text),
            (self.say("Disponible à partir du", "Available from"), declaration.window.available),
            (self.say("À transmettre", "To be transmitted"), declaration.window.deadline),
            (self.say("État", "Status"), declaration.status),
        ]
        sent = self.transmitted
        if sent is not None:
            rows.append((self.say("Transmise par", "Transmitted by"), sent.by.name))
            rows.append((self.say("Transmise le", "Transmitted on"), self.moment(sent.at)))
        yield Heading(self.say("Déclaration", "Declaration"))
        yield self.pairs(self.say("Ce que cette déclaration concerne", "What this declaration is about"), rows)

    # ------------------------------------------------------------------------ data

    def data(self) -> Iterator[Block]:
        """The declared figures, form by form; by site and in total where the PS is declared by site."""
        declaration = self.declaration
        yield Heading(self.say("Données déclarées", "Data declared"))
        for code in FormCode:
            forms = [form for form in declaration.forms if form[0] is code]
            title = code.text(self.language)
            if code in declaration.not_requested:
                yield Heading(self.say(f"{title} (formulaire non demandé)", f"{title} (form not requested)"), 3)
                known = declaration.not_requested[code]
                rows = [self.line(field, field.unit.show(known[field.name], self.language))
                        for field in declaration.fields(code) if field.name in known]  # fmt: skip
                yield self.declared(title, rows)
            elif forms:
                yield Heading(title, 3)
                by_site = forms[0][1] is not None
                yield self.by_site(title, forms) if by_site else self.declared(title, self.typed(forms[0]))

    @staticmethod
    def line(field: Field, shown: str) -> tuple[Field, str]:
        """A field and what is shown of it."""
        return field, shown

    def declared(self, title: str, rows: list[tuple[Field, str]]) -> Table:
        """The figures of one form."""
        heads = (self.say("Donnée", "Field"), self.say("Valeur", "Value"))
        lines = tuple(Row((field.text(self.language), shown)) for field, shown in rows)
        return Table(title, heads, lines, (7, 3), frozenset({1}))

    def typed(self, form: FormKey) -> list[tuple[Field, str]]:
        """The values typed on a form; fields left to their default are not shown."""
        found = []
        for field in self.declaration.fields(form[0]):
            shown = self.cell(field, form)
            if shown is not None:
                found.append((field, shown))
        return found

    def cell(self, field: Field, form: FormKey) -> str | None:
        """A figure as it is read; as it was typed where it cannot be; None where its default stands."""
        raw = self.declaration.entries.get(form, {}).get(field.name)
        figures, _ = self.declaration.read(form)
        empty = raw is None or (isinstance(raw, str) and not raw.strip())
        if empty and field.default is not None:
            return None
        if field.name in figures:
            return field.unit.show(figures[field.name], self.language)
        if empty:
            return _NOT_FILLED(self.language)
        return _TO_CORRECT.fill(typed=str(raw)).text(self.language)

    def by_site(self, title: str, forms: list[FormKey]) -> Table:
        """Each figure by site, and its total."""
        declaration, rows = self.declaration, list[Row]()
        total, _ = declaration.figures()
        for field in declaration.fields(forms[0][0]):
            cells = [(form[1] or "", self.cell(field, form)) for form in forms]
            if all(shown is None for _, shown in cells):
                continue
            label = field.text(self.language)
            for site, shown in cells:
                default = field.unit.show(field.default or Decimal(0), self.language)
                rows.append(Row((label, self.site(site), default if shown is None else shown)))
            if all(field.name in declaration.read(form)[0] for form in forms):
                whole = field.unit.show(total[field.name], self.language)
                rows.append(Row((label, TOTAL(self.language), whole), strong=True))
        heads = (self.say("Donnée", "Field"), self.say("Lieu d’implantation", "Site"), self.say("Valeur", "Value"))
        return Table(title, heads, tuple(rows), (3, 6, 3), frozenset({2}))

    def site(self, site: str | None) -> str:
        """The name of a site."""
        names = {known.id: known.name for known in self.declaration.activity.sites}
        return _WHOLE(self.language) if site is None else f"{names.get(site, site)} ({site})"

    # ------------------------------------------------------------------------ controls

    def findings(self) -> Iterator[Block]:
        """The findings of the controls, and the justifications of the approver."""
        yield Heading(self.say("Contrôles et justifications", "Controls and justifications"))
        found = self.declaration.findings()
        if self.declaration.figures()[1]:
            yield Paragraph(
                self.say(
                    "Les contrôles seront faits quand tous les formulaires seront complets.",
                    "Controls are run once all forms are complete.",
                )
            )
        elif not found:
            yield Paragraph(_NOTHING(self.language))
        else:
            heads = (
                self.say("Contrôle", "Control"),
                self.say("Constat et justification", "Finding and justification"),
            )
            yield Table(self.say("Contrôles", "Controls"), heads, tuple(map(self.finding, found)), (2, 8))

    def finding(self, finding: Finding) -> Row:
        """A control, what it says, what was answered."""
        words = self.declaration.justifications.get(finding.key)
        where = "" if finding.site is None else f"\n{self.site(finding.site)}"
        code = f"{finding.code}\n{finding.severity.text(self.language)}{where}"
        said = finding.text(self.language)
        if words:
            said += "\n" + labelled("Justification", words, self.language)
        elif finding.severity is Severity.TO_JUSTIFY:
            said += "\n" + self.say("Non justifié.", "Not justified.")
        return Row((code, said))

    # ------------------------------------------------------------------------ the end

    def complements(self) -> Iterator[Block]:
        """The complements of the approver for the Caf."""
        yield Heading(self.say("Compléments", "Complements"))
        yield Paragraph(self.declaration.complements or _NOTHING(self.language))

    def signature(self) -> Iterator[Block]:
        """The signer, the moment, and the data signed."""
        signed = self.declaration.signature
        yield Heading(self.say("Signature électronique", "Electronic signature"))
        if signed is None:
            yield Paragraph(self.say("Non signé.", "Not signed."), strong=True)
            return
        checked = verify(self.declaration)
        rows: list[tuple[str, object]] = [
            (self.say("Signée par", "Signed by"), signed.by.name),
            (self.say("Signée le", "Signed on"), self.moment(signed.at)),
            (self.say("Empreinte SHA-256", "SHA-256 digest"), signed.digest),
            (self.say("Vérification", "Verification"), checked.text(self.language)),
        ]
        yield self.pairs(self.say("Signature de l’approbateur", "Signature of the approver"), rows)

    def events(self) -> Iterator[Block]:
        """When it was validated, signed, transmitted, and what the Caf answered."""
        shown = [event for event in self.declaration.history if event.name in _SHOWN_EVENTS]
        if not shown:
            return
        yield Heading(self.say("Suivi", "Follow-up"))
        heads = (self.say("Action", "Action"), self.say("Le", "On"), self.say("Par", "By"),
                 self.say("Motif", "Reason"))  # fmt: skip
        rows = tuple(map(self.event, shown))
        yield Table(self.say("Suivi de la déclaration", "Follow-up of the declaration"), heads, rows, (4, 4, 3, 5))

    def event(self, event: Event) -> Row:
        """The history: each action, its day, its author and its reason."""
        action = event.name.text(self.language)
        return Row((action, self.moment(event.at), event.by.name, event.detail or figure(None)))
