"""A user's own knowledge base from whatever table it is in."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

__all__ = ["facts"]

REQUIRED = ("id", "name", "label")
ALLOWED = (
    "an Arrow, pandas or Polars table, a list of dicts, or the path of a .csv or .tsv file, "
    "with the columns id, name, label and, where there are, aliases"
)


def facts(table: Any) -> list[tuple[str, str, list[str], str]]:
    """Return the rows of a table as id, name, aliases and label.

    Aliases are a list of strings, or one string with | between them.
    """
    return [_fact(n, row) for n, row in enumerate(_rows(table))]


def _rows(table: Any) -> Iterable[Mapping[str, Any]]:
    if isinstance(table, (str, os.PathLike)):
        return _file(Path(table))
    if isinstance(table, (bytes, Mapping)):
        raise TypeError(f"knowledge must be {ALLOWED}, got {type(table).__name__}")
    if hasattr(table, "to_dicts"):  # Polars
        return _checked(table.columns, table.to_dicts())
    if hasattr(table, "to_dict") and hasattr(table, "columns"):  # pandas
        return _checked(list(table.columns), table.to_dict("records"))
    if hasattr(table, "__arrow_c_stream__") or hasattr(table, "__arrow_c_array__"):
        return _arrow(table)
    if not isinstance(table, Iterable):
        raise TypeError(f"knowledge must be {ALLOWED}, got {type(table).__name__}")
    return list(table)


def _arrow(table: Any) -> Iterable[Mapping[str, Any]]:
    from arro3.core import Table

    read = Table.from_arrow(table)
    names = read.column_names
    columns = [read.column(name).to_pylist() for name in names]
    rows = [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
    return _checked(names, rows)


def _file(path: Path) -> Iterable[Mapping[str, Any]]:
    delimiter = "\t" if path.suffix.lower() == ".tsv" else ","
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines, delimiter=delimiter)
            return _checked(reader.fieldnames or [], list(reader), str(path))
    except UnicodeDecodeError as error:
        raise ValueError(f"{path}: invalid UTF-8 at byte {error.start}") from error


def _checked(
    names: Iterable[str], rows: list[Any], where: str = "knowledge"
) -> Iterable[Mapping[str, Any]]:
    there = list(names)
    missing = [name for name in REQUIRED if name not in there]
    # a table without rows may be without columns too
    if missing and (rows or there):
        raise ValueError(
            f"{where} must have the columns id, name and label, "
            f"got {', '.join(map(str, there)) or 'none'} without {', '.join(missing)}"
        )
    return rows


def _fact(n: int, row: Any) -> tuple[str, str, list[str], str]:
    if isinstance(row, tuple) and len(row) == 4:  # what this module made before
        id_, name, aliases, label = row
        row = {"id": id_, "name": name, "aliases": aliases, "label": label}
    if not isinstance(row, Mapping):
        raise TypeError(
            f"knowledge[{n}] must be a dict with id, name and label, got {type(row).__name__}"
        )
    missing = [name for name in REQUIRED if name not in row]
    if missing:
        raise ValueError(
            f"knowledge[{n}] must have id, name and label, "
            f"got {', '.join(map(str, row)) or 'none'} without {', '.join(missing)}"
        )
    id_, name, label = (_text(n, key, row[key]) for key in REQUIRED)
    return id_, name, _aliases(n, row.get("aliases")), label


def _text(n: int, key: str, value: Any) -> str:
    if _absent(value):
        raise ValueError(f"knowledge[{n}] must have a value for {key}, got {value!r}")
    if key != "id" and not isinstance(value, str):
        raise TypeError(f"knowledge[{n}]: {key} must be str, got {type(value).__name__}")
    return str(value)


def _aliases(n: int, value: Any) -> list[str]:
    if isinstance(value, str):
        return [alias.strip() for alias in value.split("|") if alias.strip()]
    if not hasattr(value, "__len__") and _absent(value):
        return []
    found = list(value)
    for alias in found:
        if not isinstance(alias, str):
            raise TypeError(
                f"knowledge[{n}]: aliases must be str with | between them or a list of str, "
                f"got {type(alias).__name__} in it"
            )
    return found


def _absent(value: Any) -> bool:
    """Whether a value stands for none: None, NaN, pandas' NA."""
    return value is None or type(value).__name__ == "NAType" or value != value
