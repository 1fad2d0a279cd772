"""Whom to write to at a Caf, under which subject line, and a draft of the message.

A directory is data: portfolios (by named partner, then by commune) and mailboxes. A name is matched without accents,
case, hyphens or punctuation, and in no other way: what is not found is answered with the names that look like it,
never with a guess. The directories at hand are in `directories`.
"""

from afas.contacts._directory import (
    Ambiguous,
    Contact,
    Directory,
    Found,
    MatchedBy,
    NoMailbox,
    Unknown,
)
from afas.contacts._messages import Draft, check_subject, draft, subject
from afas.contacts._portfolio import MailboxKind, Portfolio, Topic

__all__ = [
    "Ambiguous", "Contact", "Directory", "Draft", "Found", "MailboxKind", "MatchedBy", "NoMailbox", "Portfolio",
    "Topic", "Unknown", "check_subject", "draft", "subject",
]  # fmt: skip
