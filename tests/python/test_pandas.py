"""pandas: Series in, and the accessor `kunya`."""

from __future__ import annotations

from typing import Any

import pytest

import kunya
from conftest import NEWS
from kunya import columns

pd = pytest.importorskip("pandas")
pa = pytest.importorskip("pyarrow")

import kunya.integrations.pandas  # noqa: E402

ROWS = [NEWS, None, "", "زار وزير الخارجية المصري القاهرة.", NEWS]


def kinds() -> list[Any]:
    """The Series under every dtype that holds strings."""
    arrow = [
        pd.ArrowDtype(t)
        for t in (
            pa.string(),
            pa.large_string(),
            pa.string_view(),
            pa.dictionary(pa.int32(), pa.string()),
        )
    ]
    dtypes = ["str", "object", "string", pd.StringDtype("python"), *arrow]
    return [pd.Series(ROWS, dtype=dtype, name="text") for dtype in dtypes]


@pytest.mark.parametrize("name", columns.FUNCTIONS)
def test_every_dtype_of_strings(name: str) -> None:
    function = getattr(columns, name)
    expected = function(ROWS).to_pylist()
    for series in kinds():
        assert function(series).to_pylist() == expected, series.dtype
        assert function(series[1:4]).to_pylist() == expected[1:4], series.dtype
        assert function(series[:0]).type == function(ROWS).type, series.dtype


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA])
def test_missing_values(missing: Any) -> None:
    rows = [NEWS, missing, "نص", None, float("nan"), pd.NA]
    expected = [x is None for x in (1, None, 1, None, None, None)]
    for series in (pd.Series(rows, dtype="object"), pd.Series(rows, dtype="str")):
        found = columns.tokens(series).to_pylist()
        assert [row is None for row in found] == expected


def test_categories() -> None:
    series = pd.Series([*ROWS, NEWS]).astype("category")
    assert columns.tokens(series).to_pylist() == columns.tokens([*ROWS, NEWS]).to_pylist()


@pytest.mark.parametrize(
    ("series", "said"),
    [
        (pd.Series([1, 2], name="views"), r"got Int64 in column \"views\""),
        (pd.Series([b"x", b"y"], name="raw"), r"column \"raw\""),
        (pd.Series([1.5], name="price"), r"got Float64 in column \"price\""),
        (pd.Series([1, "x"], name="mixed", dtype="object"), r"column \"mixed\""),
    ],
)
def test_another_type_is_named_with_its_column(series: Any, said: str) -> None:
    with pytest.raises((TypeError, ValueError), match=said):
        columns.tokens(series)
    with pytest.raises((TypeError, ValueError), match=said):
        series.kunya.tokens()


@pytest.mark.parametrize("name", columns.FUNCTIONS)
def test_the_accessor_keeps_rows_index_and_name(name: str) -> None:
    expected = getattr(columns, name)(ROWS).to_pylist()
    for series in kinds():
        series = series.set_axis(["a", "b", "c", "d", "e"])
        found = getattr(series.kunya, name)()
        assert list(found.index) == list("abcde")
        assert found.name == "text"
        assert isinstance(found.dtype, pd.ArrowDtype)
        assert pa.array(found).to_pylist() == expected
    empty = getattr(pd.Series([], dtype="str").kunya, name)()
    assert len(empty) == 0
    assert empty.dtype == found.dtype


def test_the_accessor_takes_options() -> None:
    series = pd.Series(["أَنباء", None])
    assert series.kunya.normalize(hamza=True).to_list()[0] == "انباء"
    sure = kunya.Analyzer(min_score=0.99)
    found = pd.Series(ROWS).kunya.mentions(sure, threads=1)
    assert pa.array(found).to_pylist() == columns.mentions(ROWS, sure).to_pylist()


def test_explode_gives_a_row_for_each_mention() -> None:
    frame = pd.DataFrame({"text": ROWS, "n": range(5)}, index=list("abcde"))
    found = frame["text"].kunya.explode("mentions")
    flat = [m for row in columns.mentions(ROWS).to_pylist() for m in row or ()]
    assert found["text"].to_list() == [m["text"] for m in flat]
    assert found["start"].to_list() == [m["start"] for m in flat]
    assert list(found.columns) == list(flat[0])
    assert set(found.index) == {"a", "d", "e"}
    joined = found.join(frame["n"])
    assert joined.loc["e", "n"].eq(4).all()
    for what in ("quotes", "sentences", "tokens"):
        assert len(frame["text"].kunya.explode(what)) > 0
    empty = frame["text"][:0].kunya.explode("mentions")
    assert list(empty.columns) == list(found.columns)
    assert (empty.dtypes == found.dtypes).all()
    with pytest.raises(ValueError, match=r"what must be one of mentions, .*got 'people'"):
        frame["text"].kunya.explode("people")


def test_frames_of_one_column_need_no_choice() -> None:
    frame = pd.DataFrame({"text": ROWS})
    assert columns.tokens(frame).to_pylist() == columns.tokens(ROWS).to_pylist()
    with pytest.raises(ValueError, match="choose one of its columns"):
        columns.tokens(pd.DataFrame({"a": ["x"], "b": ["y"]}))
