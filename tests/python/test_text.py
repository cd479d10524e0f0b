"""The text tools: tokens, sentences, segments, normalisation."""

from __future__ import annotations

import copy
import pickle
import random

import pytest

import kunya
from conftest import AWKWARD, NEWS, TEXTS


@pytest.mark.parametrize("text", TEXTS)
def test_tokens_and_gaps_are_the_text(text: str) -> None:
    at = 0
    for token in kunya.tokenize(text):
        assert not token.text.isspace()
        assert at <= token.start < token.end
        assert token.text == text[token.start : token.end]
        at = token.end
    assert at <= len(text)


def test_kinds() -> None:
    kinds = {t.text: t.kind for t in kunya.tokenize(AWKWARD)}
    assert kinds["#هاشتاق_عربي"] == "hashtag"
    assert kinds["@user"] == "handle"
    assert kinds["2.5%"] == "number"
    assert kinds["١٢٬٣٤٥٫٦"] == "number"
    assert kinds["👨‍👩‍👧‍👦"] == "emoji"


def test_norm_folds() -> None:
    (token,) = kunya.tokenize("أحـــمَد")
    assert token.norm == "احمد"
    assert token.text == "أحـــمَد"


def test_tokens_equal_those_of_a_document(nlp: kunya.Analyzer) -> None:
    assert kunya.tokenize(NEWS) == nlp.analyze(NEWS).tokens
    assert [[s.text for s in t.segments] for t in kunya.tokenize(NEWS)] == [
        [s.text for s in t.segments] for t in nlp.analyze(NEWS).tokens
    ]


def test_sentences() -> None:
    text = "وصل د. سامي إلى عمان. هل عاد؟ نعم!"
    assert [s.text for s in kunya.sentences(text)] == ["وصل د. سامي إلى عمان.", "هل عاد؟", "نعم!"]


def test_segments_leave_the_stem() -> None:
    words = kunya.segment("وسافر للأمم المتحدة ولروسيا في 2024.")
    assert "2024" not in [w.text for w in words]
    stems = [s.text for w in words for s in w.segments if s.role == "stem"]
    assert "روسيا" in stems
    assert "أمم" in stems


def test_normalize_defaults_and_options() -> None:
    assert kunya.normalize("قِـــمّةُ إلى ٣ ﻻ") == "قمة إلى ٣ لا"
    assert kunya.normalize("إلى", hamza=True, ya=True) == "الي"
    assert kunya.normalize("قمة ١٢٫٥", ta_marbuta=True, digits=True) == "قمه 12.5"
    assert kunya.normalize("قِمّة", marks=False) == "قِمّة"
    with pytest.raises(TypeError, match="taa"):
        kunya.normalize("قمة", taa=True)  # type: ignore[call-arg]


PRESETS = [
    kunya.Normalizer(),
    kunya.Normalizer.search(),
    kunya.Normalizer.matching(),
    kunya.Normalizer.display(),
]


@pytest.mark.parametrize("normalizer", PRESETS)
@pytest.mark.parametrize("text", TEXTS)
def test_align_maps_both_ways(normalizer: kunya.Normalizer, text: str) -> None:
    found = normalizer.align(text)
    assert found.text == normalizer.normalize(text)
    assert found.original == text
    assert normalizer.normalize(found.text) == found.text
    order = random.Random(7)
    for _ in range(50):
        start = order.randint(0, len(found.text))
        end = order.randint(start, len(found.text))
        a, b = found.to_original(start, end)
        assert 0 <= a <= b <= len(text)
        c, d = found.to_normalized(a, b)
        assert c <= start
        assert end <= d
    assert found.to_original(0, len(found.text))[1] <= len(text)


def test_a_dropped_mark_belongs_to_its_letter() -> None:
    found = kunya.Normalizer().align("😀 عامٌ جديد")
    start = found.text.index("عام")
    assert found.to_original(start, start + 3) == (2, 6)


@pytest.mark.parametrize("normalizer", PRESETS)
def test_normalizers_are_values(normalizer: kunya.Normalizer) -> None:
    twin = pickle.loads(pickle.dumps(normalizer))
    assert twin == normalizer
    assert hash(twin) == hash(normalizer)
    assert copy.deepcopy(normalizer) == normalizer
    assert eval(repr(normalizer), {"Normalizer": kunya.Normalizer}) == normalizer


def test_presets_differ() -> None:
    assert len(set(PRESETS)) == 4
    assert kunya.Normalizer.search().normalize("إلى  مكّة") == "الي مكة"
    assert kunya.Normalizer.matching().normalize("مكّة") == "مكه"
    assert kunya.Normalizer.display().normalize("مكّــة") == "مكّة"
