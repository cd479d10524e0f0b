"""Names against other tools, in one run and one table.

    python benches/names_peers.py --setup [DATA]     # makes .venv-peers, installs, and runs in it
    .venv-peers/bin/python benches/names_peers.py DATA [--pairs N] [--corpus N] [--queries N] [--only TOOL...]

DATA is a folder with labelled pairs (*.dev.tsv with the columns label, a, b) and with retrieval_corpus.tsv (name, group)
and retrieval_queries.dev.tsv (columns group, query). Without it a few names of this file are compared, which shows
that every tool runs and measures nothing.

Prints area under the ROC curve, best F1 over all thresholds, and pairs a second of processor time for each file of
pairs; for search top-1 and top-10 and the median of one query's milliseconds of processor time. "-" is what a tool cannot
do in reasonable time; a tool that is not installed is named below the table. One thread.
"""

from __future__ import annotations

import argparse
import csv
import importlib.metadata
import itertools
import os
import random
import statistics
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = Path(__file__).with_suffix(".txt")
VENV = ROOT / ".venv-peers"

Search = Callable[[str], Sequence[int]]


class Pairs(NamedTuple):
    """Labelled pairs: 1 for two spellings of one name."""

    labels: list[int]
    a: list[str]
    b: list[str]


class Retrieval(NamedTuple):
    """Names with their groups, and queries with the group that must be found."""

    names: list[str]
    groups: list[str]
    queries: list[tuple[str, str]]


class Peer:
    """A tool: scores of pairs, and a search where it has one that ends."""

    name = ""
    packages: tuple[str, ...] = ()
    cross_script = True
    most_pairs: int | None = None
    """So many random pairs are measured of each file, for tools that take hours otherwise."""

    def scores(self, a: list[str], b: list[str]) -> list[float]:
        """The likeness of each pair."""
        raise NotImplementedError

    def index(self, names: list[str]) -> Search | None:
        """A search for the positions of the ten best names; None where it takes seconds a query."""
        return None


class Kunya(Peer):
    """kunya.names."""

    name = "kunya"
    packages = ("kunya",)

    def __init__(self) -> None:
        from kunya import names

        self.names = names

    def scores(self, a: list[str], b: list[str]) -> list[float]:
        return [s or 0.0 for s in self.names.similarity_batch(a, b, threads=1)]

    def index(self, names: list[str]) -> Search:
        index = self.names.Index(names)
        return lambda query: [int(m.id) for m in index.search(query, limit=10)]


MARKS = dict.fromkeys([*range(0x610, 0x61B), *range(0x64B, 0x660), 0x670, 0x640])
FOLDS = MARKS | str.maketrans("أإآٱىئؤةکی", "ااااييوهكي")


def folded(text: str) -> str:
    """The letters as most search engines fold them."""
    return text.translate(FOLDS).casefold()


class Ratio(Peer):
    """rapidfuzz over folded letters; it knows nothing of other scripts."""

    name = "rapidfuzz ratio, folded"
    packages = ("rapidfuzz", "numpy")
    cross_script = False

    def __init__(self) -> None:
        import numpy
        from rapidfuzz import fuzz, process

        del numpy  # cpdist asks for it
        self.fuzz, self.process = fuzz, process

    def prepared(self, name: str) -> str:
        """What is compared of a name."""
        return folded(name)

    def scores(self, a: list[str], b: list[str]) -> list[float]:
        x, y = list(map(self.prepared, a)), list(map(self.prepared, b))
        found = self.process.cpdist(x, y, scorer=self.fuzz.ratio, workers=1)
        return [float(s) for s in found]

    def index(self, names: list[str]) -> Search:
        known = list(map(self.prepared, names))

        def search(query: str) -> list[int]:
            found = self.process.extract(
                self.prepared(query), known, scorer=self.fuzz.ratio, processor=None, limit=10
            )
            return [position for _, _, position in found]

        return search


class Icu(Ratio):
    """ICU's romanisation, then rapidfuzz."""

    name = "ICU romanisation + ratio"
    packages = ("PyICU", "rapidfuzz", "numpy")
    cross_script = True

    def __init__(self) -> None:
        super().__init__()
        import icu

        rules = "Arabic-Latin; NFD; [:Nonspacing Mark:] Remove; Latin-ASCII; Lower"
        self.to_latin = icu.Transliterator.createInstance(rules).transliterate

    def prepared(self, name: str) -> str:
        return str(self.to_latin(folded(name)))


class Arcoder(Icu):
    """ICU's romanisation, the sound code of arcoder word by word, then rapidfuzz."""

    name = "ICU romanisation + arcoder"
    packages = ("PyICU", "arcoder", "rapidfuzz", "numpy")

    def __init__(self) -> None:
        super().__init__()
        import arcoder

        self.encode = arcoder.ARCoder().encode

    def prepared(self, name: str) -> str:
        # it lists every reading of a word, exponentially many in its letters: a word's first 12 letters, and the
        # first reading in alphabetical order so that equal words have equal codes
        words = super().prepared(name).split()
        return " ".join(min(self.encode(word[:12]), default="") for word in words)


class Nomenklatura(Peer):
    """nomenklatura's matchers over two people of which nothing but the name is known."""

    packages = ("nomenklatura",)
    algorithm = ""

    def __init__(self) -> None:
        from followthemoney import model
        from followthemoney.proxy import EntityProxy
        from nomenklatura.matching import get_algorithm

        found = get_algorithm(self.algorithm)
        if found is None:
            raise ImportError(f"nomenklatura has no {self.algorithm}")
        self.model, self.proxy, self.matcher = model, EntityProxy, found
        self.config = found.default_config()
        self.ids = itertools.count()

    def person(self, name: str) -> object:
        """A person under an id of its own: what is computed of a name is cached under its id."""
        properties = {"name": [name]}
        data = {"id": f"p{next(self.ids)}", "schema": "Person", "properties": properties}
        return self.proxy.from_dict(data)

    def scores(self, a: list[str], b: list[str]) -> list[float]:
        return [
            float(self.matcher.compare(self.person(x), self.person(y), self.config).score)
            for x, y in zip(a, b, strict=True)
        ]


class LogicV2(Nomenklatura):
    """The rules that sanctions screening uses today."""

    name = "nomenklatura logic-v2"
    algorithm = "logic-v2"


class NameBased(Nomenklatura):
    """Jaro-Winkler and Soundex over romanised parts."""

    name = "nomenklatura name-based"
    algorithm = "name-based"


class Romanizer(Peer):
    """arabic-name-romanizer's five best spellings, the best Jaro-Winkler of any two."""

    name = "arabic-name-romanizer + Jaro-Winkler"
    packages = ("arabic-name-romanizer", "rapidfuzz")
    most_pairs = 1_000

    def __init__(self) -> None:
        from arabic_name_romanizer import Transliterator
        from rapidfuzz.distance import JaroWinkler

        self.tool, self.likeness = Transliterator(), JaroWinkler.similarity

    def spellings(self, name: str) -> list[str]:
        """Latin spellings in small letters; a name without Arabic letters as it is."""
        if not any("\u0600" <= c <= "\u06ff" for c in name):
            return [name.casefold()]
        found = [str(c.text).casefold() for c in self.tool.transliterate(name, top_k=5)]
        return found or [name]

    def scores(self, a: list[str], b: list[str]) -> list[float]:
        return [
            max(
                self.likeness(x, y)
                for x, y in itertools.product(self.spellings(p), self.spellings(q))
            )
            for p, q in zip(a, b, strict=True)
        ]


PEERS: list[type[Peer]] = [Kunya, Ratio, Icu, Arcoder, LogicV2, NameBased, Romanizer]


def auc(labels: Sequence[int], scores: Sequence[float]) -> float:
    """Area under the ROC curve; equal scores count half."""
    order = sorted(range(len(scores)), key=scores.__getitem__)
    ranks = [0.0] * len(scores)
    for _, group in itertools.groupby(enumerate(order, 1), key=lambda at: scores[at[1]]):
        tied = list(group)
        mean = (tied[0][0] + tied[-1][0]) / 2
        for _, i in tied:
            ranks[i] = mean
    positive = sum(labels)
    negative = len(labels) - positive
    if not positive or not negative:
        return float("nan")
    of_positive = sum(r for r, label in zip(ranks, labels, strict=True) if label)
    return (of_positive - positive * (positive + 1) / 2) / (positive * negative)


def best_f1(labels: Sequence[int], scores: Sequence[float]) -> float:
    """The best F1 that any threshold gives."""
    order = sorted(range(len(scores)), key=lambda i: -scores[i])
    positive, true, best = sum(labels), 0, 0.0
    for n, i in enumerate(order, 1):
        true += labels[i]
        if n == len(order) or scores[order[n]] != scores[i]:
            best = max(best, 2 * true / (n + positive))
    return best


def rows(path: Path) -> Iterable[dict[str, str]]:
    """Lines of a table with a head line."""
    with path.open(encoding="utf-8") as lines:
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def read_pairs(path: Path) -> Pairs:
    """Labelled pairs of a file."""
    data = list(rows(path))
    return Pairs([int(r["label"]) for r in data], [r["a"] for r in data], [r["b"] for r in data])


def read_retrieval(folder: Path) -> Retrieval | None:
    """The names and queries of a folder, if it has them."""
    corpus, queries = folder / "retrieval_corpus.tsv", folder / "retrieval_queries.dev.tsv"
    if not (corpus.exists() and queries.exists()):
        return None
    lines = [line.partition("\t") for line in corpus.read_text("utf-8").splitlines()]
    wanted = [(r["query"], r["group"]) for r in rows(queries)]
    return Retrieval([n for n, _, _ in lines], [g for _, _, g in lines], wanted)


# Names for a run without data: two Arabic spellings and a Latin one.
SAMPLE = [
    ("غوغل", "جوجل", "Google"),
    ("غلاسكو", "جلاسجو", "Glasgow"),
    ("شيكاغو", "شيكاجو", "Chicago"),
    ("واشنطن", "واشنطون", "Washington"),
    ("بيونغ يانغ", "بيونج يانج", "Pyongyang"),
    ("لوس أنجلوس", "لوس انجليس", "Los Angeles"),
    ("ديمتري بيسكوف", "دميتري بيسكوف", "Dmitry Peskov"),
    ("فلاديمير بوتين", "فلاديمير بوتن", "Vladimir Putin"),
    ("كيم جونغ أون", "كيم جونج أون", "Kim Jong Un"),
    ("معمر القذافي", "معمر القدافي", "Muammar Gaddafi"),
    ("عبد الرحمن السديس", "عبدالرحمن السديس", "Abdul Rahman al-Sudais"),
    ("أبو بكر البغدادي", "أبي بكر البغدادي", "Abu Bakr al-Baghdadi"),
    ("علي حسن", "علي الحسن", "Ali Hassan"),
    ("علي حسين", "علي الحسين", "Ali Hussein"),
    ("عماد", "عمـاد", "Imad"),
    ("عياد", "عيّاد", "Ayad"),
]


def sample() -> tuple[dict[str, Pairs], Retrieval]:
    """Each name with its own spellings and with its neighbours'; each second spelling as a query."""
    within, across = Pairs([], [], []), Pairs([], [], [])
    for i, (arabic, _, _) in enumerate(SAMPLE):
        for away in (0, 1, 2, 5):
            _, other, latin = SAMPLE[(i + away) % len(SAMPLE)]
            for pairs, name in ((within, other), (across, latin)):
                pairs.labels.append(int(away == 0))
                pairs.a.append(arabic)
                pairs.b.append(name)
    groups = [str(i) for i in range(len(SAMPLE))]
    names = [arabic for arabic, _, _ in SAMPLE] + [latin for _, _, latin in SAMPLE]
    queries = [(other, group) for (_, other, _), group in zip(SAMPLE, groups, strict=True)]
    found = {"sample, Arabic~Arabic": within, "sample, Arabic~Latin": across}
    return found, Retrieval(names, groups * 2, queries)


def some(pairs: Pairs, most: int | None) -> Pairs:
    """A random sample of at most so many pairs, the same in each run."""
    if most is None or most >= len(pairs.labels):
        return pairs
    at = sorted(random.Random(7).sample(range(len(pairs.labels)), most))
    return Pairs(*([column[i] for i in at] for column in pairs))


def of_two_scripts(pairs: Pairs) -> bool:
    """Whether some pair has a Latin name."""
    return any(name.isascii() for name in pairs.b)


def measure_pairs(peer: Peer, pairs: Pairs) -> str:
    """Area under the curve, best F1 and pairs a second of processor time, as a cell of the table."""
    if of_two_scripts(pairs) and not peer.cross_script:
        return "-"
    all_pairs = len(pairs.labels)
    pairs = some(pairs, peer.most_pairs)
    peer.scores(pairs.a[:50], pairs.b[:50])  # models load at the first use
    began = time.process_time()
    scores = peer.scores(pairs.a, pairs.b)
    seconds = time.process_time() - began
    speed = len(scores) / max(seconds, 1e-9)
    sampled = "" if len(scores) == all_pairs else f" (of {len(scores):,} pairs)"
    return f"{auc(pairs.labels, scores):.3f} / {best_f1(pairs.labels, scores):.3f} / {speed:,.0f}{sampled}"


def measure_search(peer: Peer, data: Retrieval) -> str:
    """Top-1, top-10 and the median of a query's milliseconds, as a cell of the table."""
    search = peer.index(data.names)
    if search is None:
        return "-"
    first, ten, times = 0, 0, []
    for query, group in data.queries:
        began = time.process_time()
        found = search(query)
        times.append(1000 * (time.process_time() - began))
        hits = [data.groups[position] == group for position in found]
        first += hits[:1] == [True]
        ten += any(hits)
    n = len(data.queries)
    return f"{first / n:.3f} / {ten / n:.3f} / {statistics.median(times):.2f}"


def setup() -> None:
    """An environment of its own with kunya as it stands here and every tool that installs."""
    python = VENV / "bin" / "python"
    if not python.exists():
        venv.create(VENV, with_pip=True)
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    lines = [
        line.partition("#")[0].strip() for line in REQUIREMENTS.read_text("utf-8").splitlines()
    ]
    # duckdb's bound must hold while nomenklatura is installed
    bounds = VENV / "constraints.txt"
    bounds.write_text("\n".join(line for line in lines if "<" in line), "utf-8")
    for line in filter(None, lines):
        if subprocess.run([*pip, "--constraint", str(bounds), line], check=False).returncode:
            print(f"{line} does not install here", file=sys.stderr)
    subprocess.run([*pip, str(ROOT)], check=True)


def version(package: str) -> str:
    """The installed version, or an empty text."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="Names against other tools.")
    parser.add_argument("data", nargs="?", type=Path, help="a folder of labelled pairs and names")
    parser.add_argument(
        "--setup", action="store_true", help="install the tools in .venv-peers first"
    )
    parser.add_argument("--pairs", type=int, help="at most so many pairs of each file")
    parser.add_argument("--queries", type=int, help="at most so many queries")
    parser.add_argument("--corpus", type=int, help="search only so many first names")
    known = [peer.name for peer in PEERS]
    parser.add_argument("--only", nargs="*", help=f"tools, among: {', '.join(known)}")
    options = parser.parse_args()
    if options.data and not options.data.is_dir():
        parser.error(f"{options.data} is no folder")
    unknown = set(options.only or []) - set(known)
    if unknown:
        parser.error(f"--only must be among {', '.join(known)}, got {', '.join(sorted(unknown))}")
    return options


def main() -> int:
    """Measure every tool that is here and print the table."""
    options = arguments()
    if options.setup:
        setup()
        rest = [a for a in sys.argv[1:] if a != "--setup"]
        os.execv(VENV / "bin" / "python", [str(VENV / "bin" / "python"), __file__, *rest])
    if options.data:
        tables = {p.name.removesuffix(".tsv"): p for p in sorted(options.data.glob("*.dev.tsv"))}
        tables = {n: p for n, p in tables.items() if not n.startswith("retrieval")}
        sets = {name: some(read_pairs(path), options.pairs) for name, path in tables.items()}
        retrieval = read_retrieval(options.data)
    else:
        sets, retrieval = sample()
        print("No data given: a few names of this file, which measure nothing.\n")
    columns = [f"{name} ({len(pairs.labels):,} pairs)" for name, pairs in sets.items()]
    if retrieval:
        names, groups, queries = retrieval
        cut = options.corpus or len(names)
        retrieval = Retrieval(names[:cut], groups[:cut], queries[: options.queries])
        columns.append(f"search in {cut:,}, {len(retrieval.queries):,} queries")
    print("Pairs: AUC / best F1 / pairs per CPU second. Search: top-1 / top-10 / ms per query.\n")
    print("| tool | " + " | ".join(columns) + " |")
    print("|" + "---|" * (len(columns) + 1), flush=True)
    missing = []
    for kind in PEERS:
        if options.only and kind.name not in options.only:
            continue
        try:
            peer = kind()
        except Exception as error:  # a broken installation is a missing one
            missing.append(f"{kind.name}: not here ({type(error).__name__}: {error})")
            continue
        shown = ", ".join(f"{p} {version(p)}" for p in kind.packages if p != "numpy")
        cells = [measure_pairs(peer, pairs) for pairs in sets.values()]
        if retrieval:
            cells.append(measure_search(peer, retrieval))
        print(f"| {kind.name} ({shown}) | " + " | ".join(cells) + " |", flush=True)
    print("\n" + "\n".join(missing) if missing else "\nAll tools are here.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
