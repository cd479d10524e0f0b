"""What people see of documents, entities, quotations and names: HTML for notebooks and pages, text for terminals.

HTML is right-to-left where the text is, self-contained and without script, and all text is escaped. Colours are
translucent over the reader's own background and letters keep the reader's own colour, so that both light and dark
notebooks stay readable; styles are inline, since notebooks strip style sheets, and no meaning hangs on colour alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from html import escape
from typing import Any, NamedTuple

from kunya import terminal
from kunya._core import Comparison, Corpus, Document, Entity, Matches, Mention, Quote

__all__ = ["Html", "document_html", "html", "mimebundle", "page_html", "render", "rgb"]

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
# Hues of speakers in degrees, told apart also by who sees red and green alike; the number beside them says it too.
_SPEAKER_HUES = (210, 35, 280, 160, 330, 60, 185, 5)
# Small signs between the words of the article; copying the article leaves them out.
_SIGN = (
    "font-size:.6em;font-weight:600;unicode-bidi:isolate;user-select:none;-webkit-user-select:none"
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


class Html(str):
    """HTML that a notebook shows and that otherwise is a str."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return str(self)


def render(doc: Document, style: str = "full", *, labels: Collection[str] | None = None) -> Html:
    """Return a document as HTML.

    `style` is "full", or one part of it: "text" (the article with its labels and quotations), "entities" or
    "quotes". `labels` leaves out mentions and entities of other labels.
    """
    if not isinstance(doc, Document):
        raise TypeError(f"doc must be a kunya.Document, got {type(doc).__name__}")
    if style not in _STYLES:
        raise ValueError(f"style must be one of {', '.join(_STYLES)}, got {style!r}")
    if labels is not None:
        unknown = sorted(set(labels) - {*_COLOURS, *(m.label for m in doc.mentions)})
        if isinstance(labels, str) or unknown:
            given = repr(labels) if isinstance(labels, str) else ", ".join(unknown)
            raise ValueError(f"labels must be a list of {', '.join(_COLOURS)}, got {given}")
    chosen = _STYLES[style]
    parts = (part(doc, labels) for part in chosen)
    return Html(
        f'<div dir="{_direction(doc.text)}" lang="ar" style="line-height:2;text-align:start;max-width:60em">'
        f"{''.join(parts)}</div>"
    )


def document_html(doc: Document) -> str:
    """Return the article with its labels, its entities and its quotations as a fragment of HTML."""
    return str(render(doc))


def html(shown: Any) -> str:
    """Return what a notebook shows of any object of this package that it shows.

    Raises TypeError for others.
    """
    for kind, make in _MAKERS.items():
        if isinstance(shown, kind):
            return make(shown)
    kinds = ", ".join(kind.__name__ for kind in _MAKERS)
    raise TypeError(f"shown must be one of {kinds}, got {type(shown).__name__}")


def mimebundle(shown: Any) -> dict[str, str]:
    """Return the object as "text/plain", readable in a terminal, and as "text/html"."""
    return {"text/plain": terminal.text(shown), "text/html": html(shown)}


def page_html(documents: Iterable[tuple[str, Document]]) -> str:
    """Return a whole page of titled documents."""
    articles = [
        f'<h2 dir="auto" style="font-size:1.1em">{escape(title)}</h2>{document_html(doc)}'
        for title, doc in documents
    ]
    return (
        '<!doctype html><html lang="ar" dir="rtl"><head><meta charset="utf-8">'
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


def rgb(label: str) -> tuple[int, int, int]:
    """Red, green and blue of a label, 0 to 255."""
    red, green, blue = map(int, _COLOURS.get(label, "128, 128, 128").split(","))
    return red, green, blue


def _colour(label: str, alpha: float) -> str:
    return f"rgba({', '.join(map(str, rgb(label)))}, {alpha})"


def _tag(label: str) -> str:
    """The small name of a label behind what it marks."""
    return f'<small style="{_SIGN};margin-inline-start:.35em">{escape(label)}</small>'


def _mark(label: str, padding: str) -> str:
    return (
        f'<mark style="color:inherit;background:{_colour(label, 0.16)};border-block-end:2px solid '
        f'{_colour(label, 0.9)};border-radius:.2em;padding:{padding}">'
    )


def _chosen(mentions: Iterable[Mention], labels: Collection[str] | None) -> list[Mention]:
    return [m for m in mentions if labels is None or m.label in labels]


def _text(doc: Document, labels: Collection[str] | None) -> str:
    """The legend and the article."""
    mentions = _chosen(doc.mentions, labels)
    return (
        f"{_legend(mentions)}"
        f'<div style="font-size:1.1em;margin-block:.5em">{_article(doc, mentions)}</div>'
    )


def _legend(mentions: Iterable[Mention]) -> str:
    counts = Counter(m.label for m in mentions)
    # a user's model has labels of its own
    labels = [*_COLOURS, *sorted(counts.keys() - _COLOURS.keys())]
    items = [
        f'<span style="margin-inline-end:1em;white-space:nowrap">{label_html(label)} {counts[label]}</span>'
        for label in labels
        if counts[label]
    ]
    return (
        f'<div dir="ltr" lang="en" style="font-size:.8em">{" ".join(items)}</div>' if items else ""
    )


def _article(doc: Document, mentions: Iterable[Mention]) -> str:
    numbers = _speakers(doc)
    nodes = [_mention_node(doc.text, m) for m in mentions]
    nodes += [_quote_node(q, numbers) for q in doc.quotes]
    # outer before inner; of two alike the quotation is outside
    nodes.sort(key=lambda n: (n.start, -n.end, not n.opening.startswith("<q")))
    return "".join(_nest(doc.text, nodes))


def _speakers(doc: Document) -> dict[int, int]:
    """A number from 1 for each entity that speaks, in the order of their first quotation."""
    numbers: dict[int, int] = {}
    for quote in doc.quotes:
        if quote.entity is not None:
            numbers.setdefault(quote.entity.id, len(numbers) + 1)
    return numbers


def _speaker_colour(number: int | None, alpha: float) -> str:
    if number is None:
        return f"rgba(128,128,128,{alpha})"
    return f"hsla({_SPEAKER_HUES[(number - 1) % len(_SPEAKER_HUES)]},75%,50%,{alpha})"


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


def _quote_node(quote: Quote, numbers: dict[int, int]) -> _Node:
    number = numbers[quote.entity.id] if quote.entity else None
    title = f' title="{escape(quote.entity.name)}"' if quote.entity else ""
    sign = f'<small style="{_SIGN};margin-inline-end:.25em">{number or "؟"}</small>'
    # the article has its own quotation marks: `quotes:none` keeps the browser's away
    style = (
        f"quotes:none;background:{_speaker_colour(number, 0.15)};border-radius:.2em;"
        "box-decoration-break:clone;-webkit-box-decoration-break:clone"
    )
    return _Node(quote.start, quote.end, f'<q{title} style="{style}">{sign}', "</q>")


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
    """A label in its colour, with the reader's own colour for its letters."""
    return (
        f'<span dir="ltr" style="background:{_colour(label, 0.16)};border-block-end:2px solid '
        f'{_colour(label, 0.9)};border-radius:.2em;padding:.05em .35em">{escape(label)}</span>'
    )


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


def _entities(doc: Document, labels: Collection[str] | None) -> str:
    entities = [e for e in doc.entities if labels is None or e.label in labels]
    return _entity_table(sorted(entities, key=lambda e: -len(e.mentions)))


def _entity_table(entities: list[Entity]) -> str:
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


def _quotes(doc: Document, labels: Collection[str] | None = None) -> str:
    return _quote_table(doc.quotes, _speakers(doc))


def _quote_table(quotes: list[Quote], numbers: dict[int, int]) -> str:
    if not quotes:
        return ""
    head = ("القائل", "الفعل", "القول")
    return _section("الأقوال", len(quotes), head, (_quote_row(q, numbers) for q in quotes))


def _quote_row(quote: Quote, numbers: dict[int, int]) -> str:
    number = numbers.get(quote.entity.id) if quote.entity else None
    if quote.entity:
        name = f"<b>{_bdi(quote.entity.name)}</b>"
    else:
        name = _bdi(quote.speaker.text) if quote.speaker else "؟"
    count = f'<small style="{_SIGN}">{number}</small> ' if number else ""
    chip = f"background:{_speaker_colour(number, 0.15)};border-radius:.2em;padding:.05em .35em"
    words = _escape(quote.text)
    return _row(
        (
            f'<span style="{chip}">{count}{name}</span>',
            _bdi(quote.cue.text) if quote.cue else "",
            f"«{words}»" if quote.direct else f"<i>{words}</i>",
        )
    )


def _block(text: str, inner: str) -> str:
    """What stands alone in a notebook, in the direction of its text."""
    return (
        f'<div dir="{_direction(text)}" lang="ar" style="line-height:1.8;text-align:start;max-width:60em">'
        f"{inner}</div>"
    )


def _entity_html(entity: Entity) -> str:
    return _block(entity.name, _entity_table([entity]))


def _quote_html(quote: Quote) -> str:
    numbers = {quote.entity.id: 1} if quote.entity else {}
    return _block(quote.text, _quote_table([quote], numbers))


def _mention_html(mention: Mention) -> str:
    marked = f"<bdi>{_mark(mention.label, '.05em .15em')}{_escape(mention.text)}{_tag(mention.label)}</mark></bdi>"
    of = f" = {_bdi(_title(mention.entity))}" if mention.entity else ""
    return _block(mention.text, f"{marked}{of}")


def _score(score: float) -> str:
    """A score as a number and as a bar."""
    width = round(max(0.0, min(1.0, score)) * 100)
    return (
        f'<span style="display:inline-block;min-width:2.6em">{score:.2f}</span>'
        '<span aria-hidden="true" style="display:inline-block;width:6em;height:.6em;'
        'background:rgba(128,128,128,.25);border-radius:.2em"><span style="display:block;'
        f"height:100%;width:{width}%;border-radius:.2em;background:hsl({round(score * 120)},65%,42%)"
        '"></span></span>'
    )


def _name_table(caption: str, head: tuple[str, ...], rows: Iterable[str]) -> str:
    cells = "".join(f'<th scope="col" style="{CELL};opacity:.75">{cell}</th>' for cell in head)
    return (
        f'<table style="border-collapse:collapse"><caption style="text-align:start;padding-block:.3em;'
        f'color:inherit">{caption}</caption><thead><tr>{cells}</tr></thead><tbody>{"".join(rows)}</tbody></table>'
    )


def _comparison_html(found: Comparison) -> str:
    def part(name: str | None) -> str:
        return f'<bdi lang="{_language(name)}">{escape(name)}</bdi>' if name else "—"

    rows = (_row((part(a), part(b), _score(score))) for a, b, score in found.alignment)
    caption = f"<b>{part(found.a)}</b> ~ <b>{part(found.b)}</b>: <b>{found.score:.2f}</b>"
    reasons = "".join(f"<li>{_runs(reason)}</li>" for reason in found.reasons)
    return (
        '<div dir="ltr" lang="en" style="line-height:1.6;text-align:start">'
        f"{_name_table(caption, ('one', 'other', 'score'), rows)}<ul>{reasons}</ul></div>"
    )


def _runs(sentence: str) -> str:
    """An English sentence with its Arabic words kept apart."""
    parts = (
        f'<bdi lang="ar">{escape(run)}</bdi>' if arabic else escape(run)
        for run, arabic in terminal.runs(sentence)
    )
    return "".join(parts)


def _language(name: str) -> str:
    return "ar" if _direction(name) == "rtl" else "und-Latn"


def _matches_html(found: Matches) -> str:
    rows = (
        _row(
            (
                _score(match.score),
                f'<bdi lang="{_language(match.name)}">{escape(match.name)}</bdi>',
                f"<bdi>{escape(str(match.id))}</bdi>",
            )
        )
        for match in found[:]
    )
    caption = f"{len(found)} found" if len(found) else "none found"
    return (
        '<div dir="ltr" lang="en" style="line-height:1.6;text-align:start">'
        f"{_name_table(caption, ('score', 'name', 'id'), rows)}</div>"
    )


def _corpus_html(corpus: Corpus) -> str:
    from kunya.corpus import html as made  # which is built on this module

    return made(corpus)


_Part = Callable[[Document, Collection[str] | None], str]
_STYLES: dict[str, tuple[_Part, ...]] = {
    "full": (_text, _entities, _quotes),
    "text": (_text,),
    "entities": (_entities,),
    "quotes": (_quotes,),
}
_MAKERS: dict[type[Any], Callable[[Any], str]] = {
    Document: document_html,
    Entity: _entity_html,
    Mention: _mention_html,
    Quote: _quote_html,
    Comparison: _comparison_html,
    Matches: _matches_html,
    Corpus: _corpus_html,
}
