"""Terms of payment in words: what is paid when, within which limit, what was named by the caller, by which source."""

from decimal import Decimal
from typing import Final

from afas.terms._advance import Advance, Cap
from afas.terms._terms import PaymentTerms
from afas.terms._vocabulary import BASES, CONDITION, PARTIAL_YEARS, READINGS, SCOPES, TRIGGERS, UNSPECIFIED
from afas.text import Message, Percent, Text

__all__ = ["footnotes", "in_words", "when_it_applies"]

_ADVANCE = Text(fr="{rank} : {rate} × {base}, dès que {when}{cap}", en="{rank}: {rate} × {base}, once {when}{cap}")
_RANKS = (
    Text(fr="1er acompte", en="First advance"),
    Text(fr="2ème acompte", en="Second advance"),
    Text(fr="3ème acompte", en="Third advance"),
    Text(fr="4ème acompte", en="Fourth advance"),
)
_FROM = Text(fr="{rank} : {rate} × {base}, à partir du {day}{cap}", en="{rank}: {rate} × {base}, from {day} on{cap}")
_BOTH = Text(fr="{when} et, au plus tôt, le {day}", en="{when} and, at the earliest, on {day}")
_OPEN_BASE = Text(fr="un droit que la source ne dit pas", en="a right that the source does not say")
_OPEN_TRIGGER = Text(
    fr="survient un événement que la source ne dit pas", en="an event takes place that the source does not name"
)
_LIMIT = Text(
    fr=", dans la limite de {rate} × {base} {scope}{condition}", en=", within {rate} × {base} {scope}{condition}"
)
_OPEN_LIMIT = Text(fr=", dans une limite que la source ne dit pas", en=", within a limit that the source does not say")
_IF = Text(
    fr=", {word} {side} de plus de {over} du {base}{unless}", en=", {word} {side} of over {over} of the {base}{unless}"
)
_IF_OPEN = Text(
    fr=", {word} l’écart entre prévisionnel N et réel N-1, dans un sens et sur un droit que la source ne dit pas, est "
    "de plus de {over}{unless}",
    en=", {word} the gap from actual N-1 to forecast N, on a side and of a right that the source does not say, is "
    "over {over}{unless}",
)
_WHETHER, _SINCE = Text(fr="si", en="if"), Text(fr="car", en="since")
_SIDES = {
    "gap": Text(fr="l’écart entre prévisionnel N et réel N-1 est", en="there is a gap from actual N-1 to forecast N"),
    "rise": Text(fr="la hausse du réel N-1 au prévisionnel N est", en="there is a rise from actual N-1 to forecast N"),
    "drop": Text(fr="la baisse du réel N-1 au prévisionnel N est", en="there is a drop from actual N-1 to forecast N"),
}
_UNLESS = Text(fr=" et n’est pas justifié", en=" and it is not justified")
_TOP_UP = Text(
    fr="Complément d’acompte : {rate} × la hausse du droit prévisionnel, dès que la Caf valide une actualisée{cap}",
    en="Top-up: {rate} × the increase of the forecast right, once the Caf validates an update{cap}",
)
_NO_TOP_UP = Text(fr="Complément d’acompte : aucun", en="Top-up: none")
_OPEN_TOP_UP = Text(
    fr="Complément d’acompte : à un taux que la source ne dit pas", en="Top-up: at a rate that the source does not say"
)
_BALANCE = Text(
    fr="Solde : droit réel N − acomptes, dès que la Caf valide la réelle N ; l’indu se rembourse ou se retient",
    en="Balance: actual right N − advances, once the Caf validates the actual N; overpayments are paid back or set off",
)
_ROUNDED = Text(
    fr="Arrondi : {step} le plus proche, une fois par montant", en="Rounding: to the nearest {step}, once each"
)
_STEPS: Final = {"cent": Text(fr="le centime", en="cent"), "euro": Text(fr="l’euro", en="euro")}
_PARTIAL = Text(
    fr="Convention sur une partie de l’année : un droit antérieur compte {how}",
    en="Agreement for a part of the year: an earlier right counts {how}",
)
_NAMED = Text(
    fr="Nommé par l’appelant, la source étant muette : {what}.",
    en="Named by the caller, the source being silent: {what}.",
)
_SOURCE = Text(fr="Modalités : {source}.", en="Terms: {source}.")
_NO_SOURCE = Text(
    fr="Modalités fournies par l’appelant, sans source.", en="Terms supplied by the caller, without a source."
)


def in_words(terms: PaymentTerms) -> tuple[Message, ...]:
    """The terms, one sentence each: advances, top-up, balance, agreements within the year, rounding.

    >>> terms = PaymentTerms.from_mapping({"advances": [{"rate": "0.40", "on": "forecast validated"}]})
    >>> in_words(terms)[0].text("en")
    'First advance: 40% × forecast right N, once the Caf validates the forecast'
    """
    said = [_advance(rank, advance) for rank, advance in zip(_RANKS, terms.advances, strict=False)]
    if terms.top_up_rate is None:
        said.append(_OPEN_TOP_UP.fill())
    elif terms.top_up_rate:
        said.append(_TOP_UP.fill(rate=Percent(terms.top_up_rate), cap=_cap(terms.top_up_cap)))
    else:
        said.append(_NO_TOP_UP.fill())
    said.append(_BALANCE.fill())
    if terms.partial_year in PARTIAL_YEARS:
        said.append(_PARTIAL.fill(how=PARTIAL_YEARS[terms.partial_year]))
    said.append(_ROUNDED.fill(step=_STEPS[terms.rounding]))
    return tuple(said)


def _advance(rank: Text, advance: Advance) -> Message:
    cap = _cap(advance.cap)
    shown = {"rank": rank, "rate": Percent(advance.rate), "base": BASES.get(advance.base, _OPEN_BASE)}
    if not advance.on and advance.from_day is not None:
        return _FROM.fill(**shown, day=advance.from_day, cap=cap)
    when: object = TRIGGERS.get(advance.on, _OPEN_TRIGGER) if advance.on else ""
    if advance.from_day is not None:
        when = _BOTH.fill(when=when, day=advance.from_day)
    return _ADVANCE.fill(**shown, when=when, cap=cap)


def _cap(cap: Cap | str | None) -> Message | str:
    if cap is None:
        return ""
    if isinstance(cap, str):
        return _OPEN_LIMIT.fill()
    return _LIMIT.fill(
        rate=Percent(cap.rate), base=BASES[cap.base], scope=SCOPES[cap.scope], condition=when_it_applies(cap)
    )


def when_it_applies(cap: Cap, met: bool = False) -> Message | str:
    """The condition of a cap in words, as a condition or, once `met`, as a reason; nothing where it always applies."""
    condition = CONDITION.fullmatch(cap.condition or "")
    if condition is None:
        return ""
    if condition["side"] == UNSPECIFIED:
        unless = _UNLESS if condition["unless"] else ""
        return _IF_OPEN.fill(word=_WHETHER, over=Percent(Decimal(condition["over"])), unless=unless)
    return _IF.fill(
        word=_SINCE if met else _WHETHER,
        side=_SIDES[condition["side"]],
        over=Percent(Decimal(condition["over"])),
        base=BASES[condition["of"] or "actual N-1"],
        unless=_UNLESS if condition["unless"] else "",
    )


def footnotes(terms: PaymentTerms, locale: str = "fr") -> tuple[str, ...]:
    """The source of the terms, and the readings that the caller has named."""
    found = terms.source
    source = _NO_SOURCE(locale) if found is None else _SOURCE.fill(source=found.cite(locale)).text(locale)
    if not terms.readings:
        return (source,)
    return (source, _NAMED.fill(what=tuple(READINGS[name] for name in terms.readings)).text(locale))
