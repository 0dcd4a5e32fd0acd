"""Who imports whom, read from the source without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("server", "desktop")


@dataclass(frozen=True)
class Module:
    """One source file: its dotted name, where it lies, and its syntax tree."""

    name: str
    path: Path
    tree: ast.Module

    @property
    def package(self) -> str:
        """What a relative import with one dot starts from."""
        if self.path.name == "__init__.py":
            return self.name
        return self.name.rpartition(".")[0]


def read_module(path: Path) -> Module:
    """The module in one file of this repository."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    return Module(name, path, ast.parse(path.read_text(encoding="utf-8"), path.name))


@cache
def modules() -> dict[str, Module]:
    """Every module of the program, by name."""
    paths = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    return {module.name: module for module in map(read_module, paths)}


def _nodes(tree: ast.AST, *, types: bool) -> Iterator[ast.AST]:
    for node in ast.iter_child_nodes(tree):
        only_types = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        if types or not only_types:
            yield node
            yield from _nodes(node, types=types)


def named_in(module: Module, *, types: bool = True) -> Iterator[str]:
    """Every dotted name that the module imports anywhere, also inside a function.

    `from a import b` gives both "a" and "a.b", since b may be a module. Without
    `types`, what is imported under TYPE_CHECKING is left out.
    """
    for node in _nodes(module.tree, types=types):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = module.package.split(".")
                above = parts[: len(parts) - node.level + 1]
                base = ".".join([*above, base] if base else above)
            yield base
            for alias in node.names:
                yield f"{base}.{alias.name}"


@cache
def our_imports(*, types: bool = True) -> dict[str, frozenset[str]]:
    """For each module, the modules of ours that it imports.

    The packages that stand above a module are not counted as imported by it,
    unless it names nothing else of them.
    """
    ours = modules()
    found = {}
    for name, module in ours.items():
        targets = {target for target in named_in(module, types=types) if target in ours}
        # `from server import hub` names the package only to reach the module in it.
        reached = {
            target
            for target in targets
            if not any(other.startswith(f"{target}.") for other in targets)
        }
        found[name] = frozenset(reached - {name})
    return found


def foreign_imports(module: Module) -> set[str]:
    """The top-level names, standard library and others, that the module imports."""
    return {target.partition(".")[0] for target in named_in(module)} - set(PACKAGES)


def reached_from(name: str, *, types: bool = True) -> frozenset[str]:
    """All modules of ours that `name` leads to, over any number of steps."""
    graph = our_imports(types=types)
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        for target in graph[waiting.pop()]:
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    return frozenset(seen)
