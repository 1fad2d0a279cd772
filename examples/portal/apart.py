"""Declarations that their events do not give back: kept as they were, where people can read them, and opened anew.

Version 1 of the wire let a portal store data that no event tells of. Such a declaration can be read, but no signature
over it would ever hold: it is entered again. Nobody may guess the events that are missing.
"""

import json
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import TextField
from django.db.models.functions import Cast

from afas import exchange
from afas.declarations import Declaration, Event, contradictions, replay
from afas.errors import AfasError
from afas.text import Text
from examples.portal.models import Apart, Declared, Delivered, Happened

OTHER_TRAIL = Text(
    fr="la piste d’audit n’est pas l’historique du document", en="the audit trail is not the history of the document"
)
KEPT = Text(
    fr="{key} est mise à part, telle qu’elle était : {why}. Rien n’en est perdu (`set_aside` sans clé l’écrit). La "
    "prochaine ouverture la crée à nouveau, à saisir d’après ce texte ; si elle avait été transmise, voyez d’abord "
    "avec la Caf.",
    en="{key} is set aside as it was: {why}. Nothing of it is lost (`set_aside` without a key writes it). The next "
    "opening makes it anew, to be entered from that text; if it had been transmitted, ask the Caf first.",
)
BROKEN = Text(
    fr="{key} ne se relit pas : {why}. Rien n’est changé ; `set_aside {key}` la met à part telle qu’elle est, et la "
    "prochaine ouverture la crée à nouveau.",
    en="{key} cannot be read back: {why}. Nothing is changed; `set_aside {key}` sets it aside as it is, and the next "
    "opening makes it anew.",
)


def unlike(text: str, events: Iterable[Event]) -> tuple[Declaration | None, str]:
    """The declaration of a whole document, and why its opening and these events do not give it back, if they do not."""
    try:
        whole: Declaration = exchange.loads(text, Declaration)
    except AfasError as error:
        return None, " ; ".join(fault.text("fr") for fault in error.faults)
    why = [fault.text("fr") for fault in contradictions(whole)]
    if tuple(events) != whole.history:
        why.append(OTHER_TRAIL("fr"))
    return whole, " ; ".join(why)


def broken(row: int) -> str:
    """Why a stored declaration cannot be read back from its opening and its events; nothing where it can."""
    try:
        opened = Declared.objects.values_list("opened", flat=True).get(pk=row)
        replay(opened, Happened.objects.filter(declared_id=row).order_by("number").values_list("event", flat=True))
    except AfasError as error:
        return " ; ".join(fault.text("fr") for fault in error.faults) or error.text("fr")
    return ""


@transaction.atomic
def set_aside(row: int) -> str:
    """Move a declaration that cannot be read back out of the way; what is said of it. Its facts stay in the ledger."""
    stored = Declared.objects.select_for_update().filter(pk=row)
    why = broken(row)
    (key, opened), *_ = stored.annotate(text=Cast("opened", TextField())).values_list("key", "text")
    if not why:
        return f"{key} se relit : rien n’est changé."
    events = Happened.objects.filter(declared_id=row).order_by("number")
    texts = [
        json.loads(text) for text in events.annotate(text=Cast("event", TextField())).values_list("text", flat=True)
    ]
    whole: dict[str, Any] = {"opened": json.loads(opened), "events": texts}
    Apart.objects.create(key=key, text=json.dumps(whole, ensure_ascii=False), why=why)
    Delivered.objects.filter(event__declared_id=row).delete()
    events.delete()
    stored.delete()
    return KEPT.fill(key=key, why=why)("fr")
