"""Files of JSON: one value a line, or one list."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

from kunya._files import replacing

__all__ = ["Where", "field", "lines", "parse_lines", "read_lines", "read_values", "write_lines"]

PathLike: TypeAlias = "str | os.PathLike[str]"
# Where a value stands, for errors: "file.jsonl:3".
Where: TypeAlias = str


def lines(values: Iterable[object]) -> Iterator[str]:
    """Yield a line of JSON for each value."""
    for value in values:
        yield json.dumps(value, ensure_ascii=False) + "\n"


def write_lines(target: PathLike, values: Iterable[object]) -> int:
    """Write a line of JSON for each value and return their number; the file appears whole or not at all."""
    count = 0
    with replacing(target) as part, part.open("w", encoding="utf-8", newline="\n") as file:
        for line in lines(values):
            file.write(line)
            count += 1
    return count


def parse_lines(text: Iterable[str], name: str) -> Iterator[tuple[Where, dict[str, Any]]]:
    """Yield the objects of lines of JSON and where they stand; empty lines are passed over.

    Raises ValueError that tells file and line of what is no JSON object.
    """
    for number, line in enumerate(text, 1):
        if line.strip().lstrip("\ufeff"):
            where = f"{name}:{number}"
            yield where, _object(line.lstrip("\ufeff"), where)


def read_lines(source: PathLike) -> Iterator[tuple[Where, dict[str, Any]]]:
    """Yield the objects of a file of lines of JSON and where they stand."""
    path = Path(source)
    with path.open(encoding="utf-8", newline="\n") as file:
        yield from parse_lines(_decoded(file, str(path)), str(path))


def read_values(source: PathLike) -> Iterator[tuple[Where, dict[str, Any]]]:
    """Yield the objects of a file that is one list of JSON, or of lines of JSON."""
    path = Path(source)
    with path.open(encoding="utf-8-sig", newline="\n") as file:
        start = ""
        for line in _decoded(file, str(path)):
            start += line
            if line.strip():
                break
        if not start.lstrip().startswith("["):
            file.seek(0)
            yield from parse_lines(_decoded(file, str(path)), str(path))
            return
        text = start + file.read()
    try:
        values = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{path}: not JSON: {error}") from None
    for number, value in enumerate(values):
        where = f"{path}[{number}]"
        if not isinstance(value, dict):
            raise ValueError(f"{where}: expected an object, got {type(value).__name__}")
        yield where, value


def field(value: dict[str, Any], where: Where, kind: type[Any], *names: str) -> Any:
    """Return the first of some fields that an object has.

    Raises ValueError that tells the place, where it has none of them or its value is of another type.
    """
    for name in names:
        if name in value:
            found = value[name]
            if not isinstance(found, kind) or (kind is int and isinstance(found, bool)):
                raise ValueError(
                    f"{where}: {name} must be {kind.__name__}, got {type(found).__name__}"
                )
            return found
    raise ValueError(f"{where}: expected a field {' or '.join(names)}, got {', '.join(value)}")


def _object(text: str, where: Where) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{where}: not JSON: {error}") from None
    if not isinstance(value, dict):
        raise ValueError(f"{where}: expected an object, got {type(value).__name__}")
    return value


def _decoded(file: Iterable[str], name: str) -> Iterator[str]:
    """Yield lines; what is not UTF-8 is an error that names the file."""
    try:
        # no "yield from": it would close the file with the generator
        for line in file:  # noqa: UP028
            yield line
    except UnicodeDecodeError as error:
        raise ValueError(f"{name}: not UTF-8: {error.reason} near byte {error.start}") from None
