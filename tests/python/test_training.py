"""Training on labels of one's own, through the wheel and the command."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import kunya
from kunya import cli


def lesson(*words: str) -> str:
    """Sentences in which the word after رأيت is a COLOUR."""
    return "".join(f"رأيت O\n{w} B-COLOUR\nفي O\nالبيت O\nالكبير O\n. O\n\n" for w in words)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    train, dev = tmp_path / "a.iob2", tmp_path / "b.iob2"
    train.write_text(lesson("أحمر", "أخضر", "أزرق") * 8, "utf-8")
    dev.write_text(lesson("أصفر"), "utf-8")
    return train, dev


def test_a_model_of_own_labels(files: tuple[Path, Path], tmp_path: Path) -> None:
    train, dev = files
    told: list[tuple[float, str | None]] = []
    out = tmp_path / "own.model"
    scores = kunya.train.ner(train, out, dev=dev, progress=lambda *step: told.append(step))
    assert scores == {"COLOUR": (1, 1, 1)}
    assert scores["COLOUR"].f1 == 1.0
    done = [step[0] for step in told]
    assert done == sorted(done)
    assert 0 <= done[0] <= done[-1] <= 1
    assert any("pass" in step[1] for step in told if step[1])
    nlp = kunya.Analyzer(str(out))
    doc = nlp.analyze("رأيت أصفر في البيت الكبير. رأيت <b> في البيت الكبير.")
    assert ("COLOUR", "أصفر") in [(m.label, m.text) for m in doc.mentions]
    assert "COLOUR" in doc._repr_html_()
    assert "COLOUR" in [m["label"] for m in doc.to_dict()["mentions"]]
    again = tmp_path / "again.model"
    kunya.train.ner([train], again)
    assert again.read_bytes() == out.read_bytes()


def test_labels_are_escaped_in_html(tmp_path: Path) -> None:
    train, out = tmp_path / "a.iob2", tmp_path / "own.model"
    train.write_text(lesson("أحمر", "أخضر").replace("COLOUR", "<i>&") * 8, "utf-8")
    kunya.train.ner(train, out)
    html = kunya.Analyzer(str(out)).analyze("رأيت أحمر في البيت الكبير.")._repr_html_()
    assert "&lt;i&gt;&amp;" in html
    assert "<i>&" not in html


def test_what_is_wrong_is_located(files: tuple[Path, Path], tmp_path: Path) -> None:
    train, _ = files
    bad, out = tmp_path / "bad.iob2", tmp_path / "own.model"
    out.write_text("the old one")
    bad.write_text("قال O\nمحمد\n", "utf-8")
    for arguments in ({"train": bad}, {"train": train, "dev": bad}):
        with pytest.raises(ValueError, match=r"bad\.iob2:2: expected a token, a space and a tag"):
            kunya.train.ner(out=out, **arguments)
    with pytest.raises(FileNotFoundError, match=r"none\.iob2"):
        kunya.train.ner(tmp_path / "none.iob2", out)
    with pytest.raises(ValueError, match="passes must be between 1 and 1000, got 0"):
        kunya.train.ner(train, out, passes=0)
    with pytest.raises(ZeroDivisionError):
        kunya.train.ner(train, out, progress=lambda *_: 1 // 0)
    assert out.read_text() == "the old one"
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "a.iob2",
        "b.iob2",
        "bad.iob2",
        "own.model",
    ]
    with pytest.raises(FileNotFoundError):
        kunya.train.ner(train, tmp_path / "no" / "such" / "folder.model", passes=1)


def test_foreign_and_cut_off_models(files: tuple[Path, Path], tmp_path: Path) -> None:
    path = tmp_path / "some.model"
    path.write_bytes(b"PK\x03\x04 an archive")
    with pytest.raises(
        ValueError, match=r"some\.model: not a recogniser model .*version 3 expected"
    ):
        kunya.Analyzer(str(path))
    kunya.train.ner(files[0], path, passes=1)
    path.write_bytes(path.read_bytes()[:-7])
    with pytest.raises(ValueError, match=r"some\.model: truncated or damaged"):
        kunya.Analyzer(str(path))


def test_the_command(
    files: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    train, dev = map(str, files)
    out = str(tmp_path / "own.model")
    arguments = ["train", "ner", "--train", train, "--dev", dev, "--out", out]
    assert cli.main([*arguments, "--rename", "COLOUR=HUE"]) == 0
    shown = capsys.readouterr()
    assert "HUE           100.0  100.0  100.0        1" in shown.out
    assert "own.model: " in shown.out
    assert "pass 16" in shown.err
    assert cli.main([*arguments, "--quiet", "--passes", "1"]) == 0
    assert capsys.readouterr().err == ""
    assert cli.main(["train", "ner", "--out", out]) == 2
    assert "--train or --articles must name labelled text" in capsys.readouterr().err
    Path(train).write_text("قال\n", "utf-8")
    assert cli.main(arguments) == 2
    assert "a.iob2:1: " in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="no POSIX signals here")
def test_ctrl_c_keeps_the_old_model(files: tuple[Path, Path], tmp_path: Path) -> None:
    out = tmp_path / "own.model"
    out.write_text("the old one")
    command = [sys.executable, "-m", "kunya", "train", "ner", "--train", files[0], "--out", out]
    with subprocess.Popen(
        [*map(str, command), "--passes", "1000"], stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        assert "documents" in process.stderr.readline()
        start = time.monotonic()
        process.send_signal(signal.SIGINT)
        process.stderr.read()
        assert process.wait(timeout=60) == 130
        assert time.monotonic() - start < 30
    assert out.read_text() == "the old one"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.iob2", "b.iob2", "own.model"]
