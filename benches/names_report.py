"""Where the scores of names are right and wrong, as the tables of docs/names.md.

    python benches/names_report.py DATA

DATA is a folder with labelled pairs (*.dev.tsv with the columns label, kind, category, a, b). Prints Markdown: results by
kind, how far scores can be relied on, and errors at 0.5 by what differs (one name taken for two) and by how the pair
was made (two names taken for one).
"""

from __future__ import annotations

import collections
import sys
from pathlib import Path
from typing import NamedTuple

from names_peers import auc, rows

from kunya import names


class Scored(NamedTuple):
    """A labelled pair with its score."""

    label: int
    kind: str
    category: str
    a: str
    b: str
    score: float


# What a reason says, the first that fits.
CAUSES = {
    "no counterpart": ("only in the first name", "only in the second name"),
    "order of parts": ("in another order",),
    "known as different names": ("known as different names",),
    "a consonant more or less": ("in one only",),
    "other consonants": (" against ",),
    "order of letters": ("letters in another order",),
    "vowels written or not": ("written or not",),
    "letters that vary": ("both write",),
}


def read(path: Path) -> list[Scored]:
    """The pairs of a file, scored."""
    data = list(rows(path))
    scores = names.similarity_batch([r["a"] for r in data], [r["b"] for r in data])
    return [
        Scored(int(r["label"]), r["kind"], r["category"], r["a"], r["b"], score or 0.0)
        for r, score in zip(data, scores, strict=True)
    ]


def cause(pair: Scored) -> str:
    """What differs between the two, by the reasons that are given."""
    # what is said of parts that match anyway explains nothing
    said = " ".join(r for r in names.compare(pair.a, pair.b).reasons if " is in both" not in r)
    for name, marks in CAUSES.items():
        if any(mark in said for mark in marks):
            return name
    return "else"


def by_kind(name: str, pairs: list[Scored]) -> None:
    """Results of each kind of name."""
    kinds = sorted({p.kind for p in pairs})
    for kind in kinds:
        own = [p for p in pairs if p.kind == kind]
        same = [p.score for p in own if p.label]
        other = [p.score for p in own if not p.label]
        area = auc([p.label for p in own], [p.score for p in own])
        joined = f"{sum(s >= 0.5 for s in same) / len(same):.3f}" if same else "-"
        apart = f"{sum(s < 0.5 for s in other) / len(other):.3f}" if other else "-"
        shown = f"{area:.3f}" if same and other else "-"
        print(
            f"| {name} | {kind} | {len(same):,} | {len(other):,} | {shown} | {joined} | {apart} |"
        )


def reliability(pairs: list[Scored]) -> None:
    """Tenths of the score and what share of their pairs is one name."""
    print("\n| score | pairs | mean score | share that is one name |\n|---|---|---|---|")
    for tenth in range(10):
        low, high = tenth / 10, (tenth + 1) / 10
        own = [p for p in pairs if low <= p.score < high or (tenth == 9 and p.score == 1)]
        if own:
            mean = sum(p.score for p in own) / len(own)
            share = sum(p.label for p in own) / len(own)
            print(f"| {low:.1f}-{high:.1f} | {len(own):,} | {mean:.2f} | {share:.2f} |")


def errors(pairs: list[Scored]) -> None:
    """Wrong pairs at 0.5, counted, with the worst of each cause."""
    missed = [p for p in pairs if p.label and p.score < 0.5]
    taken = [p for p in pairs if not p.label and p.score >= 0.5]
    for title, wrong, key, sign in (
        ("one name taken for two", missed, cause, 1),
        ("two names taken for one", taken, lambda p: p.category, -1),
    ):
        print(
            f"\n| {title}, {len(wrong):,} of {len(pairs):,} pairs | pairs | such as |\n|---|---|---|"
        )
        groups: dict[str, list[Scored]] = collections.defaultdict(list)
        for pair in wrong:
            groups[key(pair)].append(pair)
        for name, own in sorted(groups.items(), key=lambda g: -len(g[1])):
            worst = sorted(own, key=lambda p: sign * p.score)[len(own) // 4 :][:2]
            shown = "; ".join(f"{p.a} ~ {p.b} {p.score:.2f}" for p in worst)
            print(f"| {name} | {len(own)} | {shown} |")


def main() -> int:
    """Print all tables."""
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        print(__doc__, file=sys.stderr)
        return 2
    files = [p for p in sorted(Path(sys.argv[1]).glob("*.dev.tsv")) if "retrieval" not in p.name]
    scored = {path.name.removesuffix(".dev.tsv"): read(path) for path in files}
    print("| set | kind | one name | two names | AUC | joined at 0.5 | kept apart at 0.5 |")
    print("|---|---|---|---|---|---|---|")
    for name, pairs in scored.items():
        by_kind(name, pairs)
    together = [pair for pairs in scored.values() for pair in pairs]
    reliability(together)
    errors(together)
    return 0


if __name__ == "__main__":
    sys.exit(main())
