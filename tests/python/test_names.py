"""Name similarity as Python sees it."""

from __future__ import annotations

import pytest

from kunya import names


def test_spellings_and_strangers() -> None:
    assert names.similarity("محمد", "محمد") > 0.9
    assert names.similarity("ديمتري بيسكوف", "دميتري بيسكوف") > 0.5
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
