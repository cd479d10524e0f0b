"""The sample article, where it is at hand: who is one person, which spellings are one place, who said what."""

from __future__ import annotations

from pathlib import Path

import pytest

import kunya

ARTICLE = (
    Path(__file__).resolve().parents[3] / "shared" / "data" / "article" / "kim-visits-russia.txt"
)


@pytest.fixture(scope="module")
def document() -> kunya.Document:
    if not ARTICLE.exists():
        pytest.skip(f"{ARTICLE} is not there")
    return kunya.analyze(ARTICLE.read_text(encoding="utf-8"))


def entity_of(document: kunya.Document, spelling: str) -> kunya.Entity:
    found = [e for e in document.entities if spelling in e.variants]
    assert len(found) == 1, f"{spelling}: {[e.variants for e in found]}"
    return found[0]


@pytest.mark.parametrize(
    ("label", "spellings"),
    [
        ("PER", ["كيم يونغ أون", "كيم جونج أون", "كيم"]),
        ("PER", ["ديمتري بيسكوف", "دميتري بيسكوف", "بيسكوف"]),
        ("PER", ["فلاديمير بوتين", "بوتين"]),
        ("LOC", ["بيونج يونج", "بيونج يانج"]),
    ],
)
def test_spellings_of_one_name_are_one_entity(
    document: kunya.Document, label: str, spellings: list[str]
) -> None:
    entities = {entity_of(document, spelling).id for spelling in spellings}
    assert len(entities) == 1
    assert document.entities[entities.pop()].label == label


def test_titles_belong_to_their_holders(document: kunya.Document) -> None:
    assert "زعيم كوريا الشمالية" in entity_of(document, "كيم").roles
    assert "الرئيس الروسي" in entity_of(document, "بوتين").roles
    assert "المتحدث باسم الكرملين" in entity_of(document, "بيسكوف").roles


def test_direct_quotations_have_their_speakers(document: kunya.Document) -> None:
    said = {q.text[:12]: q.entity.name for q in document.quotes if q.direct and q.entity}
    peskov = entity_of(document, "بيسكوف").name
    assert said["ستعقد محادثا"] == peskov
    assert said["سنستمر في تو"] == peskov
    assert said["كما تعلمون، "] == peskov


def test_dates_are_found(document: kunya.Document) -> None:
    dates = {m.text for m in document.mentions if m.label == "DATE"}
    assert {"عام 2019", "يوم الأحد", "صباح اليوم الثلاثاء", "يوليو"} <= dates
