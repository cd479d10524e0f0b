"""The user's own knowledge base, and capitals that stand for their government."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest

import kunya

ROWS: list[dict[str, Any]] = [
    {"id": "own:1", "name": "سامر الشاذلي", "label": "PER", "aliases": ["أبو كريم"]},
    {"id": "own:2", "name": "مقهى الريحان", "label": "ORG", "aliases": None},
    {"id": 3, "name": "روسيا", "label": "LOC"},
]
TEXT = "التقى سامر الشاذلي أصدقاءه في مقهى الريحان، ثم سافر الشاذلي إلى روسيا."


def links(nlp: kunya.Analyzer, text: str) -> dict[str, str | None]:
    return {e.name: e.link for e in nlp.analyze(text).entities}


def test_it_finds_and_links() -> None:
    nlp = kunya.Analyzer(knowledge=ROWS)
    assert links(nlp, TEXT) == {"سامر الشاذلي": "own:1", "مقهى الريحان": "own:2", "روسيا": "3"}
    doc = nlp.analyze(TEXT)
    assert doc.entities[0].variants == ["سامر الشاذلي", "الشاذلي"]
    assert links(nlp, "قال أبو كريم إنه عائد.") == {"أبو كريم": "own:1"}


def test_another_spelling_is_linked() -> None:
    nlp = kunya.Analyzer(knowledge=[{"id": "7", "name": "فولوديمير زيلينسكي", "label": "PER"}])
    text = "قال الرئيس فولوديمير زيلنسكي إنه مستعد للحوار."
    assert links(nlp, text)["فولوديمير زيلنسكي"] == "7"


def test_a_shared_name_decides_nothing() -> None:
    twins = [
        {"id": "a", "name": "سامر الشاذلي", "label": "PER"},
        {"id": "b", "name": "سامر الشاذلي", "label": "PER"},
    ]
    found = links(kunya.Analyzer(knowledge=twins), TEXT)
    assert found["سامر الشاذلي"] is None


def test_any_table_will_do(tmp_path: Path) -> None:
    expected = kunya.Analyzer(knowledge=ROWS)
    path = tmp_path / "known.csv"
    path.write_text(
        "id,name,aliases,label\nown:1,سامر الشاذلي,أبو كريم,PER\nown:2,مقهى الريحان,,ORG\n3,روسيا,,LOC\n",
        encoding="utf-8",
    )
    assert kunya.Analyzer(knowledge=path) == expected
    assert kunya.Analyzer(knowledge=str(path)) == expected
    tabs = tmp_path / "known.tsv"
    tabs.write_text(path.read_text("utf-8").replace(",", "\t"), encoding="utf-8")
    assert kunya.Analyzer(knowledge=tabs) == expected
    columns: dict[str, list[Any]] = {
        "id": ["own:1", "own:2", "3"],
        "name": [r["name"] for r in ROWS],
        "label": [r["label"] for r in ROWS],
        "aliases": [["أبو كريم"], None, None],
    }
    for module, table in (("pyarrow", "table"), ("pandas", "DataFrame"), ("polars", "DataFrame")):
        made = getattr(pytest.importorskip(module), table)(columns)
        assert kunya.Analyzer(knowledge=made) == expected, module


def test_it_is_pickled_and_shown() -> None:
    nlp = kunya.Analyzer(knowledge=ROWS, gazetteer=[("ORG", "شركة النور")])
    copy = pickle.loads(pickle.dumps(nlp))
    assert copy == nlp
    assert hash(copy) == hash(nlp)
    assert links(copy, TEXT) == links(nlp, TEXT)
    assert nlp != kunya.Analyzer()
    assert "knowledge=<3 entries>" in repr(nlp)


@pytest.mark.parametrize("empty", [[], {"id": [], "name": [], "label": []}, {}])
def test_an_empty_table_changes_nothing(empty: Any, nlp: kunya.Analyzer) -> None:
    pa = pytest.importorskip("pyarrow")
    table = empty if isinstance(empty, list) else pa.table(empty)
    assert links(kunya.Analyzer(knowledge=table), TEXT) == links(nlp, TEXT)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([ROWS[0], ROWS[0]], "knowledge ids must be different in each row, got own:1"),
        (
            [{"id": "1", "name": "x"}],
            r"knowledge\[0\] must have id, name and label, got id, name without label",
        ),
        ([{"id": "1", "name": "x", "label": "PERSON"}], r"knowledge\[0\].*one of PER"),
        (
            [{"id": "1", "name": "أمس", "label": "DATE"}],
            "labels among PER, LOC, ORG.*got DATE in row 0",
        ),
        (
            [{"id": None, "name": "x", "label": "PER"}],
            r"knowledge\[0\] must have a value for id, got None",
        ),
        ([{"id": "", "name": "x", "label": "PER"}], "an id in each row, got none in row 0"),
        ([{"id": "1", "name": " ؟ ", "label": "PER"}], "a name with letters.*in row 0"),
    ],
)
def test_what_is_wrong_is_named(rows: list[dict[str, Any]], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        kunya.Analyzer(knowledge=rows)


def test_what_is_no_table(tmp_path: Path) -> None:
    for wrong in (3, b"x", {"id": "1"}):
        with pytest.raises(TypeError, match="knowledge must be an Arrow, pandas or Polars table"):
            kunya.Analyzer(knowledge=wrong)
    with pytest.raises(TypeError, match=r"knowledge\[0\] must be a dict.*got int"):
        kunya.Analyzer(knowledge=[1])
    with pytest.raises(TypeError, match=r"knowledge\[0\]: aliases must be.*got int"):
        kunya.Analyzer(knowledge=[ROWS[0] | {"aliases": [1]}])
    with pytest.raises(TypeError, match=r"knowledge\[0\]: name must be str, got int"):
        kunya.Analyzer(knowledge=[ROWS[0] | {"name": 1}])
    path = tmp_path / "known.csv"
    with pytest.raises(FileNotFoundError):
        kunya.Analyzer(knowledge=path)
    path.write_text("id,title\n1,x\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"known.csv must have the columns.*without name, label"):
        kunya.Analyzer(knowledge=path)


def test_the_corpus_joins_by_the_users_ids() -> None:
    nlp = kunya.Analyzer(knowledge=ROWS)
    corpus = kunya.resolve(nlp.analyze_batch([TEXT, "قال أبو كريم إنه عائد."]))
    table = corpus.entities
    found = dict(
        zip(table.column("link").to_pylist(), table.column("documents").to_pylist(), strict=True)
    )
    assert found["own:1"] == 2


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("رفضت موسكو المقترح الأمريكي.", "iso3166:RU"),
        ("وأعلنت باريس أنها ستشارك.", "iso3166:FR"),
        ("القاهرة تدعو إلى وقف إطلاق النار.", "iso3166:EG"),
        ("وصل الوزير إلى موسكو.", None),
        ("قال الوزير في موسكو إن المحادثات مفيدة.", None),
        ("شهدت القاهرة أمطارا غزيرة.", None),
        ("وقع الحادث بالقاهرة.", None),
        ("أعلنت إسطنبول نتائجها.", None),
    ],
)
def test_a_capital_may_stand_for_its_government(
    nlp: kunya.Analyzer, text: str, country: str | None
) -> None:
    places = [m for m in nlp.analyze(text).mentions if m.label == "LOC"]
    assert [m.stands_for for m in places][:1] == [country]
    assert places[0].entity is not None
    assert places[0].entity.stands_for == country
