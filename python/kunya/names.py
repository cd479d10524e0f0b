"""Names: one name under all its spellings, in Arabic and Latin letters."""

from __future__ import annotations

from kunya._core import names_similarity as similarity
from kunya._core import names_similarity_batch as similarity_batch

__all__ = ["similarity", "similarity_batch"]
