"""Columns against the standard library, in one run.

    python benches/columns.py [TEXTS]

TEXTS is a file of texts, one a line, plain or .xz; without it a text written for this project is repeated. Prints
MB of UTF-8 a second of wall time and of processor time, and how many times the standard library that is.
"""

from __future__ import annotations

import lzma
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow

import kunya
from kunya.demo import ARTICLE

WORDS = re.compile(r"\w+|[^\w\s]")
MARKS = dict.fromkeys([*range(0x64B, 0x660), 0x670, 0x640])
TARGETS = {"tokens": 10.0, "normalize": 15.0}


def texts(argument: str | None) -> list[str]:
    """About 50 MB of texts, a row each."""
    if argument is None:
        return [ARTICLE] * 20_000
    data = Path(argument).read_bytes()
    if argument.endswith(".xz"):
        data = lzma.decompress(data)
    rows = [line for line in data.decode("utf-8").split("\n") if line]
    size = sum(len(row.encode()) for row in rows)
    return rows * max(1, 50_000_000 // size)


def measure(work: Callable[[], object], repeat: int) -> tuple[float, float]:
    """The least wall and processor seconds of some runs."""
    walls, processor = [], []
    for _ in range(repeat):
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        walls.append(time.perf_counter() - wall)
        processor.append(time.process_time() - cpu)
    return min(walls), min(processor)


def main() -> int:
    """Measure and print; 1 where a target is missed."""
    rows = texts(sys.argv[1] if len(sys.argv) > 1 else None)
    some = rows[: max(1, len(rows) // 5)]
    column = pyarrow.array(rows)
    size, some_size = (sum(len(row.encode()) for row in part) / 1e6 for part in (rows, some))
    print(f"{size:.0f} MB in {len(rows)} rows")
    print(f"{'':34}{'MB/s':>8}{'MB/CPU s':>10}{'times (wall)':>14}{'times (CPU)':>13}")

    def row(name: str, work: Callable[[], object], megabytes: float, base: float | None) -> float:
        wall, cpu = measure(work, 3)
        speed = megabytes / wall
        times = f"{speed / base:14.1f}{megabytes / cpu / base:13.1f}" if base else ""
        print(f"{name:34}{speed:8.1f}{megabytes / cpu:10.1f}{times}")
        return speed

    def finditer() -> list[list[tuple[int, int]]]:
        return [[m.span() for m in WORDS.finditer(text)] for text in some]

    def translate() -> list[str]:
        return [text.translate(MARKS) for text in some]

    missed = 0
    base = row("re.finditer spans", finditer, some_size, None)
    for threads in (1, None):
        speed = row(
            f"columns.tokens, threads={threads}",
            lambda threads=threads: kunya.columns.tokens(column, threads=threads),
            size,
            base,
        )
    missed += speed / base < TARGETS["tokens"]
    base = row("str.translate", translate, some_size, None)
    for threads in (1, None):
        speed = row(
            f"columns.normalize, threads={threads}",
            lambda threads=threads: kunya.columns.normalize(column, threads=threads),
            size,
            base,
        )
    missed += speed / base < TARGETS["normalize"]
    row("columns.sentences", lambda: kunya.columns.sentences(column), size, None)
    part = column[: max(1, len(rows) // 50)]
    part_size = sum(len(text.encode()) for text in part.to_pylist()) / 1e6
    row("columns.mentions", lambda: kunya.columns.mentions(part), part_size, None)
    row("columns.analyze", lambda: kunya.columns.analyze(part), part_size, None)
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
