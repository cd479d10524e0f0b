"""Parquet files in and out, a batch at a time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import kunya
from conftest import NEWS
from kunya import columns

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

from kunya.integrations import parquet  # noqa: E402

ROWS = [NEWS, None, "", "زار وزير الخارجية المصري القاهرة.", NEWS, "نص", None]


@pytest.fixture
def news(tmp_path: Path) -> Path:
    table = pa.table({"id": range(len(ROWS)), "text": ROWS, "n": [1.5] * len(ROWS)})
    pq.write_table(table, tmp_path / "news.parquet", row_group_size=3)
    return tmp_path / "news.parquet"


def results(path: Path, name: str) -> Any:
    return pq.read_table(path)[name].to_pylist()


@pytest.mark.parametrize("batch_rows", [1, 2, 100])
def test_results_are_added(news: Path, tmp_path: Path, batch_rows: int) -> None:
    out = tmp_path / "out.parquet"
    assert parquet.annotate(news, out, results=columns.FUNCTIONS, batch_rows=batch_rows) == 7
    table = pq.read_table(out)
    assert table.column_names == ["id", "text", "n", *columns.FUNCTIONS]
    assert table["text"].to_pylist() == ROWS
    for name in columns.FUNCTIONS:
        assert table[name].to_pylist() == getattr(columns, name)(ROWS).to_pylist()
        assert table[name].type == pa.array(getattr(columns, name)(ROWS)).type
    assert table.schema.metadata[b"kunya.schema"] == str(columns.SCHEMA_VERSION).encode()


def test_batches_hold_what_is_asked_for(news: Path) -> None:
    sure = kunya.Analyzer(min_score=0.99)
    batches = parquet.batches(news, results=["mentions"], keep=["id"], analyzer=sure, batch_rows=2)
    read = list(batches)
    assert max(batch.num_rows for batch in read) == 2
    table = pa.Table.from_batches(read)
    assert table.column_names == ["id", "mentions"]
    assert table["mentions"].to_pylist() == columns.mentions(ROWS, sure).to_pylist()


def test_folders_and_lists(news: Path, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    for name in ("b", "a"):
        pq.write_table(pa.table({"text": [name, None]}), folder / f"{name}.parquet")
    out = tmp_path / "out.parquet"
    assert parquet.annotate(folder, out, results=["tokens"]) == 4
    assert results(out, "text") == ["a", None, "b", None]
    files = [folder / "b.parquet", folder / "a.parquet"]
    assert parquet.annotate(files, out, results=["tokens"]) == 4
    assert results(out, "text") == ["b", None, "a", None]
    with pytest.raises(ValueError, match=r"news.parquet has another schema than .*b.parquet"):
        parquet.annotate([*files, news], out)
    with pytest.raises(ValueError, match="at least one Parquet file"):
        parquet.annotate([], out)


def test_no_rows_keep_the_schema(tmp_path: Path) -> None:
    source, out = tmp_path / "empty.parquet", tmp_path / "out.parquet"
    pq.write_table(pa.table({"text": pa.array([], pa.string())}), source)
    assert parquet.annotate(source, out, results=["mentions", "quotes"]) == 0
    table = pq.read_table(out)
    assert table.num_rows == 0
    assert table["mentions"].type == pa.array(columns.mentions([])).type
    (batch,) = parquet.batches(source)
    assert batch.num_rows == 0


def test_a_file_in_its_own_place(news: Path) -> None:
    parquet.annotate(news, news, results=["tokens"])
    assert results(news, "tokens") == columns.tokens(ROWS).to_pylist()


def test_bad_arguments_are_named(news: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.parquet"
    for said, options in {
        "has no column 'body', only id, text, n": {"column": "body"},
        "results must be of normalize, .*got 'people'": {"results": ["people"]},
        "results must be of normalize, .*got none": {"results": []},
        "batch_rows must be 1 or more, got 0": {"batch_rows": 0},
        'got Int64 in column "id"': {"column": "id"},
        "has no column 'x'": {"keep": ["x"]},
    }.items():
        with pytest.raises(ValueError, match=said):
            parquet.annotate(news, out, **options)
        assert not out.exists()
    with pytest.raises(FileNotFoundError):
        parquet.annotate(tmp_path / "none.parquet", out)
    parquet.annotate(news, out)
    with pytest.raises(ValueError, match=r"already has a column 'mentions'; leave it out of keep"):
        parquet.annotate(out, tmp_path / "again.parquet")
    assert parquet.annotate(out, tmp_path / "again.parquet", keep=["id"]) == 7


def test_a_failure_leaves_the_old_file(
    news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out.parquet"
    parquet.annotate(news, out, results=["tokens"])
    before = out.read_bytes()
    written = pq.ParquetWriter.write_batch

    def full(self: Any, batch: Any) -> None:
        if batch.column("id")[0].as_py() > 3:
            raise OSError(28, "No space left on device")
        written(self, batch)

    monkeypatch.setattr(pq.ParquetWriter, "write_batch", full)
    with pytest.raises(OSError, match="No space left"):
        parquet.annotate(news, out, batch_rows=2)
    assert out.read_bytes() == before
    assert {path.name for path in tmp_path.iterdir()} == {"news.parquet", "out.parquet"}
