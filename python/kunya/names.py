"""Names: one name under all its spellings, in Arabic and Latin letters."""

from __future__ import annotations

from kunya._core import Comparison, Index, Match, Matches, Name, transliterate
from kunya._core import names_arabize as arabize
from kunya._core import names_cluster as cluster
from kunya._core import names_compare as compare
from kunya._core import names_parse as parse
from kunya._core import names_romanize as _romanize
from kunya._core import names_similarity as similarity
from kunya._core import names_similarity_batch as similarity_batch

__all__ = [
    "Comparison",
    "Index",
    "Match",
    "Matches",
    "Name",
    "arabize",
    "cluster",
    "compare",
    "parse",
    "romanize",
    "similarity",
    "similarity_batch",
]


def romanize(name: str, n: int = 5, scheme: str | None = None) -> list[str]:
    """Up to n Latin spellings of an Arabic name, the most usual first; with a scheme, the one that it gives."""
    if scheme is None:
        return _romanize(name, n)
    if n < 0:
        raise ValueError(f"n must be 0 or more, got {n}")
    return [transliterate(name, scheme)][:n]
