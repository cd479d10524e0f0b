"""What an article costs in a distributed run: processor time, memory of a worker, bytes between machines.

    python benches/scale.py [--articles 4000] [--short 20000]

Measured in one process with one thread, as a worker of Spark or Ray does it: the article that comes with kunya (2 kB, with
other numbers in it), and short made-up news of benches/corpus.py, whose names differ. The driver's part is measured in a
process of its own, on what the workers would send it.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow as pa
from corpus import texts as short_texts

import kunya
from kunya.demo import ARTICLE
from kunya.integrations._engine import BATCH_ROWS, Readings, Results, resolved

Figures = dict[str, float]


def megabytes() -> float:
    """The most memory this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def news(kind: str, count: int) -> list[str]:
    """The texts of a kind."""
    if kind == "article":
        return [f"{ARTICLE}\n{i}" for i in range(count)]
    return list(short_texts(count))


def compressed(table: pa.Table) -> int:
    """How many bytes a table is on its way, in Arrow's stream with lz4."""
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="lz4")
    with pa.ipc.new_stream(sink, table.schema, options=options) as writer:
        writer.write_table(table)
    return int(sink.tell())


def worker(kind: str, count: int, target: Path) -> Figures:
    """The figures of a worker; what it would send is written to `target`."""
    before = megabytes()
    table = pa.table({"id": range(count), "text": news(kind, count)})
    parts = [table.slice(n, BATCH_ROWS) for n in range(0, count, BATCH_ROWS)]
    with_texts = megabytes()
    names = table.column_names
    start = time.process_time()
    results = Results(names, "text", ("mentions",), ["id"], None)
    sizes = [read.nbytes for read in map(results, parts)]
    mentions = time.process_time() - start
    start = time.process_time()
    reader = Readings(names, "text", "id", None, None)
    sent = 0
    with pa.OSFile(str(target), "wb") as sink, pa.ipc.new_stream(sink, reader.schema()) as writer:
        for part in parts:
            read = reader(part)
            sent += read.nbytes
            writer.write_table(read)
    readings = time.process_time() - start
    above = megabytes() - with_texts
    with pa.OSFile(str(target)) as source:
        read = pa.ipc.open_stream(source).read_all()
    return {
        "text bytes": sum(len(t.encode()) for t in table["text"].to_pylist()) / count,
        "mentions, CPU ms": 1000 * mentions / count,
        "mentions, bytes": sum(sizes) / count,
        "readings, CPU ms": 1000 * readings / count,
        "readings, bytes": sent / count,
        "readings, bytes lz4": compressed(read) / count,
        "worker without texts, MB": before,
        "worker above its texts, MB": above,
    }


def driver(count: int, source: Path) -> Figures:
    """The figures of the process that resolves."""
    with pa.OSFile(str(source)) as file:
        table = pa.ipc.open_stream(file).read_all()
    # what is loaded once and does not grow with the documents
    resolved(table.slice(0, 100))
    before = megabytes()
    start = time.process_time()
    corpus: kunya.Corpus = resolved(table)
    spent = time.process_time() - start
    return {
        "mentions": pa.table(corpus.mentions).num_rows / count,
        "distinct spellings": pa.table(corpus.variants).num_rows / count,
        "resolving, CPU ms": 1000 * spent / count,
        "driver, bytes above readings": (megabytes() - before) * 2**20 / count,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--articles", type=int, default=4_000)
    parser.add_argument("--short", type=int, default=20_000)
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    counts = {"article": options.articles, "short": options.short}
    if options.one:
        part, kind, path = options.one
        count = counts[kind]
        run = worker(kind, count, Path(path)) if part == "worker" else driver(count, Path(path))
        print(json.dumps(run))
        return
    print(f"a text's share, of {counts['article']:,} articles and {counts['short']:,} short texts")
    print(f"{'':32}{'article':>12}{'short':>12}")
    figures: dict[str, Figures] = {}
    for kind in counts:
        figures[kind] = {}
        with tempfile.TemporaryDirectory() as folder:
            path = str(Path(folder, "readings.arrows"))
            for part in ("worker", "driver"):
                command = [sys.executable, __file__, "--articles", str(options.articles)]
                command += ["--short", str(options.short), "--one", part, kind, path]
                done = subprocess.run(command, check=True, capture_output=True, text=True)
                figures[kind] |= json.loads(done.stdout)
    for name, value in figures["article"].items():
        print(f"{name:32}{value:12,.2f}{figures['short'][name]:12,.2f}")


if __name__ == "__main__":
    main()
