"""Tests of the parts that decide what enters the lexicons: python -m pytest training/lexicons"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

import check
import countries
import names
import orthography as ortho
import places
import tsvfile
from sound import mismatch
from wordiness import Words, company


@pytest.mark.parametrize(
    ("arabic", "latin"),
    [("غلاسكو", "Glasgow"), ("الحديدة", "Al Ḩudaydah"), ("ألبرت", "Albert"), ("تشانغتشون", "Changchun"), ("فروتسواف", "Wrocław"), ("بيونغيانغ", "Pyongyang")],
)
def test_sound_agrees(arabic: str, latin: str) -> None:
    assert mismatch(arabic, latin) <= 0.25


@pytest.mark.parametrize(("arabic", "latin"), [("توربو", "Valledupar"), ("إيلياء", "Jerusalem"), ("دمشق", "Cairo"), ("فور لامي", "N'Djamena")])
def test_sound_differs(arabic: str, latin: str) -> None:
    assert mismatch(arabic, latin) > 0.34


@pytest.mark.parametrize("name", ["لأندأن", "ااالخرطوم", "قاھىرە", "کراچی", "ىزد", "م"])
def test_misspelt(name: str) -> None:
    assert ortho.misspelt(name)


@pytest.mark.parametrize("name", ["القاهرة", "واغادوغو", "خان يونس", "بوركينا فاسو", "إفرو", "رأس العين"])
def test_well_spelt(name: str) -> None:
    assert not ortho.misspelt(name)


def test_fold_is_the_fold_of_the_core() -> None:
    assert ortho.fold("أُوكْرَانْيَا") == "اوكرانيا"
    assert ortho.fold("مؤتة، شئون، مستشفى، غزّة") == "موته، شيون، مستشفي، غزه"


def test_heads_come_off_unless_the_rest_is_generic() -> None:
    assert places.strip_head("محافظة كرمان") == "كرمان"
    assert places.strip_head("المنطقة الشرقية") == "المنطقة الشرقية"
    assert places.strip_head("ولاية الشمالية") == "ولاية الشمالية"


def test_the_definite_form_wins() -> None:
    assert places.tidy(["قاهرة", "القاهرة", "مدينة القاهرة"]) == ["القاهرة"]


def test_egyptian_g() -> None:
    assert places.g_variants("شيكاغو", "Chicago") == ["شيكاجو"]
    assert places.g_variants("المغرب", "Morocco") == []


def test_nationality_of_two_words() -> None:
    assert countries._inflect("كوري شمالي", "ة") == "كورية شمالية"
    assert countries._inflect("جنوب أفريقي", "ون") == "جنوب أفريقيون"


@pytest.mark.parametrize("name", ["عبد الله", "ابو مازن", "سيف الاسلام", "ال الشيخ", "ابو عبد الله"])
def test_one_part(name: str) -> None:
    assert names._compound(name)


@pytest.mark.parametrize("name", ["عبد ياسين", "محمد علي", "عبد الله احمد"])
def test_two_parts(name: str) -> None:
    assert not names._compound(name)


def test_unfolding_by_the_latin_spelling() -> None:
    assert names.unfold("احمد", "Ahmed") == "أحمد"
    assert names.unfold("فاطمه", "Fatima") == "فاطمة"
    assert names.unfold("ابراهيم", "Ibrahim") == "إبراهيم"
    assert names.unfold("ليلي", "Laila") == "ليلى"


def test_inflection_tells_a_noun_from_a_name() -> None:
    words = Words({"ميدان": 10, "ميدانه": 3, "ميدانها": 4, "لندن": 20}, 1000)
    assert words.inflection("ميدان") >= 0.5
    assert words.inflection("لندن") == 0


def test_proclitics_do_not_lend_a_rare_word_another_word() -> None:
    assert Words({"بيان": 500}, 1000).occurrences("يان") == 0


def test_company_counts_names_and_titles() -> None:
    found = company([["قال", "السيد", "وليد", "احمد", "ان"]], {"السيد"}, {"احمد"})
    assert found["وليد"] == (1, 1)
    assert found["قال"] == (1, 0)


def test_check_names_file_and_line(tmp_path: Path) -> None:
    file = tmp_path / "currencies.tsv"
    file.write_text("iso\tnames\nUSD\tدولار\nEUR\tيورو||يورو\n", encoding="utf-8")
    found = check.faults(file)
    assert any(f"{file}:3: not sorted" in f for f in found)
    assert any(f"{file}:3: names" in f for f in found)


def test_written_rows_are_sorted_by_bytes(tmp_path: Path) -> None:
    file = tmp_path / "x.tsv"
    tsvfile.write(file, ["a", "b"], [("ب", "1"), ("ا", "2"), ("B", "3")])
    assert [r["a"] for r in tsvfile.read(file)] == ["B", "ا", "ب"]


def test_a_repeated_row_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="repeated"):
        tsvfile.write(tmp_path / "x.tsv", ["a"], [("1",), ("1",)])


@pytest.mark.parametrize("file", sorted(check.LEXICONS.glob("*.tsv")), ids=lambda f: f.name)
def test_contract(file: Path) -> None:
    assert check.faults(file) == []
