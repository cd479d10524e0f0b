"""Ray: texts read by all workers of a cluster.

    import ray
    from kunya.integrations import ray as kunya_ray

    news = ray.data.read_parquet("news/")
    read = kunya_ray.analyze(news, "text", results=("mentions", "quotes"))  # a Dataset with two more columns
    found = kunya_ray.resolve(news, "text", document="id", date="day")
    found.entities.show()

Every worker needs kunya and pyarrow. Results are those of kunya.columns and kunya.resolve on one machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple
from zlib import crc32

from kunya._core import Analyzer
from kunya.integrations import _resolve as flow
from kunya.integrations._engine import (
    BATCH_ROWS,
    Readings,
    Resolved,
    Results,
    check_column,
)
from kunya.integrations._extras import require

ray = require("ray", "ray")
data = require("ray.data", "ray")
pa = require("pyarrow", "ray")

__all__ = ["analyze", "resolve"]


def analyze(
    dataset: Any,
    column: str = "text",
    results: Iterable[str] = ("mentions",),
    *,
    keep: Iterable[str] | None = None,
    analyzer: Analyzer | None = None,
    batch_size: int = BATCH_ROWS,
    **options: Any,
) -> Any:
    """Return the Dataset with a column for each result; lazily, by map_batches.

    `column` holds the texts, `results` are names of functions of kunya.columns, `keep` are the columns to pass on (all).
    A missing text gives a missing result. `analyzer` is sent to the workers, each of which makes it once. `options` go to
    map_batches: num_cpus, memory, concurrency.

    Raises ValueError for a column that is not there or holds no strings, for a result of an unknown name and for one that
    the Dataset has as a column.
    """
    given = _columns(dataset, column)
    reader = Results(list(given), column, results, keep, analyzer)
    types = {name: given[name] for name in reader.keep} | reader.types()
    return _with_schema(_mapped(dataset, reader, batch_size, options), types)


def resolve(
    dataset: Any,
    column: str = "text",
    *,
    document: str = "id",
    date: str | None = None,
    analyzer: Analyzer | None = None,
    batch_size: int = BATCH_ROWS,
    partitions: int | None = None,
    **options: Any,
) -> Resolved:
    """Return the entities across all texts of the Dataset, as Datasets with the columns of kunya.Corpus.

    The workers read the texts, count distinct names, compare those that may be variants of each other and write the
    tables; the process that calls groups the names that have variants. docs/scale.md tells what that takes. `document`
    names the column of ids, different for each row, and `date` that of dates. Rows without a text are left out.

    Reading and comparing happen in this call, the tables are made when they are asked for. What was read is kept in the
    object store as long as the result is. `partitions` is how many parts a shuffle has, each of which must fit into a
    worker's memory (`default_hash_shuffle_parallelism` of Ray's DataContext, 200). `options` go to map_batches.

    Raises ValueError for a column that is not there, for texts that are no strings and for an id that comes twice.
    """
    if partitions is None:
        partitions = data.DataContext.get_current().default_hash_shuffle_parallelism
    if partitions < 1:
        raise ValueError(f"partitions must be at least 1, got {partitions}")
    reader = Readings(list(_columns(dataset, column)), column, document, date, analyzer)
    readings = _Frame(_mapped(dataset, reader, batch_size, options), reader.schema())
    found = flow.resolve(_Ray(partitions), readings)
    return Resolved(
        *(
            _with_schema(frame.ds, dict(zip(frame.schema.names, frame.schema.types, strict=True)))
            for frame in found
        )
    )


class _Frame(NamedTuple):
    """A Dataset and its schema, which Ray loses where there are no rows."""

    ds: Any
    schema: Any
    empty: bool = False


class _Stored(NamedTuple):
    """A table in the object store, which the workers of a machine share."""

    ref: Any

    def get(self) -> Any:
        return ray.get(self.ref)


class _Ray(NamedTuple):
    """The steps of resolving as Ray runs them."""

    partitions: int

    def map(self, frame: _Frame, *steps: flow.Step) -> _Frame:
        schema = frame.schema
        for step in steps:
            schema = step.schema(schema)
        if frame.empty:
            return _no_rows(schema)
        return _Frame(self._read(frame, *steps), schema)

    def _read(self, frame: _Frame, *steps: Callable[[Any], Any]) -> Any:
        # all in one function: of a batch that a step leaves without rows, Ray would give the next one no columns;
        # and by whole blocks, of which fewer rows are left to be moved
        return frame.ds.map_batches(
            _in_turn, fn_kwargs={"steps": steps}, batch_size=None, batch_format="pyarrow"
        )

    def reduce(
        self,
        frame: _Frame,
        step: flow.Step,
        keys: Sequence[str],
        then: flow.Step,
        combine: bool = False,
    ) -> _Frame:
        schema = then.schema(step.schema(frame.schema))
        if frame.empty:
            return _no_rows(schema)
        before = [step, then] if combine else [step]
        marked = self._read(frame, *before, _Mark(keys, self.partitions))
        return _Frame(self._grouped(marked, then), schema)

    def _grouped(self, marked: Any, then: flow.Step) -> Any:
        # a call for each partition and not for each key, of which there may be millions
        groups = marked.groupby(_PARTITION, num_partitions=self.partitions)
        steps = (_unmark, then)
        return groups.map_groups(_in_turn, fn_kwargs={"steps": steps}, batch_format="pyarrow")

    def keep(self, frame: _Frame) -> _Frame:
        blocks = frame.ds.to_arrow_refs()
        counts = ray.get([_count.remote(block) for block in blocks])
        # a shuffle would miss the columns of blocks without rows
        kept = [block for block, count in zip(blocks, counts, strict=True) if count]
        if not kept:
            return _no_rows(frame.schema)
        return frame._replace(ds=data.from_arrow_refs(kept))

    def collect(self, frame: _Frame) -> Any:
        blocks = [block for block in ray.get(frame.ds.to_arrow_refs()) if block.num_rows]
        tables = [block.cast(frame.schema) for block in blocks]
        return pa.concat_tables(tables or [frame.schema.empty_table()]).combine_chunks()

    def share(self, table: Any) -> _Stored:
        return _Stored(ray.put(table))

    def quotes(self, readings: _Frame, step: flow.Step, entities: _Frame) -> _Frame:
        schema = step.schema(readings.schema)
        if readings.empty or entities.empty:
            return self.map(readings, step)
        # Ray's own join needs Polars
        mark = _Mark(["speaker"], self.partitions)
        quotes = self._read(readings, step, mark)
        names = self._read(entities, flow.Step("as_quotes", flow.Captured(schema)), mark)
        return _Frame(self._grouped(quotes.union(names), flow.Step("named")), schema)


def _no_rows(schema: Any) -> _Frame:
    return _Frame(data.from_arrow(schema.empty_table()), schema, empty=True)


@ray.remote
def _count(block: Any) -> int:
    return int(block.num_rows)


_PARTITION = "_kunya_partition"


class _Mark:
    """Adds the number of the partition in which rows of the same keys meet; rows without a key meet nobody."""

    def __init__(self, keys: Sequence[str], partitions: int) -> None:
        self.keys = keys
        self.partitions = partitions

    def __call__(self, batch: Any) -> Any:
        columns = [batch.column(key).to_pylist() for key in self.keys]
        numbers = [
            (row if key[0] is None else crc32("\0".join(key).encode())) % self.partitions
            for row, key in enumerate(zip(*columns, strict=True))
        ]
        return batch.append_column(_PARTITION, pa.array(numbers, pa.int32()))


def _unmark(batch: Any) -> Any:
    return batch.drop_columns([_PARTITION])


def _in_turn(batch: Any, steps: Sequence[Callable[[Any], Any]]) -> Any:
    for step in steps:
        batch = step(batch)
    return batch


def _with_schema(dataset: Any, types: dict[str, Any]) -> Any:
    """A Dataset whose columns are known also where it has no rows."""
    if not all(isinstance(kind, pa.DataType) for kind in types.values()):
        return dataset  # objects of Python
    # of what is read into no rows Ray keeps no schema, but of a table without rows it does
    return dataset.union(data.from_arrow(pa.schema(list(types.items())).empty_table()))


def _mapped(dataset: Any, reader: Results | Readings, batch_size: int, options: Any) -> Any:
    return dataset.select_columns(reader.wanted).map_batches(
        _in_turn,
        fn_kwargs={"steps": (reader,)},
        batch_size=batch_size,
        batch_format="pyarrow",
        **options,
    )


def _columns(dataset: Any, column: str) -> dict[str, Any]:
    """The types of a Dataset's columns; its texts are checked as far as their type is known before it runs."""
    schema = dataset.schema()
    if schema is None:
        raise ValueError(f"there is no column {column!r}: the dataset has no columns")
    types = dict(zip(schema.names, schema.types, strict=True))
    check_column(column, list(types))
    kind = types[column]
    if isinstance(kind, pa.DataType) and not _is_text(kind):
        raise ValueError(f"the column {column!r} must hold strings, got {kind}")
    return types


def _is_text(kind: Any) -> bool:
    types = pa.types
    if types.is_dictionary(kind):
        return _is_text(kind.value_type)
    views = getattr(types, "is_string_view", lambda kind: False)
    return bool(
        types.is_string(kind) or types.is_large_string(kind) or views(kind) or types.is_null(kind)
    )
