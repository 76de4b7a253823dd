"""What must have happened before a node runs, as far as the blocks of one function show it."""

from __future__ import annotations

import libcst as cst

from codegen.syntax import Source, children, dotted

_LEAVES = (cst.Return, cst.Raise, cst.Continue, cst.Break)
_ENDINGS = frozenset({"abort", "exit"})


def leaves(block: cst.BaseSuite) -> bool:
    """Whether nothing behind a block runs after it: it ends with a return, a raise, an abort() ..."""
    last = block.body[-1] if block.body else None
    end: cst.CSTNode | None = last
    if isinstance(last, cst.SimpleStatementLine):
        end = last.body[-1]
    if isinstance(end, cst.Expr) and isinstance(end.value, cst.Call):
        return (dotted(end.value.func) or "").rpartition(".")[2] in _ENDINGS
    return isinstance(end, _LEAVES)


def precedes(source: Source, branch: cst.CSTNode, node: cst.CSTNode) -> bool:
    """Whether a statement stands before a node, in the same block or in one around it."""
    block = source.parent(branch)
    inside = next((n for n in (node, *source.ancestors(node)) if source.parent(n) is block), None)
    if block is None or inside is None:
        return False
    order = list(children(block))
    return order.index(branch) < order.index(inside)
