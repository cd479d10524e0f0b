"""Documents and their views: places, values, identity."""

from __future__ import annotations

import itertools
import json

import pytest

import kunya
from conftest import AWKWARD, NEWS, TEXTS


def places(doc: kunya.Document) -> list:
    """Everything of a document that has a place."""
    found = [*doc.tokens, *doc.sentences, *doc.mentions, *doc.quotes]
    found += [s for t in doc.tokens for s in t.segments]
    found += [q.cue for q in doc.quotes if q.cue]
    found += [q.speaker for q in doc.quotes if q.speaker]
    found += [m for e in doc.entities for m in e.mentions]
    return found


@pytest.mark.parametrize("text", TEXTS)
def test_places_slice_the_text(nlp: kunya.Analyzer, text: str) -> None:
    doc = nlp.analyze(text)
    assert doc.text == text
    assert len(doc) == len(doc.tokens)
    utf8, utf16 = text.encode(), text.encode("utf-16-le")
    for x in places(doc):
        assert x.text == text[x.start : x.end]
        assert x.span() == x.span("char") == (x.start, x.end)
        start, end = x.span("utf8")
        assert utf8[start:end].decode() == x.text
        start, end = x.span("utf16")
        assert utf16[2 * start : 2 * end].decode("utf-16-le") == x.text


@pytest.mark.parametrize("text", TEXTS)
def test_order_and_nesting(nlp: kunya.Analyzer, text: str) -> None:
    doc = nlp.analyze(text)
    for views in (doc.tokens, doc.sentences):
        assert all(a.end <= b.start for a, b in itertools.pairwise(views))
    order = [(m.start, -m.end) for m in doc.mentions]
    assert order == sorted(order)
    for token in doc.tokens:
        assert "".join(s.text for s in token.segments) == token.text
        assert [s.role for s in token.segments].count("stem") == 1
    for number, entity in enumerate(doc.entities):
        assert entity.id == number
        assert all(m.entity == entity for m in entity.mentions)
        assert entity.name in doc.text
    for mention in doc.mentions:
        assert 0 <= mention.score <= 1
        assert mention.source in {"model", "lexicon", "rule"}


def test_what_a_short_text_says(doc: kunya.Document) -> None:
    people = [e for e in doc.entities if e.label == "PER"]
    (putin,) = people
    assert putin.name == "فلاديمير بوتين"
    assert set(putin.variants) == {"فلاديمير بوتين", "بوتين"}
    assert putin.roles == ["الرئيس الروسي"]
    russia = next(e for e in doc.entities if "روسيا" in e.variants)
    assert {m.label for m in russia.mentions} == {"LOC", "NORP"}
    assert {m.text for m in doc.mentions if m.label == "DATE"} == {"يوم الأحد", "عام 2025"}
    direct = next(q for q in doc.quotes if q.direct)
    assert direct.text == "نحن مستعدون لاستئناف المحادثات"
    assert direct.entity == putin
    assert direct.cue is not None
    assert direct.cue.text == "قال"


def test_equality_and_hash(nlp: kunya.Analyzer, doc: kunya.Document) -> None:
    again, other = nlp.analyze(NEWS), nlp.analyze(AWKWARD)
    assert doc == again
    assert hash(doc) == hash(again)
    assert doc != other
    assert doc != NEWS
    for name in ("tokens", "sentences", "mentions", "entities", "quotes"):
        first, second = getattr(doc, name), getattr(again, name)
        assert first == second
        assert len(first) > 0
        assert [hash(x) for x in first] == [hash(x) for x in second]
        assert len(set(first)) == len(first)
    assert doc.tokens[0] != doc.tokens[1]
    assert doc.tokens[0] != doc.mentions[0]


def test_repr_shows_what_it_is(doc: kunya.Document) -> None:
    assert repr(doc.tokens[0]) == 'Token("موسكو", 0, 5, kind="word")'
    assert repr(doc).startswith("Document(")
    assert "tokens=" in repr(doc)
    for x in [*places(doc), *doc.entities]:
        assert repr(x).startswith(type(x).__name__ + "(")


def test_json_holds_the_document(doc: kunya.Document) -> None:
    found = doc.to_dict()
    assert found == json.loads(doc.to_json())
    assert "\n" not in doc.to_json()
    assert found["text"] == doc.text
    for name in ("tokens", "sentences", "mentions", "quotes"):
        views = getattr(doc, name)
        assert [(x["text"], x["start"], x["end"]) for x in found[name]] == [
            (x.text, x.start, x.end) for x in views
        ]
    assert [(e["id"], e["name"], e["variants"]) for e in found["entities"]] == [
        (e.id, e.name, e.variants) for e in doc.entities
    ]


def test_conll_has_a_line_for_each_token(doc: kunya.Document) -> None:
    sentences = doc.to_conll().rstrip("\n").split("\n\n")
    assert len(sentences) == len(doc.sentences)
    lines = [line.split("\t") for s in sentences for line in s.split("\n")]
    assert [line[0] for line in lines] == [t.text for t in doc.tokens]
    assert any(line[1] == "B-PER" for line in lines)


def test_an_unknown_unit_is_named(doc: kunya.Document) -> None:
    with pytest.raises(ValueError, match='unit must be "char", "utf8" or "utf16", got "bytes"'):
        doc.tokens[0].span("bytes")


def test_views_are_immutable(doc: kunya.Document) -> None:
    with pytest.raises(AttributeError):
        doc.mentions[0].label = "LOC"  # type: ignore[misc]


def test_views_outlive_their_document(nlp: kunya.Analyzer) -> None:
    token = nlp.analyze("قال الوزير").tokens[1]
    assert token.text == "الوزير"
