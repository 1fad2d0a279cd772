"""The table of the types that travel: one line each, with its name in both languages.

Add a public type: add its line here (a test names the one that is missing). Its name on the wire is that of
the class. Types that hold functions (a PS, its formulas, its controls) travel as their code, and are looked
up in the registry: `BY_CODE`.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from afas.access import Followed, Orphan, Power, Visible
from afas.administration import (
    Administered,
    Administrator,
    AdministratorGroup,
    FollowReference,
    GiveRole,
    OnPlace,
    RenewRole,
    RoleBlocker,
    RoleChange,
    RoleEvent,
    TransferRole,
    ValidateRole,
    WithdrawRole,
)
from afas.agreements import FixedBy, Given, Missing, Prerequisite
from afas.assignments import Assignment, Role, Unassigned
from afas.assignments import State as AssignmentState
from afas.calendar import Calendar
from afas.comparison import Comparison, Contribution
from afas.contacts import Ambiguous, Contact, Directory, Draft, MailboxKind, MatchedBy, Portfolio, Topic, Unknown
from afas.controls import Against, Control, Finding, Known, Severity
from afas.curves import Bend, Curve, Marginal
from afas.declarations import (
    Accept,
    Action,
    ActionName,
    Amend,
    Blocker,
    Cancel,
    Check,
    Complement,
    Correct,
    Declaration,
    Enter,
    Event,
    FormRefusal,
    Guard,
    Identity,
    Journal,
    Justify,
    OnForm,
    Refuse,
    SendBack,
    Sign,
    Signature,
    Status,
    Summary,
    Transition,
    Transmit,
    Validate,
    Variation,
    Variations,
    Verification,
    Who,
)
from afas.errors import Fault, FaultKind
from afas.estimation import Estimate
from afas.explanation import ExplainedStep, Explanation
from afas.followup import (
    Alert,
    Choice,
    Choices,
    FollowUp,
    FormState,
    Line,
    Offered,
    Order,
    Progress,
    Query,
    Task,
    TaskState,
    Todo,
)
from afas.forms import DeclarationKind, Field, FormCode, Giver
from afas.numbers import Traced
from afas.parameters import Pack, Parameter, ParameterValue, Scale
from afas.partners import Activity, Agreement, Partner, Person, Registry, Site
from afas.payments import (
    Accepted,
    Agreed,
    Amended,
    Balance,
    BalanceStated,
    BankLine,
    BroughtForward,
    Cancelled,
    CashFlow,
    Clash,
    Closed,
    DayCome,
    Due,
    Entry,
    Expectation,
    Fact,
    GapJustified,
    GivenUpFor,
    Ledger,
    Match,
    Matching,
    Money,
    Month,
    Movement,
    Notified,
    OfDeclaration,
    OfYear,
    Open,
    Overpayment,
    Paid,
    Payment,
    PaymentKind,
    Reasoned,
    Reconciliation,
    Recovered,
    Refused,
    Reversed,
    Rights,
    SetOff,
    Settlement,
    Side,
    Transmitted,
    WrittenOff,
)
from afas.payments import (
    Difference as BalanceDifference,
)
from afas.periods import FinancialYear, Period
from afas.ps import PS, Formula, Part
from afas.quantities import Unit
from afas.reference import Change, ChangeKind, Reference
from afas.roles import BookDifference, RoleBook
from afas.sources import Grade, Source
from afas.terms import Advance, Cap, PaymentTerms, TermsBook
from afas.text import Euros, Lines, Message, Percent, Series, Text
from afas.windows import AfterDeadline, Window
from afas.windows import Change as WindowChange
from afas.windows import ChangeKind as WindowChangeKind
from afas.workflow import Outcome

__all__ = ["BY_CODE", "FAMILIES", "TYPES", "by_name", "titled", "wire_name"]


TYPES: Final[Mapping[type[Any], Text]] = {
    Accept: Text(fr="Acceptation par la Caf", en="Acceptance by the Caf"),
    Accepted: Text(fr="Acceptation enregistrée", en="Acceptance recorded"),
    ActionName: Text(fr="Nom d’une action", en="Name of an action"),
    Activity: Text(fr="Activité", en="Activity"),
    Administered: Text(fr="Registre des rôles et son historique", en="Book of roles with its history"),
    Administrator: Text(fr="Administrateur des rôles d’un gestionnaire", en="Administrator of a partner’s roles"),
    AdministratorGroup: Text(fr="Groupe qui administre les rôles", en="Group that administers roles"),
    FollowReference: Text(fr="Chargement des données de référence", en="Loading of reference data"),
    GiveRole: Text(fr="Rôle à donner", en="Role to give"),
    RenewRole: Text(fr="Rôle à prolonger", en="Role to renew"),
    RoleBlocker: Text(fr="Raison qui empêche de changer un rôle", en="Reason why a role cannot be changed"),
    RoleEvent: Text(fr="Changement d’un rôle", en="Change of a role"),
    TransferRole: Text(fr="Rôle à transférer", en="Role to hand over"),
    ValidateRole: Text(fr="Habilitation à valider", en="Assignment to validate"),
    Visible: Text(fr="Ce qu’une personne voit d’une activité", en="What a person sees of an activity"),
    WithdrawRole: Text(fr="Rôle à retirer", en="Role to withdraw"),
    Advance: Text(fr="Acompte prévu", en="Advance agreed"),
    Against: Text(fr="Ce à quoi un contrôle compare", en="What a control compares with"),
    Amended: Text(fr="Redressement enregistré", en="Amendment recorded"),
    Agreed: Text(fr="Convention en vigueur", en="Agreement in force"),
    Agreement: Text(fr="Convention", en="Agreement"),
    Alert: Text(fr="Alerte", en="Alert"),
    Ambiguous: Text(fr="Plusieurs interlocuteurs", en="Several portfolios"),
    Assignment: Text(fr="Attribution d’un rôle", en="Assignment of a role"),
    AssignmentState: Text(fr="État d’une attribution", en="State of an assignment"),
    Balance: Text(fr="Situation d’un compte", en="Balance of an account"),
    BalanceStated: Text(fr="Constat de solde enregistré", en="Balance stated"),
    BalanceDifference: Text(fr="Écart avec un constat de solde", en="Difference from a balance stated"),
    BankLine: Text(fr="Ligne de relevé bancaire", en="Line of a bank statement"),
    BookDifference: Text(fr="Lignes à clore et à ajouter", en="Rows to end and to add"),
    Blocker: Text(fr="Raison d’un blocage", en="Blocker"),
    BroughtForward: Text(fr="Versé avant ce registre", en="Paid before this ledger"),
    Calendar: Text(fr="Calendrier d’une Caf", en="Calendar of a Caf"),
    Bend: Text(fr="Point où une autre borne prend le relais", en="Point where another bound takes over"),
    AfterDeadline: Text(fr="Après la date limite", en="After the deadline"),
    Amend: Text(fr="Rectification par la Caf", en="Amendment by the Caf"),
    Cancel: Text(fr="Annulation par la Caf", en="Cancellation by the Caf"),
    Cancelled: Text(fr="Annulation enregistrée", en="Cancellation recorded"),
    Cap: Text(fr="Plafond d’acompte", en="Cap of an advance"),
    CashFlow: Text(fr="Plan de trésorerie", en="Cash flow"),
    Change: Text(fr="Différence entre deux états des données", en="Difference between two snapshots"),
    ChangeKind: Text(fr="Sorte de différence", en="Kind of difference"),
    Check: Text(fr="Contrôle d’un formulaire", en="Check of a form"),
    Clash: Text(fr="Identifiant de virement déjà pris", en="Id of a transfer already taken"),
    Closed: Text(fr="Fermeture d’une activité", en="Closing of an activity"),
    Comparison: Text(fr="Comparaison de deux estimations", en="Comparison of two estimates"),
    Correct: Text(fr="Correction par la Caf", en="Correction by the Caf"),
    Complement: Text(fr="Apport de compléments", en="Complements added"),
    Contact: Text(fr="Interlocuteur", en="Whom to write to"),
    Contribution: Text(fr="Part d’un écart", en="Share of a difference"),
    DayCome: Text(fr="Échéance venue", en="Day that has come"),
    Curve: Text(fr="Droit selon un chiffre", en="Right against one figure"),
    Declaration: Text(fr="Déclaration", en="Declaration of data"),
    DeclarationKind: Text(fr="Type de déclaration", en="Kind of declaration"),
    Directory: Text(fr="Annuaire d’une Caf", en="Directory of a Caf"),
    Draft: Text(fr="Brouillon de message", en="Draft of a message"),
    Due: Text(fr="Calcul d’un dû", en="How a due was computed"),
    Enter: Text(fr="Saisie", en="Entry"),
    Entry: Text(fr="Écriture du registre", en="Entry of the ledger"),
    Estimate: Text(fr="Estimation d’un droit", en="Estimate of a right"),
    Euros: Text(fr="Montant en euros", en="Amount in euros"),
    Event: Text(fr="Événement", en="Event"),
    Expectation: Text(fr="Versement attendu", en="Payment expected"),
    ExplainedStep: Text(fr="Étape d’une explication", en="Step of an explanation"),
    Explanation: Text(fr="Explication d’une estimation", en="Explanation of an estimate"),
    Fault: Text(fr="Point à corriger", en="Fault"),
    FaultKind: Text(fr="Sorte de point à corriger", en="Kind of fault"),
    Field: Text(fr="Donnée à déclarer", en="Field"),
    FinancialYear: Text(fr="Exercice", en="Financial year"),
    Finding: Text(fr="Signalement d’un contrôle", en="Finding of a control"),
    FixedBy: Text(fr="Qui y remédie", en="Who fixes it"),
    FollowUp: Text(fr="Tableau de suivi", en="Follow-up of declarations"),
    Followed: Text(fr="Suites d’un changement des données", en="What followed from new data"),
    FormCode: Text(fr="Formulaire", en="Form"),
    Giver: Text(fr="Qui donne une donnée", en="Giver of a figure"),
    FormRefusal: Text(fr="Formulaire refusé", en="Form refused"),
    Choice: Text(fr="Choix de l’accueil", en="Choice of the home page"),
    Choices: Text(fr="Accueil d’une personne", en="Home page of a person"),
    Offered: Text(fr="Choix offert à une personne", en="Choice offered to a person"),
    Order: Text(fr="Ordre d’une liste", en="Order of a list"),
    Query: Text(fr="Demande d’une liste", en="Request for a list"),
    FormState: Text(fr="État d’un formulaire", en="State of a form"),
    GapJustified: Text(fr="Écart justifié", en="Gap justified"),
    Grade: Text(fr="Appui d’un chiffre", en="Grade of a figure"),
    Guard: Text(fr="Condition d’un passage", en="Condition of a transition"),
    Identity: Text(fr="Identité d’une déclaration", en="Identity of a declaration"),
    Journal: Text(fr="Historique d’une déclaration", en="History of a declaration"),
    Justify: Text(fr="Justification d’un contrôle", en="Justification of a finding"),
    Known: Text(fr="Données connues, en tout et par lieu", en="Figures known, in all and by site"),
    Ledger: Text(fr="Compte des paiements", en="Ledger of payments"),
    Line: Text(fr="Ligne de suivi", en="Line of the follow-up"),
    Given: Text(fr="Chiffre donné par la Caf", en="Figure that the Caf gives"),
    MailboxKind: Text(fr="Objet d’une boîte aux lettres", en="What a mailbox is for"),
    Marginal: Text(fr="Effet d’une unité de plus", en="Effect of one unit more"),
    Matching: Text(fr="Affectation des versements", en="Matching of payments"),
    Match: Text(fr="Rapprochement d’une ligne", en="Match of a line"),
    MatchedBy: Text(fr="Comment un interlocuteur est trouvé", en="How a portfolio is found"),
    Message: Text(fr="Phrase et ses valeurs", en="Sentence and its figures"),
    Missing: Text(fr="Prérequis manquant", en="Prerequisite missing"),
    Month: Text(fr="Mois de trésorerie", en="Month of cash flow"),
    Open: Text(fr="Dû non soldé", en="Due still open"),
    Orphan: Text(fr="Attribution sans objet", en="Assignment left without object"),
    Outcome: Text(fr="Résultat d’une action", en="Outcome of an action"),
    Pack: Text(fr="Chiffres apportés par un portail", en="Figures brought by a portal"),
    Overpayment: Text(fr="Indu", en="Overpayment"),
    GivenUpFor: Text(fr="Motif d’abandon d’un indu", en="Why an overpayment is given up"),
    Notified: Text(fr="Notification d’un indu enregistrée", en="Notification of an overpayment recorded"),
    WrittenOff: Text(fr="Abandon d’un indu enregistré", en="Overpayment given up recorded"),
    Paid: Text(fr="Versement enregistré", en="Payment recorded"),
    Parameter: Text(fr="Paramètre d’un barème", en="Parameter of a scale"),
    ParameterValue: Text(fr="Valeur datée d’un paramètre", en="Dated value of a parameter"),
    Partner: Text(fr="Gestionnaire", en="Partner"),
    Payment: Text(fr="Paiement", en="Payment due"),
    PaymentKind: Text(fr="Sorte de paiement", en="Kind of payment"),
    PaymentTerms: Text(fr="Modalités de paiement", en="Terms of payment"),
    Percent: Text(fr="Pourcentage", en="Percentage"),
    Lines: Text(fr="Phrases, une par ligne", en="Sentences, one a line"),
    Series: Text(fr="Phrases à la suite", en="Sentences one after the other"),
    Period: Text(fr="Période", en="Period of time"),
    Person: Text(fr="Personne", en="Person"),
    Portfolio: Text(fr="Portefeuille d’un interlocuteur", en="Portfolio of an interlocutor"),
    Power: Text(fr="Pouvoir d’une personne", en="Power of a person"),
    Prerequisite: Text(fr="Prérequis", en="Prerequisite to declare"),
    Progress: Text(fr="Avancement d’un gestionnaire", en="Progress of a partner"),
    Reconciliation: Text(fr="Rapprochement bancaire", en="Bank reconciliation"),
    Recovered: Text(fr="Remboursement enregistré", en="Repayment recorded"),
    Reference: Text(fr="Données de référence", en="Reference data"),
    Refuse: Text(fr="Refus par la Caf", en="Refusal by the Caf"),
    Refused: Text(fr="Refus enregistré", en="Refusal recorded"),
    Registry: Text(fr="Registre des personnes", en="Register of persons"),
    Reversed: Text(fr="Fait retiré", en="Fact taken back"),
    Rights: Text(fr="Droits connus", en="Rights known"),
    Role: Text(fr="Rôle", en="Role"),
    RoleBook: Text(fr="Registre des rôles", en="Book of roles"),
    Scale: Text(fr="Barème", en="Scale of parameters"),
    SendBack: Text(fr="Renvoi au fournisseur", en="Sending back to the provider"),
    SetOff: Text(fr="Retenue enregistrée", en="Set-off recorded"),
    Settlement: Text(fr="Calcul d’un solde", en="How a balance was computed"),
    Severity: Text(fr="Gravité d’un signalement", en="Severity of a finding"),
    Side: Text(fr="Colonne du registre", en="Column of the ledger"),
    Sign: Text(fr="Signature par l’approbateur", en="Signing by the approver"),
    Signature: Text(fr="Signature apposée", en="Signature given"),
    Site: Text(fr="Lieu d’implantation", en="Site of an activity"),
    Source: Text(fr="Texte source", en="Source of a figure"),
    Status: Text(fr="État d’une déclaration", en="Status of a declaration"),
    Summary: Text(fr="Déclaration en bref", en="Declaration in short"),
    Task: Text(fr="Tâche de l’agenda", en="Task of the agenda"),
    TaskState: Text(fr="État d’une tâche", en="State of a task"),
    TermsBook: Text(fr="Recueil de modalités de paiement", en="Book of terms of payment"),
    Text: Text(fr="Libellé bilingue", en="Bilingual label"),
    Todo: Text(fr="À faire", en="To do"),
    Topic: Text(fr="Sujet d’un message", en="Topic of a message"),
    Traced: Text(fr="Nombre et son calcul", en="Number and how it was made"),
    Transition: Text(fr="Passage d’un état à un autre", en="Transition between statuses"),
    Transmit: Text(fr="Transmission à la Caf", en="Transmission to the Caf"),
    Transmitted: Text(fr="Transmission enregistrée", en="Transmission recorded"),
    Unassigned: Text(fr="Rôle non attribué", en="Role held by nobody"),
    Unknown: Text(fr="Absent de l’annuaire", en="Not in the directory"),
    Unit: Text(fr="Unité", en="Unit of a figure"),
    Validate: Text(fr="Validation définitive", en="Final validation"),
    Variation: Text(fr="Variation d’une donnée", en="Variation of a field"),
    Variations: Text(fr="Variations d’une déclaration", en="Variations of a declaration"),
    Verification: Text(fr="Vérification d’une signature", en="Verification of a signature"),
    Who: Text(fr="Auteur d’une action", en="Who takes an action"),
    Window: Text(fr="Période de déclaration", en="Window of a declaration"),
    WindowChange: Text(fr="Changement de calendrier", en="Change of a calendar"),
    WindowChangeKind: Text(fr="Sorte de changement de calendrier", en="Kind of change of a calendar"),
}
"""Every type that travels as data, and what it is called."""

NAMES: Final[Mapping[type[Any], str]] = {
    Matching: "Settling",  # as version 1 called it
    AssignmentState: "AssignmentState",
    WindowChange: "WindowChange",
    WindowChangeKind: "WindowChangeKind",
}
"""Names on the wire of the classes whose own name two modules share."""

BY_CODE: Final[Mapping[type[Any], Text]] = {
    PS: Text(fr="Code d’une prestation de service", en="Code of a PS"),
    Part: Text(fr="Part d’un droit : code de la PS et nom", en="Part of a right: code of its PS and name"),
    Formula: Text(fr="Formule : code de la PS et premier jour", en="Formula: code of its PS and first day"),
    Control: Text(fr="Code d’un contrôle", en="Code of a control"),
}
"""Types that hold functions: they travel as their code."""

_FAMILIES: Final = (Action, OnForm, RoleChange, OnPlace, Fact, Movement, OfYear, OfDeclaration, Money)

FAMILIES: Final[Mapping[type[Any], tuple[type[Any], ...]]] = {
    **{root: tuple(kind for kind in TYPES if issubclass(kind, root)) for root in _FAMILIES},
    Reasoned: (Due, Settlement),
}
"""Roots of a family: each member of it travels under its own name."""


def wire_name(kind: type[Any]) -> str:
    """The name of a type on the wire."""
    return NAMES.get(kind, kind.__name__)


@cache
def by_name() -> dict[str, type[Any]]:
    """The types that travel as data, by their name on the wire."""
    return {wire_name(kind): kind for kind in TYPES}


def titled(kind: type[Any]) -> Text:
    """The name of a type in words; a type of the caller's own has its class name."""
    return TYPES.get(kind) or BY_CODE.get(kind) or Text(fr=kind.__name__, en=kind.__name__)
