"""pandas: the accessor `kunya` of Series.

    import kunya.integrations.pandas

    frame["mentions"] = frame["text"].kunya.mentions()
    frame["text"].kunya.explode("mentions")         # a frame with a row for each mention

Importing the module registers the accessor. Results are Arrow columns (pandas.ArrowDtype) under the index and
name of the Series; None, NaN and pandas.NA give a missing result.
"""

from __future__ import annotations

from typing import Any

from kunya import columns
from kunya._core import Analyzer
from kunya.integrations._extras import require
from kunya.integrations._methods import ColumnFunction, ColumnMethods

pd = require("pandas", "pandas")
pa = require("pyarrow", "pandas")

__all__ = ["SeriesMethods"]

LISTS = ("mentions", "quotes", "sentences", "tokens")


@pd.api.extensions.register_series_accessor("kunya")
class SeriesMethods(ColumnMethods[Any]):
    """The functions of kunya.columns on a Series: `frame["text"].kunya.mentions()`."""

    def __init__(self, series: Any) -> None:
        self._series = series

    def _apply(self, function: ColumnFunction) -> Any:
        return self._column(pa.array(function(self._series)), self._series.index)

    def _column(self, array: Any, index: Any) -> Any:
        values = pd.arrays.ArrowExtensionArray(pa.chunked_array([array]))
        return pd.Series(values, index=index, name=self._series.name)

    def explode(
        self,
        what: str = "mentions",
        analyzer: Analyzer | None = None,
        *,
        threads: int | None = None,
    ) -> Any:
        """Return a frame with a row for each thing found and a column for each of its fields.

        `what` is "mentions", "quotes", "sentences" or "tokens". The index repeats that of the Series, so that
        `frame.join` brings the text's other columns; a text in which nothing is found has no row.
        """
        if what not in LISTS:
            raise ValueError(f"what must be one of {', '.join(LISTS)}, got {what!r}")
        function = getattr(columns, what)
        options = {"analyzer": analyzer} if what in {"mentions", "quotes"} else {}
        lists = pa.array(function(self._series, threads=threads, **options))
        index = self._series.index.take(
            require("pyarrow.compute", "pandas").list_parent_indices(lists)
        )
        found = lists.flatten()
        fields = {
            field.name: self._column(found.field(i), index).rename(field.name)
            for i, field in enumerate(lists.type.value_type)
        }
        return pd.DataFrame(fields, index=index)
