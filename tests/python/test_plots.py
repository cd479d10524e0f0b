"""Pictures of a corpus."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import kunya

TEXTS = [
    "قال أنطونيو غوتيريش في القاهرة إن المحادثات ستستأنف.",
    "زار أنطونيو جوتيريش جنيف، والتقى فلاديمير بوتين.",
    "وصل غوتيريش إلى القاهرة. وقال أنطونيو غوتيريش إن مصر ترحب بالاتفاق.",
]
DATES = ["2025-01-03", "2025-01-20", "2025-03-01"]


@pytest.fixture(scope="module")
def corpus(nlp: kunya.Analyzer) -> kunya.Corpus:
    return kunya.resolve(map(nlp.analyze, TEXTS), ids=["a", "b", "c"], dates=DATES)


@pytest.fixture
def plt() -> Iterator[Any]:
    matplotlib = pytest.importorskip("matplotlib", minversion="3.11")
    matplotlib.use("agg")
    import matplotlib.pyplot as plt

    yield plt
    plt.close("all")


def test_timeline_counts_documents(corpus: kunya.Corpus, plt: Any) -> None:
    axes = corpus.plot_timeline(["أنطونيو غوتيريش"], by="month")
    (line,) = axes.get_lines()
    # February has no document and is there all the same
    assert list(line.get_ydata()) == [2, 0, 1]
    assert [day.isoformat() for day in line.get_xdata()] == [
        "2025-01-01",
        "2025-02-01",
        "2025-03-01",
    ]
    years = corpus.plot_timeline(["أنطونيو غوتيريش"], by="year").get_lines()[0]
    assert list(years.get_ydata()) == [3]
    assert len(corpus.plot_timeline(limit=2).get_lines()) == 2


def test_timeline_arguments(corpus: kunya.Corpus, nlp: kunya.Analyzer, plt: Any) -> None:
    with pytest.raises(ValueError, match="by must be one of day, month, year, got 'week'"):
        corpus.plot_timeline(by="week")
    with pytest.raises(ValueError, match="limit"):
        corpus.plot_timeline(limit=0)
    with pytest.raises((ValueError, KeyError), match="nobody"):
        corpus.plot_timeline(["nobody"])
    undated = kunya.resolve([nlp.analyze(TEXTS[0])], ids=["a"])
    with pytest.raises(ValueError, match="dates"):
        undated.plot_timeline()
    odd = kunya.resolve([nlp.analyze(TEXTS[0])], ids=["a"], dates=["3 January"])
    with pytest.raises(ValueError, match="3 January"):
        odd.plot_timeline()


def test_network_joins_what_is_named_together(corpus: kunya.Corpus, plt: Any) -> None:
    figure, own = plt.subplots()
    axes = corpus.plot_network(ax=own)
    assert axes is own
    names = {text.get_text() for text in axes.texts}
    assert "أنطونيو غوتيريش" in names
    assert len(axes.get_lines()) > 0
    assert not corpus.plot_network(min_documents=3).get_lines()
    people = {text.get_text() for text in corpus.plot_network(labels=["PER"]).texts}
    assert people < names
    figure.canvas.draw()


def test_the_same_network_again(corpus: kunya.Corpus, plt: Any) -> None:
    first, second = (corpus.plot_network() for _ in range(2))
    assert [t.xy for t in first.texts] == [t.xy for t in second.texts]


def test_variants_count_mentions(corpus: kunya.Corpus, plt: Any) -> None:
    axes = corpus.plot_variants("أنطونيو غوتيريش", limit=2)
    assert [round(bar.get_width()) for bar in axes.patches] == [2, 1]
    assert axes.yaxis.get_ticks_position() == "right"
    assert corpus.plot_variants().patches
    with pytest.raises((ValueError, KeyError), match="nobody"):
        corpus.plot_variants("nobody")


def test_an_empty_corpus(plt: Any) -> None:
    empty = kunya.resolve([])
    assert not empty.plot_network().texts
    with pytest.raises(ValueError, match="no entity"):
        empty.plot_variants()


def test_an_old_matplotlib_is_refused(
    corpus: kunya.Corpus, monkeypatch: pytest.MonkeyPatch, plt: Any
) -> None:
    import matplotlib

    monkeypatch.setattr(matplotlib, "__version_info__", (3, 10, 8))
    monkeypatch.setattr(matplotlib, "__version__", "3.10.8")
    with pytest.raises(ImportError, match=r"3\.11.*3\.10\.8.*kunya\[plot\]"):
        corpus.plot_variants()


def test_matplotlib_is_missing(corpus: kunya.Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(ImportError, match=r"kunya\[plot\]"):
        corpus.plot_variants()
