"""Score kunya on the annotated articles of this folder.

    python score.py [--errors] [--json] [PATH ...]        (default: dev)

Mentions count where start, end and label all agree. Entities are compared by B-cubed, once over the mentions that
both sides have (what resolution does) and once over all (end to end: a mention that only one side has counts 0).
A quotation is found where it shares at least 4/5 of its letters with a marked one of the same sort, and exact where
both ends agree; its speaker is right where the entity is the marked one, or neither names anybody.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import check

import kunya

LABELS = (
    *("PER", "LOC", "ORG", "NORP", "ROLE", "EVENT", "PRODUCT"),
    *("DATE", "TIME", "MONEY", "PERCENT", "QUANTITY"),
)
FOUND = 0.8

Place = tuple[int, int]


@dataclass
class Counts:
    """Right, spurious and missed."""

    right: int = 0
    spurious: int = 0
    missed: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.right + other.right, self.spurious + other.spurious, self.missed + other.missed
        )

    @property
    def precision(self) -> float:
        return ratio(self.right, self.right + self.spurious)

    @property
    def recall(self) -> float:
        return ratio(self.right, self.right + self.missed)

    @property
    def f1(self) -> float:
        return harmonic(self.precision, self.recall)


@dataclass
class Cubed:
    """Sums of B-cubed over mentions."""

    precision_sum: float = 0.0
    found: int = 0
    recall_sum: float = 0.0
    marked: int = 0

    @property
    def precision(self) -> float:
        return ratio(self.precision_sum, self.found)

    @property
    def recall(self) -> float:
        return ratio(self.recall_sum, self.marked)

    @property
    def f1(self) -> float:
        return harmonic(self.precision, self.recall)


@dataclass
class Quotes:
    """Quotations of one sort."""

    marked: int = 0
    given: int = 0
    found: int = 0
    exact: int = 0
    right_speaker: int = 0


@dataclass
class Score:
    """All that is measured over some articles."""

    labels: dict[str, Counts] = field(default_factory=lambda: defaultdict(Counts))
    matched: Cubed = field(default_factory=Cubed)
    end_to_end: Cubed = field(default_factory=Cubed)
    quotes: dict[str, Quotes] = field(default_factory=lambda: defaultdict(Quotes))
    errors: list[str] = field(default_factory=list)
    articles: int = 0


def ratio(part: float, whole: float) -> float:
    """`part / whole`; 0 where there is nothing."""
    return part / whole if whole else 0.0


def harmonic(a: float, b: float) -> float:
    """The harmonic mean; 0 where both are 0."""
    return ratio(2 * a * b, a + b)


def score_article(name: str, body: str, analyzer: kunya.Analyzer, score: Score) -> None:
    """Add one marked-up article to the score."""
    gold = check.parse(body)
    doc = analyzer.analyze(gold.plain)
    score.articles += 1
    _mentions(name, gold, doc, score)
    _entities(gold, doc, score)
    _quotes(name, gold, doc, score)


def _mentions(name: str, gold: check.Parsed, doc: kunya.Document, score: Score) -> None:
    marked = Counter((m.start, m.end, m.label) for m in gold.mentions)
    found = Counter((m.start, m.end, m.label) for m in doc.mentions)
    for sign, places in (("+", found - marked), ("-", marked - found)):
        for start, end, label in sorted(places):
            around = _around(gold.plain, start, end)
            score.errors.append(f"{sign} {label:8} {gold.plain[start:end]}\t{around}\t{name}")
    for label in LABELS:
        a = Counter({place: n for place, n in marked.items() if place[2] == label})
        b = Counter({place: n for place, n in found.items() if place[2] == label})
        right = (a & b).total()
        score.labels[label] += Counts(right, b.total() - right, a.total() - right)


def _around(text: str, start: int, end: int) -> str:
    return f"…{text[max(0, start - 25) : start]}[{text[start:end]}]{text[end : end + 25]}…".replace(
        "\n", "⏎"
    )


def _entities(gold: check.Parsed, doc: kunya.Document, score: Score) -> None:
    marked = {(m.start, m.end): m.entity for m in gold.mentions if m.entity is not None}
    found = {(m.start, m.end): m.entity.id for m in doc.mentions if m.entity is not None}
    both = marked.keys() & found.keys()
    _b_cubed({p: marked[p] for p in both}, {p: found[p] for p in both}, score.matched)
    _b_cubed(marked, found, score.end_to_end)


def _b_cubed(marked: dict[Place, str], found: dict[Place, int], into: Cubed) -> None:
    gold_groups, groups = _groups(marked), _groups(found)
    for place, entity in found.items():
        if place in marked:
            group = groups[entity]
            into.precision_sum += len(group & gold_groups[marked[place]]) / len(group)
    for place, entity in marked.items():
        if place in found:
            group = gold_groups[entity]
            into.recall_sum += len(group & groups[found[place]]) / len(group)
    into.found += len(found)
    into.marked += len(marked)


def _groups(entities: dict[Place, str] | dict[Place, int]) -> dict[object, set[Place]]:
    groups: dict[object, set[Place]] = defaultdict(set)
    for place, entity in entities.items():
        groups[entity].add(place)
    return groups


def _quotes(name: str, gold: check.Parsed, doc: kunya.Document, score: Score) -> None:
    free = {"direct": [], "indirect": []}
    for quote in doc.quotes:
        # a belief is no quotation in the articles; a mixed one is marked as an indirect one
        if quote.kind != "belief":
            free["direct" if quote.direct else "indirect"].append(quote)
    for sort, quotes in free.items():
        score.quotes[sort].given += len(quotes)
    for marked in gold.quotes:
        sort = "direct" if marked.direct else "indirect"
        counts = score.quotes[sort]
        counts.marked += 1
        best = max(free[sort], key=lambda q: _shared((q.start, q.end), marked[:2]), default=None)
        text = gold.plain[marked.start : marked.end].replace("\n", "⏎")
        if best is None or _shared((best.start, best.end), marked[:2]) < FOUND:
            score.errors.append(f"- {sort:8} {text[:80]}\t{marked.speaker}\t{name}")
            continue
        free[sort].remove(best)
        counts.found += 1
        counts.exact += (best.start, best.end) == marked[:2]
        speaker = _speaker(gold, best)
        if speaker == marked.speaker:
            counts.right_speaker += 1
        else:
            said = best.speaker.text if best.speaker else None
            score.errors.append(f"! {sort:8} {text[:60]}\t{marked.speaker} is {said}\t{name}")
    for sort, quotes in free.items():
        for quote in quotes:
            score.errors.append(f"+ {sort:8} {quote.text[:80]!r}\t{name}")


def _shared(a: Place, b: Sequence[int]) -> float:
    """The share of two places that they have in common (intersection over union)."""
    common = min(a[1], b[1]) - max(a[0], b[0])
    return max(0, common) / (max(a[1], b[1]) - min(a[0], b[0]))


def _speaker(gold: check.Parsed, quote: kunya.Quote) -> str | None:
    """The marked id of the speaker that kunya gives: of the mention itself, else of most of its entity's mentions."""
    if quote.speaker is None and quote.entity is None:
        return None
    by_place = {(m.start, m.end): m.entity for m in gold.mentions if m.entity is not None}
    if quote.speaker is not None:
        own = by_place.get((quote.speaker.start, quote.speaker.end))
        if own is not None:
            return own
    mentions = quote.entity.mentions if quote.entity else [quote.speaker]
    votes: Counter[str] = Counter()
    for mention in mentions:
        for (start, end), entity in by_place.items():
            if start < mention.end and mention.start < end:
                votes[entity] += 1
    return votes.most_common(1)[0][0] if votes else "a speaker that is not marked"


def score_paths(paths: Iterable[Path], analyzer: kunya.Analyzer) -> Score:
    """Score articles: files, or all files of folders."""
    score = Score()
    for path in check.article_paths(list(paths)):
        score_article(path.stem, check.read(path).body, analyzer, score)
    return score


def micro(score: Score, labels: Iterable[str]) -> Counts:
    """The counts of some labels together."""
    return sum((score.labels[label] for label in labels), Counts())


def summary(score: Score) -> dict[str, float]:
    """The main figures, 0 to 1."""
    direct, indirect = score.quotes["direct"], score.quotes["indirect"]
    return {
        "mentions_f1": micro(score, LABELS).f1,
        "names_f1": micro(score, ("PER", "LOC", "ORG")).f1,
        "b_cubed_matched_f1": score.matched.f1,
        "b_cubed_end_to_end_f1": score.end_to_end.f1,
        "direct_found": ratio(direct.found, direct.marked),
        "direct_speaker": ratio(direct.right_speaker, direct.marked),
        "indirect_found": ratio(indirect.found, indirect.marked),
        "indirect_speaker": ratio(indirect.right_speaker, indirect.marked),
    } | {f"{label}_f1": score.labels[label].f1 for label in LABELS}


def table(score: Score) -> str:
    """The score as a table for people; percent."""
    lines = [f"{score.articles} articles", "", f"{'':22}{'P':>7}{'R':>7}{'F1':>7}{'marked':>9}"]

    def row(name: str, counts: Counts) -> None:
        values = "".join(f"{100 * v:7.1f}" for v in (counts.precision, counts.recall, counts.f1))
        lines.append(f"{name:22}{values}{counts.right + counts.missed:9}")

    for label in LABELS:
        row(label, score.labels[label])
    row("PER LOC ORG", micro(score, ("PER", "LOC", "ORG")))
    row("all", micro(score, LABELS))
    lines.append("")
    for name, cubed in (
        ("B3, shared mentions", score.matched),
        ("B3, end to end", score.end_to_end),
    ):
        values = "".join(f"{100 * v:7.1f}" for v in (cubed.precision, cubed.recall, cubed.f1))
        lines.append(f"{name:22}{values}{cubed.marked:9}")
    lines += [
        "",
        f"{'quotations':12}{'marked':>8}{'given':>7}{'found':>7}{'exact':>7}{'speaker':>9}",
    ]
    for sort in ("direct", "indirect"):
        q = score.quotes[sort]
        lines.append(
            f"{sort:12}{q.marked:8}{q.given:7}{100 * ratio(q.found, q.marked):7.1f}"
            f"{100 * ratio(q.exact, q.marked):7.1f}{100 * ratio(q.right_speaker, q.marked):9.1f}"
        )
    return "\n".join(lines)


def main(argv: list[str] | None = None) -> int:
    """Score the given articles and print a table."""
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    options.add_argument("paths", nargs="*", type=Path, help="files or folders (default: dev)")
    options.add_argument("--errors", action="store_true", help="list every difference")
    options.add_argument("--json", action="store_true", help="print the main figures as JSON")
    options.add_argument("--model", default="fast", help="the model of the analyzer")
    chosen = options.parse_args(argv)
    paths = chosen.paths or [Path(__file__).parent / "dev"]
    score = score_paths(paths, kunya.Analyzer(chosen.model))
    if chosen.errors:
        print("\n".join(score.errors))
    print(json.dumps(summary(score)) if chosen.json else table(score))
    return 0


if __name__ == "__main__":
    sys.exit(main())
