"""Spark: texts read by all workers of a cluster.

    from kunya.integrations import spark

    read = spark.analyze(news, "text", results=("mentions", "quotes"))  # a DataFrame with two more columns
    found = spark.resolve(news, "text", document="id", date="day")
    found.entities.orderBy("documents", ascending=False).show()

The Python of every worker needs kunya, pyarrow and this module; PYSPARK_PYTHON names it. Results are those of
kunya.columns and kunya.resolve on one machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from kunya._core import Analyzer
from kunya.integrations._engine import (
    Readings,
    Resolved,
    Results,
    check_column,
    resolved,
    slices,
)
from kunya.integrations._extras import require

sql = require("pyspark.sql", "spark")
pa = require("pyarrow", "spark")

__all__ = ["analyze", "resolve"]


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

    The workers read the texts. What they found of each document (names, titles, quotations; no tokens) comes to the
    driver, which resolves it by kunya.resolve: its memory bounds how many documents can be resolved at once, see
    docs/scale.md. `document` names the column of ids, different for each row, and `date` that of dates. Rows without a
    text are left out. `corpus` of the result is the kunya.Corpus, with timelines, statements and a report.

    Raises ValueError for a column that is not there, for texts that are no strings and for an id that comes twice.
    """
    reader = Readings(df.columns, column, document, date, analyzer)
    _check_texts(df, column)
    readings = _mapped(df, reader, _spark_schema(reader.schema())).toArrow()
    corpus = resolved(readings)
    session = df.sparkSession

    def frame(name: str) -> Any:
        table = pa.table(getattr(corpus, name))
        if table.num_rows == 0:
            return session.createDataFrame([], _spark_schema(table.schema))
        return session.createDataFrame(table)

    names = [name for name in Resolved._fields if name != "corpus"]
    return Resolved(**{name: frame(name) for name in names}, corpus=corpus)


def _mapped(df: Any, reader: Results | Readings, schema: Any) -> Any:
    return df.select(*map(_quoted, reader.wanted)).mapInArrow(_over_batches(reader), schema)


def _over_batches(reader: Results | Readings) -> Callable[[Iterator[Any]], Iterator[Any]]:
    def read(batches: Iterator[Any]) -> Iterator[Any]:
        for batch in batches:
            for part in slices(batch):
                yield from reader(part).to_batches()

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
