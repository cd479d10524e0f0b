"""Tokens of code points and code points of tokens; tags for other tokenizers."""

from __future__ import annotations

import pytest

import kunya
from conftest import AWKWARD, NEWS, TEXTS
from kunya.exchange import Example, Label


@pytest.mark.parametrize("text", [*TEXTS, AWKWARD * 20])
def test_every_code_point_and_every_token(nlp: kunya.Analyzer, text: str) -> None:
    doc = nlp.analyze(text)
    tokens = doc.tokens
    assert doc.offsets == [(t.start, t.end) for t in tokens]
    covered = {c: i for i, t in enumerate(tokens) for c in range(t.start, t.end)}
    assert [doc.char_to_token(c) for c in range(len(text) + 2)] == [
        covered.get(c) for c in range(len(text) + 2)
    ]
    sentences = [(s.start, s.end) for s in doc.sentences]
    for i, token in enumerate(tokens):
        assert doc.token_to_chars(i) == (token.start, token.end)
        sentence = doc.token_to_sentence(i)
        assert sentence is not None
        start, end = sentences[sentence]
        assert start <= token.start
        assert token.end <= end


def test_places_and_their_tokens(doc: kunya.Document) -> None:
    for mention in doc.mentions:
        found = doc.chars_to_tokens(mention.start, mention.end)
        assert found is not None
        first, end = found
        assert doc.tokens[first].start <= mention.start
        assert mention.end <= doc.tokens[end - 1].end
        assert first == doc.char_to_token(mention.start)
        assert end - 1 == doc.char_to_token(mention.end - 1)
    start, end = doc.token_to_chars(3)
    assert doc.chars_to_tokens(start, end, alignment="strict") == (3, 4)
    assert doc.chars_to_tokens(start + 1, end, alignment="strict") is None
    assert doc.chars_to_tokens(start + 1, end, alignment="contract") is None
    assert doc.chars_to_tokens(start + 1, end, alignment="expand") == (3, 4)
    assert doc.chars_to_tokens(start, start) is None
    assert doc.chars_to_tokens(end, start) is None
    assert doc.chars_to_tokens(0, 10**12) == (0, len(doc))


def test_what_is_not_there_is_named(doc: kunya.Document) -> None:
    assert doc.char_to_token(10**12) is None
    with pytest.raises(IndexError, match=rf"number of tokens, {len(doc)}, got {len(doc)}"):
        doc.token_to_chars(len(doc))
    with pytest.raises(IndexError, match="got 99999"):
        doc.token_to_sentence(99_999)
    with pytest.raises(ValueError, match=r'"strict", "contract" or "expand", got "loose"'):
        doc.chars_to_tokens(0, 3, alignment="loose")


def test_tags_of_another_tokenizer() -> None:
    # pieces of a subword tokenizer with its special tokens, as in offset_mapping
    example = Example("زار محمد علي لبنان", (Label(4, 12, "PER"), Label(13, 18, "LOC")))
    offsets = [(0, 0), (0, 2), (2, 3), (4, 6), (6, 8), (9, 12), (13, 15), (15, 18), (0, 0)]
    tags = [None, "O", "O", "B-PER", "I-PER", "I-PER", "B-LOC", "I-LOC", None]
    assert example.tags(offsets) == tags
    assert example.tags() == ["O", "B-PER", "I-PER", "B-LOC"]


def test_tags_where_labels_touch_and_nest() -> None:
    text = "الرئيس الروسي بوتين"
    nested = Example(text, (Label(0, 13, "ROLE"), Label(7, 13, "NORP"), Label(14, 19, "PER")))
    assert nested.tags() == ["B-ROLE", "I-ROLE", "B-PER"]
    touching = Example("مصر لبنان", (Label(0, 3, "LOC"), Label(4, 9, "LOC")))
    assert touching.tags() == ["B-LOC", "B-LOC"]


def test_tags_agree_with_conll(nlp: kunya.Analyzer) -> None:
    doc = nlp.analyze(NEWS)
    lines = [line.split("\t") for line in doc.to_conll().split("\n") if line]
    assert Example.of(doc).tags() == [tag for _, tag in lines]
