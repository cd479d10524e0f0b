"""Documents as HTML."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

import kunya
from conftest import AWKWARD, NEWS, TEXTS
from kunya import terminal
from kunya.demo import ARTICLE
from kunya.display import document_html, html, mimebundle, page_html, render

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
    for made in (document_html(doc), page_html([("<script>title</script>", doc)])):
        page = Reader(made)
        assert "script" not in page.tags
        assert "img" not in page.tags
        assert not [
            n for n, v in page.attributes if n.startswith("on") or "javascript" in (v or "")
        ]
        # labels may stand between the words
        assert "<script>alert" in page.text
        assert "</script>" in page.text


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


def objects(doc: kunya.Document) -> list[object]:
    index = kunya.names.Index(["محمد صلاح", "<b>بوتين</b>"])
    return [
        doc,
        doc.entities[0],
        doc.mentions[0],
        doc.quotes[0],
        kunya.names.compare("علي <b>حسن</b>", "علي حسين"),
        index.search("بوتين"),
        index.search("", limit=0),
        kunya.resolve([doc], ids=["a"]),
    ]


def test_every_object_shows_itself(doc: kunya.Document) -> None:
    for shown in objects(doc):
        bundle = shown._repr_mimebundle_()  # type: ignore[attr-defined]
        assert bundle == mimebundle(shown)
        assert bundle["text/html"] == shown._repr_html_()  # type: ignore[attr-defined]
        page = Reader(bundle["text/html"])
        assert {"script", "style", "b/"}.isdisjoint(page.tags)
        assert bundle["text/plain"] == terminal.text(shown)
        assert "<b>بوتين" not in bundle["text/html"]
        assert "<b>حسن" not in bundle["text/html"]
    with pytest.raises(TypeError, match=r"Document, Entity.*got int"):
        html(3)


def test_terminals_get_isolated_arabic(doc: kunya.Document) -> None:
    for shown in objects(doc):
        text = terminal.text(shown)
        depth = 0
        for character in text:
            if character == "\u2068":
                depth += 1
            elif character == "\u2069":
                depth -= 1
            else:
                assert depth > 0 or not "\u0600" <= character <= "\u06ff", text
        assert depth == 0


def test_render_styles(doc: kunya.Document) -> None:
    full = render(doc)
    assert full == document_html(doc) == full._repr_html_()
    assert "<table" not in render(doc, style="text")
    for style in ("entities", "quotes"):
        assert "<mark" not in render(doc, style=style)
        assert "<table" in render(doc, style=style)
    people = Reader(render(doc, style="text", labels=["PER"]))
    assert "PER" in people.text
    assert "DATE" not in people.text
    with pytest.raises(ValueError, match=r"style must be one of full, text.*got 'ent'"):
        render(doc, style="ent")
    with pytest.raises(ValueError, match=r"labels must be.*got PERSON"):
        render(doc, labels=["PERSON"])
    with pytest.raises(ValueError, match=r"labels must be.*got 'PER'"):
        render(doc, labels="PER")
    with pytest.raises(TypeError, match=r"kunya\.Document, got str"):
        render("نص")  # type: ignore[arg-type]


def test_quotations_have_their_speakers_colour(nlp: kunya.Analyzer) -> None:
    doc = nlp.analyze(ARTICLE)
    page = render(doc)
    said = [quote.entity.id for quote in doc.quotes if quote.entity]
    numbers = list(dict.fromkeys(said))
    colours = re.findall(r'<q title="[^"]*" style="quotes:none;background:([^;]+);', page)
    assert len(set(colours)) == len(numbers)
    by_entity: dict[int, set[str]] = {}
    for entity, colour in zip(said, colours, strict=True):
        by_entity.setdefault(entity, set()).add(colour)
    assert all(len(own) == 1 for own in by_entity.values())
