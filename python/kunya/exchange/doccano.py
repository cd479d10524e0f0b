"""doccano: a line of JSON for each text, `{"text": …, "label": [[start, end, label], …]}`.

doccano counts as JavaScript does, in UTF-16 units (doccano/doccano#2290); it matters where a text has emoji. `unit="char"` is for files of
programs that count code points, and of projects that count grapheme clusters where these are one code point each.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Any

from kunya.exchange import _json
from kunya.exchange._example import Example, Label, Source, examples
from kunya.exchange._units import Units

__all__ = ["dump", "dumps", "load", "loads"]

# Fields that are not passed on as `meta`.
OWN = {"id", "text", "data", "label", "labels", "entities", "relations", "Comments"}


def dumps(source: Source, *, unit: str = "utf16") -> str:
    """Return examples or documents as lines of JSON."""
    return "".join(_json.lines(_write(x, unit) for x in examples(source)))


def dump(source: Source, path: str | os.PathLike[str], *, unit: str = "utf16") -> int:
    """Write examples or documents to a file and return their number."""
    return _json.write_lines(path, (_write(x, unit) for x in examples(source)))


def loads(text: str, *, unit: str = "utf16", name: str = "text") -> list[Example]:
    """Return the examples of lines of JSON; `name` stands for the file in errors.

    Labels are lists of start, end and label, or objects with start_offset, end_offset and label, under "label", "labels" or
    "entities". Raises ValueError with the line of what is wrong.
    """
    return list(_read(_json.parse_lines(text.split("\n"), name), unit))


def load(path: str | os.PathLike[str], *, unit: str = "utf16") -> Iterator[Example]:
    """Yield the examples of a file, read as they are asked for."""
    return _read(_json.read_lines(path), unit)


def _write(example: Example, unit: str) -> dict[str, Any]:
    units = Units(example.text, unit)
    found: dict[str, Any] = {} if example.id is None else {"id": example.id}
    found["text"] = example.text
    found["label"] = [[units.write(x.start), units.write(x.end), x.label] for x in example.labels]
    return {**{k: v for k, v in example.meta.items() if k not in OWN}, **found}


def _read(values: Iterable[tuple[str, dict[str, Any]]], unit: str) -> Iterator[Example]:
    for where, value in values:
        text = _json.field(value, where, str, "text", "data")
        units = Units(text, unit)
        labels = []
        for label in _json.field(value, where, list, "label", "labels", "entities"):
            start, end, name = _label(label, where)
            try:
                labels.append(Label(units.read(start), units.read(end), name))
            except ValueError as error:
                raise ValueError(f"{where}: {error}") from None
        number = value.get("id")
        meta = {k: v for k, v in value.items() if k not in OWN}
        try:
            yield Example(text, tuple(labels), None if number is None else str(number), meta)
        except ValueError as error:
            raise ValueError(f"{where}: {error}") from None


def _label(label: Any, where: str) -> tuple[int, int, str]:
    if isinstance(label, dict):
        return (
            _json.field(label, where, int, "start_offset", "start"),
            _json.field(label, where, int, "end_offset", "end"),
            _json.field(label, where, str, "label"),
        )
    match label:
        case [int(start), int(end), str(name)]:
            return start, end, name
    raise ValueError(f"{where}: a label must be [start, end, label], got {label!r}")
