"""Given and family names in Faker's provider files, read as data without running them."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Iterator

_GENDERS = {"male": "m", "female": "f", "nonbinary": "u"}


def _strings(node: ast.AST) -> Iterator[str]:
    """Names in a tuple, a list, a set or the keys of a dict or OrderedDict; weights are left out."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, (ast.Tuple, ast.List, ast.Set)):
        for element in node.elts:
            yield from _strings(element)
    elif isinstance(node, ast.Dict):
        for key in node.keys:
            if key is not None:
                yield from _strings(key)
    elif isinstance(node, ast.Call):
        for argument in node.args:
            yield from _strings(argument)


def names(package: Path) -> Iterator[tuple[str, str, str, str]]:
    """(locale, name, "given" or "family", gender m, f or u) of every provider."""
    for file in sorted((package / "faker/providers/person").glob("*/__init__.py")):
        locale = file.parent.name
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
            if not targets or not isinstance(targets[0], ast.Name) or node.value is None:
                continue
            target = targets[0].id
            kind = "given" if target.startswith("first_names") else "family" if target.startswith("last_names") else None
            if kind:
                gender = _GENDERS.get(target.rsplit("_", 1)[-1], "u") if kind == "given" else "u"
                for name in _strings(node.value):
                    yield locale, name, kind, gender
