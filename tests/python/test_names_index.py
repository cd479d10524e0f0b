"""The index of names: what is put in is found, and files are shared, refused or the same."""

from __future__ import annotations

import random
import subprocess
import sys
import types
from pathlib import Path

import pytest

from kunya import names

PARTS = [
    "محمد",
    "علي",
    "حسن",
    "عبد",
    "الله",
    "بن",
    "أبو",
    "بكر",
    "غوغل",
    "جوجل",
    "صلاح",
    "الدين",
    "الأسد",
    "القذافي",
    "Ali",
    "Hassan",
    "al-Sadr",
    "Peskov",
    "بيسكوف",
]


def some_names(seed: int, count: int = 120) -> list[str]:
    """Names of one to four parts, some of letters at random, some empty or without letters."""
    order = random.Random(seed)
    letters = "ابتجحدرسعفقكلمنهوي"
    made = []
    for _ in range(count):
        parts = [
            order.choice(PARTS)
            if order.random() < 0.7
            else "".join(order.choices(letters, k=order.randint(1, 9)))
            for _ in range(order.randint(1, 4))
        ]
        made.append(" ".join(parts))
    return [*made, "", "😀", "12"]


@pytest.mark.parametrize("seed", range(3))
def test_every_name_finds_itself(seed: int) -> None:
    known = some_names(seed)
    index = names.Index(known)
    for position, name in enumerate(known):
        found = index.search(name, limit=len(known))
        if not names.parse(name).parts:
            assert len(found) == 0
            continue
        own = [m for m in found if m.id == position]
        assert [m.score for m in own] == [1.0], name
        assert found[0].score == 1.0
        assert own[0].name == name


def as_rows(found: names.Matches | None) -> list[tuple[int | str, str, float]] | None:
    """Results as plain values."""
    return None if found is None else [(m.id, m.name, m.score) for m in found]


def test_a_batch_is_its_searches() -> None:
    known = some_names(7)
    index = names.Index(known)
    queries = [*some_names(8, 40), None, *known[:20]]
    for threads in (1, 2):
        batch = index.search_batch(queries, limit=5, min_score=0.1, threads=threads)
        assert [as_rows(b) for b in batch] == [
            None if q is None else as_rows(index.search(q, 5, 0.1)) for q in queries
        ]


@pytest.mark.parametrize(
    "ids",
    [
        None,
        [5, 4, 3],
        [-1, 0, 2**63 - 1],
        ["a", "", "ض😀"],
        ["same", "same", "same"],
        iter([1, 2, 3]),
        (True, False, True),
    ],
)
def test_ids_come_back(tmp_path: Path, ids: object) -> None:
    known = ["موسكو", "غلاسكو", "Peskov"]
    wanted = list(range(3)) if ids is None else list(ids)  # type: ignore[call-overload]
    index = names.Index(known, ids=None if ids is None else wanted)
    index.save(tmp_path / "names.index")
    for one in (index, names.Index.load(tmp_path / "names.index")):
        assert [one.search(name)[0].id for name in known] == wanted
        assert len(one) == 3


def test_ids_that_cannot_be_kept() -> None:
    for wrong in ([1.5], [None], [b"x"], [("a", 1)]):
        with pytest.raises(TypeError, match="ids must be int or str"):
            names.Index(["موسكو"], ids=wrong)  # type: ignore[list-item]
    with pytest.raises(ValueError, match="ids must be all int or all str"):
        names.Index(["موسكو", "غلاسكو"], ids=[1, "b"])
    for big in (2**63, -(2**63) - 1, 2**200):
        with pytest.raises(ValueError, match="ids must fit 64 bits"):
            names.Index(["موسكو"], ids=[big])
    with pytest.raises(ValueError, match="names and ids must be of one length, got 2 and 1"):
        names.Index(["موسكو", "غلاسكو"], ids=[1])


def test_names_that_cannot_be_indexed() -> None:
    with pytest.raises(TypeError, match="names must be an iterable of str, got one str"):
        names.Index("موسكو")
    with pytest.raises(TypeError, match=r"names\[1\] must be str, got NoneType"):
        names.Index(["موسكو", None])  # type: ignore[list-item]
    with pytest.raises(ValueError, match=r"names\[0\].*U\+D800"):
        names.Index(["\ud800"])
    empty = names.Index([])
    assert len(empty) == 0
    assert list(empty.search("موسكو")) == []


def test_a_saved_index_is_the_same(tmp_path: Path) -> None:
    known = some_names(9)
    index = names.Index(known)
    index.add(["القاهرة", "Cairo"])
    path = tmp_path / "names.index"
    index.save(path)
    loaded = names.Index.load(str(path))
    for query in [*known, "القاهره", "Moskau"]:
        assert as_rows(loaded.search(query, 5, 0.9)) == as_rows(index.search(query, 5, 0.9))
    loaded.add(["بغداد"])
    assert loaded.search("Baghdad")[0].id == len(index)
    loaded.save(path)  # over the file that is mapped
    assert len(names.Index.load(path)) == len(index) + 1


def test_cut_and_changed_files_are_refused(tmp_path: Path) -> None:
    path, broken = tmp_path / "names.index", tmp_path / "broken.index"
    names.Index(["موسكو", "غلاسكو", "محمد بن سلمان"], ids=["a", "b", "c"]).save(path)
    whole = path.read_bytes()
    order = random.Random(3)
    cuts = [*range(0, 64, 3), *order.sample(range(len(whole)), 20), len(whole) - 1]
    changed = [whole[:cut] for cut in cuts]
    for at in [*range(40), *order.sample(range(len(whole)), 200)]:
        copy = bytearray(whole)
        copy[at] ^= 1 << order.randrange(8)
        changed.append(bytes(copy))
    changed += [b"", b"x", whole + b"\0", b"\0" * 4096, order.randbytes(4096), whole[::-1]]
    for content in changed:
        broken.write_bytes(content)
        with pytest.raises((OSError, ValueError)) as error:
            names.Index.load(broken)
        assert "broken.index" in str(error.value) or isinstance(error.value, OSError)
    with pytest.raises(FileNotFoundError):
        names.Index.load(tmp_path / "missing.index")
    with pytest.raises(OSError, match="names"):
        names.Index.load(tmp_path / "names.index" / "below")
    with pytest.raises(OSError, match=str(tmp_path.name)):
        names.Index.load(tmp_path)
    with pytest.raises(OSError, match="no folder"):
        names.Index(["موسكو"]).save(tmp_path / "no folder" / "names.index")


READER = """
import sys
import types
from kunya import names
index = names.Index.load(sys.argv[1])
sys.stdin.read(1)
print(index.search("جلاسجو")[0].id, len(index), flush=True)
"""


def test_processes_share_a_file(tmp_path: Path) -> None:
    path = tmp_path / "names.index"
    names.Index(["موسكو", "غلاسكو"], ids=["m", "g"]).save(path)
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", READER, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    # a new index takes the file's place while the old one may be mapped
    names.Index(["موسكو", "غلاسكو"], ids=["m", "g"]).save(path)
    assert [reader.communicate("x", timeout=120)[0] for reader in readers] == ["g 2\n"] * 3


def test_building_shows_a_bar(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("tqdm")
    known = some_names(1)
    index = names.Index(known, progress=True)
    assert f"{len(known)}/{len(known)}" in capsys.readouterr().err
    index.add(["بيسكوف", "صلاح الدين"], progress=True)
    assert "2/2" in capsys.readouterr().err
    assert len(index) == len(known) + 2


def test_building_ends_where_it_is_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bar that raises stands for Ctrl-C: both are looked at between the same pieces of work."""
    many = [f"{name} {n}" for n, name in enumerate(some_names(2, 300_000))]
    told = []

    class Bar:
        def __init__(self, total: int, unit: str) -> None:
            assert (total, unit) == (len(many), "name")

        def update(self, count: int) -> None:
            told.append(count)
            raise KeyboardInterrupt

        def close(self) -> None:
            told.append(-1)

    tqdm = types.ModuleType("tqdm.auto")
    tqdm.tqdm = Bar  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "tqdm", types.ModuleType("tqdm"))
    monkeypatch.setitem(sys.modules, "tqdm.auto", tqdm)
    with pytest.raises(KeyboardInterrupt):
        names.Index(many, progress=True)
    assert len(told) == 2
    assert told[0] < len(many)
    assert told[1] == -1
    index = names.Index(["موسكو"])
    with pytest.raises(KeyboardInterrupt):
        index.add(many, progress=True)
    assert len(index) == 1
