"""What an article costs in a distributed run: processor time, memory of a worker, bytes between machines.

    python benches/scale.py [--news FILE] [--articles 1000 4000]

Measured in one process with one thread, as a worker of Spark or Ray does it: the steps of kunya.integrations run one after
the other, and what an engine would move between machines is counted. FILE holds articles with an empty line between
two (also as .xz); without it, short made-up news of benches/corpus.py are read, whose names repeat more than those of real news.
"""

from __future__ import annotations

import argparse
import json
import lzma
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
from corpus import texts as made_up

from kunya.integrations import _resolve as flow
from kunya.integrations._engine import BATCH_ROWS, Readings, Results

Figures = dict[str, float]
# What Spark hands a worker at once.
ARROW_ROWS = 10_000


def megabytes() -> float:
    """The most memory this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def news(path: str | None, count: int) -> list[str]:
    """So many articles, from the file over and over with other numbers where it has fewer."""
    if path is None:
        return list(made_up(count))
    opened = lzma.open if path.endswith(".xz") else open
    with opened(path, "rt", encoding="utf-8") as file:
        articles = [text for text in file.read().split("\n\n") if text.strip()]
    if count > len(articles):
        raise SystemExit(f"{path} has {len(articles)} articles, asked for {count}")
    return articles[:count]


def compressed(table: pa.Table) -> int:
    """How many bytes a table is on its way, in Arrow's stream with lz4."""
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="lz4")
    with pa.ipc.new_stream(sink, table.schema, options=options) as writer:
        writer.write_table(table)
    return int(sink.tell())


class Counting:
    """The steps of resolving in this process; a frame is a list of tables."""

    def __init__(self) -> None:
        self.figures: Figures = {}

    def note(self, name: str, value: float) -> None:
        self.figures[name] = self.figures.get(name, 0) + value

    def timed(self, step: flow.Step, table: pa.Table) -> pa.Table:
        start = time.process_time()
        result = step(table)
        self.note(f"CPU {step.name}", time.process_time() - start)
        return result

    def map(self, frame: list[pa.Table], step: flow.Step) -> list[pa.Table]:
        return [self.timed(step, table) for table in frame]

    def reduce(
        self,
        frame: list[pa.Table],
        step: flow.Step,
        keys: Sequence[str],
        then: flow.Step,
        combine: bool = False,
    ) -> list[pa.Table]:
        parts = self.map(frame, step)
        if combine:
            start = time.process_time()
            parts = list(flow.combined(parts, then))
            self.note(f"CPU {then.name}", time.process_time() - start)
        moved = pa.concat_tables(parts)
        self.note(f"moved {step.name}", compressed(moved))
        self.note(f"rows {step.name}", moved.num_rows)
        moved = moved.sort_by([(key, "ascending") for key in keys])
        groups = flow.whole_groups(moved.to_batches(max_chunksize=ARROW_ROWS), keys)
        return [self.timed(then, group) for group in groups] or [then(moved)]

    def keep(self, frame: list[pa.Table]) -> list[pa.Table]:
        return frame

    def collect(self, frame: list[pa.Table]) -> pa.Table:
        table = pa.concat_tables(frame).combine_chunks()
        self.note("driver", table.nbytes)
        return table

    def share(self, table: pa.Table) -> flow.Captured:
        self.note("shared", table.nbytes)
        return flow.Captured(table)

    def quotes(
        self, readings: list[pa.Table], step: flow.Step, entities: list[pa.Table]
    ) -> list[pa.Table]:
        quotes = self.map(readings, step)
        names = self.map(entities, flow.Step("as_quotes", flow.Captured(quotes[0].schema)))
        both = pa.concat_tables([*quotes, *names])
        self.note("moved quotes", compressed(both))
        return [self.timed(flow.Step("named"), both)]


def measure(path: str | None, count: int) -> Figures:
    """The figures of so many articles, for one of them unless they say otherwise."""
    before = megabytes()
    table = pa.table({"id": [f"article-{n}" for n in range(count)], "text": news(path, count)})
    parts = [table.slice(n, BATCH_ROWS) for n in range(0, count, BATCH_ROWS)]
    with_texts = megabytes()
    start = time.process_time()
    results = Results(table.column_names, "text", ("mentions",), ["id"], None)
    sizes = [results(part).nbytes for part in parts]
    mentions = time.process_time() - start
    above = megabytes() - with_texts
    start = time.process_time()
    readings = list(map(Readings(table.column_names, "text", "id", None, None), parts))
    reading = time.process_time() - start
    engine = Counting()
    start = time.process_time()
    found = flow.resolve(engine, readings)
    resolving = time.process_time() - start
    notes = engine.figures
    all_read = pa.concat_tables(readings)
    nodes = sum(t.num_rows for t in found.variants)
    figures: Figures = {
        "articles": count,
        "text, bytes": sum(len(t.encode()) for t in table["text"].to_pylist()) / count,
        "mentions": sum(t.num_rows for t in found.mentions) / count,
        "analyze to mentions, CPU ms": 1e3 * mentions / count,
        "analyze to mentions, bytes": sum(sizes) / count,
        "resolve: reading, CPU ms": 1e3 * reading / count,
        "resolve: kept by workers, bytes": all_read.nbytes / count,
        "resolve: kept by workers, lz4": compressed(all_read) / count,
        "resolve: the rest, CPU ms": 1e3 * resolving / count,
        "entities in all": sum(t.num_rows for t in found.entities),
        "spellings in all": nodes,
    }
    for name, value in sorted(notes.items()):
        if name.startswith("CPU"):
            figures[f"  {name[4:]}, CPU ms"] = 1e3 * value / count
    moved = {name: value for name, value in sorted(notes.items()) if name.startswith("moved")}
    figures["moved in shuffles, lz4"] = sum(moved.values()) / count
    for name, value in moved.items():
        figures[f"  {name}, lz4"] = value / count
    for name, value in sorted(notes.items()):
        if name.startswith("rows"):
            figures[f"  {name} in all"] = value
    figures["to the driver, bytes in all"] = notes["driver"]
    figures["to every worker, bytes in all"] = notes["shared"]
    figures["worker without texts, MB"] = before
    figures["worker above its texts, MB"] = above
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--news", help="a file of articles with an empty line between two")
    parser.add_argument("--articles", type=int, nargs="+", default=[1_000, 4_000])
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.news, options.articles[0])))
        return
    figures: list[Figures] = []
    for count in options.articles:
        command = [sys.executable, __file__, "--one", "--articles", str(count)]
        command += [] if options.news is None else ["--news", str(Path(options.news).resolve())]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        figures.append(json.loads(done.stdout))
    for name in figures[0]:
        row: list[Any] = [f"{run.get(name, 0):14,.2f}" for run in figures]
        print(f"{name:36}{''.join(row)}")


if __name__ == "__main__":
    main()
