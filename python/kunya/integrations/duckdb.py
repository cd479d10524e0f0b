"""DuckDB: kunya's functions in SQL.

    import duckdb
    from kunya.integrations.duckdb import register

    connection = duckdb.connect()
    register(connection)
    connection.sql("select unnest(kunya_mentions(text), recursive := true) from news")

A relation also goes into every function of kunya.columns as it is: `kunya.columns.mentions(connection.sql(...))`.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from kunya import columns, names
from kunya._core import Analyzer, Normalizer
from kunya.integrations._extras import require

duckdb = require("duckdb", "duckdb")
pa = require("pyarrow", "duckdb")

__all__ = ["register", "sql_type"]

SCALARS = {
    "int32": "INTEGER",
    "float": "FLOAT",
    "double": "DOUBLE",
    "bool": "BOOLEAN",
    "string": "VARCHAR",
    "large_string": "VARCHAR",
}


def sql_type(arrow: Any) -> str:
    """Return DuckDB's name of a pyarrow type, as in `STRUCT("start" INTEGER, "text" VARCHAR)[]`.

    Raises ValueError for a type that no function of kunya.columns returns.
    """
    if pa.types.is_list(arrow) or pa.types.is_large_list(arrow):
        return f"{sql_type(arrow.value_type)}[]"
    if pa.types.is_struct(arrow):
        fields = ", ".join(f'"{field.name}" {sql_type(field.type)}' for field in arrow)
        return f"STRUCT({fields})"
    name = SCALARS.get(str(arrow))
    if name is None:
        raise ValueError(f"arrow must be a type of kunya.columns, got {arrow}")
    return name


def register(
    connection: Any,
    *,
    prefix: str = "kunya_",
    analyzer: Analyzer | None = None,
    normalizer: Normalizer | None = None,
    threads: int | None = None,
) -> list[str]:
    """Register the functions in a connection and return their names.

    With the usual prefix they are kunya_normalize, kunya_tokens, kunya_sentences, kunya_mentions, kunya_quotes and
    kunya_analyze of a text, and kunya_similarity of two names. NULL gives NULL. Functions that the connection has under
    these names are replaced. `normalizer` is what kunya_normalize does, by default that of kunya.normalize.
    """
    functions: dict[str, Callable[..., Any]] = {
        "normalize": partial(columns.normalize, normalizer=normalizer, threads=threads),
        "tokens": partial(columns.tokens, threads=threads),
        "sentences": partial(columns.sentences, threads=threads),
        "mentions": partial(columns.mentions, analyzer=analyzer, threads=threads),
        "quotes": partial(columns.quotes, analyzer=analyzer, threads=threads),
        "analyze": partial(columns.analyze, analyzer=analyzer, threads=threads),
    }
    registered = []
    for short, function in functions.items():
        kind = sql_type(pa.array(function([])).type)
        _create(connection, prefix + short, _arrow(function), ["VARCHAR"], kind)
        registered.append(prefix + short)
    _create(
        connection,
        prefix + "similarity",
        _similarity(threads),
        ["VARCHAR", "VARCHAR"],
        "DOUBLE",
    )
    return [*registered, prefix + "similarity"]


def _create(
    connection: Any, name: str, function: Callable[..., Any], parameters: list[str], kind: str
) -> None:
    with suppress(duckdb.InvalidInputException):  # where there is none to replace
        connection.remove_function(name)
    # special: nulls reach the function, which keeps them; by default DuckDB cuts them out of each batch and
    # puts them back, a copy of the column
    connection.create_function(
        name, function, parameters, kind, type="arrow", null_handling="special"
    )


def _arrow(function: Callable[..., Any]) -> Callable[[Any], Any]:
    # DuckDB takes back pyarrow's arrays only
    return lambda texts: pa.array(function(texts))


def _similarity(threads: int | None) -> Callable[[Any, Any], Any]:
    def similarity(a: Any, b: Any) -> Any:
        scores = names.similarity_batch(a.to_pylist(), b.to_pylist(), threads=threads)
        return pa.array(scores, pa.float64())

    return similarity
