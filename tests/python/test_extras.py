"""What is not installed is named, and nothing is imported before it is wanted."""

from __future__ import annotations

import subprocess
import sys

import pytest

from kunya.integrations import _extras

# The module of each integration, the extra that brings its library, and what of it to hide.
INTEGRATIONS = {
    "pandas": ("pandas", "pandas"),
    "polars": ("polars", "polars"),
    "duckdb": ("duckdb", "duckdb"),
    "parquet": ("parquet", "pyarrow"),
    "sklearn": ("sklearn", "sklearn"),
    "spacy": ("spacy", "spacy"),
    "spark": ("spark", "pyspark"),
    "ray": ("ray", "ray"),
}


@pytest.mark.parametrize("name", INTEGRATIONS)
def test_a_missing_library_names_its_extra(name: str) -> None:
    extra, library = INTEGRATIONS[name]
    code = f"""
import sys

class Hidden:
    # a finder that hides the library
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == {library!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Hidden())
try:
    import kunya.integrations.{name}
except ImportError as error:
    print(error, error.name)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == (
        f'{library} is not installed; pip install "kunya[{extra}]" installs it {library}'
    )


def test_extras_are_declared() -> None:
    from importlib.metadata import metadata

    declared = metadata("kunya").get_all("Provides-Extra") or []
    assert {extra for extra, _ in INTEGRATIONS.values()} | {"all"} <= set(declared)


def test_errors_inside_a_library_stay() -> None:
    with pytest.raises(ModuleNotFoundError, match=r"No module named 'json.none'"):
        _extras.require("json.none.such", "x")


def test_kunya_alone_imports_no_engine() -> None:
    code = """
import sys, kunya, kunya.exchange, kunya.integrations
heavy = {"pandas", "polars", "duckdb", "pyarrow", "numpy", "sklearn", "spacy", "pyspark", "ray", "matplotlib"}
print(sorted(heavy & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
