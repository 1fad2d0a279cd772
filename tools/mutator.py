"""The small changes of a module: a bound moved, a condition lost, a sign turned, an argument left out, and so on.

Each has a key, which names it in `tools/equivalents.txt` wherever its line moves. Hints, words and sources are left
alone.
"""

import ast
import copy
from collections.abc import Iterator
from typing import Final, NamedTuple

SWAPS: Final[dict[type[ast.AST], type[ast.AST]]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add,
}  # fmt: skip
WORDING: Final = {"Text", "Message", "Source", "FaultKind"}
WORDS: Final = {"least": "greatest", "greatest": "least", "min": "max", "max": "min", "any": "all", "all": "any"}


class Mutant(NamedTuple):
    """One change: the bytes from `start` to `end` of a module become `after`."""

    path: str
    line: int
    column: int
    kind: str
    before: str
    after: str
    start: int
    end: int
    code: str  # its line
    last: int  # of the lines it stands on
    names: tuple[str, ...]  # the classes and functions around it; the argument that it is
    mark: str = ""  # which one it is of those that are called alike

    @property
    def key(self) -> str:
        """What names it in `equivalents.txt`, and no other: it holds where lines move."""
        return f"{self.path}: {self.code} | {self.before} -> {' '.join(self.after.split())}{self.mark}"

    def applied(self, text: str) -> str:
        """The module with this change."""
        raw = text.encode()
        return (raw[: self.start] + self.after.encode() + raw[self.end :]).decode()


def _changed(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """The nodes that may stand in the place of this one (of a guard, of its test), each with the kind of its change."""
    match node:
        case ast.Compare(ops=[first, *_]) if type(first) in SWAPS:
            other = copy.deepcopy(node)
            other.ops[0] = SWAPS[type(first)]()  # type: ignore[call-overload]
            yield "comparison", other
        case ast.BoolOp(values=values):
            yield "and/or", ast.BoolOp(op=ast.Or() if isinstance(node.op, ast.And) else ast.And(), values=values)
            for n in range(len(values)):
                kept = [one for m, one in enumerate(values) if m != n]
                yield "condition lost", kept[0] if len(kept) == 1 else ast.BoolOp(op=node.op, values=kept)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield "not lost", operand
        case ast.BinOp(left=left, op=op, right=right) if type(op) in SWAPS and not _typing(node):
            yield "arithmetic", ast.BinOp(left=left, op=SWAPS[type(op)](), right=right)  # type: ignore[arg-type]
        case ast.Constant(value=bool() as value):
            yield "flag", ast.Constant(not value)
        case ast.Constant(value=int() as value):
            yield "by one", ast.Constant(value + 1)
        case ast.Call(func=ast.Name(id=name), args=args, keywords=keywords) if name in WORDS:
            yield "word", ast.Call(func=ast.Name(WORDS[name], ast.Load()), args=args, keywords=keywords)
        case ast.Call(func=func, args=args, keywords=keywords) if keywords:
            for n in range(len(keywords)):
                yield "argument lost", ast.Call(func=func, args=args, keywords=keywords[:n] + keywords[n + 1 :])
        case ast.IfExp(body=body, orelse=orelse):
            yield "first choice", body
            yield "other choice", orelse
        case ast.Return(value=ast.expr() as value) if not (isinstance(value, ast.Constant) and value.value is None):
            yield "nothing returned", ast.Return(ast.Constant(None))


def _lost(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """The same for what is done, and not said."""
    match node:
        case ast.Expr(value=ast.Call()):
            yield "call lost", ast.Constant(None)
        case ast.If(body=[ast.Raise() | ast.Return() | ast.Continue()], orelse=[]):
            yield "guard lost", ast.Constant(False)


def _typing(node: ast.BinOp) -> bool:
    return isinstance(node.op, ast.BitOr)


def _passed_over(tree: ast.AST) -> set[int]:
    """Nodes inside annotations and type checking: they change nothing at run time."""
    over: set[int] = set()
    for node in ast.walk(tree):
        hints: list[ast.AST | None] = []
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            hints = [node.returns, *(one.annotation for one in ast.walk(node.args) if isinstance(one, ast.arg))]
        elif isinstance(node, ast.AnnAssign):
            hints = [node.annotation]
        elif isinstance(node, ast.JoinedStr):
            hints = list(node.values)  # its parts have no place of their own before 3.12
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in WORDING:
            hints = [node]  # words and sources are read by tests of texts, not of rules
        elif isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            hints = list(node.body)
        over.update(id(inner) for hint in hints if hint for inner in ast.walk(hint))
    return over


def mutants(path: str, text: str, lines: set[int] | None = None) -> list[Mutant]:
    """Every small change of a module, in the order of its lines; of `lines` only, where given."""
    tree = ast.parse(text)
    over = _passed_over(tree)
    starts = [0]
    raw = text.encode()
    rows = raw.splitlines(keepends=True)
    for row in rows:
        starts.append(starts[-1] + len(row))
    found: list[Mutant] = []
    for node, names in _named(tree, ()):
        if not isinstance(node, ast.expr | ast.Return | ast.Expr | ast.If) or id(node) in over:
            continue
        place = node.test if isinstance(node, ast.If) else node
        last = place.end_lineno or place.lineno
        start = starts[place.lineno - 1] + place.col_offset
        end = starts[last - 1] + (place.end_col_offset or 0)
        before = " ".join(raw[start:end].decode().split())
        for kind, other in (*_changed(node), *_lost(node)):
            after = ast.unparse(ast.fix_missing_locations(other))
            words = after if isinstance(node, ast.Return) else f"({after})"
            code = rows[place.lineno - 1].decode().strip()
            found.append(
                Mutant(path, place.lineno, place.col_offset, kind, before, words, start, end, code, last, names)
            )
    told_apart = _marked(sorted(found, key=lambda one: (one.line, one.column, one.kind, one.after)))
    return [one for one in told_apart if lines is None or not lines.isdisjoint(range(one.line, one.last + 1))]


def _named(node: ast.AST, names: tuple[str, ...]) -> Iterator[tuple[ast.AST, tuple[str, ...]]]:
    """Each node of a tree with the names of the classes and functions around it, and of the argument that it is."""
    yield node, names
    for child in ast.iter_child_nodes(node):
        more: tuple[str, ...] = ()
        if isinstance(child, ast.ClassDef | ast.FunctionDef):
            more = (f"in {child.name}",)
        elif isinstance(node, ast.keyword) and node.arg:
            more = (node.arg,)
        yield from _named(child, names + more)


def _marked(found: list[Mutant]) -> list[Mutant]:
    """The same, each with a key of its own: those called alike say where they stand, as far as they differ in it."""
    alike: dict[str, list[Mutant]] = {}
    for one in found:
        alike.setdefault(one.key, []).append(one)
    marks: dict[Mutant, str] = {}
    for group in alike.values():
        common = set.intersection(*({*one.names} for one in group))
        words = [tuple(name for name in one.names if name not in common) for one in group]
        for n, (one, own) in enumerate(zip(group, words, strict=True)):
            place = f"{words[:n].count(own) + 1} of {words.count(own)}" if words.count(own) > 1 else ""
            said = ", ".join([*own, *([place] if place else [])])
            marks[one] = f" [{said}]" if said else ""
    return [one._replace(mark=marks[one]) for one in found]
