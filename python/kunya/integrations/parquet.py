"""Parquet files, read and written a batch at a time.

    from kunya.integrations.parquet import annotate

    annotate("news.parquet", "read.parquet", column="text", results=("mentions", "quotes"))

Memory holds one batch of rows, however large the files are. The metadata of a file written here tell the version of
the schema under `kunya.schema`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

from kunya import columns
from kunya._core import Analyzer
from kunya._files import replacing
from kunya.integrations._extras import require
from kunya.integrations._methods import ColumnFunction

pa = require("pyarrow", "parquet")
pq = require("pyarrow.parquet", "parquet")

__all__ = ["BATCH_ROWS", "annotate", "batches"]

# Articles of some kilobytes: tens of megabytes of results at a time.
BATCH_ROWS = 2_000

Source: TypeAlias = "str | os.PathLike[str] | Sequence[str | os.PathLike[str]]"


def batches(
    source: Source,
    column: str = "text",
    results: Iterable[str] = ("mentions",),
    *,
    keep: Sequence[str] | None = None,
    analyzer: Analyzer | None = None,
    threads: int | None = None,
    batch_rows: int = BATCH_ROWS,
) -> Iterator[Any]:
    """Yield the rows of Parquet files as pyarrow record batches, with a column for each result.

    `source` is a file, a folder (all its *.parquet files, by name), or a list of files; all must have one schema.
    `column` holds the texts, `results` are names of functions of kunya.columns, `keep` are the columns to pass on (all).
    Files of no rows yield one empty batch, so that the schema is known.

    Raises ValueError for a column that is not there, for a result of an unknown name or one that the file has as a
    column, and for files that differ in their schemas; OSError for files that cannot be read.
    """
    plan = _Plan(source, column, tuple(results), keep, analyzer, threads, batch_rows)
    return plan.run()


def annotate(
    source: Source,
    target: str | os.PathLike[str],
    column: str = "text",
    results: Iterable[str] = ("mentions",),
    *,
    keep: Sequence[str] | None = None,
    analyzer: Analyzer | None = None,
    threads: int | None = None,
    batch_rows: int = BATCH_ROWS,
    compression: str = "zstd",
) -> int:
    """Write Parquet files anew, with a column for each result, and return the number of rows.

    The arguments are those of `batches`. `target` appears whole or not at all: where anything fails, an older file of
    that name stays as it was.
    """
    plan = _Plan(source, column, tuple(results), keep, analyzer, threads, batch_rows)
    rows = 0
    with (
        replacing(target) as part,
        pq.ParquetWriter(part, plan.schema, compression=compression) as writer,
    ):
        for batch in plan.run():
            writer.write_batch(batch)
            rows += batch.num_rows
    return rows


class _Plan:
    """What is read and what comes of it; checked before any row is."""

    def __init__(
        self,
        source: Source,
        column: str,
        results: tuple[str, ...],
        keep: Sequence[str] | None,
        analyzer: Analyzer | None,
        threads: int | None,
        batch_rows: int,
    ) -> None:
        if batch_rows < 1:
            raise ValueError(f"batch_rows must be 1 or more, got {batch_rows}")
        self.files = _files(source)
        self.column = column
        self.batch_rows = batch_rows
        self.functions = _functions(results, analyzer, threads)
        read = pq.read_schema(self.files[0])
        self.keep = read.names if keep is None else list(keep)
        for name in [column, *self.keep]:
            if name not in read.names:
                raise ValueError(
                    f"{self.files[0]} has no column {name!r}, only {', '.join(read.names)}"
                )
        for name in self.functions:
            if name in self.keep:
                raise ValueError(
                    f"{self.files[0]} already has a column {name!r}; leave it out of keep"
                )
        for other in self.files[1:]:
            if not pq.read_schema(other).equals(read):
                raise ValueError(f"{other} has another schema than {self.files[0]}")
        # the type of the texts is checked here too, before a target is begun
        texts = read.field(column).type
        empty = pa.table({column: pa.chunked_array([], type=texts)})
        found = [
            pa.field(name, pa.array(function(empty)).type)
            for name, function in self.functions.items()
        ]
        metadata = {**(read.metadata or {}), b"kunya.schema": str(columns.SCHEMA_VERSION).encode()}
        self.schema = pa.schema([*(read.field(name) for name in self.keep), *found], metadata)

    def run(self) -> Iterator[Any]:
        wanted = list(dict.fromkeys([self.column, *self.keep]))
        empty = True
        for path in self.files:
            with pq.ParquetFile(path) as file:
                for batch in file.iter_batches(self.batch_rows, columns=wanted):
                    empty = False
                    yield self._annotate(batch)
        if empty:
            yield pa.RecordBatch.from_pylist([], schema=self.schema)

    def _annotate(self, batch: Any) -> Any:
        texts = batch.column(self.column)
        arrays = [batch.column(name) for name in self.keep]
        arrays += [pa.array(function(texts)) for function in self.functions.values()]
        return pa.RecordBatch.from_arrays(arrays, schema=self.schema)


def _files(source: Source) -> list[Path]:
    if isinstance(source, str | os.PathLike):
        path = Path(source)
        files = sorted(path.glob("*.parquet")) if path.is_dir() else [path]
    else:
        files = [Path(path) for path in source]
    if not files:
        raise ValueError(f"source must hold at least one Parquet file, got {source!r}")
    return files


def _functions(
    results: tuple[str, ...], analyzer: Analyzer | None, threads: int | None
) -> dict[str, ColumnFunction]:
    functions: dict[str, ColumnFunction] = {}
    for name in results:
        if name not in columns.FUNCTIONS:
            raise ValueError(f"results must be of {', '.join(columns.FUNCTIONS)}, got {name!r}")
        options: dict[str, Any] = {"threads": threads}
        if name in columns.ANALYSES:
            options["analyzer"] = analyzer
        functions[name] = partial(getattr(columns, name), **options)
    if not functions:
        raise ValueError(f"results must be of {', '.join(columns.FUNCTIONS)}, got none")
    return functions
