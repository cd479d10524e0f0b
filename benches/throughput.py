"""kunya beside the tools that install without a download, in one run.

    python benches/throughput.py [TEXTS] [--megabytes 8] [--threads 1,2] [--plot scaling.svg]

TEXTS is a file of texts, one a line, plain or .xz; without it an article written for this project is repeated with
other numbers in it. Each line of the table is measured in a process of its own, on the same texts: rows a second of
wall time, MB of UTF-8 a second of processor time (over all threads), how many times the standard library's way that
is (of the processor's time), and how much memory was taken at most above that with the texts alone.

Tools that are not installed are passed over. --plot measures mentions over threads and over numbers of texts.
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from kunya.demo import ARTICLE

Work = Callable[[list[str]], object]


class Contender(NamedTuple):
    """A line of the table: what it does, the share of the texts it gets, and what makes its work."""

    kind: str
    name: str
    share: float
    make: Callable[[int], Work]
    threads: bool = False


def texts(path: str | None, megabytes: float) -> list[str]:
    """About so many megabytes of texts."""
    if path is None:
        size = len(ARTICLE.encode())
        return [f"{ARTICLE}\n{i}" for i in range(max(1, int(megabytes * 1e6 / size)))]
    data = Path(path).read_bytes()
    if path.endswith(".xz"):
        data = lzma.decompress(data)
    rows = [line for line in data.decode("utf-8").split("\n") if line]
    total, wanted = sum(len(row.encode()) for row in rows), megabytes * 1e6
    if total < wanted:
        return rows * round(wanted / total)
    return rows[: max(1, int(len(rows) * wanted / total))]


# What others do.


def re_tokens(_: int) -> Work:
    words = re.compile(r"\w+|[^\w\s]")
    return lambda rows: [[m.span() for m in words.finditer(row)] for row in rows]


def icu_tokens(_: int) -> Work:
    icu = import_module("icu")
    breaks = icu.BreakIterator.createWordInstance(icu.Locale("ar"))

    def work(rows: list[str]) -> object:
        found = []
        for row in rows:
            breaks.setText(row)
            found.append(list(breaks))
        return found

    return work


def pyarabic_tokens(_: int) -> Work:
    araby = import_module("pyarabic.araby")
    return lambda rows: [araby.tokenize(row) for row in rows]


def spacy_tokens(_: int) -> Work:
    pipeline = import_module("spacy").blank("ar")
    return lambda rows: [len(doc) for doc in pipeline.pipe(rows)]


def translate(_: int) -> Work:
    marks = dict.fromkeys([*range(0x64B, 0x660), 0x670, 0x640])
    return lambda rows: [row.translate(marks) for row in rows]


def pyarabic_normalize(_: int) -> Work:
    araby = import_module("pyarabic.araby")
    return lambda rows: [araby.strip_tatweel(araby.strip_tashkeel(row)) for row in rows]


def arabic_norm(function: str) -> Callable[[int], Work]:
    def make(_: int) -> Work:
        work = getattr(import_module("arabic_norm"), function)
        return lambda rows: [work(row) for row in rows]

    return make


# What kunya does, from each kind of column.


def listed(function: str, **options: Any) -> Callable[[int], Work]:
    def make(threads: int) -> Work:
        columns = import_module("kunya.columns")
        work = getattr(columns, function)
        ready = _options(options)
        return lambda rows: work(rows, threads=threads, **ready)

    return make


def arrow(function: str) -> Callable[[int], Work]:
    def make(threads: int) -> Work:
        columns, pa = import_module("kunya.columns"), import_module("pyarrow")
        work, kept = getattr(columns, function), _Kept(pa.array)
        return lambda rows: work(kept(rows), threads=threads)

    return make


def polars(function: str) -> Callable[[int], Work]:
    def make(threads: int) -> Work:
        pl = import_module("polars")
        import_module("kunya.integrations.polars")
        kept = _Kept(lambda rows: pl.DataFrame({"text": rows}))
        return lambda rows: kept(rows).select(
            getattr(pl.col("text").kunya, function)(threads=threads)
        )

    return make


def duckdb(function: str) -> Callable[[int], Work]:
    def make(threads: int) -> Work:
        connection = import_module("duckdb").connect()
        pa = import_module("pyarrow")
        import_module("kunya.integrations.duckdb").register(connection, threads=threads)
        connection.execute(f"set threads = {threads}")

        def table(rows: list[str]) -> str:
            name = f"texts_{len(rows)}"
            connection.register("given", pa.table({"text": rows}))
            connection.execute(f"create table {name} as select * from given")
            connection.unregister("given")
            return name

        kept = _Kept(table)
        return lambda rows: (
            connection.execute(f"select kunya_{function}(text) as found from {kept(rows)}")
            .to_arrow_table()
            .num_rows
        )

    return make


def documents(model: str) -> Callable[[int], Work]:
    def make(threads: int) -> Work:
        analyzer = import_module("kunya").Analyzer(model)
        return lambda rows: analyzer.analyze_batch(rows, threads=threads)

    return make


class _Kept:
    """A column made of rows once and kept, so that making it is not measured."""

    def __init__(self, make: Callable[[list[str]], Any]) -> None:
        self.make = make
        self.made: dict[int, Any] = {}

    def __call__(self, rows: list[str]) -> Any:
        if len(rows) not in self.made:
            self.made[len(rows)] = self.make(rows)
        return self.made[len(rows)]


def _options(options: dict[str, Any]) -> dict[str, Any]:
    if "model" not in options:
        return options
    return {"analyzer": import_module("kunya").Analyzer(options["model"])}


def contenders() -> Iterator[Contender]:
    """Every line, the base of each kind first."""
    yield Contender("tokens", "re.finditer", 0.3, re_tokens)
    yield Contender("tokens", "PyICU words", 0.3, icu_tokens)
    yield Contender("tokens", "pyarabic", 0.1, pyarabic_tokens)
    yield Contender("tokens", "arabic-norm", 0.3, arabic_norm("tokenize"))
    yield Contender("tokens", "spaCy blank(ar)", 0.03, spacy_tokens)
    yield from _ours("tokens", 1.0)
    yield Contender("normalize", "str.translate", 0.3, translate)
    yield Contender("normalize", "pyarabic", 0.1, pyarabic_normalize)
    yield Contender("normalize", "arabic-norm", 1.0, arabic_norm("normalize"))
    yield from _ours("normalize", 1.0)
    yield Contender("mentions", "kunya list, fast", 0.2, listed("mentions", model="fast"), True)
    yield from list(_ours("mentions", 0.2))[1:]
    yield Contender(
        "mentions", "kunya list, accurate", 0.02, listed("mentions", model="accurate"), True
    )
    yield Contender("analyze", "kunya Documents, fast", 0.2, documents("fast"), True)
    yield Contender("analyze", "kunya Documents, accurate", 0.02, documents("accurate"), True)


def _ours(function: str, share: float) -> Iterator[Contender]:
    yield Contender(function, "kunya list", share, listed(function), True)
    yield Contender(function, "kunya Arrow", share, arrow(function), True)
    yield Contender(function, "kunya Polars", share, polars(function), True)
    yield Contender(function, "kunya DuckDB", share, duckdb(function), True)


def measure(work: Work, rows: list[str]) -> dict[str, float]:
    """Wall and processor seconds, the least of three runs, and the memory that they took at most."""
    work(rows[: max(1, len(rows) // 50)])  # what is made at the first use is made
    work(rows[:0] or rows[:1])
    before = _peak()
    runs = []
    for _ in range(3):
        wall, processor = time.perf_counter(), time.process_time()
        work(rows)
        runs.append((time.perf_counter() - wall, time.process_time() - processor))
    return {
        "wall": min(wall for wall, _ in runs),
        "cpu": min(cpu for _, cpu in runs),
        "memory": max(0.0, _peak() - before),
        "rows": len(rows),
        "megabytes": sum(len(row.encode()) for row in rows) / 1e6,
    }


def _peak() -> float:
    """The most memory that this process has had, in MB."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1e6 if sys.platform == "darwin" else most / 1e3


def measure_apart(number: int, threads: int, share: float, options: argparse.Namespace) -> Any:
    """The measures of a line in a process of its own; None where its tool is not installed."""
    command = [sys.executable, __file__, "--one", f"{number},{threads},{share}"]
    command += ["--megabytes", str(options.megabytes)]
    if options.texts:
        command.append(options.texts)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return json.loads(done.stdout.splitlines()[-1])
    reason = done.stderr.strip().splitlines()[-1:] or ["no reason given"]
    if not reason[0].startswith(("ModuleNotFoundError", "ImportError")):
        print(done.stderr, file=sys.stderr)
    return None


def table(options: argparse.Namespace, threads: list[int]) -> None:
    """Measure every line and print it."""
    print(
        f"{'':10}{'':28}{'threads':>8}{'rows/s':>10}{'MB/CPU s':>10}{'times':>8}{'memory MB':>11}"
    )
    bases: dict[str, float] = {}
    for number, line in enumerate(contenders()):
        for n in threads if line.threads else [1]:
            found = measure_apart(number, n, line.share, options)
            if found is None:
                print(f"{line.kind:10}{line.name:28}{'not installed':>18}")
                continue
            speed = found["megabytes"] / max(found["cpu"], 1e-9)
            base = bases.setdefault(line.kind, speed)
            print(
                f"{line.kind:10}{line.name:28}{n:8}{found['rows'] / found['wall']:10.0f}"
                f"{speed:10.2f}{speed / base:8.1f}{found['memory']:11.0f}",
                flush=True,
            )


def plot(path: str, options: argparse.Namespace, threads: list[int]) -> None:
    """Draw mentions a second over threads, and seconds over numbers of texts."""
    pyplot = import_module("matplotlib.pyplot")
    number, line = next(
        (i, c) for i, c in enumerate(contenders()) if c.kind == "mentions" and "Arrow" in c.name
    )
    speeds = []
    for n in threads:
        found = measure_apart(number, n, line.share, options)
        speeds.append(found["rows"] / found["wall"])
    sizes = []
    for share in (0.002, 0.006, 0.02, 0.06, 0.2):
        found = measure_apart(number, threads[-1], share, options)
        sizes.append((found["rows"], found["wall"]))
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(9, 3.5), layout="constrained")
    left.plot(threads, speeds, marker="o")
    left.plot(threads, [speeds[0] * n / threads[0] for n in threads], linestyle=":", color="gray")
    left.set(xlabel="threads", ylabel="texts a second", xticks=threads, ylim=(0, None))
    right.loglog(*zip(*sizes, strict=True), marker="o")
    right.set(xlabel="texts", ylabel="seconds")
    figure.suptitle("kunya.columns.mentions")
    figure.savefig(path)
    print(f"{path}: " + ", ".join(f"{n} texts {wall:.3f} s" for n, wall in sizes))


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("texts", nargs="?")
    parser.add_argument("--megabytes", type=float, default=8.0)
    parser.add_argument("--threads", default="1,2")
    parser.add_argument("--plot", metavar="FILE")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    rows = texts(options.texts, options.megabytes)
    if options.one:
        number, threads, share = options.one.split(",")
        line = list(contenders())[int(number)]
        part = rows[: max(1, int(len(rows) * float(share)))]
        print(json.dumps(measure(line.make(int(threads)), part)))
        return 0
    threads = [int(n) for n in options.threads.split(",")]
    size = sum(len(row.encode()) for row in rows)
    print(f"{len(rows)} texts, {size / 1e6:.1f} MB; slow lines get a share of them")
    table(options, threads)
    if options.plot:
        plot(options.plot, options, threads)
    return 0


if __name__ == "__main__":
    sys.exit(main())
