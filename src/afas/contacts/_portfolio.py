"""The portfolios of a Caf's advisers, and the two mailboxes of its service."""

import attrs

from afas.text import Code, Text

__all__ = ["MailboxKind", "Portfolio", "Topic"]


class MailboxKind(Code):
    """The two mailboxes of a Caf's service."""

    ACCESS = "ACCESS", Text(fr="convention, habilitations ou connexion", en="agreement, habilitations or connection")
    DECLARATIONS = "DECLARATIONS", Text(fr="déclarations", en="declarations")


class Topic(Code):
    """The subject of a message to the Caf."""

    AGREEMENT = "AGREEMENT", Text(fr="la convention", en="the agreement")
    HABILITATIONS = "HABILITATIONS", Text(fr="les habilitations", en="the habilitations")
    CONNECTION = (
        "CONNECTION",
        Text(fr="la connexion à Mon Compte Partenaire", en="the connection to Mon Compte Partenaire"),
    )
    DECLARATIONS = "DECLARATIONS", Text(fr="une déclaration", en="a declaration")
    PAYMENTS = "PAYMENTS", Text(fr="un paiement", en="a payment")

    @property
    def mailbox(self) -> MailboxKind:
        """The mailbox it goes to."""
        sent = self in (Topic.DECLARATIONS, Topic.PAYMENTS)
        return MailboxKind.DECLARATIONS if sent else MailboxKind.ACCESS


@attrs.frozen
class Portfolio:
    """The partners and the communes that one adviser of the Caf is in charge of.

    Attributes:
        id: as the Caf's list numbers it.
        partners: those followed by name (specific, or on several sites), before their commune counts.
        communes: the territory.
    """

    id: str
    partners: tuple[str, ...] = ()
    communes: tuple[str, ...] = ()
