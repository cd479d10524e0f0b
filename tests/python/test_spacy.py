"""spaCy: the component "kunya"."""

from __future__ import annotations

from typing import Any

import pytest

import kunya
from conftest import AWKWARD, NEWS, TEXTS

spacy = pytest.importorskip("spacy")


@pytest.fixture(scope="module")
def pipeline() -> Any:
    pipeline = spacy.blank("ar")
    # the entry point is enough: kunya.integrations.spacy is not imported here
    pipeline.add_pipe("kunya")
    return pipeline


def test_entities_have_places_labels_and_links(pipeline: Any, nlp: kunya.Analyzer) -> None:
    doc = pipeline(NEWS)
    read = nlp.analyze(NEWS)
    assert {"PER", "LOC"} <= {e.label_ for e in doc.ents}
    russia = next(e for e in doc.ents if e.text == "روسيا")
    assert russia.kb_id_ == "iso3166:RU"
    mentions = doc.spans["kunya"]
    assert len(mentions) == len(read.mentions)
    for span, mention in zip(mentions, read.mentions, strict=True):
        assert span.label_ == mention.label
        # whole tokens, which hold the mention
        assert span.start_char <= mention.start
        assert mention.end <= span.end_char
    assert doc.user_data["kunya"]["mentions"] == [(m.start, m.end, m.label) for m in read.mentions]


def test_clitics_are_those_of_the_token(pipeline: Any) -> None:
    doc = pipeline("وقال الوزير لروسيا إن بلاده مستعدة.")
    assert doc[0]._.clitics == [("و", "proclitic")]
    assert doc[2]._.clitics == [("ل", "proclitic")]
    for token in doc:
        for text, role in token._.clitics:
            assert text in token.text
            assert role in ("proclitic", "enclitic")
    # a mention without its clitic is widened to the token
    assert "لروسيا" in {span.text for span in doc.spans["kunya"]}


def test_quotes_know_their_speakers(pipeline: Any, nlp: kunya.Analyzer) -> None:
    doc = pipeline(NEWS)
    quotes = doc.spans["kunya_quotes"]
    read = nlp.analyze(NEWS).quotes
    assert len(quotes) == len(read) > 0
    said = read[0]
    assert quotes[0]._.quote["name"] == said.entity.name
    assert quotes[0]._.quote["direct"] == said.direct
    assert said.speaker.text in quotes[0]._.speaker.text
    assert doc[0:1]._.quote is None
    assert doc[0:1]._.speaker is None


@pytest.mark.parametrize("text", [*TEXTS, AWKWARD * 3])
def test_any_text(pipeline: Any, text: str) -> None:
    doc = pipeline(text)
    assert doc.text == text
    for group in ("kunya", "kunya_quotes"):
        assert all(span.text for span in doc.spans[group])


def test_many_texts_in_their_order(pipeline: Any) -> None:
    texts = [f"{NEWS} {i}" for i in range(50)]
    docs = list(pipeline.pipe(texts, batch_size=7))
    assert [doc.text for doc in docs] == texts
    assert [len(d.ents) for d in docs[:3]] == [len(pipeline(t).ents) for t in texts[:3]]
    assert list(pipeline.pipe([])) == []


def test_docs_can_be_kept(pipeline: Any) -> None:
    doc = pipeline(NEWS)
    again = spacy.tokens.Doc(pipeline.vocab).from_bytes(doc.to_bytes())
    assert [e.text for e in again.ents] == [e.text for e in doc.ents]
    assert [t._.clitics for t in again] == [t._.clitics for t in doc]
    quote = again.spans["kunya_quotes"][0]
    assert quote._.speaker.text == doc.spans["kunya_quotes"][0]._.speaker.text


def test_pipelines_can_be_saved(pipeline: Any, tmp_path: Any) -> None:
    pipeline.to_disk(tmp_path / "model")
    loaded = spacy.load(tmp_path / "model")
    assert [e.text for e in loaded(NEWS).ents] == [e.text for e in pipeline(NEWS).ents]


def test_earlier_entities_stay_and_labels_are_chosen() -> None:
    pipeline = spacy.blank("ar")
    ruler = pipeline.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "MINE", "pattern": "روسيا"}])
    pipeline.add_pipe("kunya", config={"labels": ["PER", "LOC"]})
    doc = pipeline(NEWS)
    assert {e.label_ for e in doc.ents} == {"MINE", "PER", "LOC"}
    with pytest.raises(ValueError, match="model"):
        spacy.blank("ar").add_pipe("kunya", config={"model": "none-such"})
