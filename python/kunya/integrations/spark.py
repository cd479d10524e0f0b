"""Spark: texts read by all workers of a cluster.

    from kunya.integrations import spark

    read = spark.analyze(news, "text", results=("mentions", "quotes"))  # a DataFrame with two more columns
    found = spark.resolve(news, "text", document="id", date="day")
    found.entities.orderBy("documents", ascending=False).show()

The Python of every worker needs kunya, pyarrow and this module; PYSPARK_PYTHON names it. Results are those of
kunya.columns and kunya.resolve on one machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from kunya._core import Analyzer
from kunya.integrations import _resolve as flow
from kunya.integrations._engine import (
    Readings,
    Resolved,
    Results,
    check_column,
    slices,
)
from kunya.integrations._extras import require

sql = require("pyspark.sql", "spark")
pa = require("pyarrow", "spark")

__all__ = ["analyze", "resolve"]

# What mapInArrow calls with the batches of a partition.
_Reader = Callable[[Iterator[Any]], Iterator[Any]]


def analyze(
    df: Any,
    column: str = "text",
    results: Iterable[str] = ("mentions",),
    *,
    keep: Iterable[str] | None = None,
    analyzer: Analyzer | None = None,
) -> Any:
    """Return the DataFrame with a column for each result; lazily, by mapInArrow.

    `column` holds the texts, `results` are names of functions of kunya.columns, `keep` are the columns to pass on (all).
    A NULL text gives a NULL result. `analyzer` is sent to the workers, each of which makes it once.

    Raises ValueError for a column that is not there or holds no strings, for a result of an unknown name and for one that
    the DataFrame has as a column.
    """
    reader = Results(df.columns, column, results, keep, analyzer)
    _check_texts(df, column)
    kept = df.select(*map(_quoted, reader.keep)).schema.fields
    found = _spark_schema(pa.schema(list(reader.types().items()))).fields
    return _mapped(df, reader, sql.types.StructType([*kept, *found]))


def resolve(
    df: Any,
    column: str = "text",
    *,
    document: str = "id",
    date: str | None = None,
    analyzer: Analyzer | None = None,
) -> Resolved:
    """Return the entities across all texts of the DataFrame, as DataFrames with the columns of kunya.Corpus.

    The workers read the texts, count distinct names, compare those that may be variants of each other and write the
    tables; the driver groups the names that have variants. docs/scale.md tells what that takes. `document` names the
    column of ids, different for each row, and `date` that of dates. Rows without a text are left out.

    Reading and comparing happen in this call, the tables are made when they are asked for. What was read is kept in
    memory and on disk: `readings.unpersist()` of the result lets go of it.

    Raises ValueError for a column that is not there, for texts that are no strings and for an id that comes twice.
    """
    reader = Readings(df.columns, column, document, date, analyzer)
    _check_texts(df, column)
    readings = _mapped(df, reader, _spark_schema(reader.schema()))
    found = flow.resolve(_Spark(), _Frame(readings, reader.schema()))
    return Resolved(*(frame.df for frame in found))


class _Frame(NamedTuple):
    """A DataFrame and its schema in Arrow's terms."""

    df: Any
    schema: Any


class _Spark:
    """The steps of resolving as Spark runs them."""

    def map(self, frame: _Frame, step: flow.Step) -> _Frame:
        return self._mapped(frame, step, _over_tables(step))

    def reduce(
        self,
        frame: _Frame,
        step: flow.Step,
        keys: Sequence[str],
        then: flow.Step,
        combine: bool = False,
    ) -> _Frame:
        read = _over_tables(step, then if combine else None)
        mapped = self._mapped(frame, step, read)
        sorted_ = mapped.df.repartition(*keys).sortWithinPartitions(*keys)
        return self._mapped(mapped._replace(df=sorted_), then, _over_groups(then, keys))

    def _mapped(self, frame: _Frame, step: flow.Step, read: _Reader) -> _Frame:
        schema = step.schema(frame.schema)
        return _Frame(frame.df.mapInArrow(read, _spark_schema(schema)), schema)

    def keep(self, frame: _Frame) -> _Frame:
        return frame._replace(df=frame.df.persist())

    def collect(self, frame: _Frame) -> Any:
        return frame.df.toArrow().combine_chunks()

    def share(self, table: Any) -> flow.Captured:
        # Spark broadcasts functions that carry much
        return flow.Captured(table)

    def quotes(self, readings: _Frame, step: flow.Step, entities: _Frame) -> _Frame:
        quotes = self.map(readings, step)
        col = require("pyspark.sql.functions", "spark").col
        names = entities.df.select(col("id").alias("speaker"), "name")
        named = quotes.df.where("speaker is not null").drop("name").join(names, "speaker", "left")
        # all that nobody said has one key: it would go to one worker
        others = quotes.df.where("speaker is null")
        order = quotes.schema.names
        return quotes._replace(df=named.select(*order).unionByName(others))


def _mapped(df: Any, reader: Results | Readings, schema: Any) -> Any:
    return df.select(*map(_quoted, reader.wanted)).mapInArrow(_over_batches(reader), schema)


def _over_batches(reader: Results | Readings) -> _Reader:
    def read(batches: Iterator[Any]) -> Iterator[Any]:
        for batch in batches:
            for part in slices(batch):
                yield from reader(part).to_batches()

    return read


def _over_tables(step: flow.Step, combine: flow.Step | None = None) -> _Reader:
    def read(batches: Iterator[Any]) -> Iterator[Any]:
        tables = (step(pa.Table.from_batches([batch])) for batch in batches)
        for table in tables if combine is None else flow.combined(tables, combine):
            yield from table.to_batches()

    return read


def _over_groups(step: flow.Step, keys: Sequence[str]) -> _Reader:
    def read(batches: Iterator[Any]) -> Iterator[Any]:
        for table in flow.whole_groups(batches, keys):
            yield from step(table).to_batches()

    return read


def _check_texts(df: Any, column: str) -> None:
    check_column(column, df.columns)
    kind = df.schema[column].dataType
    types = sql.types
    if not isinstance(kind, types.StringType | types.VarcharType | types.CharType):
        raise ValueError(f"the column {column!r} must hold strings, got {kind.simpleString()}")


def _quoted(name: str) -> str:
    # a dot in a name is not a path into a struct
    return "`" + name.replace("`", "``") + "`"


def _spark_schema(schema: Any) -> Any:
    return require("pyspark.sql.pandas.types", "spark").from_arrow_schema(schema)
