"""Values of dates, times and amounts: the golden file, reference dates, columns, and an oracle for Hijri days."""

from __future__ import annotations

import datetime
import json
import pickle
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import kunya
from kunya import cli

GOLDEN = Path(__file__).parent.parent / "golden" / "values.tsv"
TEXT = "كلف المشروع 1.5 مليار دينار كويتي يوم الأحد الماضي، وبدأ قبل 75 عاما."
FIELDS = ("iso", "offset", "part", "calendar", "calendar_date", "decimal", "unit", "counted")


def test_the_golden_file() -> None:
    header, *rows = (line.split("\t") for line in GOLDEN.read_text("utf-8").splitlines())
    assert len(rows) >= 150
    for row in rows:
        case = {k: None if v == "-" else v for k, v in zip(header, row, strict=True)}
        value = kunya.read_value(
            case["label"],
            case["text"],
            reference_date=case["reference"],
            before=case["before"] or "",
        )
        found = value.to_dict() if value else dict.fromkeys(FIELDS)
        expected = [case["amount" if f == "decimal" else f] for f in FIELDS]
        assert [found[f] for f in FIELDS] == expected, case["text"]
        if value is not None and value.decimal is not None:
            assert value.amount == float(Decimal(value.decimal))


def values(doc: kunya.Document) -> list[tuple[str, str]]:
    return [(m.text, str(m.value)) for m in doc.mentions if m.value is not None]


def test_mentions_have_values() -> None:
    doc = kunya.analyze(TEXT, reference_date="2025-11-04")
    assert values(doc) == [
        ("1.5 مليار دينار كويتي", "1500000000 KWD"),
        ("يوم الأحد الماضي", "2025-11-02 [before]"),
        ("75 عاما", "P75Y"),
    ]
    money = doc.mentions[0].value
    assert money is not None
    assert (money.amount, money.unit, money.counted) == (1.5e9, "KWD", "دينار كويتي")
    assert repr(money) == 'Value(decimal="1500000000", unit="KWD", counted="دينار كويتي")'
    assert money == doc.mentions[0].value
    assert hash(money) == hash(doc.mentions[0].value)
    assert money != doc.mentions[2].value
    assert doc.to_dict()["mentions"][0]["value"] == money.to_dict()
    assert 'title="2025-11-02 [before]"' in doc._repr_html_()
    putin = kunya.analyze("قال فلاديمير بوتين").mentions[0]
    assert putin.value is None


def test_reference_dates() -> None:
    day = datetime.date(2025, 11, 4)
    for given in (day, "2025-11-04", datetime.datetime(2025, 11, 4, 23, 59)):
        nlp = kunya.Analyzer(reference_date=given)
        assert nlp.analyze("وصل أمس").mentions[0].value.iso == "2025-11-03"
        assert nlp.analyze_batch(["وصل أمس"])[0].mentions[0].value.iso == "2025-11-03"
        assert nlp == kunya.Analyzer(reference_date=day)
        assert hash(nlp) == hash(kunya.Analyzer(reference_date=day))
    twin = pickle.loads(pickle.dumps(nlp))
    assert twin == nlp
    assert repr(twin) == 'Analyzer("fast", reference_date="2025-11-04")'
    assert nlp != kunya.Analyzer()
    other = nlp.analyze("وصل أمس", reference_date="2024-03-01")
    assert other.mentions[0].value.iso == "2024-02-29"
    assert other != nlp.analyze("وصل أمس")
    open_day = kunya.analyze("وصل أمس").mentions[0].value
    assert (open_day.iso, open_day.offset) == (None, "-P1D")


def test_wrong_arguments() -> None:
    for wrong in ("yesterday", "2025-02-30", "04/11/2025", ""):
        with pytest.raises(ValueError, match="reference_date must be a day as YYYY-MM-DD"):
            kunya.Analyzer(reference_date=wrong)
    with pytest.raises(TypeError, match=r"reference_date must be a str or datetime.date, got int"):
        kunya.analyze("أمس", reference_date=20251104)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="label must be one of PER"):
        kunya.read_value("DAY", "أمس")
    assert kunya.read_value("PER", "أمس") is None
    assert kunya.read_value("DATE", "") is None
    assert kunya.read_value("DATE", "سنة " * 10_000) is None


def test_columns_have_a_struct() -> None:
    nlp = kunya.Analyzer(reference_date="2025-11-04")
    (row,) = kunya.columns.mentions([TEXT], nlp).to_pylist()
    doc = nlp.analyze(TEXT)
    assert [m["value"] for m in row] == [m.value and m.value.to_dict() for m in doc.mentions]
    (row,) = kunya.columns.mentions(["قال بوتين"], nlp).to_pylist()
    assert [m["value"] for m in row] == [None]


def test_the_command_takes_a_date(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, "utf-8")
    assert cli.main(["analyze", str(path), "--date", "2025-11-04"]) == 0
    assert "2025-11-02 [before]" in capsys.readouterr().out
    assert cli.main(["analyze", str(path), "--json", "--date", "2025-11-04"]) == 0
    found: Any = json.loads(capsys.readouterr().out)
    assert found["version"] == 2
    assert found["mentions"][1]["value"]["iso"] == "2025-11-02"
    assert cli.main(["analyze", str(path), "--date", "gestern"]) == 2
    assert "YYYY-MM-DD" in capsys.readouterr().err


def test_hijri_days_are_those_of_hijridate() -> None:
    """1420 to 1450, where the two tables agree (docs/values.md), by the month; skips where it is not installed."""
    hijridate = pytest.importorskip("hijridate")
    for year in range(1420, 1451):
        for month in range(1, 13):
            last = hijridate.Hijri(year, month, 1).month_length()
            for day in (1, last):
                value = kunya.read_value("DATE", f"{day}/{month}/{year}")
                expected = hijridate.Hijri(year, month, day).to_gregorian().isoformat()
                assert value is not None
                assert value.iso == expected, (year, month, day)
                assert value.calendar == "islamic-umalqura"
            assert kunya.read_value("DATE", f"{last + 1}/{month}/{year}") is None
