"""The notebooks of examples/ run from start to end, and are committed without what they print."""

from __future__ import annotations

import json
import warnings
from importlib.util import find_spec
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).parent.parent.parent / "examples").glob("*.ipynb"))

# Cells are tagged with what they need beyond kunya: cells of which something is missing are left out.
NEEDS = {
    "plot": ("matplotlib",),
    "pyarrow": ("pyarrow",),
    "pandas": ("pandas", "pyarrow"),
    "parquet": ("pyarrow",),
    "spark": ("pyarrow",),
}


def test_there_are_notebooks() -> None:
    assert len(NOTEBOOKS) == 4


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_committed_without_outputs(path: Path) -> None:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    for cell in cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_runs(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # those of the notebook libraries are not ours
        nbformat = pytest.importorskip("nbformat")
        client = pytest.importorskip("nbclient")
        pytest.importorskip("ipykernel")
    monkeypatch.setenv("MPLBACKEND", "agg")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    notebook = nbformat.read(path, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if _can_run(cell)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        client.NotebookClient(
            notebook, timeout=300, resources={"metadata": {"path": str(tmp_path)}}
        ).execute()
    shown = [
        data["text/html"]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if "text/html" in (data := output.get("data", {}))
    ]
    if path.stem != "laptop_to_spark":
        assert any('dir="rtl"' in html or "<bdi" in html for html in shown)


def _can_run(cell: dict) -> bool:
    needed = [module for tag in cell["metadata"].get("tags", ()) for module in NEEDS[tag]]
    return all(find_spec(module) for module in needed)
