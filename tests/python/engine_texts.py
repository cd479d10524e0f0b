"""What the tests of Spark and Ray read, and what one machine makes of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import kunya
from conftest import NEWS
from kunya import columns

ROWS = [
    NEWS,
    None,
    "",
    "زار وزير الخارجية المصري القاهرة.",
    "قالت الوزيرة ليلى بورتر: «سنعود قريبا». وأضافت بورتر أن الوفد وصل إلى عمان.",
    "وصل فلاديمير بوتن إلى الصين والتقى الرئيس الصيني شي جين بينغ.",
    "😀 نص",
]
IDS = [f"d{n}" for n in range(len(ROWS))]
DATES = ["2025-11-02", "2025-11-03", None, "2025-11-04", "2025-11-04", "2025-11-05", None]

# The tables of a corpus.
TABLES = ("entities", "mentions", "quotes", "variants", "co_mentions", "documents")


def corpus() -> kunya.Corpus:
    """What kunya.resolve makes of the rows here."""
    return kunya.resolve(columns.analyze(ROWS), ids=IDS, dates=DATES)


def rows(table: Any) -> list[Any]:
    """The rows of a table in an order that does not depend on the engine."""
    return sorted(table.to_pylist(), key=repr)


class DiesOnce:
    """Passes for an analyzer, which at its first arrival in a worker ends that worker's process."""

    def __init__(self, mark: Path) -> None:
        self.mark = str(mark)

    def __reduce__(self) -> tuple[Any, ...]:
        # of names every worker knows; this module is not there
        code = (
            f"__import__('os').path.exists({self.mark!r}) "
            f"or (open({self.mark!r}, 'x').close(), __import__('os')._exit(1)), "
            "__import__('kunya').Analyzer()"
        )
        return eval, (f"({code})[-1]",)
