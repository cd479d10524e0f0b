"""The analyzer: batches, streams, threads, processes, signals."""

from __future__ import annotations

import copy
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import kunya
from conftest import NEWS, TEXTS


def test_analyzers_are_values(nlp: kunya.Analyzer) -> None:
    twin = pickle.loads(pickle.dumps(nlp))
    assert twin == nlp
    assert hash(twin) == hash(nlp)
    assert copy.deepcopy(nlp) == nlp
    assert repr(nlp) == 'Analyzer("fast")'
    assert twin.analyze(NEWS) == nlp.analyze(NEWS)


OWN = [("ORG", "مقهى الريحان", "own:7"), ("PER", "أم كريم", None), ("LOC", "حي الزهور")]


def test_own_phrases(tmp_path: Path) -> None:
    text = "التقت أم كريم جارتها في مقهى الريحان."
    path = tmp_path / "own.tsv"
    path.write_text("# own\nORG\tمقهى الريحان\town:7\nPER\tأم كريم\n\nLOC\tحي الزهور\n", "utf-8")
    for gazetteer in (OWN, iter(OWN), path, str(path)):
        nlp = kunya.Analyzer(gazetteer=gazetteer)
        found = {(m.text, m.label, m.entity and m.entity.link) for m in nlp.analyze(text).mentions}
        assert {("مقهى الريحان", "ORG", "own:7"), ("أم كريم", "PER", None)} <= found
        assert "3 phrases" in repr(nlp)
        twin = pickle.loads(pickle.dumps(nlp))
        assert twin == nlp
        assert hash(twin) == hash(nlp)
        assert twin.analyze(text) == nlp.analyze(text)
        assert nlp != kunya.Analyzer()


def test_bad_phrases_are_located(tmp_path: Path) -> None:
    with pytest.raises(
        ValueError, match=r"gazetteer\[1\]: label must be one of PER, .*got \"TOWN\""
    ):
        kunya.Analyzer(gazetteer=[("PER", "أم كريم"), ("TOWN", "حي الزهور")])
    with pytest.raises(ValueError, match=r"gazetteer\[0\]: phrase must be"):
        kunya.Analyzer(gazetteer=[("PER", " ")])
    for wrong in (["PER"], [("PER",)], [("PER", None)], [("PER", 3)], [3]):
        with pytest.raises(TypeError, match=r"gazetteer\[0\] must be \(label, phrase, id\)"):
            kunya.Analyzer(gazetteer=wrong)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="gazetteer must be a list"):
        kunya.Analyzer(gazetteer=3)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="gazetteer"):
        kunya.Analyzer(gazetteer=b"not a gazetteer")
    with pytest.raises(FileNotFoundError, match=r"none.tsv"):
        kunya.Analyzer(gazetteer=tmp_path / "none.tsv")
    path = tmp_path / "bad.tsv"
    path.write_text("PER\tأم كريم\nTOWN\tحي الزهور\n", "utf-8")
    with pytest.raises(ValueError, match=r"bad\.tsv:2: label must be one of"):
        kunya.Analyzer(gazetteer=path)
    path.write_bytes(b"PER\t\xff\n")
    with pytest.raises(ValueError, match=r"bad\.tsv: invalid UTF-8 at byte 4"):
        kunya.Analyzer(gazetteer=path)


def test_a_least_score() -> None:
    everything = kunya.Analyzer().analyze(NEWS).mentions
    middle = sorted(m.score for m in everything)[len(everything) // 2]
    sure = kunya.Analyzer(min_score=middle)
    assert pickle.loads(pickle.dumps(sure)) == sure
    found = sure.analyze(NEWS).mentions
    assert {m.text for m in found} <= {m.text for m in everything}
    assert all(m.score >= middle for m in found)
    for wrong in (-0.1, 1.5, float("nan")):
        with pytest.raises(ValueError, match="min_score must be between 0 and 1, got"):
            kunya.Analyzer(min_score=wrong)


@pytest.mark.parametrize("threads", [None, 1, 2, 3])
def test_batches_keep_the_order(nlp: kunya.Analyzer, threads: int | None) -> None:
    texts = [f"{i} {text}" for i, text in enumerate(TEXTS * 20)]
    found = nlp.analyze_batch(texts, threads=threads)
    assert [d.text for d in found] == texts
    assert found == [nlp.analyze(t) for t in texts]
    assert nlp.analyze_batch([], threads=threads) == []
    assert nlp.analyze_batch(iter(texts[:3]), threads=threads) == found[:3]


def test_progress_shows_a_bar(nlp: kunya.Analyzer, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("tqdm")
    nlp.analyze_batch([NEWS] * 5, progress=True)
    assert "5/5" in capsys.readouterr().err


def test_a_stream_yields_in_order_and_reads_little_ahead(nlp: kunya.Analyzer) -> None:
    taken = []

    def texts():
        for i in range(10_000):
            taken.append(i)
            yield f"{i} {NEWS}"

    stream = nlp.analyze_stream(texts(), threads=2)
    first = [next(stream).text for _ in range(5)]
    assert first == [f"{i} {NEWS}" for i in range(5)]
    assert len(taken) < 200


def test_a_stream_gives_what_precedes_an_error(nlp: kunya.Analyzer) -> None:
    stream = nlp.analyze_stream(["ا", "ب", None, "ت"])  # type: ignore[list-item]
    assert [next(stream).text, next(stream).text] == ["ا", "ب"]
    with pytest.raises(TypeError, match=r"texts\[2\] must be str, got NoneType"):
        next(stream)
    assert list(stream) == []


def test_a_stream_passes_on_the_error_of_its_source(nlp: kunya.Analyzer) -> None:
    def texts():
        yield "ا"
        raise RuntimeError("the source broke")

    stream = nlp.analyze_stream(texts())
    assert next(stream).text == "ا"
    with pytest.raises(RuntimeError, match="the source broke"):
        next(stream)


def test_threads_share_an_analyzer(nlp: kunya.Analyzer) -> None:
    expected = [nlp.analyze(t) for t in TEXTS]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda i: nlp.analyze(TEXTS[i % len(TEXTS)]), range(400)))
    assert all(found[i] == expected[i % len(TEXTS)] for i in range(400))


def test_threads_share_a_document(doc: kunya.Document) -> None:
    def look(_: int) -> tuple:
        return (
            [t.segments for t in doc.tokens],
            [m.entity for m in doc.mentions],
            doc.to_json(),
        )

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(look, range(100)))
    assert all(f == found[0] for f in found)


def test_other_threads_run_meanwhile(nlp: kunya.Analyzer) -> None:
    text = NEWS * 20_000
    ticks = 0
    done = threading.Event()

    def tick() -> None:
        nonlocal ticks
        while not done.is_set():
            ticks += 1
            time.sleep(0.001)

    ticker = threading.Thread(target=tick)
    ticker.start()
    nlp.analyze(text)
    done.set()
    ticker.join()
    assert ticks > 5


# A thread works in a batch while the process forks; the child must be able to work too.
FORK = """
import os, sys, threading, time
import kunya
nlp = kunya.Analyzer()
texts = ["قال الرئيس الروسي فلاديمير بوتين يوم الأحد إن بلاده مستعدة."] * 20_000
worker = threading.Thread(target=lambda: nlp.analyze_batch(texts, threads=2))
worker.start()
time.sleep(0.05)
child = os.fork()
if child == 0:
    assert len(nlp.analyze_batch(texts[:50], threads=2)) == 50
    assert len(kunya.columns.tokens(texts[:50], threads=2)) == 50
    os._exit(0)
_, status = os.waitpid(child, 0)
worker.join()
sys.exit(os.waitstatus_to_exitcode(status))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_forked_child_works() -> None:
    assert subprocess.run([sys.executable, "-c", FORK], timeout=120, check=False).returncode == 0


INTERRUPT = """
import sys
import kunya
nlp = kunya.Analyzer()
texts = ["قال الرئيس الروسي فلاديمير بوتين يوم الأحد إن بلاده مستعدة. " * 200] * 100_000
# letters in all orders, so that names are distinct
many = ["".join(chr(0x628 + i // 20**k % 20) for k in range(5)) for i in range(400_000)]
print("ready", flush=True)
try:
    {work}
except KeyboardInterrupt:
    print("interrupted", {kept}, flush=True)
    sys.exit(7)
"""


@pytest.mark.skipif(os.name == "nt", reason="no POSIX signals here")
@pytest.mark.parametrize(
    ("work", "kept"),
    [
        ("nlp.analyze_batch(texts)", "'-'"),
        ("nlp.analyze_batch(texts, threads=1)", "'-'"),
        ("kunya.columns.mentions(texts)", "'-'"),
        ("kunya.names.cluster(many)", "'-'"),
        ("kept = []; [kept.append(len(d)) for d in nlp.analyze_stream(texts)]", "len(kept) > 0"),
    ],
)
def test_ctrl_c_ends_the_work(work: str, kept: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", INTERRUPT.format(work=work, kept=kept)],
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(0.7)
        start = time.monotonic()
        process.send_signal(signal.SIGINT)
        rest = process.stdout.read()
        assert process.wait(timeout=30) == 7
        assert time.monotonic() - start < 10
    assert rest in {"interrupted -\n", "interrupted True\n"}


def test_a_stream_goes_on_after_an_interrupt(nlp: kunya.Analyzer) -> None:
    class Stop(Exception):
        pass

    def handler(*_: object) -> None:
        raise Stop

    texts = [f"{i} {NEWS * 300}" for i in range(60)]
    stream = nlp.analyze_stream(texts, threads=2)
    before = signal.signal(signal.SIGALRM, handler)
    got = []
    interrupted = 0
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.1)
        while True:
            try:
                doc = next(stream, None)
            except Stop:
                interrupted += 1
                continue
            if doc is None:
                break
            got.append(doc.text)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert interrupted <= 1
    assert got == texts
