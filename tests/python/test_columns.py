"""Columns: every library's strings in, lists of structs out."""

from __future__ import annotations

from typing import Any

import pytest

import kunya
from conftest import NEWS, TEXTS
from kunya import columns

ROWS: list[str | None] = [NEWS, None, "", *TEXTS[1:], None, NEWS]
FUNCTIONS = ["normalize", "tokens", "sentences", "mentions", "quotes", "analyze"]


def call(name: str, column: Any, **options: Any) -> list[Any]:
    """A function of kunya.columns, its result as Python values."""
    return getattr(columns, name)(column, **options).to_pylist()


def test_rows_equal_single_calls(nlp: kunya.Analyzer) -> None:
    docs = [None if t is None else nlp.analyze(t) for t in ROWS]
    assert call("normalize", ROWS) == [None if t is None else kunya.normalize(t) for t in ROWS]
    assert call("normalize", ROWS, hamza=True, ya=True) == [
        None if t is None else kunya.normalize(t, hamza=True, ya=True) for t in ROWS
    ]
    for row, d in zip(call("tokens", ROWS), docs, strict=True):
        assert (row is None) == (d is None)
        if d is not None:
            assert row == [
                {"start": t.start, "end": t.end, "text": t.text, "kind": t.kind} for t in d.tokens
            ]
    for row, d in zip(call("sentences", ROWS), docs, strict=True):
        if d is not None:
            assert row == [{"start": s.start, "end": s.end, "text": s.text} for s in d.sentences]
    for row, d in zip(call("mentions", ROWS), docs, strict=True):
        if d is not None:
            assert [(m["start"], m["end"], m["text"], m["label"], m["source"]) for m in row] == [
                (m.start, m.end, m.text, m.label, m.source) for m in d.mentions
            ]
            assert [(m["entity"], m["name"], m["latin"], m["link"]) for m in row] == [
                (e.id, e.name, e.latin, e.link) if (e := m.entity) else (None,) * 4
                for m in d.mentions
            ]
    for row, d in zip(call("quotes", ROWS), docs, strict=True):
        if d is not None:
            assert [(q["start"], q["end"], q["direct"], q["speaker"], q["cue"]) for q in row] == [
                (q.start, q.end, q.direct, q.speaker and q.speaker.text, q.cue and q.cue.text)
                for q in d.quotes
            ]
    for row, d in zip(call("analyze", ROWS), docs, strict=True):
        assert (row is None) == (d is None)
        if d is not None:
            assert len(row["tokens"]) == len(d.tokens)
            assert len(row["mentions"]) == len(d.mentions)
            assert len(row["quotes"]) == len(d.quotes)
            assert [(e["id"], e["name"], e["variants"], e["roles"]) for e in row["entities"]] == [
                (e.id, e.name, e.variants, e.roles) for e in d.entities
            ]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_nulls_and_lengths(name: str) -> None:
    found = call(name, ROWS)
    assert len(found) == len(ROWS)
    assert [row is None for row in found] == [row is None for row in ROWS]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_rows_keep_the_type(name: str) -> None:
    function = getattr(columns, name)
    assert function([]).type == function(ROWS).type
    assert function([None, None]).type == function(ROWS).type
    assert len(function([])) == 0


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("threads", [1, 2, 5])
def test_threads_change_nothing(name: str, threads: int) -> None:
    rows = [f"{NEWS} {i}" * 60 for i in range(300)]
    assert sum(map(len, rows)) > 2_000_000  # more than one piece of work
    function = getattr(columns, name)
    some = rows if name in {"normalize", "tokens", "sentences"} else rows[::30]
    assert function(some, threads=threads).to_pylist() == function(some, threads=1).to_pylist()


def test_any_iterable_and_missing_values() -> None:
    expected = call("normalize", ["قِمة", None])
    assert call("normalize", ("قِمة", None)) == expected
    assert call("normalize", iter(["قِمة", None])) == expected
    assert call("normalize", ["قِمة", float("nan")]) == expected


def test_what_is_no_column() -> None:
    with pytest.raises(TypeError, match=r"texts must be a list of str or None.*got str"):
        columns.tokens("قال")
    with pytest.raises(TypeError, match=r"texts must be a list of str or None.*got int"):
        columns.tokens(3)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"texts\[1\] must be str or None, got int"):
        columns.tokens(["قال", 3])  # type: ignore[list-item]
    with pytest.raises(TypeError, match="taa"):
        columns.normalize(["قال"], taa=True)
    with pytest.raises(ValueError, match=r"options must be absent.*got hamza"):
        columns.normalize(["قال"], kunya.Normalizer(), hamza=True)


class TestPyarrow:
    """pyarrow's arrays."""

    @pytest.fixture(autouse=True)
    def _pyarrow(self) -> None:
        self.pa = pytest.importorskip("pyarrow")

    def types(self) -> list[Any]:
        pa = self.pa
        strings = [pa.string(), pa.large_string(), pa.string_view()]
        return [
            *strings,
            pa.dictionary(pa.int8(), pa.string()),
            pa.dictionary(pa.int32(), pa.large_string()),
        ]

    @pytest.mark.parametrize("name", FUNCTIONS)
    def test_all_string_types(self, name: str) -> None:
        expected = call(name, ROWS)
        for kind in self.types():
            plain = self.pa.array(ROWS)
            is_dictionary = self.pa.types.is_dictionary(kind)
            column = plain.dictionary_encode().cast(kind) if is_dictionary else plain.cast(kind)
            assert call(name, column) == expected, kind
            assert call(name, column.slice(3, 5)) == expected[3:8], kind
            chunked = self.pa.chunked_array([column.slice(0, 4), column.slice(4)])
            assert call(name, chunked) == expected, kind
            assert call(name, self.pa.chunked_array([], type=kind)) == []

    def test_structs_and_tables_of_one_column(self) -> None:
        pa = self.pa
        column = pa.array(ROWS)
        expected = call("tokens", ROWS)
        assert call("tokens", pa.table({"x": column})) == expected
        assert call("tokens", pa.record_batch({"x": column})) == expected
        nulls = pa.array([i == 0 for i in range(len(ROWS))])
        structs = pa.StructArray.from_arrays([column], names=["x"], mask=nulls)
        assert call("tokens", structs) == [None, *expected[1:]]
        assert call("tokens", structs.slice(2, 4)) == expected[2:6]

    def test_nulls_alone(self) -> None:
        assert call("tokens", self.pa.nulls(3)) == [None] * 3
        empty = self.pa.array([None, None]).cast(self.pa.string()).dictionary_encode()
        assert call("tokens", empty) == [None, None]

    @pytest.mark.parametrize("name", FUNCTIONS)
    def test_results_go_back(self, name: str) -> None:
        found = getattr(columns, name)(ROWS)
        array = self.pa.array(found)
        array.validate(full=True)
        assert array.to_pylist() == found.to_pylist()
        back = self.pa.table({"found": array})
        assert back.num_rows == len(ROWS)

    @pytest.mark.parametrize("name", FUNCTIONS)
    def test_a_wrong_type_is_named(self, name: str) -> None:
        pa = self.pa
        for column, said in [
            (pa.array([1, 2]), "Int64"),
            (pa.array([["a"]]), "List"),
            (pa.array([b"a"]), "Binary"),
            (pa.chunked_array([], type=pa.int32()), "Int32"),
            (pa.table({"a": ["x"], "b": ["y"]}), "Struct"),
        ]:
            with pytest.raises(ValueError, match=f"texts must be a column of strings .*got {said}"):
                getattr(columns, name)(column)


def test_pandas() -> None:
    pd = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    expected = call("mentions", ROWS)
    assert call("mentions", pd.Series(ROWS, dtype="str")) == expected
    assert call("mentions", pd.Series(ROWS, dtype="object")) == expected
    assert call("mentions", pd.Series(ROWS, dtype="str")[2:6]) == expected[2:6]


def test_polars() -> None:
    pl = pytest.importorskip("polars")
    expected = call("mentions", ROWS)
    series = pl.Series(ROWS)
    assert call("mentions", series) == expected
    assert call("mentions", series[2:6]) == expected[2:6]
    back = pl.Series("mentions", columns.mentions(series))
    assert back.to_list() == expected
    assert back.dtype == pl.Series("m", columns.mentions(series[:0])).dtype


def test_duckdb() -> None:
    duckdb = pytest.importorskip("duckdb")
    pa = pytest.importorskip("pyarrow")
    table = pa.table({"text": ROWS, "n": list(range(len(ROWS)))})
    with duckdb.connect() as connection:
        connection.register("news", table)
        relation = connection.sql("select text from news order by n")
        assert call("tokens", relation) == call("tokens", ROWS)
        found = pa.table({"t": pa.array(columns.tokens(relation))})
        connection.register("found", found)
        ((count,),) = connection.sql("select sum(len(t)) from found").fetchall()
        assert count == sum(len(row) for row in call("tokens", ROWS) if row)
