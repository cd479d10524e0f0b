"""Entities across documents."""

from __future__ import annotations

import datetime
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

import kunya
from kunya import columns

TEXTS = [
    "قال الرئيس الروسي فلاديمير بوتين في موسكو: «نحن مستعدون لاستئناف المحادثات». ووصف بوتين اللقاء بأنه مفيد.",
    "وصل فلاديمير بوتن إلى بيونغ يانغ، وأكد وزير الخارجية الروسي سيرغي لافروف أن روسيا تدعم الحوار.",
    "زار سيرجي لافروف القاهرة. وأعلنت الأمم المتحدة أنها ستشارك في المؤتمر.",
    "لا أسماء هنا.",
]
ROWS = {
    "document": ["a", "a", "b", "c", "c"],
    "text": ["فولوديمير زيلينسكي", "كييف", "فولوديمير زيلنسكي", "زيلنسكي", "أول أمس"],
    "label": ["PER", "LOC", "PER", "PER", "DATE"],
}


@pytest.fixture(scope="module")
def docs(nlp: kunya.Analyzer) -> list[kunya.Document]:
    return nlp.analyze_batch(TEXTS)


@pytest.fixture(scope="module")
def corpus(docs: list[kunya.Document]) -> kunya.Corpus:
    return kunya.resolve(docs, ids=list("abcd"), dates=["2025-02-01", "2025-01-01", None, None])


def rows(table: Any) -> list[dict[str, Any]]:
    names = table.column_names
    lists = [table.column(name).to_pylist() for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*lists, strict=True)]


def everything(corpus: kunya.Corpus) -> dict[str, list[dict[str, Any]]]:
    """All tables."""
    names = ("entities", "mentions", "quotes", "variants", "co_mentions", "documents")
    return {name: rows(getattr(corpus, name)) for name in names}


def table(**columns_: list[Any]) -> Any:
    return pytest.importorskip("pyarrow").table(columns_)


def named(corpus: kunya.Corpus, name: str) -> dict[str, Any]:
    (found,) = [e for e in rows(corpus.entities) if name in e["variants"]]
    return found


def test_people_are_one_across_documents(corpus: kunya.Corpus) -> None:
    putin = named(corpus, "فلاديمير بوتين")
    assert putin["documents"] == 2
    assert {"بوتين", "فلاديمير بوتن"} <= set(putin["variants"])
    assert putin["roles"] == ["الرئيس الروسي"]
    assert named(corpus, "سيرجي لافروف")["documents"] == 2
    assert named(corpus, "سيرغي لافروف")["id"] == named(corpus, "سيرجي لافروف")["id"]


def test_tables_agree_with_each_other_and_with_the_documents(
    corpus: kunya.Corpus, docs: list[kunya.Document]
) -> None:
    found = everything(corpus)
    ids = [e["id"] for e in found["entities"]]
    assert len(set(ids)) == len(ids)
    texts = dict(zip("abcd", TEXTS, strict=True))
    assert len(found["mentions"]) == sum(m.entity is not None for d in docs for m in d.mentions)
    for mention in found["mentions"]:
        assert texts[mention["document"]][mention["start"] : mention["end"]] == mention["text"]
        assert mention["entity"] in ids
    for entity in found["entities"]:
        own = [m for m in found["mentions"] if m["entity"] == entity["id"]]
        assert entity["mentions"] == len(own)
        assert entity["documents"] == len({m["document"] for m in own})
        variants = [v for v in found["variants"] if v["entity"] == entity["id"]]
        assert [v["text"] for v in variants] == entity["variants"]
        assert sum(v["mentions"] for v in variants) == sum(m["label"] != "ROLE" for m in own)
    assert [(q["document"], q["text"]) for q in found["quotes"]] == [
        (name, q.text) for name, d in zip("abcd", docs, strict=True) for q in d.quotes
    ]
    assert [d["document"] for d in found["documents"]] == list("abcd")
    assert [d["date"] for d in found["documents"]] == ["2025-02-01", "2025-01-01", None, None]


def test_timeline_and_statements(corpus: kunya.Corpus) -> None:
    putin = named(corpus, "فلاديمير بوتين")
    timeline = rows(corpus.timeline(putin["id"]))
    assert [(t["date"], t["document"]) for t in timeline] == [
        ("2025-01-01", "b"),
        ("2025-02-01", "a"),
    ]
    assert timeline == rows(corpus.timeline("فلاديمير بوتين"))
    said = rows(corpus.statements("بوتين"))
    assert [q["text"] for q in said if q["direct"]] == ["نحن مستعدون لاستئناف المحادثات"]
    assert all(q["speaker"] == putin["id"] and q["name"] == putin["name"] for q in said)
    with pytest.raises(ValueError, match=r"entity must be the id or a spelling of one entity, got"):
        corpus.timeline("لا أحد")


def test_order_and_threads_change_nothing(docs: list[kunya.Document]) -> None:
    many = list(zip(docs * 20, range(len(docs) * 20), strict=True))
    first = everything(kunya.resolve([d for d, _ in many], ids=[i for _, i in many], threads=1))
    random.Random(7).shuffle(many)
    for threads in (1, 2, 5):
        other = everything(
            kunya.resolve([d for d, _ in many], ids=[i for _, i in many], threads=threads)
        )
        assert other["entities"] == first["entities"]
        assert other["variants"] == first["variants"]
        assert other["co_mentions"] == first["co_mentions"]
        key = lambda m: (m["document"], m["start"], m["end"])  # noqa: E731
        assert sorted(other["mentions"], key=key) == sorted(first["mentions"], key=key)


def test_columns_say_what_documents_say(docs: list[kunya.Document]) -> None:
    relayed = "نقلت وكالة رويترز عن سيرجي لافروف قوله إن المحادثات مستمرة."
    texts: list[str | None] = [*TEXTS[:2], None, *TEXTS[2:], relayed]
    docs = [*docs, kunya.analyze(relayed)]
    expected = everything(kunya.resolve(docs, ids=["0", "1", "3", "4", "5"]))
    found = everything(kunya.resolve(columns.analyze(texts)))
    assert found == expected
    assert any(q["source"] for q in found["quotes"])
    pa = pytest.importorskip("pyarrow")
    chunked = pa.chunked_array(
        [pa.array(columns.analyze(texts[:2])), pa.array(columns.analyze(texts[2:]))]
    )
    assert everything(kunya.resolve(chunked)) == expected
    only = everything(kunya.resolve(pa.table({"x": pa.array(columns.mentions(texts))})))
    assert {v["text"] for v in only["variants"]} >= {"فلاديمير بوتين", "سيرجي لافروف"}
    assert only["quotes"] == []


def test_a_table_of_mentions() -> None:
    found = kunya.resolve(table(**ROWS))
    assert len(found) == 3
    zelensky = named(found, "زيلنسكي")
    assert zelensky["documents"] == 3
    assert found.entities.num_rows == 2  # a date is no entity
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame(ROWS)
    assert everything(kunya.resolve(frame)) == everything(found)
    polars = pytest.importorskip("polars")
    assert everything(kunya.resolve(polars.DataFrame(ROWS))) == everything(found)


def test_what_a_table_may_say_besides() -> None:
    own = {
        "document": [1, 1, 2],
        "text": ["سامر حداد", "المدير", "س. حداد"],
        "label": ["PER", "ROLE", "PER"],
        "entity": [0.0, 0.0, None],
        "start": [3, 20, 5],
        "end": [12, 26, 12],
        "link": ["own:7", None, None],
        "latin": ["Samer Haddad", None, None],
        "date": [datetime.date(2025, 3, 1)] * 2 + [None],
    }
    found = kunya.resolve(table(**own))
    samer = named(found, "سامر حداد")
    assert (samer["id"], samer["link"], samer["latin"]) == ("own:7", "own:7", "Samer Haddad")
    assert samer["roles"] == ["المدير"]
    assert rows(found.timeline("own:7")) == [{"date": "2025-03-01", "document": "1", "mentions": 2}]


def test_adding_keeps_ids(docs: list[kunya.Document]) -> None:
    corpus = kunya.Corpus()
    corpus.add(docs[:1], ids=["a"])
    before = {e["name"]: e["id"] for e in rows(corpus.entities)}
    corpus.add(docs[1:], ids=list("bcd"))
    after = {v: e["id"] for e in rows(corpus.entities) for v in e["variants"]}
    assert all(after[name] == id_ for name, id_ in before.items())
    assert len(corpus) == 4
    whole = {frozenset(e["variants"]) for e in rows(kunya.resolve(docs, ids=list("abcd")).entities)}
    assert {frozenset(e["variants"]) for e in rows(corpus.entities)} == whole


def test_default_ids_count_on(docs: list[kunya.Document]) -> None:
    corpus = kunya.resolve(docs)
    corpus.add(iter(docs))
    assert [d["document"] for d in rows(corpus.documents)] == [str(i) for i in range(8)]


def test_repeated_ids_are_named(docs: list[kunya.Document]) -> None:
    with pytest.raises(ValueError, match=r"document ids must be different.*got x"):
        kunya.resolve(docs[:3], ids=["x", "y", "x"])
    corpus = kunya.resolve(docs[:2], ids=["x", "y"])
    with pytest.raises(ValueError, match=r"got y"):
        corpus.add(docs[2:], ids=["z", "y"])
    assert len(corpus) == 2


@pytest.mark.parametrize(
    ("ids", "said"),
    [(["a"], "got 1 for more"), (list("abcde"), "more than 4"), ([None] * 4, r"ids\[0\]")],
)
def test_ids_must_fit(docs: list[kunya.Document], ids: list[Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        kunya.resolve(docs, ids=ids)
    with pytest.raises(ValueError, match=said):
        kunya.resolve(columns.analyze(TEXTS), ids=ids)


def test_what_is_no_document(docs: list[kunya.Document]) -> None:
    for wrong, said in [
        ("قال", "got str"),
        (["قال"], r"documents\[0\] must be kunya.Document.*got str"),
        ([docs[0], 3], r"documents\[1\] must be kunya.Document.*got int"),
        (3, "must be an iterable of kunya.Document"),
        (docs[0], "got Document"),
    ]:
        with pytest.raises(TypeError, match=said):
            kunya.resolve(wrong)
    with pytest.raises(TypeError, match="ids must be an iterable"):
        kunya.resolve(docs, ids="abcd")
    with pytest.raises(ValueError, match="threads must be between 1 and"):
        kunya.resolve(docs, threads=0)


@pytest.mark.parametrize(
    ("columns_", "said"),
    [
        ({"document": ["a"], "text": ["x"]}, "without label"),
        ({"a": [1]}, "without document, text, label"),
        (
            {"document": ["a"], "text": ["x"], "label": ["PERSON"]},
            r"row 0.*one of PER.*got \"PERSON\"",
        ),
        ({"document": [None], "text": ["x"], "label": ["PER"]}, "row 0 has none"),
        (
            {"document": ["a"], "text": [b"x"], "label": ["PER"]},
            "the column text must hold strings",
        ),
        (
            {"document": ["a"], "text": ["x"], "label": ["PER"], "entity": [[1]]},
            "the column entity",
        ),
    ],
)
def test_a_wrong_table_says_what_is_wrong(columns_: dict[str, list[Any]], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        kunya.resolve(table(**columns_))


def test_a_column_of_something_else() -> None:
    pa = pytest.importorskip("pyarrow")
    with pytest.raises(
        ValueError, match=r"documents must be an iterable of kunya.Document.*got a column of Int64"
    ):
        kunya.resolve(pa.array([1, 2]))
    with pytest.raises(ValueError, match="ids and dates must be absent"):
        kunya.resolve(table(**ROWS), ids=["a"])


def test_no_documents_and_no_names(docs: list[kunya.Document]) -> None:
    empty = kunya.resolve([])
    assert len(empty) == 0
    bare = kunya.resolve([docs[3]] * 3)
    for corpus in (empty, bare):
        found = everything(corpus)
        documents = found.pop("documents")
        assert not any(found.values())
        assert len(documents) == len(corpus)
        assert str(corpus).startswith("Corpus(documents=")
        assert "<table" in corpus._repr_html_()
    full = kunya.resolve(docs)
    for name in ("entities", "mentions", "quotes", "variants", "co_mentions", "documents"):
        assert getattr(empty, name).schema == getattr(full, name).schema


def test_the_same_document_twice(docs: list[kunya.Document]) -> None:
    once = kunya.resolve(docs[:1])
    twice = kunya.resolve([docs[0], docs[0]])
    for a, b in zip(rows(once.entities), rows(twice.entities), strict=True):
        assert (a["id"], a["variants"]) == (b["id"], b["variants"])
        assert (b["documents"], b["mentions"]) == (2 * a["documents"], 2 * a["mentions"])


def test_a_million_identical_mentions() -> None:
    pa = pytest.importorskip("pyarrow")
    count = 1_000_000
    same = pa.table(
        {
            "document": pa.array([str(i // 1000) for i in range(count)]),
            "text": pa.array(["فلاديمير بوتين"] * count),
            "label": pa.array(["PER"] * count),
        }
    )
    found = kunya.resolve(same)
    (entity,) = rows(found.entities)
    assert (entity["documents"], entity["mentions"]) == (1000, count)


def test_one_name_in_ten_thousand_spellings() -> None:
    letters = "اوي"
    names = set()
    generator = random.Random(1)
    while len(names) < 10_000:
        name = list("فلاديمير بوتين")
        for _ in range(5):
            name.insert(generator.randrange(1, len(name)), generator.choice(letters))
        names.add("".join(name))
    spellings = sorted(names)
    start = time.process_time()
    one = kunya.resolve(
        table(document=["a"] * 10_000, text=spellings, label=["PER"] * 10_000, entity=[0] * 10_000)
    )
    assert len(rows(one.entities)[0]["variants"]) == 10_000
    apart = kunya.resolve(
        table(document=list(map(str, range(10_000))), text=spellings, label=["PER"] * 10_000)
    )
    assert apart.entities.num_rows < 10_000
    assert time.process_time() - start < 120


def test_the_graph(corpus: kunya.Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("networkx")
    graph = corpus.graph()
    pairs = rows(corpus.co_mentions)
    assert graph.number_of_nodes() == corpus.entities.num_rows
    assert graph.number_of_edges() == len(pairs)
    assert all(graph.edges[p["a"], p["b"]]["weight"] == p["documents"] for p in pairs)
    putin = named(corpus, "فلاديمير بوتين")
    assert graph.nodes[putin["id"]]["name"] == putin["name"]
    assert corpus.graph(min_documents=99).number_of_edges() == 0
    with pytest.raises(ValueError, match="min_documents must be at least 1, got 0"):
        corpus.graph(min_documents=0)
    monkeypatch.setitem(sys.modules, "networkx", None)
    with pytest.raises(ImportError, match=r"kunya\[graph\]"):
        corpus.graph()


def test_how_it_shows_itself(corpus: kunya.Corpus) -> None:
    shown = repr(corpus)
    assert shown.splitlines()[0].startswith("Corpus(documents=4, entities=")
    assert "\u2068فلاديمير بوتين\u2069" in shown
    assert shown.count("\u2068") == shown.count("\u2069")
    assert "<bdi>فلاديمير بوتين</bdi>" in corpus._repr_html_()


def test_hostile_names_are_escaped() -> None:
    bad = "<script>alert(1)</script>"
    found = kunya.resolve(table(document=["a"], text=[bad], label=["ORG"], link=[bad], entity=[1]))
    assert "<script" not in found._repr_html_()
    assert "&lt;script&gt;" in found._repr_html_()


def test_what_was_read_before_an_error_stays(docs: list[kunya.Document]) -> None:
    def failing() -> Iterator[kunya.Document]:
        for _ in range(300):
            yield docs[0]
        raise RuntimeError("the source failed")

    corpus = kunya.Corpus()
    with pytest.raises(RuntimeError, match="the source failed"):
        corpus.add(failing())
    assert len(corpus) == 300
    assert named(corpus, "فلاديمير بوتين")["documents"] == 300


INTERRUPTED = """
import itertools, sys
import kunya
document = kunya.analyze("قال فلاديمير بوتين إن روسيا مستعدة.")
corpus = kunya.Corpus()
print("ready", flush=True)
try:
    corpus.add(itertools.repeat(document))
except KeyboardInterrupt:
    kept = len(corpus)
    assert kept > 0 and corpus.documents.num_rows == kept
    print("kept", flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT to a child here")
def test_ctrl_c_keeps_what_is_done() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout
        assert child.stdout.readline() == "ready\n"
        time.sleep(0.5)
        child.send_signal(signal.SIGINT)
        assert child.stdout.readline() == "kept\n"
        assert child.wait(timeout=60) == 0


def test_threads_may_share_a_corpus(docs: list[kunya.Document]) -> None:
    corpus = kunya.resolve(docs)
    failures: list[BaseException] = []

    def work(n: int) -> None:
        try:
            for i in range(5):
                corpus.add(docs, ids=[f"{n}-{i}-{k}" for k in range(len(docs))])
                assert corpus.entities.num_rows
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not failures
    assert len(corpus) == len(docs) * 21
