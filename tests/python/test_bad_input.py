"""Bad and big input: errors that say what is wrong, nothing that panics, time that stays linear."""

from __future__ import annotations

import random
import time

import pytest

import kunya
from conftest import NEWS

FUNCTIONS = [kunya.analyze, kunya.tokenize, kunya.sentences, kunya.segment, kunya.normalize]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_lone_surrogate_is_located(function) -> None:
    with pytest.raises(ValueError, match=r"text must be valid Unicode.*U\+D83D at code point 3"):
        function("😀اب\ud83d")


def test_a_lone_surrogate_in_a_batch_names_its_text(nlp: kunya.Analyzer) -> None:
    with pytest.raises(ValueError, match=r"texts\[1\] .*U\+DC00 at code point 0"):
        nlp.analyze_batch(["ا", "\udc00"])
    with pytest.raises(ValueError, match=r"texts\[1\] .*U\+DC00 at code point 0"):
        kunya.columns.tokens(["ا", "\udc00"])


@pytest.mark.parametrize("function", FUNCTIONS)
def test_what_is_no_text_is_a_type_error(function) -> None:
    for wrong in (None, 3, b"bytes", ["list"]):
        with pytest.raises(TypeError):
            function(wrong)


def test_wrong_batches(nlp: kunya.Analyzer) -> None:
    with pytest.raises(TypeError, match="texts must be an iterable of str, got one str"):
        nlp.analyze_batch("قال")
    with pytest.raises(TypeError, match=r"texts\[1\] must be str, got NoneType"):
        nlp.analyze_batch(["قال", None])
    for threads in (0, 1025):
        with pytest.raises(ValueError, match=f"threads must be between 1 and 1024, got {threads}"):
            nlp.analyze_batch(["قال", "قالت"], threads=threads)


def test_an_unknown_model_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r'model must be .*"fast".*, got "best"'):
        kunya.Analyzer(model="best")


def test_random_text_never_breaks_it(nlp: kunya.Analyzer) -> None:
    letters = "ابتوقل يةى\u064b\u0651ـ«»\"'(){}.،؛:؟!…-–\n\t 09٣%#@/\\_\u200f\u202e\u2066😀\U0001f1ea\u0000eéZ\ufeff"
    order = random.Random(20)
    words = ["قال", "الرئيس", "الروسي", "محمد", "بن", "عام", "2024", "إن", "أن", "في", "القاهرة"]
    for _ in range(300):
        parts = [
            order.choice(words) if order.random() < 0.4 else order.choice(letters)
            for _ in range(order.randint(0, 60))
        ]
        text = order.choice(["", " "]).join(parts)
        doc = nlp.analyze(text)
        for x in [*doc.tokens, *doc.mentions, *doc.quotes, *doc.sentences]:
            assert x.text == text[x.start : x.end]
        doc.to_json()
        doc.to_conll()
        doc._repr_html_()


def seconds(text: str) -> float:
    """The processor time of one analysis."""
    start = time.process_time()
    kunya.analyze(text)
    return time.process_time() - start


@pytest.mark.parametrize(
    "unit",
    [
        '"',
        "«",
        "(",
        "ـ",
        "ا",
        "\u064b",
        "a",
        " ",
        "\n",
        "1",
        ".",
        "😀",
        "\u202e",
        'قال: "',
        "محمد ",
        "الرئيس ",
    ],
)
def test_time_is_linear(unit: str) -> None:
    kunya.analyze(NEWS)
    size = 120_000
    small = unit * (size // len(unit.encode()))
    first = min(seconds(small) for _ in range(2))
    second = seconds(small * 4)
    # quadratic time would be 16 times; below 0.2 s the clock says little
    assert second < max(9 * first, 0.2), f"{first:.3f} s, then {second:.3f} s for 4 times as much"


@pytest.mark.parametrize("model", ["fast", "accurate"])
def test_a_word_of_ten_thousand_letters(model: str) -> None:
    text = f"قال محمد {'قلب' * 3_500} في القاهرة."
    doc = kunya.Analyzer(model).analyze(text)
    assert max(len(t.text) for t in doc.tokens) > 10_000
    assert ("القاهرة", "LOC") in [(m.text, m.label) for m in doc.mentions]


def test_a_sentence_of_a_hundred_thousand_words(nlp: kunya.Analyzer) -> None:
    text = "قال محمد بن سلمان في القاهرة إن " * 15_000
    start = time.process_time()
    doc = nlp.analyze(text)
    # 100,000 words: seconds here, hours where anything is quadratic
    assert time.process_time() - start < 120
    assert len(doc) == 105_000
    assert len(doc.sentences) == 1
    places = [m for m in doc.mentions if m.text == "القاهرة"]
    assert len(places) == 15_000
    assert text[places[-1].start : places[-1].end] == "القاهرة"


@pytest.mark.parametrize(
    "text",
    [
        "東京で会議が開かれた。",
        "ཁྱེད་རང་བོད་ལ་ཕེབས།",
        "ꦲꦏ꧀ꦱꦫꦗꦮ",
        "𐤀𐤁𐤂 𐩠𐩡𐩢 𓀀𓀁",
        "\U000f0000\ue000\uffff",
        "ߞߊ߲ ⵜⴰⵎⴰⵣⵉⵖⵜ ܐܒܓ",
        "кремль القاهرة Αθήνα",
    ],
)
@pytest.mark.parametrize("model", ["fast", "accurate"])
def test_unknown_scripts(text: str, model: str) -> None:
    doc = kunya.Analyzer(model).analyze(text)
    for x in [*doc.tokens, *doc.mentions, *doc.sentences]:
        assert x.text == text[x.start : x.end]
    assert ("القاهرة" in text) == any(m.label == "LOC" for m in doc.mentions)


def test_a_few_megabytes_of_news(nlp: kunya.Analyzer) -> None:
    text = "\n".join([NEWS] * 12_000)
    assert len(text.encode()) > 3_000_000
    doc = nlp.analyze(text)
    assert len(doc.sentences) >= 12_000
    last = doc.tokens[-1]
    assert last.text == text[last.start : last.end]
    assert last.end == len(text)
