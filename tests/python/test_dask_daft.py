"""Dask and Daft: what docs/integrations.md says of them runs, and equals the results of one column."""

from __future__ import annotations

from typing import Any

import pytest

from conftest import NEWS
from kunya import columns

ROWS = [NEWS, None, "", "زار وزير الخارجية المصري القاهرة.", NEWS, "نص"]


def test_dask() -> None:
    pd = pytest.importorskip("pandas")
    pa = pytest.importorskip("pyarrow")
    dd = pytest.importorskip("dask.dataframe")
    import kunya.integrations.pandas  # noqa: F401

    ddf = dd.from_pandas(pd.DataFrame({"text": ROWS, "n": range(len(ROWS))}), npartitions=3)
    ddf["mentions"] = ddf["text"].map_partitions(lambda s: s.kunya.mentions(threads=1))
    # Dask knows the type without running the texts
    assert ddf["mentions"].dtype == pd.ArrowDtype(pa.array(columns.mentions([])).type)
    # the results go back and forth between threads of one process
    found = ddf.compute(scheduler="threads")
    assert pa.array(found["mentions"]).to_pylist() == columns.mentions(ROWS).to_pylist()
    assert found["n"].to_list() == list(range(len(ROWS)))


def test_daft() -> None:
    daft: Any = pytest.importorskip("daft")
    pyarrow = pytest.importorskip("pyarrow")

    kind = daft.DataType.from_arrow_type(pyarrow.array(columns.mentions([])).type)

    @daft.func.batch(return_dtype=kind)
    def mentions(texts: Any) -> Any:
        return pyarrow.array(columns.mentions(texts))

    frame = daft.from_pydict({"text": ROWS, "n": list(range(len(ROWS)))})
    frame = frame.with_column("mentions", mentions(daft.col("text"))).sort("n")
    assert frame.to_pydict()["mentions"] == columns.mentions(ROWS).to_pylist()
