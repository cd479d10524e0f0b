"""Count what goes wrong with mentions, by label and kind.

    python errors_by_kind.py [--model MODEL] [PATH ...]        (default: dev)

Of the marked mentions, `right` are found as they are marked; `boundary` are found with the same label at another
place that overlaps; `label` at their place under another label; `missed` are none of these. `extra` are given and
overlap no marked mention of their label, nor stand at the place of a marked one.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import check

import kunya

KINDS = ("marked", "right", "boundary", "label", "missed", "extra")

Place = tuple[int, int, str]


def kinds(marked: set[Place], found: set[Place]) -> Counter[tuple[str, str]]:
    """How often each (label, kind) occurs in one article."""
    counts: Counter[tuple[str, str]] = Counter()
    for place in marked:
        counts[place[2], "marked"] += 1
        counts[place[2], _kind(place, found)] += 1
    for place in found:
        if _kind(place, marked) == "missed":
            counts[place[2], "extra"] += 1
    return counts


def _kind(place: Place, others: set[Place]) -> str:
    start, end, label = place
    if place in others:
        return "right"
    if any(o[2] == label and o[0] < end and start < o[1] for o in others):
        return "boundary"
    if any(o[:2] == (start, end) for o in others):
        return "label"
    return "missed"


def main(argv: list[str] | None = None) -> int:
    """Count over the given articles and print a table."""
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    options.add_argument("paths", nargs="*", type=Path, help="files or folders (default: dev)")
    options.add_argument("--model", default="fast", help="the model of the analyzer")
    chosen = options.parse_args(argv)
    analyzer = kunya.Analyzer(chosen.model)
    total: Counter[tuple[str, str]] = Counter()
    for path in check.article_paths(chosen.paths or [Path(__file__).parent / "dev"]):
        gold = check.parse(check.read(path).body)
        marked = {(m.start, m.end, m.label) for m in gold.mentions}
        found = {(m.start, m.end, m.label) for m in analyzer.analyze(gold.plain).mentions}
        total += kinds(marked, found)
    labels = sorted({label for label, _ in total}, key=lambda label: -total[label, "marked"])
    print(f"{'':10}" + "".join(f"{kind:>9}" for kind in KINDS))
    for label in labels:
        print(f"{label:10}" + "".join(f"{total[label, kind]:9}" for kind in KINDS))
    sums = (sum(total[label, kind] for label in labels) for kind in KINDS)
    print(f"{'all':10}" + "".join(f"{n:9}" for n in sums))
    return 0


if __name__ == "__main__":
    sys.exit(main())
