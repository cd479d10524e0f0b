"""scikit-learn: texts as bags of entities, and a tokenizer for its text vectorizers.

from kunya.integrations.sklearn import EntityVectorizer, Tokenizer

make_pipeline(EntityVectorizer(labels=["PER", "ORG"]), LogisticRegression())
TfidfVectorizer(tokenizer=Tokenizer(), token_pattern=None, lowercase=False)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import kunya
from kunya import columns
from kunya._core import Analyzer, Normalizer
from kunya.integrations._extras import require

_base = require("sklearn.base", "sklearn")
_Transformer: Any = _base.TransformerMixin
_Estimator: Any = _base.BaseEstimator
_text = require("sklearn.feature_extraction.text", "sklearn")
_validation = require("sklearn.utils.validation", "sklearn")

__all__ = ["EntityVectorizer", "Tokenizer"]

WORDS = ("word", "latin", "number", "hashtag")
KEYS = ("entity", "name")


class Tokenizer:
    """Cuts a text into strings for CountVectorizer, TfidfVectorizer and HashingVectorizer.

    `kinds` are the kinds of tokens to keep. `clitics` tells what becomes of the clitics of a word: "keep" leaves the
    word whole, "split" makes them strings of their own, "drop" leaves the stem alone. `fold` gives the folded form, in
    which spellings of one word are equal.
    """

    def __init__(
        self, *, kinds: Iterable[str] = WORDS, clitics: str = "drop", fold: bool = True
    ) -> None:
        if clitics not in ("keep", "split", "drop"):
            raise ValueError(f'clitics must be "keep", "split" or "drop", got {clitics!r}')
        self.kinds = tuple(kinds)
        self.clitics = clitics
        self.fold = fold
        self._normalizer = Normalizer.search()

    def __call__(self, text: str) -> list[str]:
        """Return the strings of a text."""
        found: list[str] = []
        for token in kunya.tokenize(text):
            if token.kind not in self.kinds:
                continue
            if self.clitics == "keep":
                found.append(token.text)
                continue
            found += [
                part.text
                for part in token.segments
                if self.clitics == "split" or part.role == "stem"
            ]
        return [self._normalizer.normalize(word) for word in found] if self.fold else found

    def __repr__(self) -> str:
        return f"Tokenizer(kinds={self.kinds!r}, clitics={self.clitics!r}, fold={self.fold!r})"


class EntityVectorizer(_Transformer, _Estimator):
    """Turns texts into counts of the entities that they name.

    A feature is a label and who or what is meant, as in "PER:فلاديمير بوتين". With key="entity" all mentions of an
    entity count under its link where it has one (so that spellings and documents agree), else under its folded name;
    with key="name" each mention counts under its own folded spelling. `labels` are the labels to count, `min_df`,
    `max_df`, `max_features`, `binary` and `vocabulary` those of CountVectorizer. `analyzer` is an Analyzer or the
    name of a model.

    The result is a sparse matrix, or with sparse_output=False an array, which `set_output` needs.
    """

    def __init__(
        self,
        *,
        labels: Sequence[str] | None = ("PER", "LOC", "ORG"),
        key: str = "entity",
        analyzer: Analyzer | str = "fast",
        min_df: float = 1,
        max_df: float = 1.0,
        max_features: int | None = None,
        binary: bool = False,
        vocabulary: Any = None,
        sparse_output: bool = True,
        threads: int | None = None,
    ) -> None:
        self.labels = labels
        self.key = key
        self.analyzer = analyzer
        self.min_df = min_df
        self.max_df = max_df
        self.max_features = max_features
        self.binary = binary
        self.vocabulary = vocabulary
        self.sparse_output = sparse_output
        self.threads = threads

    def fit(self, texts: columns.Column, y: Any = None) -> EntityVectorizer:
        """Learn the entities of some texts."""
        self.fit_transform(texts)
        return self

    def fit_transform(self, texts: columns.Column, y: Any = None) -> Any:
        """Learn the entities of some texts and return their counts, a row for each text."""
        if self.key not in KEYS:
            raise ValueError(f"key must be one of {', '.join(KEYS)}, got {self.key!r}")
        counter = _text.CountVectorizer(
            analyzer=_as_it_is,
            min_df=self.min_df,
            max_df=self.max_df,
            max_features=self.max_features,
            binary=self.binary,
            vocabulary=self.vocabulary,
        )
        counts = counter.fit_transform(self._features(texts))
        self.counter_ = counter
        self.vocabulary_ = counter.vocabulary_
        return self._output(counts)

    def transform(self, texts: columns.Column) -> Any:
        """Return the counts of the entities that were learned, a row for each text."""
        _validation.check_is_fitted(self)
        return self._output(self.counter_.transform(self._features(texts)))

    def get_feature_names_out(self, input_features: Any = None) -> Any:
        """Return the names of the columns, as in "LOC:iso3166:RU" or "PER:فلاديمير بوتين"."""
        _validation.check_is_fitted(self)
        return self.counter_.get_feature_names_out()

    def _output(self, counts: Any) -> Any:
        return counts if self.sparse_output else counts.toarray()

    def _features(self, texts: columns.Column) -> list[list[str]]:
        analyzer = self.analyzer if isinstance(self.analyzer, Analyzer) else Analyzer(self.analyzer)
        fold = Normalizer.search().normalize
        labels = None if self.labels is None else set(self.labels)
        rows: list[list[str]] = []
        for mentions in columns.mentions(texts, analyzer, threads=self.threads).to_pylist():
            found = []
            for mention in mentions or ():
                label = mention["label"]
                if labels is not None and label not in labels:
                    continue
                name = mention["text"]
                if self.key == "entity" and mention["name"] is not None:
                    name = mention["link"] or mention["name"]
                found.append(f"{label}:{name if name == mention['link'] else fold(name)}")
            rows.append(found)
        return rows

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        return tags


def _as_it_is(features: list[str]) -> list[str]:
    return features
