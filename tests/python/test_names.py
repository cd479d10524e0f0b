"""Name similarity as Python sees it."""

from __future__ import annotations

from pathlib import Path

import pytest

import kunya
from kunya import names


def test_spellings_and_strangers() -> None:
    assert names.similarity("محمد", "محمد") > 0.9
    assert names.similarity("غلاسكو", "جلاسكو") > 0.5
    assert names.similarity("فلاديمير بوتين", "Vladimir Putin") > 0.5
    assert names.similarity("حسن", "حسين") < 0.5
    assert names.similarity("", "") in {0.0, 1.0}


def test_symmetry_and_range() -> None:
    some = ["كيم جونغ أون", "كيم يونغ أون", "Kim Jong Un", "عماد", "عياد", "", "؟", "a"]
    for a in some:
        for b in some:
            score = names.similarity(a, b)
            assert 0 <= score <= 1
            assert score == names.similarity(b, a)


def test_batches() -> None:
    a, b = ["محمد", "حسن", "علي"] * 50, ["محمود", "حسين", "علي"] * 50
    expected = [names.similarity(x, y) for x, y in zip(a, b, strict=True)]
    assert list(names.similarity_batch(a, b)) == expected
    assert list(names.similarity_batch([], [])) == []
    with pytest.raises(ValueError, match="a and b must be of one length, got 1 and 2"):
        names.similarity_batch(["ا"], ["ا", "ب"])
    with pytest.raises(TypeError, match=r"b\[0\] must be str, got int"):
        names.similarity_batch(["ا"], [1])  # type: ignore[list-item]


def test_none_in_batches() -> None:
    assert names.similarity_batch(["علي", None], [None, "علي"]) == [None, None]
    groups = names.cluster(["موسكو", None, "موسكو"])
    assert groups[0] == groups[2]
    assert groups[1] is None


def test_compare_says_why() -> None:
    found = names.compare("غوغل", "جوجل")
    assert found.score > 0.5
    assert any("both write g" in reason for reason in found.reasons)
    assert "one name" in str(found)
    html = names.compare("<script>علي", "علي")._repr_html_()
    assert "<script" not in html
    assert "&lt;script" in html


def test_roles() -> None:
    name = names.parse("الدكتور محمد بن عبد الرحمن الزرقاوي")
    assert name.titles == ["الدكتور"]
    assert name.given == ["محمد"]
    assert name.nasab == ["عبد الرحمن"]
    assert name.nisba == ["الزرقاوي"]
    assert names.parse("أبو مازن").kunya == ["أبو مازن"]
    assert names.parse("").parts == []


def test_spellings_in_the_other_script() -> None:
    assert {"Mohamed", "Mohammed", "Muhammad"} <= set(names.romanize("محمد"))
    assert "بيسكوف" in names.arabize("Peskov")
    assert "القذافي" in names.arabize("Gaddafi")
    assert names.romanize("محمد", n=0) == []
    with pytest.raises(ValueError, match="n must be 0 or more, got -1"):
        names.romanize("محمد", n=-1)
    assert names.romanize("مُحَمَّد", scheme="ala-lc") == ["muḥammad"]


def test_transliterate_goes_back() -> None:
    text = "وقال الرئيسُ: ذهبتُ إلى المدرسةِ"
    for scheme in ("buckwalter", "safe-buckwalter", "hsb"):
        latin = kunya.transliterate(text, scheme)
        assert kunya.transliterate(latin, scheme, reverse=True) == text
    with pytest.raises(ValueError, match="scheme must be one of buckwalter"):
        kunya.transliterate(text, "iso")
    with pytest.raises(ValueError, match="reverse"):
        kunya.transliterate(text, "ala-lc", reverse=True)


def test_index(tmp_path: Path) -> None:
    known = ["موسكو", "بيونغ يانغ", "غلاسكو", "محمد بن سلمان"]
    index = names.Index(known)
    assert len(index) == 4
    assert index.search("جلاسجو")[0].id == 2
    assert index.search("Pyongyang")[0].name == "بيونغ يانغ"
    assert len(index.search("موسكو", limit=0)) == 0
    assert index.search("🙂")[:] == []
    index.add(["القاهرة"])
    assert index.search("القاهره")[0].id == 4
    named = names.Index(known, ids=["a", "b", "c", "d"])
    path = tmp_path / "names.index"
    named.save(path)
    loaded = names.Index.load(path)
    first, nothing = loaded.search_batch(["جلاسجو", None])
    assert nothing is None
    assert first is not None
    assert first[0].id == "c"
    with pytest.raises(ValueError, match="limit must be 0 or more, got -1"):
        index.search("موسكو", limit=-1)
    for bad in (float("nan"), -0.1, 1.1):
        with pytest.raises(ValueError, match="min_score must be between 0 and 1"):
            index.search("موسكو", min_score=bad)
        with pytest.raises(ValueError, match="threshold must be over 0"):
            names.cluster(known, threshold=bad if bad != -0.1 else 0.0)
    with pytest.raises(ValueError, match="names and ids must be of one length"):
        names.Index(known, ids=[1])


def test_broken_index_files(tmp_path: Path) -> None:
    path = tmp_path / "names.index"
    names.Index(["موسكو", "غلاسكو"]).save(path)
    whole = path.read_bytes()
    broken = tmp_path / "broken.index"
    for content in (
        b"",
        b"PK",
        whole[:20],
        whole[:-1],
        whole + b"x",
        whole[:-1] + b"\x00\x01"[:1],
        b"x" * 200,
    ):
        broken.write_bytes(content)
        if content == whole:
            continue
        with pytest.raises((OSError, ValueError)):
            names.Index.load(broken)
    with pytest.raises(FileNotFoundError):
        names.Index.load(tmp_path / "missing")


def test_clusters_do_not_chain() -> None:
    groups = names.cluster(["حسن", "حسين", "Hassan", "Hussein", "حسن"])
    assert groups[0] == groups[2] == groups[4]
    assert groups[1] == groups[3] != groups[0]


def test_a_long_batch_keeps_its_order_and_its_gaps() -> None:
    some = ["محمد", None, "Mohammed", "", "القاهرة", "عبد الرحمن السديس", "Peskov بيسكوف"]
    a = [some[i % 7] for i in range(2000)]
    b = [some[(i * i + 3) % 7] for i in range(2000)]
    want = [
        None if x is None or y is None else names.similarity(x, y)
        for x, y in zip(a, b, strict=True)
    ]
    for threads in (1, 2):
        assert names.similarity_batch(a, b, threads=threads) == want
