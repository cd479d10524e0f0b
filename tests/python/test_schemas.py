"""The types of the columns are those that tests/golden/schemas has written down.

A change of a type is a change for everyone's pipelines: raise kunya.columns.SCHEMA_VERSION where a field goes or
changes, tell it in docs/columns.md, and write the files anew with `python tests/python/test_schemas.py`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import kunya
from kunya import columns
from kunya.collection import SCHEMA_VERSION, TABLES

GOLDEN = Path(__file__).parent.parent / "golden" / "schemas"


def describe(kind: Any, name: str = "", depth: int = 0) -> str:
    """An Arrow type, a field a line, fields of structs under their struct."""
    import pyarrow as pa

    indent, title = "  " * depth, f"{name}: " if name else ""
    if pa.types.is_list(kind):
        inner = describe(kind.value_type, "", depth)
        return f"{indent}{title}list of {inner.lstrip()}"
    if pa.types.is_struct(kind):
        fields = "".join(describe(f.type, f.name, depth + 1) for f in kind)
        return f"{indent}{title}struct\n{fields}"
    return f"{indent}{title}{kind}\n"


def schema(function: str) -> str:
    """The type of a function's results with the version, as the golden files have it."""
    import pyarrow as pa

    kind = pa.array(getattr(columns, function)([])).type
    return f"# columns.{function}, schema {columns.SCHEMA_VERSION}\n{describe(kind)}"


def corpus_schema() -> str:
    """The types of a corpus's tables."""
    import pyarrow as pa

    empty = kunya.resolve([])
    found = f"# tables of kunya.Corpus, schema {SCHEMA_VERSION}\n"
    for name in TABLES:
        found += describe(pa.struct(list(pa.schema(getattr(empty, name)))), name)
    return found


def test_the_tables_of_a_corpus_are_the_ones_written_down() -> None:
    pytest.importorskip("pyarrow")
    assert corpus_schema() == (GOLDEN / "corpus.txt").read_text("utf-8")


@pytest.mark.parametrize("function", columns.FUNCTIONS)
def test_the_types_are_the_ones_written_down(function: str) -> None:
    pytest.importorskip("pyarrow")
    assert schema(function) == (GOLDEN / f"{function}.txt").read_text("utf-8")


@pytest.mark.parametrize("function", columns.FUNCTIONS)
def test_schema_is_the_type_of_results(function: str) -> None:
    assert columns.schema(function) == getattr(columns, function)(["قال"]).type


def test_every_function_is_listed() -> None:
    with pytest.raises(ValueError, match=r"function must be one of normalize, .*got 'token'"):
        columns.schema("token")
    assert {path.stem for path in GOLDEN.glob("*.txt")} == {*columns.FUNCTIONS, "corpus"}


if __name__ == "__main__":
    GOLDEN.mkdir(parents=True, exist_ok=True)
    for name in columns.FUNCTIONS:
        (GOLDEN / f"{name}.txt").write_text(schema(name), "utf-8")
    (GOLDEN / "corpus.txt").write_text(corpus_schema(), encoding="utf-8")
