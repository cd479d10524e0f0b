"""The functions of kunya.columns as methods of some library's column."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar

from kunya import columns
from kunya._core import Analyzer, Normalizer

if TYPE_CHECKING:
    from arro3.core import Array

__all__ = ["ColumnFunction", "ColumnMethods"]

Result = TypeVar("Result")
ColumnFunction: TypeAlias = "Callable[[columns.Column], Array]"


class ColumnMethods(Generic[Result]):
    """What kunya finds in a column of texts; rows stay in their order, and a missing text gives a missing result."""

    def _apply(self, function: ColumnFunction) -> Result:
        """Apply a function of kunya.columns to the column and return the library's own kind of column."""
        raise NotImplementedError

    def normalize(
        self,
        normalizer: Normalizer | None = None,
        *,
        threads: int | None = None,
        **options: bool,
    ) -> Result:
        """Return the normalised texts, see kunya.columns.normalize."""
        if normalizer is None:
            normalizer = Normalizer(**options)
        elif options:
            # refused there, with the same words for every library
            columns.normalize([], normalizer, **options)
        return self._apply(partial(columns.normalize, normalizer=normalizer, threads=threads))

    def tokens(self, *, threads: int | None = None) -> Result:
        """Return the tokens of each text, see kunya.columns.tokens."""
        return self._apply(partial(columns.tokens, threads=threads))

    def sentences(self, *, threads: int | None = None) -> Result:
        """Return the sentences of each text, see kunya.columns.sentences."""
        return self._apply(partial(columns.sentences, threads=threads))

    def mentions(self, analyzer: Analyzer | None = None, *, threads: int | None = None) -> Result:
        """Return the mentions of each text, see kunya.columns.mentions."""
        return self._apply(partial(columns.mentions, analyzer=analyzer, threads=threads))

    def quotes(self, analyzer: Analyzer | None = None, *, threads: int | None = None) -> Result:
        """Return the quotations of each text, see kunya.columns.quotes."""
        return self._apply(partial(columns.quotes, analyzer=analyzer, threads=threads))

    def analyze(self, analyzer: Analyzer | None = None, *, threads: int | None = None) -> Result:
        """Return all that is found in each text, see kunya.columns.analyze."""
        return self._apply(partial(columns.analyze, analyzer=analyzer, threads=threads))
