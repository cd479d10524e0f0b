"""Odd and wrong input to names: what docs/names.md says is what happens."""

from __future__ import annotations

import random

import pytest

from kunya import names

ODD = [
    "",
    " ",
    "م",
    "M",
    "الدكتور",
    "السيد الرئيس",
    "Dr.",
    "123",
    "١٢٣",
    "Peskov بيسكوف",
    "😀",
    "محمد 😀",
    "...",
    "\u064b\u0651",
    "ـــ",
    "\u202e\u2066",
    "\x00",
    "Владимир",
    "習近平",
    "al-",
    "بن",
    "عبد",
    "أبو",
    ",",
    "،،،",
    "Gaddafi, Muammar",
]


@pytest.mark.parametrize("odd", ODD)
def test_everything_takes_odd_names(odd: str) -> None:
    assert names.similarity(odd, odd) == 1.0
    for other in [*ODD, "محمد", "Mohamed"]:
        score = names.similarity(odd, other)
        assert 0.0 <= score <= 1.0
        assert score == names.similarity(other, odd)
        assert names.compare(odd, other).score == score
        assert str(names.compare(odd, other))
    parsed = names.parse(odd)
    assert all(text in odd for text, _ in parsed.parts)
    assert isinstance(names.romanize(odd), list)
    assert isinstance(names.arabize(odd), list)
    index = names.Index(ODD)
    found = index.search(odd)
    assert [m.id for m in found if m.score == 1.0 and m.name == odd] == (
        [ODD.index(odd)] if parsed.parts else []
    )
    groups = names.cluster([odd, "محمد", odd, None])
    assert groups[3] is None
    assert (groups[0] == groups[2]) == bool(parsed.parts)


def test_a_name_without_letters_is_like_no_other() -> None:
    for empty in ("", "...", "😀", "\u202e"):
        assert names.similarity(empty, "محمد") == 0.0
        assert list(names.Index(["محمد", empty]).search(empty)) == []
        assert names.parse(empty).parts == []
        assert names.romanize(empty) == []
        assert "has no letter" in str(names.compare(empty, "محمد"))


def test_one_letter_may_be_an_initial() -> None:
    assert names.similarity("M. Gaddafi", "Muammar Gaddafi") > names.similarity(
        "X. Gaddafi", "Muammar Gaddafi"
    )
    assert names.similarity("م", "محمد") < 0.5


def test_titles_alone_are_names() -> None:
    assert names.parse("الدكتور").titles == []
    assert [text for text, _ in names.parse("الدكتور").parts] == ["الدكتور"]
    assert names.similarity("الدكتور", "الدكتورة") < 1.0


def test_digits_must_be_equal() -> None:
    assert names.similarity("123", "١٢٣") == 1.0
    assert names.similarity("123", "124") < 0.01
    assert names.similarity("محمد 6", "محمد 7") < 0.5


def test_other_scripts_are_compared_for_equality() -> None:
    assert names.similarity("習近平", "習近平") == 1.0
    assert names.similarity("習近平", "習近") < 0.01
    assert names.similarity("Владимир", "Vladimir") < 0.01


def test_both_scripts_in_one_name() -> None:
    parts = [text for text, _ in names.parse("Peskov بيسكوف").parts]
    assert parts == ["Peskov", "بيسكوف"]
    assert names.similarity("Peskov بيسكوف", "Peskov بيسكوف") == 1.0


def test_very_long_names() -> None:
    long = "محمد علي " * 1_111 + "م"
    assert len(long) == 10_000
    assert names.similarity(long, long) == 1.0
    assert names.similarity(long, long + "ن") < 1.0
    assert names.similarity(long, "محمد") < 0.5
    one = "م" * 10_000
    assert names.similarity(one, one) == 1.0
    assert names.similarity(one, one[:-1]) < 1.0
    assert names.compare(long, one).reasons
    assert len(names.parse(long).parts) >= 10
    index = names.Index([long, one, "محمد"])
    assert index.search(long)[0].id == 0
    assert index.search(one)[0].id == 1
    assert len(names.cluster([long, one, long])) == 3
    assert len(names.romanize(one, n=1)) <= 1
    assert len(names.arabize("m" * 10_000, n=1)) <= 1


def test_none_gives_none() -> None:
    assert names.similarity_batch([None, "علي"], ["علي", None]) == [None, None]
    assert names.cluster([None]) == [None]
    assert names.Index(["علي"]).search_batch([None]) == [None]
    for function in (names.parse, names.romanize, names.arabize):
        with pytest.raises(TypeError):
            function(None)  # type: ignore[operator]
    with pytest.raises(TypeError):
        names.similarity(None, "علي")  # type: ignore[arg-type]


def test_wrong_arguments_say_what_is_allowed() -> None:
    index = names.Index(["علي"])
    for wrong in (float("nan"), float("inf"), -0.1, 1.01):
        with pytest.raises(ValueError, match=r"min_score must be between 0 and 1, got"):
            index.search("علي", min_score=wrong)
        with pytest.raises(ValueError, match=r"min_score must be between 0 and 1, got"):
            index.search_batch(["علي"], min_score=wrong)
        with pytest.raises(ValueError, match=r"threshold must be over 0 and at most 1, got"):
            names.cluster(["علي"], threshold=wrong)
    with pytest.raises(ValueError, match="threshold must be over 0"):
        names.cluster(["علي"], threshold=0)
    for call in (
        lambda: index.search("علي", limit=-1),
        lambda: index.search_batch(["علي"], limit=-1),
    ):
        with pytest.raises(ValueError, match="limit must be 0 or more, got -1"):
            call()
    for function in (names.romanize, names.arabize):
        with pytest.raises(ValueError, match="n must be 0 or more, got -3"):
            function("علي", n=-3)
        assert function("علي", n=0) == []
    with pytest.raises(ValueError, match="a and b must be of one length, got 2 and 1"):
        names.similarity_batch(["علي", "علي"], ["علي"])
    with pytest.raises(ValueError, match="threads must be between 1 and 1024, got 0"):
        names.similarity_batch(["علي"], ["علي"], threads=0)
    with pytest.raises(ValueError, match="scheme must be one of buckwalter"):
        names.romanize("علي", scheme="latin")
    with pytest.raises(ValueError, match=r"U\+DC00"):
        names.similarity("\udc00", "علي")


def test_random_names_never_break_it() -> None:
    order = random.Random(11)
    letters = "ابتثجحخدذرزسشعغفقكلمنهويىةءأإآ\u064b\u0651ـ -.,،'’٣9éÜa😀\u202e\ufefb"
    for _ in range(400):
        a, b = ("".join(order.choices(letters, k=order.randint(0, 30))) for _ in range(2))
        score = names.similarity(a, b)
        assert score == names.similarity(b, a)
        assert 0.0 <= score <= 1.0
        assert names.similarity(a, a) == 1.0
        assert names.compare(a, b).score == score
        names.parse(a)
