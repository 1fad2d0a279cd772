"""All campaigns, by name."""

from assurance.against.administration import ADMINISTRATION
from assurance.against.calendar import CALENDAR
from assurance.against.documents import DOCUMENTS
from assurance.against.ledger import LEDGER
from assurance.against.lifecycle import LIFECYCLE
from assurance.against.participations import PARTICIPATIONS
from assurance.against.payments import PAYMENTS
from assurance.against.ps import PS, TABLES
from assurance.against.roles import LISTS, ROLES_CAMPAIGN
from assurance.campaign import Campaign

CAMPAIGNS: dict[str, Campaign] = {
    one.name: one
    for one in (
        ROLES_CAMPAIGN,
        LISTS,
        ADMINISTRATION,
        LEDGER,
        LIFECYCLE,
        PS,
        TABLES,
        PARTICIPATIONS,
        PAYMENTS,
        CALENDAR,
        DOCUMENTS,
    )
}
