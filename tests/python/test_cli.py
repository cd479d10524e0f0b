"""The command, run as people run it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import kunya
from conftest import NEWS
from kunya.demo import ARTICLE

FSI, PDI = "\u2068", "\u2069"


def run(
    *arguments: str, stdin: str | bytes = b"", code: int = 0, **environment: str
) -> tuple[str, str]:
    """What the command prints, on stdout and stderr."""
    done = subprocess.run(
        [sys.executable, "-m", "kunya", *arguments],
        input=stdin.encode() if isinstance(stdin, str) else stdin,
        capture_output=True,
        check=False,
        timeout=120,
        env=os.environ | environment,
    )
    assert done.returncode == code, done.stderr.decode()
    assert b"Traceback" not in done.stderr
    return done.stdout.decode(), done.stderr.decode()


@pytest.fixture
def news(tmp_path: Path) -> str:
    path = tmp_path / "news.txt"
    path.write_text(NEWS, encoding="utf-8")
    return str(path)


def test_demo() -> None:
    out, _ = run("demo")
    assert out.startswith(ARTICLE)
    assert "ENTITIES" in out
    assert "QUOTATIONS" in out
    assert json.loads(run("demo", "--json")[0])["text"] == ARTICLE


def test_the_script_is_installed() -> None:
    script = Path(sys.executable).with_name("kunya")
    if not script.exists():
        pytest.skip("the package is not installed with its script")
    done = subprocess.run([script, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"kunya {kunya.__version__}\n"


def test_analyze_in_every_form(news: str, tmp_path: Path) -> None:
    doc = kunya.analyze(NEWS)
    assert json.loads(run("analyze", news, "--json")[0]) == doc.to_dict()
    assert run("analyze", news, news, "--jsonl")[0] == f"{doc.to_json()}\n" * 2
    assert json.loads(run("analyze", news, "-", "--json", stdin=NEWS)[0]) == [doc.to_dict()] * 2
    assert run("analyze", "--conll", stdin=NEWS)[0] == doc.to_conll()
    page = tmp_path / "out.html"
    assert run("analyze", news, "--html", str(page))[0] == ""
    assert "فلاديمير بوتين" in page.read_text(encoding="utf-8")
    assert run("analyze", news, "--html", "-")[0] == page.read_text(encoding="utf-8")
    out, _ = run("analyze", news)
    assert f"{FSI}فلاديمير بوتين{PDI}" in out
    assert out.count(FSI) == out.count(PDI)


def test_utf8_whatever_the_locale(news: str) -> None:
    out, _ = run("analyze", news, LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert "فلاديمير بوتين" in out


def test_invalid_utf8(tmp_path: Path) -> None:
    path = tmp_path / "bad.txt"
    path.write_bytes("قال ".encode() + b"\xff\xfe" + " بوتين".encode())
    _, err = run("analyze", str(path), code=1)
    assert err == f"kunya: {path}: invalid UTF-8 at byte 7 (--errors replace goes on)\n"
    out, _ = run("analyze", str(path), "--errors", "replace", "--json")
    assert json.loads(out)["text"] == "قال \ufffd\ufffd بوتين"
    _, err = run("tokenize", stdin=b"\xd9", code=1)
    assert "stdin: invalid UTF-8 at byte 0" in err


def test_a_missing_file(tmp_path: Path) -> None:
    missing = str(tmp_path / "none.txt")
    assert missing in run("analyze", missing, code=1)[1]
    assert missing in run("search", missing, "محمد", code=1)[1]


@pytest.mark.parametrize(
    "wrong",
    [
        (),
        ("nonsense",),
        ("analyze", "--json", "--conll"),
        ("analyze", "--model", "best", "-"),
        ("analyze", "--errors", "ignore"),
        ("match", "محمد"),
        ("search", "-", "محمد", "--limit", "0"),
        ("search", "-", "محمد", "--min-score", "2"),
        ("normalize", "--for", "nothing"),
    ],
)
def test_bad_usage_is_code_2(wrong: tuple[str, ...]) -> None:
    assert run(*wrong, code=2)[1] != ""


def test_match_and_search(tmp_path: Path) -> None:
    found = json.loads(run("match", "محمد", "Mohammed", "--json")[0])
    assert found["score"] == kunya.names.similarity("محمد", "Mohammed")
    assert f"{found['score']:.3f}" in run("match", "محمد", "Mohammed")[0]
    path = tmp_path / "names.txt"
    path.write_text("فلاديمير بوتين\nدميتري بيسكوف\n\nسيرغي لافروف\n", encoding="utf-8")
    out, _ = run("search", str(path), "ديمتري بيسكوف", "--limit", "1", "--json")
    assert json.loads(out)["name"] == "دميتري بيسكوف"
    assert run("search", "-", "محمد", stdin="")[0] == ""


def test_match_says_why() -> None:
    out, _ = run("match", "غوغل", "جوجل", "--explain")
    assert "both write g" in out
    found = json.loads(run("match", "حسن", "حسين", "--json")[0])
    assert found["score"] < 0.5
    assert any("different names" in reason for reason in found["reasons"])


def test_names_from_stdin() -> None:
    out, _ = run("search", "-", "Peskov", "--limit", "1", stdin="موسكو\n\nديمتري بيسكوف\r\n")
    assert out.endswith(f"{FSI}ديمتري بيسكوف{PDI}\n")
    out, _ = run("cluster", stdin="غوغل\nموسكو\nجوجل\n")
    assert out == "0\tغوغل\n1\tموسكو\n0\tجوجل\n"
    out, _ = run("romanize", "--limit", "1", stdin="بيونغ يانغ\n\nمحمد\n")
    assert out == "بيونغ يانغ\tPyongyang\nمحمد\tMohamed\n"
    assert run("romanize", "مُحَمَّد", "--scheme", "ala-lc")[0] == "muḥammad\n"
    for command in (["search", "-", "موسكو"], ["cluster"], ["romanize"]):
        assert run(*command, stdin="")[0] == ""


@pytest.mark.parametrize("command", [["search", "FILE", "موسكو"], ["cluster", "FILE"]])
def test_bad_files_of_names(command: list[str], tmp_path: Path) -> None:
    path = tmp_path / "names.txt"
    arguments = [str(path) if part == "FILE" else part for part in command]
    assert "names.txt" in run(*arguments, code=1)[1]
    path.write_bytes("موسكو\n".encode() + b"\xff\n")
    assert "invalid UTF-8 at byte 11" in run(*arguments, code=1)[1]
    assert "موسكو" in run(*arguments, "--errors", "replace")[0]
    path.write_bytes(b"\x00\x01\n\xef\xbb\xbf")
    run(*arguments)


def test_wrong_thresholds_of_names(tmp_path: Path) -> None:
    path = tmp_path / "names.txt"
    path.write_text("موسكو\n", encoding="utf-8")
    for wrong in ("nan", "-1", "1.5"):
        assert "threshold" in run("cluster", str(path), "--threshold", wrong, code=2)[1]
        assert "--min-score" in run("search", str(path), "م", "--min-score", wrong, code=2)[1]
    run("romanize", "محمد", "--scheme", "latin", code=2)
    run("romanize", "محمد", "--limit", "0", code=2)


def test_normalize_and_tokenize() -> None:
    assert run("normalize", stdin="قِـمّة\n")[0] == "قمة\n"
    assert run("normalize", "--for", "matching", stdin="قِمّة")[0] == "قمه"
    assert (
        run("tokenize", stdin="قال، 3")[0] == "0\t3\tword\tقال\n3\t4\tpunct\t،\n5\t6\tnumber\t3\n"
    )
    lines = run("tokenize", "--json", stdin="قال، 3")[0].splitlines()
    assert [json.loads(line)["kind"] for line in lines] == ["word", "punct", "number"]


def test_a_byte_order_mark_is_no_text() -> None:
    assert run("tokenize", stdin="\ufeffقال")[0] == "0\t3\tword\tقال\n"


@pytest.mark.skipif(os.name == "nt", reason="no POSIX pipes here")
def test_a_broken_pipe_is_quiet() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "kunya", "tokenize"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        process.stdin.write(("قال " * 200_000).encode())
        process.stdin.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 0
