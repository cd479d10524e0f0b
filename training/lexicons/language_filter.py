"""Which of GeoNames' untagged names in Arabic script are Arabic, and not Persian, Urdu, Kurdish, Pashto or Uyghur.

A naive Bayes model over letter n-grams, trained on the language-tagged GeoNames names that Debian's
libgeonames-common ships (CC BY 4.0).
"""

from __future__ import annotations

import collections
import gettext
import math
from pathlib import Path
from typing import Iterator

import orthography as ortho

OTHERS = ("fa", "ur", "ckb", "ug", "ps")
_NEIGHBOURS = str.maketrans({"ک": "ك", "ی": "ي", "ہ": "ه", "ھ": "ه", "ە": "ه", "ۀ": "ه"})


def tagged(locale: Path, language: str) -> dict[str, str]:
    """GeoNames id to name in one language."""
    with open(locale / language / "LC_MESSAGES/geonames.mo", "rb") as f:
        catalogue = gettext.GNUTranslations(f)._catalog
    names = {k: ortho.clean(v) for k, v in catalogue.items() if isinstance(k, str) and k.isdigit()}
    return {k: v for k, v in names.items() if v}


class ArabicModel:
    """Log-odds per n-gram that a name is Arabic rather than of another language in the same script."""

    def __init__(self, arabic: dict[str, str], others: dict[str, dict[str, str]], longest: int = 4) -> None:
        self.longest = longest
        self.counts = (collections.Counter(), collections.Counter())
        for name in arabic.values():
            self.counts[1].update(self._grams(name))
        for names in others.values():
            for gid, name in names.items():
                name = name.translate(_NEIGHBOURS)
                if ortho.WORDS.match(name) and arabic.get(gid) != name:
                    self.counts[0].update(self._grams(name))
        self.totals = [sum(c.values()) for c in self.counts]
        self.size = len(self.counts[0] | self.counts[1])

    def _grams(self, name: str) -> Iterator[str]:
        name = f"^{name}$"
        for n in range(1, self.longest + 1):
            for i in range(len(name) - n + 1):
                yield name[i : i + n]

    def score(self, name: str) -> float:
        """Mean log-odds per n-gram; above 0 speaks for Arabic."""
        total = count = 0
        for gram in self._grams(name):
            for side, sign in ((1, 1), (0, -1)):
                total += sign * math.log((self.counts[side][gram] + 0.5) / (self.totals[side] + 0.5 * self.size))
            count += 1
        return total / count
