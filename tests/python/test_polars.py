"""Polars: Series in, and the namespace `kunya` of expressions and Series."""

from __future__ import annotations

import pickle

import pytest

import kunya
from conftest import NEWS
from kunya import columns

pl = pytest.importorskip("polars")

import kunya.integrations.polars  # noqa: E402

ROWS = [NEWS, None, "", "زار وزير الخارجية المصري القاهرة.", NEWS]


@pytest.mark.parametrize("name", columns.FUNCTIONS)
def test_expressions_know_their_type_before_they_run(name: str) -> None:
    expected = getattr(columns, name)(ROWS).to_pylist()
    frame = pl.DataFrame({"text": ROWS, "n": range(5)})
    lazy = frame.lazy().with_columns(found=getattr(pl.col("text").kunya, name)())
    planned = lazy.collect_schema()["found"]
    assert planned == pl.Series(getattr(columns, name)(ROWS)).dtype
    result = lazy.collect()
    assert result["found"].to_list() == expected
    assert result["found"].dtype == planned
    assert frame.select(getattr(pl.col("text").kunya, name)()).columns == ["text"]
    streamed = lazy.filter(pl.col("n") > 1).collect(engine="streaming")
    assert streamed["found"].to_list() == expected[2:]
    empty = frame[:0].select(getattr(pl.col("text").kunya, name)())
    assert empty.height == 0
    assert empty.schema["text"] == planned


@pytest.mark.parametrize("name", columns.FUNCTIONS)
def test_series(name: str) -> None:
    expected = getattr(columns, name)(ROWS).to_pylist()
    for series in (
        pl.Series("text", ROWS),
        pl.Series("text", ROWS).cast(pl.Categorical),
        pl.concat([pl.Series("text", ROWS[:2]), pl.Series("text", ROWS[2:])], rechunk=False),
    ):
        found = getattr(series.kunya, name)()
        assert found.to_list() == expected
        assert found.name == "text"
        assert getattr(series[1:3].kunya, name)().to_list() == expected[1:3]


def test_options_and_plans_in_files() -> None:
    sure = kunya.Analyzer(min_score=0.99)
    frame = pl.DataFrame({"text": ROWS})
    lazy = frame.lazy().select(pl.col("text").kunya.mentions(sure, threads=1))
    expected = columns.mentions(ROWS, sure).to_pylist()
    assert pickle.loads(pickle.dumps(lazy)).collect()["text"].to_list() == expected
    folded = frame.select(pl.col("text").kunya.normalize(hamza=True))["text"].to_list()
    assert folded == columns.normalize(ROWS, hamza=True).to_pylist()


def test_results_are_lists_of_structs() -> None:
    frame = pl.DataFrame({"text": ROWS}).with_row_index("row")
    flat = (
        frame.select("row", m=pl.col("text").kunya.mentions())
        .explode("m")
        .drop_nulls("m")
        .unnest("m")
    )
    expected = [m for row in columns.mentions(ROWS).to_pylist() for m in row or ()]
    assert flat["text"].to_list() == [m["text"] for m in expected]
    assert flat.filter(pl.col("label") == "PER").height > 0


def test_another_type_is_named_with_its_column() -> None:
    frame = pl.DataFrame({"views": [1, 2], "raw": [b"a", b"b"]})
    with pytest.raises(ValueError, match=r'got Int64 in column "views"'):
        columns.tokens(frame["views"])
    with pytest.raises(ValueError, match=r'in column "raw"; decode the bytes first'):
        frame["raw"].kunya.tokens()
    with pytest.raises(
        (ValueError, pl.exceptions.PolarsError), match=r'got Int64 in column "views"'
    ):
        frame.select(pl.col("views").kunya.tokens())
