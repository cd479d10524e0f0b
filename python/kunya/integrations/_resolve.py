"""Who is who across documents that are spread over machines: the flow of kunya.resolve, whatever the engine is.

Each step is a function of kunya._core from tables to tables, the same that kunya.resolve goes through on one machine:

1. map: the nodes of documents, that is distinct names with counts and context; merged by key in a shuffle;
2. map: the blocking keys of nodes; in a shuffle by them, names of one block are compared, which gives edges;
3. on the driver: the components of the graph of edges. Workers look in their documents for nodes of one component that are
   named as two, and the driver groups what is left. It holds only nodes that have edges;
4. map: documents with the ids of their entities; nodes of one entity are merged in a shuffle.

What goes through shuffles and to the driver grows with the distinct names, not with the mentions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, Protocol

from kunya import _core
from kunya.integrations._engine import Resolved

__all__ = ["Captured", "Engine", "Shared", "Step", "combined", "resolve", "whole_groups"]

# What the driver needs of a node.
PROFILE = ("key", "label", "name", "documents", "countries", "heads")
# How many rows a worker merges before they are moved.
COMBINED = 50_000
# How many ids an error names.
NAMED = 5


class Shared(Protocol):
    """A pyarrow table that all workers can read."""

    def get(self) -> Any:
        """Return it."""


class Captured(NamedTuple):
    """Something small, or a table of an engine that itself brings what is large to the workers once."""

    value: Any

    def get(self) -> Any:
        """Return it."""
        return self.value


class Step:
    """A function from a pyarrow table to one, that workers load by its name.

    `name` is that of a function here or, after "corpus_", in kunya._core; `shared` are its further arguments.
    """

    def __init__(self, name: str, *shared: Shared) -> None:
        self.name = name
        self.shared = shared

    def __call__(self, table: Any) -> Any:
        import pyarrow as pa

        function = LOCAL.get(self.name) or getattr(_core, f"corpus_{self.name}")
        return pa.table(function(table, *(shared.get() for shared in self.shared)))

    def schema(self, given: Any) -> Any:
        """Return the schema of the result for a table of the schema `given`."""
        return self(given.empty_table()).schema


class Engine(Protocol):
    """What an engine does with a table that is spread over machines, and the pyarrow schema of it."""

    def map(self, frame: Any, step: Step) -> Any:
        """Apply a step to batches of rows."""

    def reduce(
        self, frame: Any, step: Step, keys: Sequence[str], then: Step, combine: bool = False
    ) -> Any:
        """Apply `step` to batches of rows, and `then` to tables in which all rows of the same keys are together.

        Where `combine` is true, `then` may be applied to some of the rows of a key before, so that fewer are moved.
        """

    def keep(self, frame: Any) -> Any:
        """Keep what was computed, for it is read again."""

    def collect(self, frame: Any) -> Any:
        """Bring all rows to this process, as a pyarrow table of one chunk."""

    def share(self, table: Any) -> Shared:
        """Give a pyarrow table to all workers."""

    def quotes(self, readings: Any, step: Step, entities: Any) -> Any:
        """Apply a step that gives quotations, and put the names of the entities that speak into their column name."""


def resolve(engine: Engine, readings: Any) -> Resolved:
    """Return the entities across documents; `readings` are those of _engine.Readings, spread over machines.

    Raises ValueError where an id of a document comes twice.
    """
    readings = engine.keep(readings)
    _check_ids(engine, readings)
    merge = Step("merge")
    nodes = engine.keep(engine.reduce(readings, Step("nodes"), ["key"], merge, combine=True))
    edges = engine.collect(engine.reduce(nodes, Step("blocks"), ["block"], Step("edges")))
    groups = engine.share(_groups(engine, readings, nodes, edges))
    joined = engine.keep(engine.reduce(nodes, Step("assign", groups), ["key"], merge))
    entities = engine.map(joined, Step("entities"))
    pairs = Step("co_mentions", groups)
    return Resolved(
        entities=entities,
        mentions=engine.map(readings, Step("mentions", groups)),
        quotes=engine.quotes(readings, Step("quotes", groups), entities),
        variants=engine.map(joined, Step("variants")),
        co_mentions=engine.reduce(readings, pairs, ["a", "b"], Step("sums"), combine=True),
        documents=engine.map(readings, Step("documents")),
        readings=readings,
    )


def _groups(engine: Engine, readings: Any, nodes: Any, edges: Any) -> Any:
    """The entity of each node that was joined to another."""
    import pyarrow as pa

    components = pa.table(_core.corpus_components(edges))
    shared = engine.share(components)
    found, distinct = Step("apart", shared), Step("distinct")
    apart = engine.reduce(readings, found, ["apart"], distinct, combine=True)
    profiles = engine.map(nodes, Step("profiles", shared))
    return pa.table(
        _core.corpus_groups(engine.collect(profiles), edges, engine.collect(apart), components)
    )


def _check_ids(engine: Engine, readings: Any) -> None:
    ids = engine.reduce(readings, Step("ids"), ["document"], Step("repeated"))
    repeated = engine.collect(ids)["document"].to_pylist()
    if repeated:
        shown = ", ".join(sorted(repeated)[:NAMED])
        raise ValueError(f"document ids must be different for each document, got {shown}")


def whole_groups(batches: Iterable[Any], keys: Sequence[str]) -> Iterator[Any]:
    """Cut batches of rows that are sorted by `keys` into pyarrow tables that end where the keys change."""
    import pyarrow as pa

    held: list[Any] = []
    key: tuple[Any, ...] = ()
    for batch in batches:
        if batch.num_rows == 0:
            continue
        columns = [batch.column(batch.schema.get_field_index(name)) for name in keys]

        def at(row: int, columns: list[Any] = columns) -> tuple[Any, ...]:
            return tuple(column[row].as_py() for column in columns)

        last = at(batch.num_rows - 1)
        # where the last group begins, by bisection
        low, high = 0, batch.num_rows - 1
        while low < high:
            middle = (low + high) // 2
            if at(middle) == last:
                high = middle
            else:
                low = middle + 1
        if low > 0 or (held and key != last):
            yield pa.Table.from_batches([*held, batch.slice(0, low)], batch.schema)
            held = []
        held.append(batch.slice(low))
        key = last
    if held:
        yield pa.Table.from_batches(held)


def combined(tables: Iterable[Any], then: Step) -> Iterator[Any]:
    """Apply `then` to what comes, as often as it makes a part of it much smaller."""
    import pyarrow as pa

    held: list[Any] = []
    rows = 0
    for table in tables:
        held.append(table)
        rows += table.num_rows
        if rows >= COMBINED:
            merged = then(pa.concat_tables(held))
            held, rows = [merged], merged.num_rows
            if rows > COMBINED // 2:
                yield merged
                held, rows = [], 0
    if held:
        yield then(pa.concat_tables(held))


def _ids(table: Any) -> Any:
    return table.select(["document"])


def _repeated(table: Any) -> Any:
    import pyarrow.compute as pc

    counts = table.group_by("document").aggregate([([], "count_all")])
    return counts.filter(pc.greater(counts["count_all"], 1)).select(["document"])


def _distinct(table: Any) -> Any:
    return table.group_by(table.column_names).aggregate([])


def _sums(table: Any) -> Any:
    import pyarrow as pa

    sums = table.group_by(["a", "b"]).aggregate([("documents", "sum")])
    return pa.table(
        [sums["a"], sums["b"], sums["documents_sum"].cast(pa.int32())],
        names=["a", "b", "documents"],
    )


def _profiles(nodes: Any, components: Any) -> Any:
    import pyarrow.compute as pc

    # both are strings, of 32-bit or of 64-bit offsets
    keys = components["key"].cast(nodes["key"].type)
    return nodes.filter(pc.is_in(nodes["key"], keys)).select(list(PROFILE))


def _as_quotes(entities: Any, schema: Any) -> Any:
    """The names of entities as rows of quotations that are of no document."""
    import pyarrow as pa

    given = {"speaker": entities["id"], "name": entities["name"]}
    rows = entities.num_rows
    columns = [
        given[field.name].cast(field.type) if field.name in given else pa.nulls(rows, field.type)
        for field in schema
    ]
    return pa.table(columns, schema=schema)


def _named(table: Any) -> Any:
    """Quotations with the names of their speakers, of a table that holds both."""
    import pyarrow.compute as pc

    is_name = table["document"].is_null()
    names = table.filter(is_name).select(["speaker", "name"])
    quotes = table.filter(pc.invert(is_name))
    found = quotes["speaker"].combine_chunks()
    places = pc.index_in(found, names["speaker"].combine_chunks())
    at = table.schema.get_field_index("name")
    return quotes.set_column(at, table.schema.field(at), names["name"].take(places))


LOCAL: dict[str, Callable[..., Any]] = {
    "ids": _ids,
    "repeated": _repeated,
    "distinct": _distinct,
    "sums": _sums,
    "profiles": _profiles,
    "as_quotes": _as_quotes,
    "named": _named,
}
