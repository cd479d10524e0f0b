"""ordinary_words.tsv: how often each folded word form occurs in news, per million words.

The counts come from raw news text that is not shipped. Only statistics leave this program. Where the text is absent
the committed file is read instead, so that the other lexicons can be rebuilt without it.
"""

from __future__ import annotations

import collections
import lzma
import re
from pathlib import Path
from typing import Iterator

import orthography as ortho

HEADER = ["word", "per_million"]
LIMIT = 30_000  # forms kept
LEAST = 3  # occurrences below which a form is left out: mostly misprints and rare names
_TOKEN = re.compile("[\u0621-\u063a\u0641-\u064a]+|[.،؛:!؟?()\"«»\\[\\]…/-]|[0-9A-Za-z]+")


def sentences(text_file: Path) -> Iterator[list[str]]:
    """The folded tokens of each paragraph: words, numbers and single punctuation marks."""
    with lzma.open(text_file, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield _TOKEN.findall(ortho.fold(line))


def is_word(token: str) -> bool:
    """True for a token of Arabic letters."""
    return "\u0621" <= token[0] <= "\u064a"


def count(text_file: Path) -> tuple[collections.Counter[str], int]:
    """Occurrences of each word form and of all words."""
    counts: collections.Counter[str] = collections.Counter()
    for tokens in sentences(text_file):
        counts.update(t for t in tokens if is_word(t))
    return counts, sum(counts.values())


def rows(counts: collections.Counter[str], total: int) -> list[tuple]:
    """The rows of ordinary_words.tsv: the most frequent forms with one decimal of frequency."""
    kept = [(w, n) for w, n in counts.most_common(LIMIT) if n >= LEAST and len(w) > 1]
    return [(w, f"{n * 1e6 / total:.1f}") for w, n in kept]
