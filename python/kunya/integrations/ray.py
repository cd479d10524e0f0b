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

from collections.abc import Iterable
from typing import Any

from kunya._core import Analyzer
from kunya.integrations._engine import (
    BATCH_ROWS,
    Readings,
    Resolved,
    Results,
    check_column,
    resolved,
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
    map_batches: num_cpus, memory, concurrency. Of a Dataset without rows Ray keeps no schema: the result has none either.

    Raises ValueError for a column that is not there or holds no strings, for a result of an unknown name and for one that
    the Dataset has as a column.
    """
    names = _names(dataset, column)
    reader = Results(names, column, results, keep, analyzer)
    return _mapped(dataset, reader, batch_size, options)


def resolve(
    dataset: Any,
    column: str = "text",
    *,
    document: str = "id",
    date: str | None = None,
    analyzer: Analyzer | None = None,
    batch_size: int = BATCH_ROWS,
    **options: Any,
) -> Resolved:
    """Return the entities across all texts of the Dataset, as Datasets with the columns of kunya.Corpus.

    The workers read the texts. What they found of each document (names, titles, quotations; no tokens) comes to the
    process that calls, which resolves it by kunya.resolve: its memory bounds how many documents can be resolved at once,
    see docs/scale.md. `document` names the column of ids, different for each row, and `date` that of dates. Rows without
    a text are left out. `corpus` of the result is the kunya.Corpus, with timelines, statements and a report.

    Raises ValueError for a column that is not there, for texts that are no strings and for an id that comes twice.
    """
    reader = Readings(_names(dataset, column), column, document, date, analyzer)
    blocks = ray.get(_mapped(dataset, reader, batch_size, options).to_arrow_refs())
    blocks = [block for block in blocks if block.num_rows]
    readings = pa.concat_tables(
        [block.cast(reader.schema()) for block in blocks] or [reader.schema().empty_table()]
    )
    corpus = resolved(readings)
    names = [name for name in Resolved._fields if name != "corpus"]
    frames = {name: data.from_arrow(pa.table(getattr(corpus, name))) for name in names}
    return Resolved(**frames, corpus=corpus)


def _mapped(dataset: Any, reader: Results | Readings, batch_size: int, options: Any) -> Any:
    return dataset.select_columns(reader.wanted).map_batches(
        _read,
        fn_kwargs={"reader": reader},
        batch_size=batch_size,
        batch_format="pyarrow",
        **options,
    )


def _read(batch: Any, reader: Results | Readings) -> Any:
    return reader(batch)


def _names(dataset: Any, column: str) -> list[str]:
    """The columns of a dataset, whose texts are checked as far as their type is known before it runs."""
    schema = dataset.schema()
    if schema is None:
        raise ValueError(f"there is no column {column!r}: the dataset has no columns")
    names = list(schema.names)
    check_column(column, names)
    kind = schema.types[names.index(column)]
    if isinstance(kind, pa.DataType) and not _is_text(kind):
        raise ValueError(f"the column {column!r} must hold strings, got {kind}")
    return names


def _is_text(kind: Any) -> bool:
    types = pa.types
    if types.is_dictionary(kind):
        return _is_text(kind.value_type)
    views = getattr(types, "is_string_view", lambda kind: False)
    return bool(
        types.is_string(kind) or types.is_large_string(kind) or views(kind) or types.is_null(kind)
    )
