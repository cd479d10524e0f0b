"""Whole columns of texts at once, in parallel over the rows.

Every function takes a column of strings: any object with Arrow's PyCapsule interface (pyarrow, pandas and Polars
columns, a DuckDB result of one column, a one-column table), or an iterable of `str | None`. It returns an
`arro3.core.Array` of as many rows, with None for None; pyarrow.array(x), polars.Series(x) and others take it as it is.
Offsets are code points in the row's text. `threads` is by default the number of processors.

A column of another type is a ValueError that names the column and its type; what is no column is a TypeError.

The types of the results have a version, SCHEMA_VERSION, which rises where a field goes, or changes its name, type or
meaning; docs/columns.md describes them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from kunya import _core
from kunya._core import Analyzer, Normalizer

if TYPE_CHECKING:
    from arro3.core import Array, DataType

__all__ = [
    "ANALYSES",
    "FUNCTIONS",
    "SCHEMA_VERSION",
    "analyze",
    "mentions",
    "normalize",
    "quotes",
    "schema",
    "sentences",
    "tokens",
]

# The version of the results' types.
SCHEMA_VERSION = 2

# The functions of this module from texts to results, and which of them take an analyzer.
FUNCTIONS = ("normalize", "tokens", "sentences", "mentions", "quotes", "analyze")
ANALYSES = ("mentions", "quotes", "analyze")


class ArrowArray(Protocol):
    """An object that exports one Arrow array."""

    def __arrow_c_array__(self, requested_schema: Any = None) -> tuple[Any, Any]: ...


class ArrowStream(Protocol):
    """An object that exports Arrow arrays one after the other."""

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any: ...


Column: TypeAlias = ArrowArray | ArrowStream | Iterable[str | None]


@lru_cache(maxsize=1)
def _default_analyzer() -> Analyzer:
    return Analyzer()


def normalize(
    texts: Column,
    normalizer: Normalizer | None = None,
    *,
    threads: int | None = None,
    **options: bool,
) -> Array:
    """Return the normalised texts.

    The options are those of kunya.Normalizer; a ready `normalizer` may be given instead of them.
    """
    if normalizer is None:
        normalizer = Normalizer(**options)
    elif options:
        raise ValueError(
            f"options must be absent where a normalizer is given, got {', '.join(options)}"
        )
    return _core.columns_normalize(texts, normalizer, threads)


def tokens(texts: Column, *, threads: int | None = None) -> Array:
    """Return the tokens of each text: a list of structs with start, end, text and kind."""
    return _core.columns_tokens(texts, threads)


def sentences(texts: Column, *, threads: int | None = None) -> Array:
    """Return the sentences of each text: a list of structs with start, end and text."""
    return _core.columns_sentences(texts, threads)


def mentions(
    texts: Column, analyzer: Analyzer | None = None, *, threads: int | None = None
) -> Array:
    """Return the mentions of each text, a list of structs.

    Fields: start, end, text, label, score, source, value; entity (its number in the row's text) and the
    entity's name, latin and link.
    """
    return _core.columns_mentions(texts, analyzer or _default_analyzer(), threads)


def quotes(texts: Column, analyzer: Analyzer | None = None, *, threads: int | None = None) -> Array:
    """Return the quotations of each text, a list of structs.

    Fields: start, end, text, direct, kind; cue, cue_start, cue_end, lemma, stance; speaker, speaker_start,
    speaker_end; entity (of the speaker, its number in the row's text) and its name and link; score.
    """
    return _core.columns_quotes(texts, analyzer or _default_analyzer(), threads)


def analyze(
    texts: Column, analyzer: Analyzer | None = None, *, threads: int | None = None
) -> Array:
    """Return all that is found in each text: a struct of the lists tokens, sentences, mentions, entities, quotes.

    An entity has id, name, label, latin, link, variants, roles and mentions (numbers in the row's mentions).
    """
    return _core.columns_analyze(texts, analyzer or _default_analyzer(), threads)


def schema(function: str) -> DataType:
    """Return the Arrow type of a function's results, which does not depend on the texts.

    Raises ValueError for a name that is none of FUNCTIONS.
    """
    if function not in FUNCTIONS:
        raise ValueError(f"function must be one of {', '.join(FUNCTIONS)}, got {function!r}")
    no_rows: Array = globals()[function]([])
    return no_rows.type
