"""Columns are read where they lie: the core's buffers are the exporter's."""

from __future__ import annotations

from typing import Any

import pytest

from conftest import NEWS, TEXTS
from kunya import _core

pa = pytest.importorskip("pyarrow")

ROWS = [NEWS, None, *TEXTS]


def characters(array: Any) -> list[int]:
    """The addresses of the buffers in which a pyarrow array of strings has its characters."""
    # before them come validity and offsets, or validity and views
    return [buffer.address for buffer in array.buffers()[2:] if buffer is not None]


@pytest.mark.parametrize("kind", ["string", "large_string", "string_view"])
def test_pyarrow(kind: str) -> None:
    column = pa.array(ROWS, type=getattr(pa, kind)())
    theirs = characters(column)
    assert theirs
    assert _core.columns_addresses(column) == theirs
    assert _core.columns_addresses(column.slice(2, 4)) == theirs
    other = pa.array(["قمة الرياض في العاصمة", "س" * 99], type=column.type)
    chunked = pa.chunked_array([column, other])
    assert _core.columns_addresses(chunked) == theirs + characters(other)


def test_dictionaries_and_structs() -> None:
    column = pa.array(ROWS * 2).dictionary_encode()
    assert _core.columns_addresses(column) == characters(column.dictionary)
    table = pa.table({"text": pa.array(ROWS)})
    assert _core.columns_addresses(table) == characters(table["text"].chunk(0))


def test_pandas() -> None:
    pd = pytest.importorskip("pandas")
    column = pa.array(ROWS, type=pa.large_string())
    series = pd.Series(pd.arrays.ArrowExtensionArray(pa.chunked_array([column])))
    assert _core.columns_addresses(series) == characters(column)


def test_polars() -> None:
    pl = pytest.importorskip("polars")
    series = pl.Series(ROWS)
    # Polars gives its buffers out where they are: twice the same, and those that pyarrow gets
    theirs = characters(pa.array(series.to_arrow(compat_level=pl.CompatLevel.newest())))
    assert _core.columns_addresses(series) == theirs


def test_a_list_has_a_buffer_of_its_own() -> None:
    assert len(_core.columns_addresses(ROWS)) == 1
