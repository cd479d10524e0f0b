"""Collections of documents in files, and the tables of a corpus in files."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kunya import report
from kunya._files import replaced

if TYPE_CHECKING:
    from kunya._core import Corpus

__all__ = [
    "FORMATS",
    "SCHEMA_VERSION",
    "TABLES",
    "Columns",
    "Record",
    "Unreadable",
    "prepare",
    "records",
    "write",
]

# Rises where a column of the tables goes, or changes its name, type or meaning.
SCHEMA_VERSION = 1
TABLES = ("entities", "mentions", "quotes", "variants", "co_mentions", "documents")
FORMATS = ("jsonl", "parquet")
_LINES = (".jsonl", ".ndjson")
_PARQUET = ".parquet"
_TEXT = ".txt"
# How many rows of a table are in memory at a time.
_ROWS = 8192


class Record(NamedTuple):
    """A document to be read."""

    id: str
    date: str | None
    text: str


class Columns(NamedTuple):
    """The names of the columns; None for the default where the file has it."""

    text: str = "text"
    id: str | None = None
    date: str | None = None


class Unreadable(Exception):
    """A file that is not what it should be; the message names it and the place."""


def records(
    paths: Iterable[Path], columns: Columns, read: Callable[[Path], str]
) -> Iterator[Record]:
    """Yield the documents of files and folders, one after the other.

    JSON lines and Parquet hold a document a row, every other file is one; `read` gives its text. Of a folder the
    .txt, .jsonl, .ndjson and .parquet files are read, by name. An id is the id column's value, else the path with the
    row, from 1.
    """
    for path in paths:
        if path.is_dir():
            known = {_TEXT, _PARQUET, *_LINES}
            inside = sorted(p for p in path.rglob("*") if p.suffix.lower() in known and p.is_file())
            if not inside:
                raise Unreadable(
                    f"{path}: the folder must hold .txt, .jsonl, .ndjson or .parquet files, got none"
                )
            yield from records(inside, columns, read)
        elif path.suffix.lower() in _LINES:
            yield from _from_rows(path, columns, _json_rows(path))
        elif path.suffix.lower() == _PARQUET:
            yield from _from_rows(path, columns, _parquet_rows(path, columns))
        else:
            yield Record(path.as_posix(), None, read(path))


def _from_rows(
    path: Path, columns: Columns, rows: Iterable[tuple[int, dict[str, Any]]]
) -> Iterator[Record]:
    for number, row in rows:
        required = (columns.text, columns.id, columns.date)
        for name in filter(None, required):
            if name not in row:
                raise Unreadable(
                    f"{path}:{number}: no column {name!r}, only {', '.join(map(repr, row)) or 'none'}"
                )
        text = row[columns.text]
        if text is None:
            continue
        if not isinstance(text, str):
            raise Unreadable(
                f"{path}:{number}: {columns.text!r} must be a string, got {type(text).__name__}"
            )
        given = row.get(columns.id or "id")
        date = row.get(columns.date or "date")
        yield Record(
            f"{path.as_posix()}:{number}" if given is None else str(given),
            None if date is None else str(date),
            text,
        )


def _json_rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line.decode("utf-8-sig"))
            except UnicodeDecodeError as error:
                raise Unreadable(
                    f"{path}:{number}: invalid UTF-8 at byte {error.start} of the line"
                ) from error
            except (json.JSONDecodeError, RecursionError) as error:
                raise Unreadable(f"{path}:{number}: not JSON: {error}") from error
            if not isinstance(row, dict):
                raise Unreadable(
                    f"{path}:{number}: must be a JSON object, got {type(row).__name__}"
                )
            yield number, row


def _parquet_rows(path: Path, columns: Columns) -> Iterator[tuple[int, dict[str, Any]]]:
    parquet = _pyarrow_parquet()
    try:
        with parquet.ParquetFile(path) as file:
            wanted = {columns.text, columns.id or "id", columns.date or "date"}
            there = [name for name in file.schema_arrow.names if name in wanted]
            if columns.text not in there:
                raise Unreadable(
                    f"{path}: no column {columns.text!r}, only {', '.join(map(repr, file.schema_arrow.names))}"
                )
            number = 0
            for batch in file.iter_batches(batch_size=512, columns=there):
                for row in batch.to_pylist():
                    number += 1
                    yield number, row
    except OSError:
        raise
    except Exception as error:
        if isinstance(error, Unreadable) or not type(error).__module__.startswith("pyarrow"):
            raise
        raise Unreadable(f"{path}: not Parquet: {error}") from error


def _pyarrow_parquet() -> Any:
    try:
        from pyarrow import parquet
    except ImportError as error:
        raise ImportError(
            'Parquet files need pyarrow: pip install "kunya[parquet]"', name="pyarrow"
        ) from error
    return parquet


def prepare(folder: Path, form: str) -> None:
    """Make the folder and see that tables can be written, before any long work."""
    if form not in FORMATS:
        raise ValueError(f"format must be one of {', '.join(FORMATS)}, got {form!r}")
    if form == "parquet":
        _pyarrow_parquet()
    folder.mkdir(parents=True, exist_ok=True)


def write(corpus: Corpus, folder: Path, form: str, passages: int) -> list[Path]:
    """Write the tables and the report of a corpus into a folder and return the files.

    All are written beside the old ones first, which stay where anything fails.
    """
    prepare(folder, form)
    save = _write_parquet if form == "parquet" else _write_lines
    paths = [*(folder / f"{name}.{form}" for name in TABLES), folder / "report.html"]
    with replaced(paths) as targets:
        for name, target in zip(TABLES, targets, strict=False):
            save(getattr(corpus, name), target)
        page = report.render(corpus, passages=max(passages, 1))
        targets[-1].write_text(page, encoding="utf-8")
    return paths


def _write_parquet(table: Any, path: Path) -> None:
    import pyarrow

    _pyarrow_parquet().write_table(pyarrow.table(table), path, compression="zstd")


def _write_lines(table: Any, path: Path) -> None:
    names = table.column_names
    with path.open("w", encoding="utf-8", newline="\n") as lines:
        for first in range(0, table.num_rows, _ROWS):
            part = table.slice(first, min(_ROWS, table.num_rows - first))
            values = [part.column(name).to_pylist() for name in names]
            for row in zip(*values, strict=True):
                line = dict(zip(names, row, strict=True))
                lines.write(json.dumps(line, ensure_ascii=False) + "\n")
