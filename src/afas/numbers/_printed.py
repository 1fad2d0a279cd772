"""A formula in words and in LaTeX, printed from the tree that the formula itself makes.

What stands at the leaves is for the caller to say: names for the sheet of a formula, figures for the explanation
of one case.
"""

from collections.abc import Callable
from typing import Final

from afas.numbers._traced import Traced
from afas.text import Text

__all__ = ["SEMICOLON", "WORDS", "Leaf", "in_latex", "in_words", "latex_text"]

Leaf = Callable[[Traced], str]
"""How a figure that was given, or a step before, is written."""

SEMICOLON: Final = Text(fr=" ; ", en="; ")
_SIGNS: Final = {"+": "+", "-": "−", "*": "×", "<=": "≤", "<": "<", "ratio": "/"}
_OF_MANY: Final = {
    "least": Text(fr="le plus petit de", en="least of"),
    "greatest": Text(fr="le plus grand de", en="greatest of"),
}
_OF_ONE: Final = {
    "cents": Text(fr="arrondi au centime de", en="rounded to the cent of"),
    "euros": Text(fr="arrondi à l’euro de", en="rounded to the euro of"),
}
_OR_ZERO: Final = Text(fr="{number}, ou zéro si négatif", en="{number}, or zero if negative")
WORDS: Final = {"semicolon": SEMICOLON, **_OF_MANY, **_OF_ONE, "or_zero": _OR_ZERO}
"""The words of a formula, by the name that the rules as a document give them."""
_WHERE: Final = Text(
    fr="si {condition} : {then} ; sinon : {otherwise}", en="if {condition}: {then}; otherwise: {otherwise}"
)
_ELSE: Final = Text(fr="sinon", en="otherwise")
_STEPS: Final = {
    "cents": Text(fr=r"0{,}01\,\text{€}", en=r"\text{€}0.01"),
    "euros": Text(fr=r"1\,\text{€}", en=r"\text{€}1"),
}
_TIGHT: Final = {"<=": 0, "<": 0, "+": 1, "-": 1, "*": 2, "ratio": 2}


def in_words(node: Traced, leaf: Leaf, locale: str = "fr", top: bool = True) -> str:
    """The tree in words, down to its leaves; of a choice already made, the branch that was taken.

    >>> from afas.numbers._traced import TracedWords
    >>> hours, price, spent = (Traced.given(name, None) for name in ("hours", "price", "spent"))
    >>> in_words(TracedWords.least((spent, hours * price)), lambda node: node.name, "en")
    'least of (spent; hours × price)'
    """
    if node.op in ("given", "step"):
        return leaf(node)
    if node.op in _SIGNS:
        left, right = (
            in_words(arg, leaf, locale, top=_bare(node, _taken(arg), rank)) for rank, arg in enumerate(node.args)
        )
        both = f"{left} {_SIGNS[node.op]} {right}"
        return both if top else f"({both})"
    if node.op in _OF_MANY:
        inside = SEMICOLON(locale).join(in_words(arg, leaf, locale) for arg in node.args)
        return f"{_OF_MANY[node.op](locale)} ({inside})"
    if node.op == "where":
        if node.chosen is not None:
            return in_words(node.args[node.chosen], leaf, locale, top)
        condition, then, otherwise = (in_words(arg, leaf, locale, top=arg.op != "where") for arg in node.args)
        both = _WHERE.fill(condition=condition, then=then, otherwise=otherwise).text(locale)
        return both if top else f"({both})"
    if node.op == "not_below_zero":
        both = _OR_ZERO.fill(number=in_words(node.args[0], leaf, locale)).text(locale)
        return both if top else f"({both})"
    return f"{_OF_ONE[node.op](locale)} ({in_words(node.args[0], leaf, locale)})"


def _taken(node: Traced) -> Traced:
    """The branch of a choice already made, as it is printed."""
    while node.op == "where" and node.chosen is not None:
        node = node.args[node.chosen]
    return node


def _bare(node: Traced, arg: Traced, rank: int) -> bool:
    """Is this side read rightly without brackets? a × b − c is, a − (b − c) is not."""
    outer, inner = _TIGHT[node.op], _TIGHT.get(arg.op)
    if inner is None:
        return arg.op not in ("where", "not_below_zero")
    return inner > outer or (inner == outer and rank == 0 and outer > 0)


def in_latex(node: Traced, leaf: Leaf, locale: str = "fr", top: bool = True) -> str:
    r"""The tree in LaTeX; every branch of a choice is shown.

    >>> from afas.numbers._traced import TracedWords
    >>> a, b = Traced.given("a", None), Traced.given("b", None)
    >>> in_latex(TracedWords.least((a, b)) * a, lambda node: node.name)
    '\\min\\left(a,\\ b\\right) \\times a'
    """
    if node.op in ("given", "step"):
        return leaf(node)
    args = [in_latex(arg, leaf, locale) for arg in node.args]
    match node.op:
        case "ratio":
            return rf"\frac{{{args[0]}}}{{{args[1]}}}"
        case "least" | "greatest":
            name = r"\min" if node.op == "least" else r"\max"
            return name + r"\left(" + r",\ ".join(args) + r"\right)"
        case "not_below_zero":
            return rf"\max\left({args[0]},\ 0\right)"
        case "cents" | "euros":
            return rf"\left[{args[0]}\right]_{{{_STEPS[node.op](locale)}}}"
        case "where":
            sides = rf"{args[1]} & {args[0]} \\ {args[2]} & {latex_text(_ELSE(locale))}"
            return rf"\begin{{cases}} {sides} \end{{cases}}"
    sign = {"*": r"\times", "<=": r"\le"}.get(node.op, node.op)
    left, right = (
        in_latex(arg, leaf, locale, top=_bare(node, arg, rank) or arg.op in ("ratio", "where"))
        for rank, arg in enumerate(node.args)
    )
    both = f"{left} {sign} {right}"
    return both if top else rf"\left({both}\right)"


def latex_text(words: str) -> str:
    r"""Plain words as LaTeX text.

    >>> latex_text("107 %")
    '\\text{107 \\%}'
    """
    escaped = "".join(f"\\{char}" if char in "%&#_${}" else char for char in words)
    return rf"\text{{{escaped}}}"
