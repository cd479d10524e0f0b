"""A real Ray on this machine: results equal those of one process."""

from __future__ import annotations

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

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]
pa = pytest.importorskip("pyarrow")
ray = pytest.importorskip("ray")
pytest.importorskip("ray.data")

from kunya.integrations import ray as kunya_ray  # noqa: E402

TABLE = pa.table({"id": IDS, "day": DATES, "text": ROWS, "n": range(len(ROWS))})


@pytest.fixture(scope="module")
def cluster() -> Iterator[None]:
    started = 0
    while not ray.is_initialized():
        try:
            ray.init(
                num_cpus=2,
                include_dashboard=False,
                log_to_driver=False,
                object_store_memory=100_000_000,
                # a shuffle has workers of its own: those of the steps between need not be started anew each time
                _system_config={"num_workers_soft_limit": 8},
            )
        except Exception as error:
            # it waits 30 seconds for itself, which is too little on a busy machine
            started += 1
            if started == 4 or "timed out during startup" not in str(error):
                raise
            ray.shutdown()
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.default_hash_shuffle_parallelism = 3
    yield
    ray.shutdown()


@pytest.fixture
def news(cluster: None) -> Any:
    return ray.data.from_arrow([TABLE.slice(0, 3), TABLE.slice(3)])


def table_of(dataset: Any) -> Any:
    return pa.concat_tables([t for t in ray.get(dataset.to_arrow_refs()) if t.num_rows])


def test_results_are_those_of_one_machine(news: Any) -> None:
    read = kunya_ray.analyze(news, "text", columns.FUNCTIONS, batch_size=2)
    table = table_of(read).sort_by("n")
    assert table.column_names == ["id", "day", "text", "n", *columns.FUNCTIONS]
    assert table["text"].to_pylist() == ROWS
    for name in columns.FUNCTIONS:
        assert table[name].to_pylist() == getattr(columns, name)(ROWS).to_pylist()


def test_what_is_kept_and_who_reads(news: Any) -> None:
    sure = kunya.Analyzer(min_score=0.99)
    table = table_of(kunya_ray.analyze(news, "text", keep=["n"], analyzer=sure)).sort_by("n")
    assert table.column_names == ["n", "mentions"]
    assert table["mentions"].to_pylist() == columns.mentions(ROWS, sure).to_pylist()


@pytest.fixture
def many(cluster: None) -> Any:
    table = pa.table({"id": TEXT_IDS, "day": TEXT_DATES, "text": TEXTS})
    parts = [table.slice(0, 5), table.slice(5, 150), table.slice(155, 0), table.slice(155)]
    return ray.data.from_arrow(parts)


def equal_one_machine(found: Any) -> None:
    for name in TABLES:
        table = table_of(getattr(found, name))
        assert rows(table) == rows(pa.table(getattr(corpus(), name))), name


@pytest.mark.parametrize(("batch_size", "partitions"), [(1000, 1), (64, None)])
def test_entities_are_those_of_one_machine(
    many: Any, batch_size: int, partitions: int | None
) -> None:
    options: Any = {"batch_size": batch_size, "partitions": partitions}
    equal_one_machine(kunya_ray.resolve(many, document="id", date="day", **options))


def test_workers_that_die_while_resolving_change_nothing(
    many: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = []

    def share(self: Any, table: Any) -> DiesOnce:
        shared.append(tmp_path / f"died-{len(shared)}")
        return DiesOnce(shared[-1], table)

    monkeypatch.setattr(kunya_ray._Ray, "share", share)
    reads: Any = DiesOnce(tmp_path / "died")
    found = kunya_ray.resolve(many, document="id", date="day", analyzer=reads)
    equal_one_machine(found)
    # one while texts were read, one while documents were searched, one while names were merged
    assert len(shared) == 2
    assert all(mark.exists() for mark in [tmp_path / "died", *shared])


def test_a_worker_that_dies_is_replaced(news: Any, tmp_path: Path) -> None:
    dies: Any = DiesOnce(tmp_path / "died")
    table = table_of(kunya_ray.analyze(news, "text", analyzer=dies)).sort_by("n")
    assert (tmp_path / "died").exists()
    assert table["mentions"].to_pylist() == columns.mentions(ROWS).to_pylist()


def test_no_rows_keep_the_schema(cluster: None) -> None:
    empty = ray.data.from_arrow(TABLE.slice(0, 0))
    read = kunya_ray.analyze(empty, "text", ["mentions", "quotes"])
    assert read.count() == 0
    assert read.schema().names == ["id", "day", "text", "n", "mentions", "quotes"]
    assert read.schema().types[-1] == pa.array(columns.quotes([])).type
    # also where all rows go
    gone = read.filter(lambda row: False)
    assert gone.count() == 0
    found = kunya_ray.resolve(empty, "text")
    for name in TABLES:
        frame = getattr(found, name)
        assert frame.count() == 0
        assert frame.schema().names == pa.table(getattr(corpus(), name)).column_names


def test_bad_arguments_are_named(news: Any) -> None:
    raw = ray.data.from_arrow(pa.table({"text": [b"x"]}))
    for said, frame, options in [
        ("there is no column 'body', only id, day, text, n", news, {"column": "body"}),
        ("the column 'n' must hold strings, got int64", news, {"column": "n"}),
        ("the column 'text' must hold strings, got binary", raw, {}),
        ("results must be of normalize, .*got 'people'", news, {"results": ["people"]}),
        ("there is no column 'x'", news, {"keep": ["x"]}),
    ]:
        with pytest.raises(ValueError, match=said):
            kunya_ray.analyze(frame, **options)
    with pytest.raises(ValueError, match="already is a column 'mentions'; leave it out of keep"):
        kunya_ray.analyze(kunya_ray.analyze(news))
    with pytest.raises(ValueError, match="there is no column 'key'"):
        kunya_ray.resolve(news, document="key")
    with pytest.raises(ValueError, match="partitions must be at least 1, got 0"):
        kunya_ray.resolve(news, partitions=0)
    with pytest.raises(ValueError, match="d0"):
        kunya_ray.resolve(news.union(news))
