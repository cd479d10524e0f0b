"""scikit-learn: texts as bags of entities, and a tokenizer."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

import kunya
from conftest import NEWS

pytest.importorskip("sklearn")

from sklearn.base import clone
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from kunya.integrations.sklearn import EntityVectorizer, Tokenizer

ROWS = [
    NEWS,
    "زار وزير الخارجية المصري القاهرة.",
    "قال الرئيس الروسي فلاديمير بوتين إن روسيا مستعدة.",
    "فاز المنتخب في المباراة.",
]


def names(vectorizer: EntityVectorizer) -> list[str]:
    return list(vectorizer.get_feature_names_out())


def test_entities_are_counted_across_spellings() -> None:
    vectorizer = EntityVectorizer()
    counts = vectorizer.fit_transform(ROWS).toarray()
    assert counts.shape == (4, len(names(vectorizer)))
    assert "LOC:iso3166:RU" in names(vectorizer)
    people = [i for i, name in enumerate(names(vectorizer)) if name.startswith("PER:")]
    # the full name and the family name alone are one person
    assert counts[0, people].sum() == 2
    assert counts[2, people].sum() == 1
    assert counts[3].sum() == 0
    again = vectorizer.transform(ROWS[2:]).toarray()
    assert (again == counts[2:]).all()


def test_names_are_counted_by_their_spellings() -> None:
    vectorizer = EntityVectorizer(labels=["PER"], key="name", binary=True)
    counts = vectorizer.fit_transform(ROWS).toarray()
    found = {m.text for m in kunya.analyze(NEWS).mentions if m.label == "PER"}
    fold = kunya.Normalizer.search().normalize
    assert {f"PER:{fold(name)}" for name in found} <= set(names(vectorizer))
    assert counts.max() == 1


def test_what_was_not_learned_is_left_out() -> None:
    vectorizer = EntityVectorizer().fit(ROWS[:1])
    assert vectorizer.transform(["زار وزير الخارجية المصري القاهرة."]).sum() == 0
    limited = EntityVectorizer(max_features=1).fit(ROWS)
    assert len(names(limited)) == 1


def test_missing_texts_and_columns() -> None:
    vectorizer = EntityVectorizer().fit(ROWS)
    assert vectorizer.transform([None, ROWS[0]]).toarray()[0].sum() == 0
    pd = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    series = pd.Series(ROWS)
    assert (vectorizer.transform(series) != vectorizer.transform(ROWS)).nnz == 0


def test_output_of_frames() -> None:
    pytest.importorskip("pandas")
    vectorizer = EntityVectorizer(sparse_output=False).set_output(transform="pandas")
    frame = vectorizer.fit_transform(ROWS)
    assert list(frame.columns) == names(vectorizer)
    assert frame["LOC:iso3166:RU"].tolist()[0] >= 1


def test_habits_of_estimators() -> None:
    vectorizer = EntityVectorizer(labels=["PER", "LOC"], min_df=2, analyzer=kunya.Analyzer())
    copy = clone(vectorizer)
    assert copy.get_params() == vectorizer.get_params()
    fitted = vectorizer.fit(ROWS)
    assert fitted is vectorizer
    loaded: Any = pickle.loads(pickle.dumps(vectorizer))
    assert names(loaded) == names(vectorizer)
    from sklearn.exceptions import NotFittedError

    with pytest.raises(NotFittedError):
        copy.transform(ROWS)
    with pytest.raises(NotFittedError):
        copy.get_feature_names_out()
    with pytest.raises(ValueError, match="key must be one of entity, name, got 'link'"):
        EntityVectorizer(key="link").fit(ROWS)
    with pytest.raises(ValueError, match="vocabulary"):
        EntityVectorizer(labels=["PER"]).fit(["نص"])


def test_in_a_pipeline() -> None:
    model = make_pipeline(EntityVectorizer(), LogisticRegression())
    model.fit(ROWS * 3, ["russia", "egypt", "russia", "sport"] * 3)
    assert model.predict(["استقبلت روسيا وفدا."]) == ["russia"]


def test_tokenizer() -> None:
    text = "وقال وَزِيرُهم: إن المباراة انتهت 😀 http://example.org"
    assert Tokenizer(clitics="keep", fold=False)(text)[:2] == ["وقال", "وَزِيرُهم"]
    split = Tokenizer(clitics="split", fold=False)(text)
    assert split[:2] == ["و", "قال"]
    stems = Tokenizer()(text)
    assert stems[0] == "قال"
    assert "http://example.org" not in stems
    assert not any("\u064e" in word for word in stems)
    vectorizer = CountVectorizer(tokenizer=Tokenizer(), token_pattern=None, lowercase=False)
    vectorizer.fit(ROWS)
    assert pickle.loads(pickle.dumps(vectorizer)).vocabulary_ == vectorizer.vocabulary_
    with pytest.raises(ValueError, match=r"clitics must be .*got 'cut'"):
        Tokenizer(clitics="cut")
