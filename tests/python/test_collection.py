"""kunya corpus: from files to tables."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import kunya
from conftest import NEWS
from kunya import collection
from test_cli import run

LATER = "وصل فلاديمير بوتن إلى بكين يوم الاثنين."


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    path = tmp_path / "news.jsonl"
    rows = [
        {"id": "a", "text": NEWS, "date": "2025-01-02"},
        {"id": "b", "text": None, "date": None},
        {"id": "c", "text": LATER, "date": "2025-01-01", "title": "x"},
    ]
    path.write_text("\n".join(map(json.dumps, rows)) + "\n\n", encoding="utf-8")
    return path


def tables(folder: Path) -> dict[str, list[dict[str, Any]]]:
    texts = {name: (folder / f"{name}.jsonl").read_text("utf-8") for name in collection.TABLES}
    return {
        name: [json.loads(line) for line in text.split("\n") if line]
        for name, text in texts.items()
    }


def test_json_lines(lines: Path, tmp_path: Path) -> None:
    out, err = run("corpus", str(lines), "--out", str(tmp_path / "out"))
    assert out.startswith("Corpus(documents=2, entities=")
    assert err == ""
    found = tables(tmp_path / "out")
    assert [(d["document"], d["date"]) for d in found["documents"]] == [
        ("a", "2025-01-02"),
        ("c", "2025-01-01"),
    ]
    expected = kunya.resolve(kunya.Analyzer().analyze_batch([NEWS, LATER]), ids=["a", "c"])
    assert [e["id"] for e in found["entities"]] == expected.entities.column("id").to_pylist()
    assert len(found["mentions"]) == expected.mentions.num_rows
    assert "بوتين" in (tmp_path / "out" / "report.html").read_text("utf-8")


def test_a_folder_and_single_files(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "deep").mkdir(parents=True)
    (folder / "b.txt").write_text(NEWS, encoding="utf-8")
    (folder / "deep" / "a.txt").write_text(LATER, encoding="utf-8")
    (folder / "no.md").write_text("x", encoding="utf-8")
    run("corpus", str(folder), "--out", str(tmp_path / "out"), "--passages", "0")
    names = [d["document"] for d in tables(tmp_path / "out")["documents"]]
    assert names == [(folder / "b.txt").as_posix(), (folder / "deep" / "a.txt").as_posix()]
    run("corpus", str(folder / "b.txt"), "--out", str(tmp_path / "out"))
    assert len(tables(tmp_path / "out")["documents"]) == 1


def test_parquet_in_and_out(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    rows = pa.table({"body": [NEWS, LATER], "key": [1, 2], "day": ["2025-01-02", None]})
    parquet.write_table(rows, tmp_path / "news.parquet")
    options = ["--text-column", "body", "--id-column", "key", "--date-column", "day"]
    out = tmp_path / "out"
    run(
        "corpus", str(tmp_path / "news.parquet"), "--out", str(out), "--format", "parquet", *options
    )
    documents = parquet.read_table(out / "documents.parquet")
    assert documents.column("document").to_pylist() == ["1", "2"]
    assert documents.column("date").to_pylist() == ["2025-01-02", None]
    entities = parquet.read_table(out / "entities.parquet")
    assert entities.num_rows > 0
    _, err = run("corpus", str(tmp_path / "news.parquet"), "--out", str(out), code=1)
    assert "no column 'text', only 'body', 'key', 'day'" in err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", ":1: not JSON"),
        (b"[1]", ":1: must be a JSON object, got list"),
        (b'\xff{"text": "x"}', ":1: invalid UTF-8 at byte 0 of the line"),
        (b'{"body": "x"}', ":1: no column 'text', only 'body'"),
        (b'{"text": 3}', ":1: 'text' must be a string, got int"),
        (b"[" * 100_000, ":1: not JSON"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_bytes(content)
    _, err = run("corpus", str(path), "--out", str(tmp_path / "out"), code=1)
    assert f"{path}{said}" in err


def test_what_was_read_before_a_wrong_line_is_written(lines: Path, tmp_path: Path) -> None:
    with lines.open("a", encoding="utf-8") as more:
        more.write("no JSON\n")
    _, err = run("corpus", str(lines), "--out", str(tmp_path / "out"), code=1)
    assert "stopped after 2 documents" in err
    assert f"{lines}:5: not JSON" in err
    assert len(tables(tmp_path / "out")["documents"]) == 2


def test_repeated_ids_are_named(tmp_path: Path) -> None:
    path = tmp_path / "twice.jsonl"
    path.write_text(
        json.dumps({"id": "x", "text": "نص"}) + "\n" + json.dumps({"id": "x", "text": "نص"})
    )
    _, err = run("corpus", str(path), "--out", str(tmp_path / "out"), code=2)
    assert "document ids must be different for each document, got x" in err


def test_bad_usage(lines: Path, tmp_path: Path) -> None:
    assert run("corpus", str(lines), code=2)[1]
    assert run("corpus", "--out", str(tmp_path), code=2)[1]
    assert run("corpus", str(lines), "--out", str(tmp_path), "--format", "xml", code=2)[1]
    (tmp_path / "empty").mkdir()
    _, err = run("corpus", str(tmp_path / "empty"), "--out", str(tmp_path / "out"), code=1)
    assert "must hold .txt" in err
    _, err = run("corpus", str(tmp_path / "none.txt"), "--out", str(tmp_path / "out"), code=1)
    assert "none.txt" in err
    _, err = run("corpus", str(lines), "--out", str(lines), code=1)
    assert str(lines) in err


def test_the_old_files_stay_where_the_disk_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = kunya.resolve(kunya.Analyzer().analyze_batch([NEWS]))
    collection.write(old, tmp_path, "jsonl", 3)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    real = os.fsync
    calls = []

    def full(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == 4:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        collection.write(kunya.resolve([]), tmp_path, "jsonl", 3)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT to a child here")
def test_ctrl_c_writes_what_is_done(tmp_path: Path) -> None:
    path = tmp_path / "long.jsonl"
    row = json.dumps({"text": NEWS * 20})
    path.write_text("\n".join([row] * 20_000), encoding="utf-8")
    command = [sys.executable, "-m", "kunya", "corpus", str(path), "--out", str(tmp_path / "out")]
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        time.sleep(6)
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=60)
    assert child.returncode == 130, err
    if "stopped after" in err:  # something was read before the signal
        assert out.startswith("Corpus(documents=")
        assert tables(tmp_path / "out")["entities"]
