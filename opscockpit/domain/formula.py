"""Formulas that people write for their own metrics: + - * / and parentheses over known names and numbers.

Nothing is ever executed: the text is parsed to a tree, and a tree with anything else in it is refused.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Collection
from difflib import get_close_matches

from opscockpit.errors import WrongUsage
from opscockpit.values import dataclass

MAX_LENGTH = 400
_OPERATORS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}

Lookup = Callable[[str], float | None]


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that was accepted: its `text`, and the `names` it uses in order of first use."""

    text: str
    names: tuple[str, ...]
    _tree: ast.expr

    def value(self, lookup: Lookup) -> float | None:
        """The value with names looked up; None when a name is unknown, on division by 0, or when it is no number."""
        try:
            result = _evaluate(self._tree, lookup)
            return None if result is None or not math.isfinite(result) else result
        except (ZeroDivisionError, OverflowError):
            return None


def parse(text: str, known: Collection[str]) -> Formula:
    """Accept a formula over the `known` names. Raises WrongUsage with what is wrong and its position from 1."""
    if len(text) > MAX_LENGTH:
        raise WrongUsage(f"the formula is {len(text)} characters long; write at most {MAX_LENGTH}")
    lead = len(text) - len(text.lstrip())
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except SyntaxError as error:
        # at an unfinished end Python gives no position
        raise _refused(text, (error.offset or len(text.strip()) + 1) + lead, "is not a formula") from None
    except (ValueError, RecursionError, MemoryError):
        raise _refused(text, 1, "is not a formula") from None
    names: list[str] = []
    for node in ast.walk(tree):
        _check(node, text, lead, known)
        if isinstance(node, ast.Name) and node.id not in names:
            names.append(node.id)
    return Formula(text.strip(), tuple(names), tree)


def _check(node: ast.AST, text: str, lead: int, known: Collection[str]) -> None:
    """Refuse a node that is not part of plain arithmetic."""
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        return
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        return
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return
    if not isinstance(node, ast.expr):  # an operator or a load mark: its expression was judged with it
        return
    before = text.strip().encode()[: node.col_offset]  # Python counts bytes here
    position = len(before.decode(errors="ignore")) + 1 + lead
    if isinstance(node, ast.Name):
        if node.id in known:
            return
        near = get_close_matches(node.id, known, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise _refused(text, position, f"uses the unknown name {node.id!r}{hint}")
    raise _refused(text, position, "may hold only names, numbers, + - * / and parentheses")


def _refused(text: str, position: int, what: str) -> WrongUsage:
    return WrongUsage(f"formula {text!r} {what} (position {position})")


def _evaluate(node: ast.expr, lookup: Lookup) -> float | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return node.value
    if isinstance(node, ast.Name):
        return lookup(node.id)
    if isinstance(node, ast.UnaryOp):
        value = _evaluate(node.operand, lookup)
        return None if value is None else -value if isinstance(node.op, ast.USub) else value
    if not isinstance(node, ast.BinOp):
        raise TypeError(f"no arithmetic: {type(node).__name__}")
    left, right = _evaluate(node.left, lookup), _evaluate(node.right, lookup)
    if left is None or right is None:
        return None
    if isinstance(node.op, ast.Add):
        return left + right
    if isinstance(node.op, ast.Sub):
        return left - right
    return left * right if isinstance(node.op, ast.Mult) else left / right
