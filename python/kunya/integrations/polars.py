"""Polars: the namespace `kunya` of expressions and Series.

    import polars as pl
    import kunya.integrations.polars

    frame.with_columns(mentions=pl.col("text").kunya.mentions())

Importing the module registers the namespace. Expressions know the type of their result before they run, so that
lazy frames can be planned; a row's result depends on that row alone, so that the streaming engine may cut the
column as it likes.
"""

from __future__ import annotations

from typing import Any

from kunya.integrations._extras import require
from kunya.integrations._methods import ColumnFunction, ColumnMethods

pl = require("polars", "polars")

__all__ = ["ExprMethods", "SeriesMethods"]


class _Series:
    """A function of kunya.columns from Series to Series; a plan that holds it can be pickled."""

    def __init__(self, function: ColumnFunction) -> None:
        self.function = function

    def __call__(self, texts: Any) -> Any:
        return pl.Series(self.function(texts)).alias(texts.name)


@pl.api.register_expr_namespace("kunya")
class ExprMethods(ColumnMethods[Any]):
    """The functions of kunya.columns on an expression: `pl.col("text").kunya.mentions()`."""

    def __init__(self, expression: Any) -> None:
        self._expression = expression

    def _apply(self, function: ColumnFunction) -> Any:
        empty = pl.Series(function([]))
        return self._expression.map_batches(
            _Series(function), return_dtype=empty.dtype, is_elementwise=True
        )


@pl.api.register_series_namespace("kunya")
class SeriesMethods(ColumnMethods[Any]):
    """The functions of kunya.columns on a Series: `frame["text"].kunya.mentions()`."""

    def __init__(self, series: Any) -> None:
        self._series = series

    def _apply(self, function: ColumnFunction) -> Any:
        return _Series(function)(self._series)
