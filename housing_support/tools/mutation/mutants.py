"""The faults that a module could have: one small change each, where a rule is written.

What changes no behaviour that a test could see is left alone: annotations, docstrings, decorators, words, lists of
codes, the fields and the `Meta` of models (the database has its constraints from the migrations).
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SWAPPED = {
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.Lt: "<=",
    ast.LtE: "<",
    ast.Gt: ">=",
    ast.GtE: ">",
    ast.In: "not in",
    ast.NotIn: "in",
    ast.Is: "is not",
    ast.IsNot: "is",
    ast.Add: "-",
    ast.Sub: "+",
    ast.BitOr: "&",
    ast.BitAnd: "|",
}
# Each of their arguments is a condition, or a value written: without one of them the rule is another.
CONDITIONS = {"filter", "exclude", "get", "update", "Q"}
BASES_OF_CODES = ("TextChoices", "IntegerChoices", "StrEnum", "Protocol")
FIELDS = ("models.", "ArrayField(")


@dataclass(frozen=True)
class Mutant:
    """`before` becomes `after` at `start` bytes from the beginning of the file."""

    path: Path
    line: int
    function: str
    start: int
    before: str
    after: str

    def mutated(self, source: str) -> str:
        content = source.encode()
        end = self.start + len(self.before.encode())
        return (content[: self.start] + self.after.encode() + content[end:]).decode()

    @property
    def change(self) -> str:
        before, after = (" ".join(text.split()) for text in (self.before, self.after))
        return f"{before} → {after or 'nothing'}"


def mutants_of(path: Path, source: str) -> list[Mutant]:
    finder = Finder(path, source)
    finder.visit(ast.parse(source))
    return sorted(finder.found, key=lambda mutant: (mutant.start, mutant.after))


class Finder(ast.NodeVisitor):
    def __init__(self, path: Path, source: str):
        self.path = path
        self.content = source.encode()
        self.starts = [0]
        for line in self.content.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))
        self.names: list[str] = []
        self.found: list[Mutant] = []

    def place(self, line: int, column: int) -> int:
        return self.starts[line - 1] + column

    def span(self, node: ast.expr | ast.stmt | ast.keyword) -> tuple[int, int]:
        end = self.place(node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)
        return self.place(node.lineno, node.col_offset), end

    def text(self, node: ast.expr | ast.stmt | ast.keyword) -> str:
        start, end = self.span(node)
        return self.content[start:end].decode()

    def change(self, node: ast.expr | ast.stmt | ast.keyword, after: str) -> None:
        self.change_span(*self.span(node), after)

    def change_span(self, start: int, end: int, after: str) -> None:
        line = self.content.count(b"\n", 0, start) + 1
        before = self.content[start:end].decode()
        self.found.append(Mutant(self.path, line, ".".join(self.names), start, before, after))

    # Where nothing is changed

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        if node.name in {"__str__", "__repr__"}:
            return
        self.names.append(node.name)
        for child in (*node.args.defaults, *filter(None, node.args.kw_defaults), *node.body):
            self.visit(child)
        self.names.pop()

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        bases = [ast.unparse(base) for base in node.bases]
        if node.name == "Meta" or any(base.endswith(BASES_OF_CODES) for base in bases):
            return
        self.names.append(node.name)
        for child in node.body:
            self.visit(child)
        self.names.pop()

    def visit_Assign(self, node: ast.Assign) -> None:
        written = ast.unparse(node.value)
        if self.is_in_class() and (written.startswith(FIELDS) or written.endswith(".as_manager()")):
            return
        if isinstance(node.targets[0], ast.Attribute):
            self.change(node, "pass")
        self.visit(node.value)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value:
            self.visit(node.value)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """Words."""

    def is_in_class(self) -> bool:
        return bool(self.names) and self.names[-1][:1].isupper()

    # What is changed

    def visit_Expr(self, node: ast.Expr) -> None:
        if isinstance(node.value, ast.Call):
            self.change(node, "pass")
            self.visit(node.value)

    def visit_Raise(self, node: ast.Raise) -> None:
        self.change(node, "pass")

    def visit_If(self, node: ast.If) -> None:
        self.negate(node.test)
        self.generic_visit(node)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        self.negate(node.test)
        self.generic_visit(node)

    def visit_comprehension(self, node: ast.comprehension) -> None:
        for test in node.ifs:
            self.negate(test)
        self.generic_visit(node)

    def negate(self, test: ast.expr) -> None:
        """A comparison and a `not` have their own changes."""
        if not isinstance(test, ast.Compare) and not is_not(test):
            self.change(test, f"not ({self.text(test)})")

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        if isinstance(node.op, ast.Not | ast.Invert):
            self.change(node, self.text(node.operand))
        self.visit(node.operand)

    def visit_Compare(self, node: ast.Compare) -> None:
        if len(node.ops) == 1:
            self.swap(node.left, node.ops[0], node.comparators[0])
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        conditions = isinstance(node.op, ast.BitOr | ast.BitAnd) and "Q(" in ast.unparse(node)
        numbers = isinstance(node.op, ast.Add | ast.Sub) and not is_text(node.left) and not is_text(node.right)
        if conditions or numbers:
            self.swap(node.left, node.op, node.right)
        self.generic_visit(node)

    def swap(self, left: ast.expr, operator: ast.AST, right: ast.expr) -> None:
        after = SWAPPED[type(operator)]
        start, end = self.span(left)[1], self.span(right)[0]
        between = self.content[start:end].decode()
        # What stands around the operator: spaces, and parentheses of either side.
        before = max((each for each in OPERATORS if each in between), key=len)
        at = start + len(between[: between.index(before)].encode())
        self.change_span(at, at + len(before), after)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        before, after = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        for left, right in zip(node.values, node.values[1:], strict=False):
            start, end = self.span(left)[1], self.span(right)[0]
            at = start + self.content[start:end].index(before.encode())
            self.change_span(at, at + len(before), after)
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, bool):
            self.change(node, str(not node.value))
        elif isinstance(node.value, int):
            self.change(node, str(node.value + 1))

    def visit_Call(self, node: ast.Call) -> None:
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        for keyword in node.keywords if name in CONDITIONS else ():
            if keyword.arg:
                self.drop(keyword)
        self.generic_visit(node)

    def drop(self, keyword: ast.keyword) -> None:
        """With the comma that follows it, so that what stays is a call."""
        start, end = self.span(keyword)
        rest = self.content[end:].decode()
        comma = len(rest) - len(rest.lstrip())
        if rest[comma : comma + 1] == ",":
            end += len(rest[: comma + 1].encode())
        self.change_span(start, end, "")


OPERATORS = ("==", "!=", "<=", ">=", "<", ">", "not in", "in", "is not", "is", "+", "-", "|", "&")


def is_not(test: ast.expr) -> bool:
    return isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)


def is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def sources_in(root: Path, room: tuple[str, ...]) -> Iterator[Path]:
    """The modules of a room, by their paths from `root`."""
    for name in room:
        place = root / name
        for path in [place] if place.suffix else sorted(place.rglob("*.py")):
            yield path.relative_to(root)
