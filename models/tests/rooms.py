"""The rooms of ``models`` and what each may import, read from the sources without running them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

# Of each room the rooms that it may import from beside itself.
ROOMS: dict[str, set[str]] = {
    "paths": set(),
    "metamorph": {"paths"},
    "visualizer": {"metamorph", "paths"},
    "export": {"metamorph", "visualizer"},
    "pictograms.world": {"paths"},
    "pictograms.tasks": {"pictograms.world"},
    "pictograms": {"metamorph", "visualizer", "pictograms.world", "pictograms.tasks", "paths"},
    "grading": {"metamorph", "export", "pictograms", "pictograms.world", "pictograms.tasks"}
    | {"paths"},
    "tiny": {"export", "paths"},
    "convert": {"metamorph", "paths"},
}
LIBRARY = set(ROOMS)
ROOMS["scripts"] = LIBRARY
ROOMS["tests"] = LIBRARY


@dataclass(frozen=True)
class Import:
    """One import of a module of ``models`` by another; names have no ``models.`` before them."""

    importer: str
    line: int
    imported: str


def modules(root: Path) -> dict[str, Path]:
    """Every module below a folder by its dotted name; an ``__init__`` has its package's."""
    found = {}
    for path in sorted(root.rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        if name:
            found[name] = path
    return found


def imports(root: Path) -> Iterator[Import]:
    """All imports among the modules, also those inside of functions and under TYPE_CHECKING."""
    known = modules(root)
    for importer, path in known.items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                base = node.module or ""
                if node.level:
                    package = path.relative_to(root).parent.parts
                    above = package[: len(package) - node.level + 1]
                    base = ".".join(("models", *above, *filter(None, [node.module])))
                names = [f"{base}.{alias.name}" for alias in node.names]
            else:
                continue
            for name in names:
                if name.split(".")[0] != "models":
                    continue
                inner = name.removeprefix("models").removeprefix(".")
                target = inner if inner in known else inner.rpartition(".")[0]
                if target:
                    yield Import(importer, node.lineno, target)


def room_of(module: str) -> str:
    """The room that a module lies in: the longest name that it begins with."""
    fitting = [room for room in ROOMS if module == room or module.startswith(f"{room}.")]
    if not fitting:
        raise ValueError(f"models/{module.replace('.', '/')} lies in no room: add it to ROOMS.")
    return max(fitting, key=len)


def forbidden(root: Path) -> list[str]:
    """Imports that the table does not allow, a line each."""
    lines = []
    for one in imports(root):
        importer, imported = room_of(one.importer), room_of(one.imported)
        if importer != imported and imported not in ROOMS[importer]:
            where = f"models/{one.importer.replace('.', '/')}.py:{one.line}"
            lines.append(f"{where}: {importer} may not import {one.imported}")
        elif importer == imported == "scripts":
            lines.append(f"models/{one.importer}: commands are imported by nobody")
    return lines


def circle(root: Path) -> list[str]:
    """Modules that import each other in a circle, empty where there is none."""
    graph: dict[str, set[str]] = {}
    for one in imports(root):
        graph.setdefault(one.importer, set()).add(one.imported)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []
