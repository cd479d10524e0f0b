"""The examples run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = sorted((Path(__file__).parent.parent.parent / "examples").glob("*.py"))


def test_there_are_examples() -> None:
    assert EXAMPLES


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_example(path: Path) -> None:
    if "duckdb" in path.read_text(encoding="utf-8"):
        pytest.importorskip("duckdb")
        pytest.importorskip("pyarrow")
    done = subprocess.run(
        [sys.executable, path], capture_output=True, check=True, timeout=120, encoding="utf-8"
    )
    assert "غوتيريش" in done.stdout
