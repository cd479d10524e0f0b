"""A real Spark on this machine: results equal those of one process."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import kunya
from engine_texts import (
    DATES,
    IDS,
    ROWS,
    TABLES,
    TEXT_DATES,
    TEXT_IDS,
    TEXTS,
    DiesOnce,
    corpus,
    rows,
)
from kunya import columns

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java"),
]
pa = pytest.importorskip("pyarrow")
pyspark = pytest.importorskip("pyspark")

from kunya.integrations import spark as kunya_spark  # noqa: E402

COLUMNS = "id string, day string, text string, n long"


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = (
        # two workers; a task may fail twice before all fails
        pyspark.sql.SparkSession.builder.master("local[2,3]")
        .appName("kunya")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", 3)
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


@pytest.fixture(scope="module")
def news(session: Any) -> Any:
    read = [*zip(IDS, DATES, ROWS, range(len(ROWS)), strict=True)]
    return session.createDataFrame(read, COLUMNS).repartition(3)


def test_results_are_those_of_one_machine(news: Any) -> None:
    read = kunya_spark.analyze(news, "text", columns.FUNCTIONS)
    assert read.columns == ["id", "day", "text", "n", *columns.FUNCTIONS]
    table = read.toArrow().sort_by("n")
    assert table["text"].to_pylist() == ROWS
    assert table["id"].to_pylist() == IDS
    for name in columns.FUNCTIONS:
        assert table[name].to_pylist() == getattr(columns, name)(ROWS).to_pylist()


def test_what_is_kept_and_who_reads(news: Any) -> None:
    sure = kunya.Analyzer(min_score=0.99)
    table = kunya_spark.analyze(news, "text", keep=["n"], analyzer=sure).toArrow().sort_by("n")
    assert table.column_names == ["n", "mentions"]
    assert table["mentions"].to_pylist() == columns.mentions(ROWS, sure).to_pylist()


@pytest.fixture(scope="module")
def many(session: Any) -> Any:
    read = [*zip(TEXT_IDS, TEXT_DATES, TEXTS, strict=True)]
    return session.createDataFrame(read, "id string, day string, text string")


def equal_one_machine(found: Any) -> None:
    for name in TABLES:
        table = getattr(found, name).toArrow()
        assert rows(table) == rows(pa.table(getattr(corpus(), name))), name


@pytest.mark.parametrize("partitions", [1, 5])
def test_entities_are_those_of_one_machine(many: Any, partitions: int) -> None:
    found = kunya_spark.resolve(many.repartition(partitions), document="id", date="day")
    equal_one_machine(found)
    found.readings.unpersist()


def test_what_was_read_makes_a_corpus(news: Any) -> None:
    found = kunya_spark.resolve(news, "text", document="id", date="day")
    read = found.readings.where("document <> 'd2'").toArrow().sort_by("document")
    ids, dates = read["document"].to_pylist(), read["date"].to_pylist()
    made = kunya.resolve(read["reading"], ids=ids, dates=dates)
    kept = [n for n, text in enumerate(ROWS) if text and IDS[n] != "d2"]
    expected = kunya.resolve(columns.analyze([ROWS[n] for n in kept]), ids=[IDS[n] for n in kept])
    assert pa.table(made.entities) == pa.table(expected.entities)


def test_workers_that_die_while_resolving_change_nothing(
    many: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = []

    def share(self: Any, table: Any) -> DiesOnce:
        shared.append(tmp_path / f"died-{len(shared)}")
        return DiesOnce(shared[-1], table)

    monkeypatch.setattr(kunya_spark._Spark, "share", share)
    reads: Any = DiesOnce(tmp_path / "died")
    found = kunya_spark.resolve(many.repartition(2), document="id", date="day", analyzer=reads)
    equal_one_machine(found)
    # one while texts were read, one while documents were searched, one while names were merged
    assert len(shared) == 2
    assert all(mark.exists() for mark in [tmp_path / "died", *shared])


def test_a_worker_that_dies_is_replaced(news: Any, tmp_path: Path) -> None:
    dies: Any = DiesOnce(tmp_path / "died")
    table = kunya_spark.analyze(news.coalesce(1), "text", analyzer=dies).toArrow().sort_by("n")
    assert (tmp_path / "died").exists()
    assert table["mentions"].to_pylist() == columns.mentions(ROWS).to_pylist()


def test_no_rows_keep_the_schema(session: Any) -> None:
    empty = session.createDataFrame([], COLUMNS)
    read = kunya_spark.analyze(empty, "text", ["mentions", "quotes"])
    assert read.count() == 0
    assert read.columns == ["id", "day", "text", "n", "mentions", "quotes"]
    found = kunya_spark.resolve(empty, "text")
    for name in TABLES:
        frame = getattr(found, name)
        assert frame.count() == 0
        assert frame.columns == pa.table(getattr(corpus(), name)).column_names


def test_bad_arguments_are_named(session: Any, news: Any) -> None:
    raw = session.createDataFrame([(b"x",)], "text binary")
    for said, frame, options in [
        ("there is no column 'body', only id, day, text, n", news, {"column": "body"}),
        ("the column 'n' must hold strings, got bigint", news, {"column": "n"}),
        ("the column 'text' must hold strings, got binary", raw, {}),
        ("results must be of normalize, .*got 'people'", news, {"results": ["people"]}),
        ("results must be of normalize, .*got none", news, {"results": []}),
        ("there is no column 'x'", news, {"keep": ["x"]}),
    ]:
        with pytest.raises(ValueError, match=said):
            kunya_spark.analyze(frame, **options)
    read = kunya_spark.analyze(news)
    with pytest.raises(ValueError, match="already is a column 'mentions'; leave it out of keep"):
        kunya_spark.analyze(read)
    with pytest.raises(ValueError, match="there is no column 'key'"):
        kunya_spark.resolve(news, document="key")
    with pytest.raises(ValueError, match="d0"):
        kunya_spark.resolve(news.union(news))
