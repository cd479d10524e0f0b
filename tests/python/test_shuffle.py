"""The steps of resolving, spread over pretended workers: whatever the partitions, the result is that of one machine."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from random import Random
from typing import Any

import pytest

import kunya
from engine_texts import TABLES, news, rows

pa = pytest.importorskip("pyarrow")

from kunya.integrations import _resolve as flow  # noqa: E402
from kunya.integrations._engine import Readings  # noqa: E402

TEXTS, IDS, DATES = news(400)


class Workers:
    """An engine without machines: a frame is a list of tables, and rows meet in an order that nobody knows."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.shuffled = 0
        self.collected = 0

    def spread(self, table: Any) -> list[Any]:
        """Rows in parts of random sizes, in random order; some parts are empty."""
        count = self.random.randint(1, 7)
        cuts = sorted(self.random.choices(range(table.num_rows + 1), k=count))
        places = [0, *cuts, table.num_rows]
        parts = [table.slice(a, b - a) for a, b in pairwise(places)]
        self.random.shuffle(parts)
        return parts

    def map(self, frame: list[Any], step: flow.Step) -> list[Any]:
        return [step(part) for part in frame]

    def reduce(
        self,
        frame: list[Any],
        step: flow.Step,
        keys: Sequence[str],
        then: flow.Step,
        combine: bool = False,
    ) -> list[Any]:
        parts = self.map(frame, step)
        if combine:
            parts = list(flow.combined(parts, then))
        together = pa.concat_tables(self.spread(pa.concat_tables(parts)))
        self.shuffled += together.nbytes
        together = together.sort_by([(key, "ascending") for key in keys])
        batches = together.to_batches(max_chunksize=self.random.randint(1, 300))
        parts = list(flow.whole_groups(batches, keys))
        self.random.shuffle(parts)
        return [then(part) for part in parts] or [then(together)]

    def keep(self, frame: list[Any]) -> list[Any]:
        return frame

    def collect(self, frame: list[Any]) -> Any:
        table = pa.concat_tables(frame).combine_chunks()
        self.collected += table.nbytes
        return table

    def share(self, table: Any) -> flow.Captured:
        return flow.Captured(table)

    def quotes(self, readings: list[Any], step: flow.Step, entities: list[Any]) -> list[Any]:
        quotes = self.map(readings, step)
        schema = flow.Captured(quotes[0].schema)
        names = self.map(entities, flow.Step("as_quotes", schema))
        return [flow.Step("named")(pa.concat_tables([*quotes, *names]))]


def read(texts: Sequence[str | None], ids: Sequence[str], dates: Sequence[str | None]) -> Any:
    table = pa.table({"id": ids, "day": pa.array(dates, pa.string()), "text": texts})
    return Readings(table.column_names, "text", "id", "day", None)(table)


@pytest.fixture(scope="module")
def readings() -> Any:
    return read(TEXTS, IDS, DATES)


@pytest.fixture(scope="module")
def expected() -> kunya.Corpus:
    documents = kunya.Analyzer().analyze_batch(TEXTS)
    return kunya.resolve(documents, ids=IDS, dates=DATES)


@pytest.mark.parametrize("seed", range(6))
def test_partitions_do_not_matter(readings: Any, expected: kunya.Corpus, seed: int) -> None:
    workers = Workers(seed)
    found = flow.resolve(workers, workers.spread(readings))
    for name in TABLES:
        table = pa.concat_tables(getattr(found, name))
        assert rows(table) == rows(pa.table(getattr(expected, name))), name


def test_the_texts_are_worth_resolving(expected: kunya.Corpus) -> None:
    """What is compared has what makes it hard: variants, short names, namesakes, quotations, titles alone."""
    entities = pa.table(expected.entities).to_pylist()
    variants = [e["variants"] for e in entities]
    assert any({"فلاديمير بوتين", "فلاديمير بوتن", "بوتين"} <= set(v) for v in variants)
    assert sum("سامر العبدلي" in v for v in variants) > 1
    assert any(not e["variants"] for e in entities)
    assert pa.table(expected.quotes)["speaker"].null_count not in (0, expected.quotes.num_rows)


def test_what_moves_grows_with_the_names_and_not_with_the_mentions() -> None:
    moved = []
    for times in (1, 4):
        workers = Workers(0)
        texts, ids = TEXTS * times, [f"{n}-{i}" for n in range(times) for i in IDS]
        found = flow.resolve(workers, [read(texts, ids, DATES * times)])
        counts = workers.shuffled - pa.concat_tables(found.documents).nbytes
        moved.append((counts, workers.collected))
    # the ids of documents are moved too, to see that they differ
    assert moved[1][1] < moved[0][1] * 1.01
    assert moved[1][0] < moved[0][0] * 1.5


def test_an_id_that_comes_twice_is_named(readings: Any) -> None:
    with pytest.raises(ValueError, match="different for each document, got n0, n1"):
        flow.resolve(Workers(0), [readings, readings.slice(0, 2)])


def test_nothing_gives_empty_tables(readings: Any, expected: kunya.Corpus) -> None:
    found = flow.resolve(Workers(0), [readings.slice(0, 0)])
    for name in TABLES:
        table = pa.concat_tables(getattr(found, name))
        assert table.num_rows == 0
        assert table.column_names == pa.table(getattr(expected, name)).column_names


def test_rows_are_merged_before_they_move(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flow, "COMBINED", 8)
    parts = [pa.table({"n": [n, n + 1, 100 + n]}) for n in range(40)]
    for repeated in (parts, [pa.table({"n": [1, 2]})] * 40, []):
        merged = list(flow.combined(repeated, flow.Step("distinct")))
        found = {n for table in merged for n in table["n"].to_pylist()}
        assert found == {n for table in repeated for n in table["n"].to_pylist()}
        assert sum(t.num_rows for t in merged) < max(1, sum(t.num_rows for t in repeated))
    assert len(list(flow.combined([pa.table({"n": [1, 2]})] * 40, flow.Step("distinct")))) == 1


def test_groups_are_cut_where_keys_change() -> None:
    random = Random(1)
    for _ in range(50):
        keys = sorted(random.choices("abcdef", k=random.randint(1, 40)))
        table = pa.table({"key": keys, "n": range(len(keys))})
        batches = table.to_batches(max_chunksize=random.randint(1, 9))
        parts = list(flow.whole_groups([table.to_batches()[0].slice(0, 0), *batches], ["key"]))
        assert pa.concat_tables(parts) == table
        seen: set[str] = set()
        for part in parts:
            here = set(part["key"].to_pylist())
            assert here
            assert not here & seen
            seen |= here
