"""A corpus as people look at it: in a terminal, in a notebook, as a graph."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from kunya.display import CELL, label_html, link_html
from kunya.terminal import isolate

if TYPE_CHECKING:
    from kunya._core import Corpus

__all__ = ["graph", "html", "text"]

# How many entities a terminal and a notebook show.
SHOWN = 10
SHOWN_HTML = 25


def graph(corpus: Corpus, min_documents: int = 1) -> Any:
    """Return the co-mentions as a networkx.Graph."""
    try:
        import networkx
    except ImportError as error:
        raise ImportError(
            'corpus.graph() needs networkx: pip install "kunya[graph]"', name="networkx"
        ) from error
    if min_documents < 1:
        raise ValueError(f"min_documents must be at least 1, got {min_documents}")
    found = networkx.Graph()
    for entity in _rows(corpus.entities):
        attributes = {key: entity[key] for key in ("name", "label", "documents", "mentions")}
        found.add_node(entity["id"], **attributes)
    for pair in _rows(corpus.co_mentions):
        if pair["documents"] >= min_documents:
            found.add_edge(pair["a"], pair["b"], weight=pair["documents"])
    return found


def _rows(table: Any, count: int | None = None) -> list[dict[str, Any]]:
    """The first rows of an Arrow table as dicts."""
    names = table.column_names
    if count is not None:
        table = table.slice(0, min(count, table.num_rows))
    columns = [table.column(name).to_pylist() for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def text(corpus: Corpus) -> str:
    """Return what a terminal shows; the Arabic column comes last, since its width cannot be known."""
    entities = corpus.entities
    lines = [
        f"Corpus(documents={len(corpus)}, entities={entities.num_rows}, "
        f"mentions={corpus.mentions.num_rows}, quotes={corpus.quotes.num_rows})"
    ]
    if entities.num_rows:
        lines.append(f"{'label':8} {'documents':>9} {'mentions':>8}  {'Latin':24} names")
    for entity in _rows(entities, SHOWN):
        names = [entity["name"], *(v for v in entity["variants"] if v != entity["name"])]
        shown = " = ".join(map(isolate, names[:4])) + (" …" if len(names) > 4 else "")
        latin = (entity["latin"] or "-")[:24]
        lines.append(
            f"{entity['label']:8} {entity['documents']:9} {entity['mentions']:8}  {latin:24} {shown}"
        )
    if entities.num_rows > SHOWN:
        lines.append(f"… {entities.num_rows - SHOWN} more in .entities")
    return "\n".join(lines)


def html(corpus: Corpus) -> str:
    """Return the corpus as a fragment of HTML: its size and its most frequent entities."""
    entities = corpus.entities
    head = "".join(
        f'<th scope="col" style="{CELL};opacity:.75">{name}</th>'
        for name in ("الكيان", "النوع", "صيغ أخرى", "الصفات", "المعرّف", "الوثائق", "المرات")
    )
    rows = "".join(map(_row, _rows(entities, SHOWN_HTML)))
    more = entities.num_rows - SHOWN_HTML
    return (
        '<div dir="rtl" lang="ar" style="line-height:1.6;text-align:start;max-width:70em">'
        f"<p><b>مدوّنة</b>: {len(corpus)} وثيقة، {entities.num_rows} كيانا، "
        f"{corpus.mentions.num_rows} ذكرا، {corpus.quotes.num_rows} قولا</p>"
        '<table style="border-collapse:collapse;width:100%;font-size:.9em">'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        + (f"<p>… و{more} غيرها في <code>.entities</code></p>" if more > 0 else "")
        + "</div>"
    )


def _row(entity: dict[str, Any]) -> str:
    names = [v for v in entity["variants"] if v != entity["name"]]
    cells = (
        f"<b>{_bdi(entity['name'])}</b>"
        + (f' <bdi dir="ltr">{escape(entity["latin"])}</bdi>' if entity["latin"] else ""),
        label_html(entity["label"]),
        "، ".join(map(_bdi, names[:8])) + (" …" if len(names) > 8 else ""),
        "، ".join(map(_bdi, entity["roles"][:4])) + (" …" if len(entity["roles"]) > 4 else ""),
        link_html(entity["link"]),
        str(entity["documents"]),
        str(entity["mentions"]),
    )
    columns = "".join(f'<td style="{CELL}">{cell}</td>' for cell in cells)
    return f"<tr>{columns}</tr>"


def _bdi(name: str) -> str:
    return f"<bdi>{escape(name)}</bdi>"
