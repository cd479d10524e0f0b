"""How far a name is also an ordinary word: evidence from raw news text.

Two kinds of evidence, neither of which needs labelled text:
- inflection: ordinary nouns also occur with suffix pronouns, with and without the article, in the plural; names hardly do;
- company: a person name mostly stands beside another name or a title.
"""

from __future__ import annotations

import collections
from typing import Iterable

import news_counts

# not ي: it makes the adjective of a place and other names
_SUFFIXES = ("ه", "ها", "هم", "هما", "نا", "ين", "ون", "ات", "ا", "ان")
_PROCLITICS = ("و", "ب", "ل", "ف", "ك", "وب", "ول", "فب")


class Words:
    """Frequencies of folded word forms."""

    def __init__(self, counts: dict[str, float], total: float) -> None:
        self.counts, self.total = counts, total

    def occurrences(self, form: str) -> float:
        """Occurrences of a folded form, bare or after proclitics, as a rate per million words.

        What looks like a proclitic form of a rare short form is mostly another word (يان in بيان): proclitic forms
        count at most twice as much as the bare one.
        """
        bare = self.counts.get(form, 0)
        n = bare + min(2 * bare, sum(self.counts.get(p + form, 0) for p in _PROCLITICS))
        if form.startswith("ال"):
            n += self.counts.get("لل" + form[2:], 0)
        return n * 1e6 / self.total

    def inflection(self, form: str) -> float:
        """Rate of inflected relatives divided by the rate of the form itself (0 where nothing occurs).

        An article-bearing form is taken without its article. The article itself is no evidence: family names are
        written with and without it.
        """
        own = self.occurrences(form)
        stem = form[2:] if form.startswith("ال") and len(form) > 4 else form
        if own == 0 or len(stem) < 3:
            return 0.0
        bases = [stem + s for s in _SUFFIXES]
        if stem.endswith("ه"):
            bases += [stem[:-1] + "ت" + s for s in _SUFFIXES[:5]] + [stem[:-1] + "ات"]
        relatives = sum(self.counts.get(p + b, 0) for b in bases for p in ("", "و", "ب", "ل", "ال"))
        return relatives * 1e6 / self.total / own


def company(sentences: Iterable[list[str]], titles: set[str], names: set[str]) -> dict[str, tuple[int, int]]:
    """Occurrences of each word, and how many of them stand beside a sure name or after a title.

    A word counts as beside a name where the token before or after is in `names`, or the token before is in `titles`.
    """
    seen: collections.Counter[str] = collections.Counter()
    beside: collections.Counter[str] = collections.Counter()
    for tokens in sentences:
        last = len(tokens) - 1
        for i, token in enumerate(tokens):
            if not news_counts.is_word(token):
                continue
            seen[token] += 1
            before, after = tokens[i - 1] if i else "", tokens[i + 1] if i < last else ""
            if before in names or before in titles or after in names:
                beside[token] += 1
    return {w: (n, beside[w]) for w, n in seen.items()}
