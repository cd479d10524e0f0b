"""Documents as HTML, for notebooks and files: right-to-left, self-contained, without script.

All text is escaped. Colours are translucent over the reader's own background, so that they serve light and dark
notebooks, and styles are inline, since notebooks strip style sheets; without styles the page is still readable.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from html import escape
from typing import NamedTuple

from kunya._core import Document, Entity, Mention, Quote

__all__ = ["document_html", "page_html"]

# Red, green and blue of each label.
_COLOURS = {
    "PER": "220, 60, 90",
    "LOC": "30, 140, 80",
    "ORG": "65, 125, 240",
    "NORP": "160, 90, 200",
    "ROLE": "215, 120, 20",
    "DATE": "20, 150, 170",
    "TIME": "20, 150, 170",
    "MONEY": "130, 130, 40",
    "PERCENT": "130, 130, 40",
    "QUANTITY": "130, 130, 40",
    "EVENT": "190, 60, 160",
    "PRODUCT": "120, 110, 110",
}
_QUOTE_STYLE = (
    "quotes:none;background:rgba(128,128,128,.14);border-radius:.2em;box-decoration-break:clone;"
    "-webkit-box-decoration-break:clone"
)
CELL = "padding:.25em .6em;text-align:start;vertical-align:top;border-block-end:1px solid rgba(128,128,128,.3)"
_LINKS = (
    (re.compile(r"geonames:(\d+)"), "https://www.geonames.org/{}"),
    (re.compile(r"wikidata:(Q\d+)"), "https://www.wikidata.org/wiki/{}"),
)


class _Node(NamedTuple):
    """A marked stretch of the text: its code points and its opening and closing HTML."""

    start: int
    end: int
    opening: str
    closing: str


def document_html(doc: Document) -> str:
    """Return the article with its labels, its entities and its quotations as a fragment of HTML."""
    direction = _direction(doc.text)
    parts = [
        f'<div dir="{direction}" style="line-height:2;text-align:start;max-width:60em">',
        _legend(doc),
        f'<div lang="ar" style="font-size:1.1em;margin-block:.5em">{_article(doc)}</div>',
        _entities(doc),
        _quotes(doc),
        "</div>",
    ]
    return "".join(parts)


def page_html(documents: Iterable[tuple[str, Document]]) -> str:
    """Return a whole page of titled documents."""
    articles = [
        f'<h2 dir="auto" style="font-size:1.1em">{escape(title)}</h2>{document_html(doc)}'
        for title, doc in documents
    ]
    return (
        '<!doctype html><html lang="ar"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        '<meta name="color-scheme" content="light dark"><title>kunya</title></head>'
        '<body style="margin:1em auto;padding-inline:1em;max-width:62em;font-family:system-ui,sans-serif">'
        f"{''.join(articles)}</body></html>\n"
    )


def _direction(text: str) -> str:
    """The direction of most letters; an article may begin with "BBC" all the same."""
    arabic = sum("\u0590" <= c <= "\u08ff" or "\ufb1d" <= c <= "\ufefc" for c in text)
    other = sum(c.isalpha() for c in text) - arabic
    return "rtl" if arabic >= other else "ltr"


def _colour(label: str, alpha: float) -> str:
    return f"rgba({_COLOURS.get(label, '128, 128, 128')}, {alpha})"


def _tag(label: str) -> str:
    """The small name of a label behind what it marks."""
    return (
        f'<small style="font-size:.6em;font-weight:600;margin-inline-start:.35em;'
        f'unicode-bidi:isolate;color:{_colour(label, 1)}">{escape(label)}</small>'
    )


def _mark(label: str, padding: str) -> str:
    return (
        f'<mark style="color:inherit;background:{_colour(label, 0.16)};border-block-end:2px solid '
        f'{_colour(label, 0.9)};border-radius:.2em;padding:{padding}">'
    )


def _legend(doc: Document) -> str:
    counts = Counter(m.label for m in doc.mentions)
    labels = [label for label in _COLOURS if counts[label]]
    # a user's model has labels of its own
    labels += sorted(counts.keys() - _COLOURS.keys())
    if not labels:
        return ""
    items = (
        f'<span style="margin-inline-end:1em;white-space:nowrap"><span style="background:'
        f"{_colour(label, 0.16)};border-block-end:2px solid {_colour(label, 0.9)};"
        f'border-radius:.2em;padding:.05em .35em">{escape(label)}</span> {counts[label]}</span>'
        for label in labels
    )
    return f'<div dir="ltr" style="font-size:.8em">{" ".join(items)}</div>'


def _article(doc: Document) -> str:
    nodes = [_mention_node(doc.text, m) for m in doc.mentions]
    nodes += [_quote_node(q) for q in doc.quotes]
    # outer before inner; of two alike the quotation is outside
    nodes.sort(key=lambda n: (n.start, -n.end, not n.opening.startswith("<q")))
    return "".join(_nest(doc.text, nodes))


def _mention_node(text: str, mention: Mention) -> _Node:
    shown = _title(mention.entity) if mention.entity else str(mention.value or "")
    title = f' title="{escape(shown)}"' if shown else ""
    # Behind a proclitic the letters join only where nothing stands between them: no space, no isolate.
    glued = text[mention.start - 1 : mention.start].isalpha()
    element, padding = ("span", ".05em 0") if glued else ("bdi", ".05em .15em")
    return _Node(
        mention.start,
        mention.end,
        f"<{element}{title}>{_mark(mention.label, padding)}",
        f"{_tag(mention.label)}</mark></{element}>",
    )


def _title(entity: Entity) -> str:
    return " · ".join(filter(None, (entity.name, entity.latin, entity.link)))


def _quote_node(quote: Quote) -> _Node:
    title = f' title="{escape(quote.entity.name)}"' if quote.entity else ""
    # the article has its own quotation marks: `quotes:none` keeps the browser's away
    return _Node(quote.start, quote.end, f'<q{title} style="{_QUOTE_STYLE}">', "</q>")


def _nest(text: str, nodes: list[_Node]) -> Iterator[str]:
    """The text with the nodes around it; a node that would cross another is left out."""
    at = 0
    opened: list[_Node] = []
    for node in nodes:
        while opened and opened[-1].end <= node.start:
            closing = opened.pop()
            yield _escape(text[at : closing.end]) + closing.closing
            at = closing.end
        if opened and node.end > opened[-1].end:
            continue
        yield _escape(text[at : node.start]) + node.opening
        at = node.start
        opened.append(node)
    while opened:
        closing = opened.pop()
        yield _escape(text[at : closing.end]) + closing.closing
        at = closing.end
    yield _escape(text[at:])


def _escape(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def label_html(label: str) -> str:
    """Return a label in its colour."""
    return f'<span dir="ltr" style="color:{_colour(label, 1)}">{escape(label)}</span>'


def _section(title: str, count: int, head: tuple[str, ...], rows: Iterable[str]) -> str:
    cells = "".join(f'<th scope="col" style="{CELL};opacity:.75">{cell}</th>' for cell in head)
    return (
        f'<details open style="font-size:.9em;margin-block-start:.6em;line-height:1.6">'
        f'<summary style="cursor:pointer"><b>{title}</b> ({count})</summary>'
        f'<table style="border-collapse:collapse;width:100%"><thead><tr>{cells}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></details>"
    )


def _row(cells: Iterable[str]) -> str:
    columns = "".join(f'<td style="{CELL}">{cell}</td>' for cell in cells)
    return f"<tr>{columns}</tr>"


def _bdi(text: str) -> str:
    return f"<bdi>{escape(text)}</bdi>"


def _ltr(text: str) -> str:
    return f'<span dir="ltr">{text}</span>'


def _entities(doc: Document) -> str:
    entities = sorted(doc.entities, key=lambda e: -len(e.mentions))
    if not entities:
        return ""
    head = ("الكيان", "النوع", "صيغ أخرى", "الصفات", "باللاتينية", "المعرّف", "العدد")
    return _section("الكيانات", len(entities), head, map(_entity_row, entities))


def _entity_row(entity: Entity) -> str:
    variants = [_bdi(v) for v in entity.variants if v != entity.name]
    return _row(
        (
            f"<b>{_bdi(entity.name)}</b>",
            label_html(entity.label),
            "، ".join(variants),
            "، ".join(map(_bdi, entity.roles)),
            _ltr(escape(entity.latin)) if entity.latin else "",
            link_html(entity.link),
            str(len(entity.mentions)),
        )
    )


def link_html(link: str | None) -> str:
    """Return an identifier, with the address of what it stands for where that is public."""
    if link is None:
        return ""
    for pattern, address in _LINKS:
        if found := pattern.fullmatch(link):
            href = address.format(found[1])
            return _ltr(
                f'<a href="{href}" rel="noopener noreferrer" style="color:inherit">{link}</a>'
            )
    return _ltr(escape(link))


def _quotes(doc: Document) -> str:
    quotes = doc.quotes
    if not quotes:
        return ""
    head = ("القائل", "الفعل", "القول")
    return _section("الأقوال", len(quotes), head, map(_quote_row, quotes))


def _quote_row(quote: Quote) -> str:
    if quote.entity:
        speaker = f"<b>{_bdi(quote.entity.name)}</b>"
    else:
        speaker = _bdi(quote.speaker.text) if quote.speaker else "؟"
    words = _escape(quote.text)
    return _row(
        (
            speaker,
            _bdi(quote.cue.text) if quote.cue else "",
            f"«{words}»" if quote.direct else f"<i>{words}</i>",
        )
    )
