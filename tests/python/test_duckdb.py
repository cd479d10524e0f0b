"""DuckDB: relations in, and kunya's functions in SQL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import kunya
from conftest import NEWS
from kunya import columns

duckdb = pytest.importorskip("duckdb")
pa = pytest.importorskip("pyarrow")

from kunya.integrations.duckdb import register, sql_type  # noqa: E402

ROWS = [NEWS, None, "", "زار وزير الخارجية المصري القاهرة.", NEWS]


@pytest.fixture
def connection() -> Iterator[Any]:
    with duckdb.connect() as connection:
        table = pa.table({"text": ROWS, "n": range(len(ROWS))})
        connection.execute("create table news (text varchar, n integer)")
        connection.register("given", table)
        connection.execute("insert into news select * from given")
        yield connection


@pytest.mark.parametrize("name", columns.FUNCTIONS)
def test_sql_gives_what_columns_give(connection: Any, name: str) -> None:
    assert f"kunya_{name}" in register(connection)
    found = connection.execute(f"select kunya_{name}(text) from news order by n").fetchall()
    assert [row for (row,) in found] == getattr(columns, name)(ROWS).to_pylist()


def test_null_and_no_rows(connection: Any) -> None:
    register(connection)
    query = "select kunya_tokens(text) is null from news order by n"
    assert [x for (x,) in connection.execute(query).fetchall()] == [x is None for x in ROWS]
    assert connection.execute("select kunya_mentions(NULL)").fetchall() == [(None,)]
    assert connection.execute("select kunya_mentions(text) from news where n > 99").fetchall() == []
    nulls = "select kunya_similarity(text, NULL) from news"
    assert connection.execute(nulls).fetchall() == [(None,)] * len(ROWS)


def test_more_rows_than_a_batch(connection: Any) -> None:
    register(connection, threads=1)
    query = """
        select count(*), sum(len(kunya_tokens(case when i % 7 = 0 then null else 'قال ' || i end)))
        from range(10000) t(i)
    """
    rows = sum(i % 7 != 0 for i in range(10_000))
    assert connection.execute(query).fetchall() == [(10_000, 2 * rows)]


def test_names_are_matched_in_sql(connection: Any) -> None:
    register(connection)
    query = "select kunya_similarity(a, b) from (values ('بوتين', 'Putin'), ('بوتين', 'ماكرون'), (null, 'x')) t(a, b)"
    (same,), (other,), (missing,) = connection.execute(query).fetchall()
    assert same == pytest.approx(kunya.names.similarity("بوتين", "Putin"))
    assert same > 0.5 > other
    assert missing is None


def test_mentions_unnest_into_columns(connection: Any) -> None:
    register(connection)
    query = """
        select m.label, count(*) from (select unnest(kunya_mentions(text)) m from news) group by all
    """
    flat = [m for row in columns.mentions(ROWS).to_pylist() for m in row or ()]
    expected: dict[str, int] = {}
    for mention in flat:
        expected[mention["label"]] = expected.get(mention["label"], 0) + 1
    assert dict(connection.execute(query).fetchall()) == expected


def test_registering_again_replaces_and_options_count(connection: Any) -> None:
    first = register(connection)
    assert register(connection) == first
    assert register(connection, prefix="k_")[0] == "k_normalize"
    sure = kunya.Analyzer(min_score=0.99)
    register(connection, analyzer=sure, normalizer=kunya.Normalizer(hamza=True))
    found = connection.execute("select kunya_mentions(text) from news order by n").fetchall()
    assert [row for (row,) in found] == columns.mentions(ROWS, sure).to_pylist()
    assert connection.execute("select kunya_normalize('أنباء')").fetchall() == [("انباء",)]


@pytest.mark.parametrize("name", columns.FUNCTIONS)
def test_relations_go_in_as_they_are(connection: Any, name: str) -> None:
    function = getattr(columns, name)
    relation = connection.sql("select text from news order by n")
    assert function(relation).to_pylist() == function(ROWS).to_pylist()
    empty = connection.sql("select text from news where n > 99")
    assert function(empty).type == function(ROWS).type


def test_another_type_is_named_with_its_column(connection: Any) -> None:
    register(connection)
    with pytest.raises(ValueError, match=r'got Int32 in column "n"'):
        columns.tokens(connection.sql("select n from news"))
    with pytest.raises(ValueError, match=r'in column "raw"; decode the bytes first'):
        columns.tokens(connection.sql("select 'x'::blob as raw"))
    with pytest.raises(ValueError, match="choose one of its columns"):
        columns.tokens(connection.sql("select * from news"))
    with pytest.raises(ValueError, match=r"arrow must be a type of kunya.columns, got decimal"):
        sql_type(pa.decimal128(9))
