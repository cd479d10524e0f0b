"""What workers of a distributed engine do with a batch of rows, whatever the engine is.

Engines cut a table into pyarrow batches and hand each to some worker. A row's result depends on its text alone, so a
batch may be read again where a worker died, and the results are those of one machine. Workers read with one thread:
engines start as many of them as there are processors.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from kunya import columns
from kunya._core import Analyzer

__all__ = ["BATCH_ROWS", "Readings", "Resolved", "Results", "packed"]

# Articles of some kilobytes: some tens of megabytes of results in a worker at a time.
BATCH_ROWS = 1_000

# What kunya.resolve looks at of a document, field by field.
FIELDS = {
    "mentions": ("start", "end", "text", "label", "entity"),
    "entities": ("id", "latin", "link", "known"),
    "quotes": ("start", "end", "text", "kind", "lemma", "stance", "entity", "score", "source"),
}


class Resolved(NamedTuple):
    """The entities of all documents: the tables of a kunya.Corpus in the engine's own form.

    `readings` is what was read of each document: its columns reading, document and date are what kunya.resolve takes as
    documents, ids and dates, for a kunya.Corpus of some of them.
    """

    entities: Any
    mentions: Any
    quotes: Any
    variants: Any
    co_mentions: Any
    documents: Any
    readings: Any


def packed(analyzer: Analyzer | None) -> bytes | None:
    """Return an analyzer as bytes, None for the usual one."""
    return None if analyzer is None else pickle.dumps(analyzer)


@lru_cache(maxsize=4)
def _unpacked(analyzer: bytes | None) -> Analyzer:
    # once for a worker, and not once for a task: a knowledge base takes a while to index
    return Analyzer() if analyzer is None else pickle.loads(analyzer)


class Results:
    """Adds a column of results for each of some functions of kunya.columns to a pyarrow table or batch.

    Raises ValueError for results of an unknown name, for columns that are not there and for results that the table has as
    columns already.
    """

    def __init__(
        self,
        names: Sequence[str],
        column: str,
        results: Iterable[str],
        keep: Iterable[str] | None,
        analyzer: Analyzer | None,
    ) -> None:
        self.column = column
        self.results = tuple(results)
        self.keep = list(names if keep is None else keep)
        for name in [column, *self.keep]:
            check_column(name, names)
        allowed = ", ".join(columns.FUNCTIONS)
        if not self.results:
            raise ValueError(f"results must be of {allowed}, got none")
        for name in self.results:
            if name not in columns.FUNCTIONS:
                raise ValueError(f"results must be of {allowed}, got {name!r}")
            if name in self.keep:
                raise ValueError(f"there already is a column {name!r}; leave it out of keep")
        self.wanted = list(dict.fromkeys([*self.keep, column]))
        self.analyzer = packed(analyzer)

    def types(self) -> dict[str, Any]:
        """Return the pyarrow type of each column of results."""
        import pyarrow as pa

        return {name: pa.array(getattr(columns, name)([])).type for name in self.results}

    def __call__(self, table: Any) -> Any:
        """Return the columns that are kept and the results, as a pyarrow table."""
        import pyarrow as pa

        texts = table.column(self.column)
        arrays = [table.column(name) for name in self.keep]
        for name in self.results:
            options: dict[str, Any] = {"threads": 1}
            if name in columns.ANALYSES:
                options["analyzer"] = _unpacked(self.analyzer)
            arrays.append(pa.array(getattr(columns, name)(texts, **options)))
        return pa.table(arrays, names=[*self.keep, *self.results])


class Readings:
    """Reads each text into what kunya.resolve needs of a document: columns document, date and reading.

    `reading` is what kunya.columns.analyze returns without tokens, sentences and whatever else resolving does not look at.
    Rows without a text are left out.
    """

    def __init__(
        self,
        names: Sequence[str],
        column: str,
        document: str,
        date: str | None,
        analyzer: Analyzer | None,
    ) -> None:
        self.column = column
        self.document = document
        self.date = date
        self.wanted = list(dict.fromkeys([document, column, *([] if date is None else [date])]))
        for name in self.wanted:
            check_column(name, names)
        self.analyzer = packed(analyzer)

    def schema(self) -> Any:
        """Return the pyarrow schema of the result."""
        import pyarrow as pa

        full = pa.array(columns.analyze([])).type
        lists = []
        for name, fields in FIELDS.items():
            items = full.field(name).type.value_type
            lists.append(pa.field(name, pa.list_(pa.struct([items.field(f) for f in fields]))))
        return pa.schema(
            [("document", pa.string()), ("date", pa.string()), ("reading", pa.struct(lists))]
        )

    def __call__(self, table: Any) -> Any:
        """Return a pyarrow table with a row for each text."""
        import pyarrow as pa

        table = pa.table(table.select(self.wanted).columns, names=self.wanted)
        table = table.filter(table.column(self.column).is_valid())
        read = columns.analyze(table.column(self.column), _unpacked(self.analyzer), threads=1)
        schema = self.schema()
        ids = table.column(self.document)
        if ids.null_count:
            raise ValueError(f"the column {self.document!r} must name each document, got NULL")
        dates = pa.nulls(len(ids), pa.string())
        if self.date is not None:
            dates = table.column(self.date).cast(pa.string())
        found = [ids.cast(pa.string()), dates, pa.array(read).cast(schema.field("reading").type)]
        return pa.table(found, schema=schema)


def slices(batch: Any) -> Iterator[Any]:
    """Yield a batch in parts of BATCH_ROWS rows, so that results of a part are in memory and not of the whole."""
    for start in range(0, batch.num_rows, BATCH_ROWS):
        yield batch.slice(start, BATCH_ROWS)


def check_column(name: str, names: Sequence[str]) -> None:
    """Raise ValueError where a table has no such column."""
    if name not in names:
        raise ValueError(f"there is no column {name!r}, only {', '.join(names)}")
