"""Pictures of a corpus with matplotlib: entities over time, who is named together, the spellings of one entity.

matplotlib shapes Arabic itself from version 3.11 on; in older ones letters stand apart and run the wrong way, so they
are refused. Every function draws into `ax`, or into new axes, and returns them; nothing is shown or saved.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from kunya.display import rgb
from kunya.integrations._extras import require

if TYPE_CHECKING:
    from kunya._core import Corpus

__all__ = ["network", "timeline", "variants"]

# How a period is written on the axis.
_FORMATS = {"day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}
# Up to so many periods each has its mark; of more, matplotlib chooses.
SHOWN_PERIODS = 14
# The first version with text shaping and bidi.
LEAST_MATPLOTLIB = (3, 11)
# Steps of the layout of a network; more change little.
STEPS = 150


def timeline(
    corpus: Corpus,
    entities: Iterable[str] | None = None,
    by: str = "month",
    limit: int = 5,
    ax: Any = None,
) -> Any:
    """Draw how many documents name entities in each period, and return the axes.

    `entities` are ids, or spellings that one entity alone has; by default the `limit` that most documents name. `by`
    is "day", "month" or "year". Documents without a date are left out; dates must begin as ISO 8601 has them.

    Raises ValueError where no document has a date, a date is none, or an entity is unknown.
    """
    if by not in _FORMATS:
        raise ValueError(f"by must be one of {', '.join(_FORMATS)}, got {by!r}")
    _at_least(limit, 1, "limit")
    if isinstance(entities, str):
        entities = [entities]
    names = dict(zip(_column(corpus.entities, "id"), _column(corpus.entities, "name"), strict=True))
    chosen = list(names)[:limit] if entities is None else list(entities)
    if not any(_column(corpus.documents, "date")):
        raise ValueError("the documents have no dates: give kunya.resolve dates=")
    axes = _axes(ax)
    counted = {
        entity: Counter(
            _period(day, by) for day in _column(corpus.timeline(entity), "date") if day is not None
        )
        for entity in chosen
    }
    periods = _periods(set().union(*counted.values()), by)
    for entity, counts in counted.items():
        heights = [counts[period] for period in periods]
        axes.plot(periods, heights, marker="o", markersize=4, label=names.get(entity, entity))
    axes.set_ylim(bottom=0)
    axes.yaxis.get_major_locator().set_params(integer=True)
    axes.set_ylabel("documents")
    axes.set_xlabel(by)
    axes.legend(frameon=False)
    if len(periods) <= SHOWN_PERIODS:
        axes.set_xticks(periods, [period.strftime(_FORMATS[by]) for period in periods])
    axes.tick_params(axis="x", rotation=30)
    return axes


def network(
    corpus: Corpus,
    labels: Iterable[str] | None = None,
    limit: int = 25,
    min_documents: int = 1,
    ax: Any = None,
) -> Any:
    """Draw who is named together, and return the axes.

    The `limit` entities that most documents name, of `labels` only where given; a line joins two that at least
    `min_documents` name together, the thicker the more. The same corpus gives the same picture.
    """
    _at_least(limit, 1, "limit")
    _at_least(min_documents, 1, "min_documents")
    wanted = None if labels is None else {labels} if isinstance(labels, str) else set(labels)
    table = corpus.entities
    keys = ("id", "name", "label", "documents")
    rows = zip(*(_column(table, key) for key in keys), strict=True)
    nodes = [row for row in rows if wanted is None or row[2] in wanted][:limit]
    axes = _axes(ax)
    axes.set_axis_off()
    if not nodes:
        return axes
    place = {node[0]: at for at, node in enumerate(nodes)}
    pairs = zip(*(_column(corpus.co_mentions, key) for key in ("a", "b", "documents")), strict=True)
    edges = [
        (place[a], place[b], documents)
        for a, b, documents in pairs
        if a in place and b in place and documents >= min_documents
    ]
    places = _layout(len(nodes), edges)
    most = max((documents for *_, documents in edges), default=1)
    for a, b, documents in edges:
        xs, ys = zip(places[a], places[b], strict=True)
        axes.plot(xs, ys, color="0.5", alpha=0.45, linewidth=0.5 + 3 * documents / most, zorder=1)
    largest = max(node[3] for node in nodes)
    for label in sorted({node[2] for node in nodes}):
        own = [(places[at], node) for at, node in enumerate(nodes) if node[2] == label]
        axes.scatter(
            [x for (x, _), _ in own],
            [y for (_, y), _ in own],
            s=[60 + 500 * node[3] / largest for _, node in own],
            color=[tuple(part / 255 for part in rgb(label))],
            label=label,
            zorder=2,
        )
    for (x, y), (_, name, _, documents) in zip(places, nodes, strict=True):
        # above the node, whose radius in points is half the root of its area
        lift = (60 + 500 * documents / largest) ** 0.5 / 2 + 2
        axes.annotate(
            name, (x, y), (0, lift), textcoords="offset points", ha="center", va="bottom", zorder=3
        )
    axes.margins(0.12)
    axes.legend(frameon=False, markerscale=0.5)
    return axes


def variants(corpus: Corpus, entity: str | None = None, limit: int = 10, ax: Any = None) -> Any:
    """Draw how often each spelling of an entity stands in the corpus, and return the axes.

    `entity` is an id, or a spelling that one entity alone has; by default the entity with most spellings. The
    bars run from the right, as the spellings do.

    Raises ValueError where the entity is unknown or the corpus names none.
    """
    _at_least(limit, 1, "limit")
    table = corpus.variants
    rows = list(zip(*(_column(table, key) for key in ("entity", "text", "mentions")), strict=True))
    if not rows:
        raise ValueError("the corpus names no entity")
    if entity is None:
        entity = Counter(row[0] for row in rows).most_common(1)[0][0]
    else:
        entity = _located(corpus, entity, {(row[0], row[1]) for row in rows})
    spellings = sorted(((n, text) for of, text, n in rows if of == entity), reverse=True)[:limit]
    axes = _axes(ax)
    bars = axes.barh([text for _, text in spellings], [n for n, _ in spellings])
    axes.bar_label(bars, padding=4)
    # few bars stay as thin as many
    axes.set_ylim(max(len(spellings), 4) - 0.5, -0.5)
    axes.invert_xaxis()
    axes.yaxis.tick_right()
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.set_xlabel("mentions")
    axes.spines[["top", "left"]].set_visible(False)
    axes.margins(x=0.1)
    return axes


def _located(corpus: Corpus, entity: str, spelt: set[tuple[str, str]]) -> str:
    """The id that an id or a spelling stands for."""
    corpus.timeline(entity)  # raises where it is unknown or ambiguous
    if any(of == entity for of, _ in spelt):
        return entity
    return next(of for of, text in sorted(spelt) if text == entity)


def _axes(ax: Any) -> Any:
    """The given axes, or new ones, of a matplotlib that shapes Arabic."""
    matplotlib = require("matplotlib", "plot")
    if matplotlib.__version_info__[:2] < LEAST_MATPLOTLIB:
        raise ImportError(
            f"matplotlib must be 3.11 or later, the first that shapes Arabic, got {matplotlib.__version__}; "
            'pip install "kunya[plot]" installs one',
            name="matplotlib",
        )
    if ax is not None:
        return ax
    return require("matplotlib.pyplot", "plot").subplots(layout="constrained")[1]


def _column(table: Any, name: str) -> list[Any]:
    values: list[Any] = table.column(name).to_pylist()
    return values


def _at_least(value: int, least: int, name: str) -> None:
    if value < least:
        raise ValueError(f"{name} must be at least {least}, got {value}")


def _period(day: str, by: str) -> date:
    """The first day of the period that a date lies in."""
    parts = day[:10].split("-")
    try:
        year, month, of_month = (int(part) for part in [*parts, "1", "1"][:3])
        found = date(year, month, of_month)
    except ValueError:
        raise ValueError(
            f"dates must begin as YYYY, YYYY-MM or YYYY-MM-DD for a timeline, got {day!r}"
        ) from None
    if by == "day":
        return found
    return found.replace(day=1) if by == "month" else found.replace(month=1, day=1)


def _periods(found: set[date], by: str) -> list[date]:
    """The periods from the first to the last, those without a document too."""
    if not found:
        return []
    at, last = min(found), max(found)
    periods = []
    while at <= last:
        periods.append(at)
        if by == "day":
            at = date.fromordinal(at.toordinal() + 1)
        elif by == "month":
            at = date(at.year + at.month // 12, at.month % 12 + 1, 1)
        else:
            at = date(at.year + 1, 1, 1)
    return periods


def _layout(count: int, edges: list[tuple[int, int, int]]) -> list[tuple[float, float]]:
    """Places of nodes by the forces of Fruchterman and Reingold (1991), from a circle, so always the same."""
    numpy = require("numpy", "plot")  # comes with matplotlib
    angles = numpy.arange(count) * (2 * numpy.pi / count)
    # a little out of round: on a regular circle forces may hold each other in balance
    radius = 1 + 0.1 * numpy.cos(3 * angles + 1)
    places = numpy.stack([numpy.cos(angles) * radius, numpy.sin(angles) * radius], axis=1)
    weights = numpy.zeros((count, count))
    for a, b, documents in edges:
        weights[a, b] = weights[b, a] = 1 + numpy.log(documents)
    ideal = 2 / count**0.5
    for step in range(STEPS):
        apart = places[:, None] - places[None]
        distance = numpy.maximum(numpy.hypot(apart[..., 0], apart[..., 1]), 0.01)
        force = (ideal**2 / distance**2 - weights * distance / ideal)[..., None] * apart
        # pulls to the middle, so that what no edge holds does not drift away
        move = force.sum(axis=1) - places * 0.5
        length = numpy.maximum(numpy.hypot(move[:, 0], move[:, 1]), 0.01)[:, None]
        warmth = 0.2 * (1 - step / STEPS)
        places = places + move / length * numpy.minimum(length, warmth)
    return [(float(x), float(y)) for x, y in places]
