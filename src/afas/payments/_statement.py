"""The ledger as a table: day, entry, amounts, amount left after it, and reason."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from afas.documents import Block, Heading, Paragraph, Table
from afas.payments._cents import EXACT, ZERO, less, total
from afas.payments._entries import Entry, Side
from afas.payments._matching import Matching, by_account, match
from afas.text import Euros, Message, Text, figure, long_date

__all__ = ["HEAD", "rows", "statement"]

HEAD: Final = (
    Text(fr="Le", en="On"),
    Text(fr="Quoi", en="What"),
    Text(fr="Dû", en="Due"),
    Text(fr="Reçu", en="Received"),
    Text(fr="Reste", en="Left"),
    Text(fr="Pourquoi", en="Why"),
)
_TITLE = Text(fr="{activity}, {year}", en="{activity}, {year}")
_SETTLES = Text(fr="{what} : règle {parts}", en="{what}: settles {parts}")
_PART = Text(fr="{kind} ({amount})", en="{kind} ({amount})")
_TOO_MUCH = Text(fr="{what} ; {amount} au-delà de ce qui est dû", en="{what}; {amount} beyond what is due")
_NOTHING_LEFT = Text(fr="Soldé : reçu {net} = droit réel.", en="Settled: received {net} = actual right.")
_UP_TO_DATE = Text(
    fr="À jour : tout ce qui est échu est versé ({net}).", en="Up to date: all that is due is paid ({net})."
)
_TO_PAY = Text(fr="Reste à verser par la Caf : {left}.", en="Left for the Caf to pay: {left}.")
_TO_RECOVER = Text(
    fr="Indu : {left} à rembourser, ou à retenir sur un prochain versement.",
    en="Overpayment: {left} to pay back, or to set off against a later payment.",
)
_EMPTY = Text(fr="Aucun mouvement.", en="No movement.")


def rows(entries: list[Entry], locale: str, name_of: Callable[[str], str] = str) -> list[tuple[str, ...]]:
    """The lines of one account, as the cells of `HEAD`."""
    matching = match(entries)
    left = ZERO
    rows: list[tuple[str, ...]] = []
    for rank, entry in enumerate(entries):
        due = entry.side is Side.DUE
        left = (EXACT.add if due else EXACT.subtract)(left, entry.amount)
        amount, what = figure(Euros(entry.amount), locale), entry.kind if entry.kind else entry.side
        cells = (amount, "") if due else ("", amount)
        why = _why(matching, rank, entry, name_of).text(locale)
        rows.append((long_date(entry.on, locale), what.text(locale), *cells, figure(Euros(left), locale), why))
    return rows


def _why(matching: Matching, rank: int, entry: Entry, name_of: Callable[[str], str]) -> Message:
    """The reason, and for money what it settles."""
    reason = entry.why(name_of)
    if entry.side is Side.DUE:
        return reason
    used = matching.uses[rank]
    parts = tuple(_PART.fill(kind=use.entry.kind or use.entry.side, amount=Euros(use.amount)) for use in used)
    why = _SETTLES.fill(what=reason, parts=parts) if parts else reason
    beyond = less(entry.amount, total(use.amount for use in used))
    return _TOO_MUCH.fill(what=why, amount=Euros(beyond)) if beyond > 0 else why


def _end(entries: list[Entry]) -> Message:
    """The balance of the account, in one sentence."""
    due = total(entry.amount for entry in entries if entry.side is Side.DUE)
    net = total(entry.amount for entry in entries if entry.side is not Side.DUE)
    if due > net:
        return _TO_PAY.fill(left=Euros(less(due, net)))
    if due < net:
        return _TO_RECOVER.fill(left=Euros(less(net, due)))
    settles = [entry.settles for entry in entries if entry.settles is not None]
    return (_NOTHING_LEFT if settles and settles[-1] else _UP_TO_DATE).fill(net=Euros(net))


def statement(entries: Iterable[Entry], name_of: Callable[[str], str], locale: str = "fr") -> Iterator[Block]:
    """One table an activity and year, each under its title and above where it stands."""
    accounts = sorted(by_account(entries).items())
    if not accounts:
        yield Paragraph(_EMPTY(locale))
    for (activity, _), lines in accounts:
        yield Heading(_TITLE.fill(activity=name_of(activity), year=lines[0].exercise.text).text(locale))
        heads = [head(locale) for head in HEAD]
        yield Table("", heads, rows(lines, locale, name_of), figures={2, 3, 4})
        yield Paragraph(_end(lines).text(locale))
