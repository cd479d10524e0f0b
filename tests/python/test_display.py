"""Documents as HTML."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

import kunya
from conftest import AWKWARD, NEWS, TEXTS
from kunya.demo import ARTICLE
from kunya.display import document_html, page_html

VOID = {"br", "meta"}


class Reader(HTMLParser):
    """Checks that tags are balanced and keeps what the page holds."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs
        if tag == "br":
            self.text += "\n"
        elif tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("text", [*TEXTS, ARTICLE])
def test_tags_are_balanced_and_the_text_is_there(nlp: kunya.Analyzer, text: str) -> None:
    doc = nlp.analyze(text)
    page = Reader(doc._repr_html_())
    for token in doc.tokens:
        assert token.text in page.text
    assert "script" not in page.tags
    assert "style" not in page.tags
    assert not [name for name, _ in page.attributes if name.startswith("on")]


def test_hostile_text_is_escaped(nlp: kunya.Analyzer) -> None:
    hostile = (
        "قال الرئيس <script>alert(1)</script> محمد \"'><img src=x onerror=alert(2)> حسن: "
        "«<b>نحن & أنتم</b> مستعدون» في <a href='javascript:x'>القاهرة</a>"
    )
    doc = nlp.analyze(hostile)
    for html in (document_html(doc), page_html([("<script>title</script>", doc)])):
        page = Reader(html)
        assert "script" not in page.tags
        assert "img" not in page.tags
        assert not [
            n for n, v in page.attributes if n.startswith("on") or "javascript" in (v or "")
        ]
        assert "<script>alert(1)</script>" in page.text


def test_direction_follows_most_letters(nlp: kunya.Analyzer) -> None:
    assert document_html(nlp.analyze(f"BBC: {NEWS}")).startswith('<div dir="rtl"')
    assert document_html(nlp.analyze("Mostly English, قليلا")).startswith('<div dir="ltr"')


def test_labels_entities_and_quotes_are_shown(doc: kunya.Document) -> None:
    page = Reader(doc._repr_html_())
    assert {"bdi", "mark", "table", "details"} <= page.tags
    for entity in doc.entities:
        assert entity.name in page.text
        assert all(variant in page.text for variant in entity.variants)
    assert f"«{doc.quotes[0].text}»" in page.text
    assert ("dir", "rtl") in page.attributes


def test_only_logical_sides(nlp: kunya.Analyzer) -> None:
    html = nlp.analyze(ARTICLE)._repr_html_()
    for physical in ("margin-left", "margin-right", "padding-left", "text-align:left", "float:"):
        assert physical not in html
    assert nlp.analyze(AWKWARD)._repr_html_()
