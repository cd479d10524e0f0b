"""Formats of annotation tools: what is written is read again, and what is wrong is told with its line."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import kunya
from conftest import AWKWARD, NEWS, TEXTS
from kunya.exchange import (
    Example,
    Label,
    brat,
    doccano,
    followthemoney,
    iob2,
    label_studio,
    prodigy,
    web_annotation,
)


@pytest.fixture(scope="module")
def docs(nlp: kunya.Analyzer) -> list[kunya.Document]:
    # emoji before the mentions: offsets in code points and in UTF-16 units differ
    return nlp.analyze_batch([NEWS, f"😀👍 {NEWS}", AWKWARD, *TEXTS[2:], f"{NEWS}\r\n\n{NEWS}"])


@pytest.fixture(scope="module")
def examples(docs: list[kunya.Document]) -> list[Example]:
    found = [Example.of(d, id=f"text-{i}") for i, d in enumerate(docs)]
    assert sum(len(x.labels) for x in found) > 20
    return found


def unlinked(examples: list[Example]) -> list[Example]:
    return [
        Example(x.text, tuple(Label(y.start, y.end, y.label) for y in x.labels), x.id, x.meta)
        for x in examples
    ]


def known(example: Example) -> tuple[str, tuple[Label, ...]]:
    return example.text, example.labels


class TestExample:
    """Texts with labels."""

    def test_labels_are_checked_and_sorted(self) -> None:
        labels = (Label(4, 8, "B"), Label(0, 3, "A"), Label(0, 8, "C"))
        assert [x.label for x in Example("قال وزير", labels).labels] == ["C", "A", "B"]
        for start, end in [(-1, 2), (2, 2), (3, 2), (0, 9)]:
            with pytest.raises(ValueError, match="a label must lie in the text, 0 to 8"):
                Example("قال وزير", (Label(start, end, "A"),))
        with pytest.raises(ValueError, match="must have a name"):
            Example("قال", (Label(0, 1, ""),))

    def test_some_labels(self) -> None:
        labels = (Label(0, 8, "C"), Label(0, 3, "A"), Label(4, 8, "B"))
        example = Example("قال وزير", labels)
        assert example.flat() == (Label(0, 8, "C"),)
        assert example.only(["A", "B"]).flat() == labels[1:]

    @pytest.mark.parametrize("module", [doccano, prodigy, label_studio, iob2])
    def test_a_document_alone_is_no_list(self, module: Any, doc: kunya.Document) -> None:
        with pytest.raises(TypeError, match="iterable of Example or Document, got Document"):
            module.dumps(doc)
        with pytest.raises(TypeError, match=r"examples\[1\] must be Example or Document, got str"):
            module.dumps([doc, "نص"])


class TestDoccano:
    """doccano's lines."""

    @pytest.mark.parametrize("unit", ["utf16", "char"])
    def test_round_trip(self, examples: list[Example], tmp_path: Path, unit: str) -> None:
        path = tmp_path / "a.jsonl"
        assert doccano.dump(examples, path, unit=unit) == len(examples)
        assert list(doccano.load(path, unit=unit)) == unlinked(examples)
        assert doccano.loads(doccano.dumps(examples, unit=unit), unit=unit) == unlinked(examples)

    def test_offsets_are_those_of_javascript(self) -> None:
        example = Example("😀 مصر", (Label(2, 5, "LOC"),))
        assert json.loads(doccano.dumps([example]))["label"] == [[3, 6, "LOC"]]
        assert json.loads(doccano.dumps([example], unit="char"))["label"] == [[2, 5, "LOC"]]
        with pytest.raises(ValueError, match="text:1: an offset must not cut a character, got 1"):
            doccano.loads('{"text": "😀 مصر", "label": [[1, 6, "LOC"]]}')

    def test_its_other_forms(self) -> None:
        label = {"id": 1, "start_offset": 0, "end_offset": 3, "label": "LOC"}
        line = json.dumps({"id": 7, "text": "مصر", "entities": [label], "relations": [], "by": "x"})
        assert doccano.loads(f"\n{line}\n") == [
            Example("مصر", (Label(0, 3, "LOC"),), "7", {"by": "x"})
        ]

    @pytest.mark.parametrize(
        ("line", "said"),
        [
            ("{", "a.jsonl:2: not JSON"),
            ("[1]", "a.jsonl:2: expected an object, got list"),
            ("[" * 100_000, "a.jsonl:2: not JSON"),
            ('{"label": []}', "a.jsonl:2: expected a field text or data, got label"),
            ('{"text": 3, "label": []}', "a.jsonl:2: text must be str, got int"),
            ('{"text": "مصر"}', "a.jsonl:2: expected a field label or labels or entities"),
            ('{"text": "مصر", "label": [[0, 9, "LOC"]]}', "a.jsonl:2: a label must lie in"),
            ('{"text": "مصر", "label": [[0, "LOC"]]}', "a.jsonl:2: a label must be"),
            ('{"text": "مصر", "label": [{"start": true}]}', "a.jsonl:2: start must be int"),
        ],
    )
    def test_what_is_wrong_is_told_with_its_line(
        self, tmp_path: Path, line: str, said: str
    ) -> None:
        path = tmp_path / "a.jsonl"
        path.write_text('{"text": "", "label": []}\n' + line, "utf-8")
        with pytest.raises(ValueError, match=said):
            list(doccano.load(path))

    def test_what_is_not_utf8(self, tmp_path: Path) -> None:
        path = tmp_path / "a.jsonl"
        path.write_bytes(b'{"text": "\xff"}')
        with pytest.raises(ValueError, match=r"a.jsonl: not UTF-8"):
            list(doccano.load(path))
        with pytest.raises(FileNotFoundError):
            list(doccano.load(tmp_path / "none.jsonl"))


class TestProdigy:
    """Prodigy's tasks."""

    def test_round_trip(self, examples: list[Example], tmp_path: Path) -> None:
        path = tmp_path / "a.jsonl"
        assert prodigy.dump(examples, path) == len(examples)
        assert list(prodigy.load(path)) == examples

    def test_spans_begin_and_end_with_tokens(self, examples: list[Example]) -> None:
        for line in prodigy.dumps(examples).splitlines():
            task = json.loads(line)
            for i, token in enumerate(task["tokens"]):
                assert token["id"] == i
                assert task["text"][token["start"] : token["end"]] == token["text"]
            for span in task["spans"]:
                assert task["tokens"][span["token_start"]]["start"] == span["start"]
                assert task["tokens"][span["token_end"]]["end"] == span["end"]

    def test_flat_tasks_have_no_overlap(self, examples: list[Example]) -> None:
        for line in prodigy.dumps(examples, nested=False).splitlines():
            spans = json.loads(line)["spans"]
            for a, b in pairwise(spans):
                assert a["end"] <= b["start"]

    def test_only_accepted_answers_count(self) -> None:
        lines = [
            json.dumps({"text": answer, "spans": [], "answer": answer})
            for answer in ("accept", "reject", "ignore")
        ]
        assert [x.text for x in prodigy.loads("\n".join(lines))] == ["accept"]
        with pytest.raises(ValueError, match="text:1: a span must be an object, got int"):
            prodigy.loads('{"text": "x", "spans": [1]}')


class TestLabelStudio:
    """Label Studio's tasks."""

    @pytest.mark.parametrize("kind", ["annotations", "predictions"])
    @pytest.mark.parametrize("unit", ["char", "utf16"])
    def test_round_trip(
        self, examples: list[Example], tmp_path: Path, kind: str, unit: str
    ) -> None:
        path = tmp_path / "a.json"
        label_studio.dump(examples, path, kind=kind, unit=unit)
        # the unit is found by what the regions say
        assert list(label_studio.load(path, kind=kind)) == examples
        lines = path.read_text("utf-8").splitlines()
        path.write_text(f"[{','.join(lines)}]", "utf-8")
        assert list(label_studio.load(path, kind=kind)) == examples
        assert label_studio.loads("\n".join(lines), kind=kind) == examples

    def test_predictions_are_no_annotations(self, examples: list[Example]) -> None:
        assert label_studio.loads(label_studio.dumps(examples)) == []

    def test_the_last_annotation_counts(self) -> None:
        def result(label: str) -> dict[str, Any]:
            value = {"start": 0, "end": 3, "text": "مصر", "labels": [label]}
            return {"result": [{"type": "labels", "value": value}, {"type": "choices"}]}

        task = {
            "id": 5,
            "data": {"text": "مصر", "source": "x"},
            "annotations": [result("A"), result("B"), {**result("C"), "was_cancelled": True}],
        }
        assert label_studio.loads(json.dumps(task)) == [
            Example("مصر", (Label(0, 3, "B"),), "5", {"source": "x"})
        ]
        task["annotations"] = [{**result("C"), "was_cancelled": True}]
        assert label_studio.loads(json.dumps(task)) == []

    def test_a_region_that_is_not_in_the_text(self) -> None:
        value = {"start": 0, "end": 3, "text": "لبن", "labels": ["LOC"]}
        task = {
            "data": {"text": "مصر"},
            "annotations": [{"result": [{"type": "labels", "value": value}]}],
        }
        with pytest.raises(ValueError, match="text:1: 0 to 3 is not 'لبن' in the text"):
            label_studio.loads(json.dumps(task))
        with pytest.raises(ValueError, match=r"kind must be .*got 'drafts'"):
            label_studio.dumps([], kind="drafts")

    def test_the_interface_is_well_formed(self) -> None:
        from xml.etree import ElementTree

        labels = ["PER", 'a"<&>', "PER"]
        root = ElementTree.fromstring(label_studio.config(labels))
        assert [x.get("value") for x in root.iter("Label")] == ["PER", 'a"<&>']


class TestIob2:
    """IOB2."""

    def test_written_again_it_is_the_same(self, docs: list[kunya.Document], tmp_path: Path) -> None:
        path = tmp_path / "a.iob2"
        assert iob2.dump(docs, path) == len(docs)
        content = path.read_text("utf-8")
        read = list(iob2.load(path))
        with_tokens = [d for d in docs if any(t.text.strip() for t in d.tokens)]
        assert len(read) == len(with_tokens)
        for example, document in zip(read, with_tokens, strict=True):
            found = [(example.text[x.start : x.end].split(), x.label) for x in example.labels]
            outer = Example.of(document).flat()
            expected = []
            for label in outer:
                place = document.chars_to_tokens(label.start, label.end)
                assert place is not None
                words = [t.text for t in document.tokens[slice(*place)]]
                expected.append((words, label.label))
            assert found == expected
        again = iob2.loads(content)
        assert [known(x) for x in again] == [known(x) for x in read]

    def test_lines_are_those_of_conll(self, docs: list[kunya.Document]) -> None:
        (start, _, *lines) = iob2.dumps(docs[:1]).split("\n")
        assert start == "-DOCSTART-\tO"
        assert "\n".join(lines) == docs[0].to_conll()

    def test_what_is_wrong_is_told_with_its_line(self, tmp_path: Path) -> None:
        path = tmp_path / "bad.iob2"
        path.write_text("زار O\nمحمد PERSON\n", "utf-8")
        with pytest.raises(ValueError, match=r"bad.iob2:2: the tag must be O, B-TYPE or I-TYPE"):
            list(iob2.load(path))
        path.write_bytes(b"\xff O\n")
        with pytest.raises(ValueError, match=r"bad.iob2: not UTF-8: .* at byte 0"):
            list(iob2.load(path))
        with pytest.raises(ValueError, match="without white space in IOB2, got 'A B'"):
            iob2.dumps([Example("مصر", (Label(0, 3, "A B"),))])


class TestBrat:
    """brat's pairs of files."""

    def test_round_trip(self, examples: list[Example], tmp_path: Path) -> None:
        assert brat.dump(examples, tmp_path / "new") == len(examples)
        read = list(brat.load(tmp_path / "new"))
        assert sorted(map(known, read), key=repr) == sorted(map(known, examples), key=repr)
        assert {x.id for x in read} == {x.id for x in examples}

    def test_documents_bring_quotations_and_entities(
        self, docs: list[kunya.Document], tmp_path: Path
    ) -> None:
        assert brat.dump(docs, tmp_path) == len(docs)
        ann = (tmp_path / "000000.ann").read_text("utf-8")
        bound = {line.split("\t")[0]: line.split("\t") for line in ann.splitlines()}
        quote = next(x for x in bound.values() if x[1].startswith("Quote "))
        assert quote[2] == docs[0].quotes[0].text
        relation = next(x for x in bound.values() if x[1].startswith("Speaker "))
        _, said, by = relation[1].split(" ")
        assert bound[said.removeprefix("Arg1:")] == quote
        assert docs[0].quotes[0].speaker.text == bound[by.removeprefix("Arg2:")][2]
        equiv = [line for line in ann.splitlines() if line.startswith("*")]
        assert len(equiv) == sum(len(e.mentions) > 1 for e in docs[0].entities)
        assert "PER" in (tmp_path / "annotation.conf").read_text("utf-8").splitlines()

    def test_annotations_hold_no_line_end(self) -> None:
        example = Example("منظمة\r\nالصحة العالمية", (Label(0, 21, "ORG"),))
        ann = brat.dumps(example)
        assert ann == "T1\tORG 0 5;7 21\tمنظمة الصحة العالمية\n"
        assert known(brat.loads(example.text, ann)) == known(example)

    def test_what_is_refused(self, tmp_path: Path) -> None:
        for name in ("../x", "a/b", "", ".hidden", "a\0b"):
            with pytest.raises(ValueError, match="an id must be letters, digits"):
                brat.dump([Example("x", id=name)], tmp_path)
        with pytest.raises(ValueError, match="got 'a' twice"):
            brat.dump([Example("x", id="a"), Example("y", id="a")], tmp_path)
        with pytest.raises(ValueError, match=r"a label must be letters.*got 'A B'"):
            brat.dumps(Example("مصر", (Label(0, 3, "A B"),)))
        with pytest.raises(ValueError, match=r"x.ann:2: not a line of brat's: 'T1"):
            brat.loads("مصر", "#1 note\nT1\tLOC 0 x\tمصر", name="x.ann")
        with pytest.raises(ValueError, match=r"x.ann: a label must lie in the text"):
            brat.loads("مصر", "T1\tLOC 0 9\tمصر", name="x.ann")


class TestWebAnnotation:
    """Web Annotations."""

    def test_round_trip(self, examples: list[Example], tmp_path: Path) -> None:
        path = tmp_path / "a.jsonl"
        assert web_annotation.dump(examples, path) == len(examples)
        read = list(web_annotation.load(path, [x.text for x in examples]))
        assert [known(x) for x in read] == [known(x) for x in examples]

    def test_the_page_is_what_the_recommendation_asks_for(self, doc: kunya.Document) -> None:
        page = web_annotation.page(doc, source="https://example.org/1")
        assert page["@context"] == "http://www.w3.org/ns/anno.jsonld"
        assert page["type"] == "AnnotationPage"
        ids = [item["id"] for item in page["items"]]
        assert len(set(ids)) == len(ids)
        for item in page["items"]:
            assert item["type"] == "Annotation"
            if item["motivation"] == "linking":
                assert {item["body"], item["target"]} <= set(ids)
                continue
            place, words = item["target"]["selector"]
            assert item["target"]["source"] == "https://example.org/1"
            assert doc.text[place["start"] : place["end"]] == words["exact"]
            around = words["prefix"] + words["exact"] + words["suffix"]
            assert around in doc.text
        addresses = json.dumps(page)
        assert "iso:code:3166:RU" in addresses
        assert sum(item["motivation"] == "linking" for item in page["items"]) == sum(
            q.speaker is not None for q in doc.quotes
        )

    def test_words_are_found_again_in_a_changed_text(self) -> None:
        example = Example("زار مصر", (Label(4, 7, "LOC", "iso3166:EG"),))
        page = web_annotation.dumps(example)
        moved = web_annotation.loads("أمس زار مصر", page)
        assert moved.labels == (Label(8, 11, "LOC", "iso3166:EG"),)
        for text in ("زار لبنان", "مصر ومصر"):
            with pytest.raises(ValueError, match="annotations:1: the place"):
                web_annotation.loads(text, page)

    @pytest.mark.parametrize("link", ["wikidata:Q159", "geonames:524901", "mine:قائمة/1 2#3", "x"])
    def test_links_are_addresses(self, link: str) -> None:
        example = Example("مصر", (Label(0, 3, "LOC", link),))
        page = web_annotation.page(example)
        (_, body) = page["items"][0]["body"]
        assert body["source"].isascii()
        assert ":" in body["source"]
        assert web_annotation.loads("مصر", json.dumps(page)).labels == example.labels


class TestFollowTheMoney:
    """FollowTheMoney's entities."""

    def test_entities_point_at_each_other(self, docs: list[kunya.Document], tmp_path: Path) -> None:
        pairs = {f"https://example.org/{i}": d for i, d in enumerate(docs)}
        path = tmp_path / "a.json"
        count = followthemoney.dump(pairs, path)
        found = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        assert len(found) == count
        by_id = {x["id"]: x for x in found}
        assert len(by_id) == count
        assert sum(x["schema"] == "Article" for x in found) == len(docs)
        person = next(x for x in found if x["schema"] == "Person")
        assert "بوتين" in person["properties"]["name"][0]
        assert "Vladimir Putin" in person["properties"]["alias"]
        for mention in (x for x in found if x["schema"] == "Mention"):
            properties = mention["properties"]
            assert by_id[properties["document"][0]]["schema"] == "Article"
            resolved = by_id[properties["resolved"][0]]
            assert resolved["schema"] == properties["detectedSchema"][0]
            known = resolved["properties"]
            assert properties["name"][0] in [*known["name"], *known.get("alias", [])]
        assert followthemoney.dumps(pairs) == path.read_text("utf-8")
        with pytest.raises(TypeError, match="pairs of an id and a Document"):
            followthemoney.dumps(docs)  # type: ignore[arg-type]

    def test_the_library_accepts_them(self, docs: list[kunya.Document]) -> None:
        ftm = pytest.importorskip("followthemoney")
        pairs = [(f"https://example.org/{i}", d) for i, d in enumerate(docs)]
        for value in followthemoney.entities(pairs):
            ftm.model.get(value["schema"]).validate(value)
            proxy = ftm.model.get_proxy(value)
            kept = {name: sorted(values) for name, values in proxy.to_dict()["properties"].items()}
            given = {name: sorted(values) for name, values in value["properties"].items()}
            assert kept == given


@pytest.mark.parametrize("module", [doccano, prodigy, label_studio, iob2, web_annotation])
def test_a_failure_leaves_the_old_file(
    module: Any, examples: list[Example], tmp_path: Path
) -> None:
    path = tmp_path / "a"
    module.dump(examples[:1], path)
    before = path.read_bytes()

    def broken() -> Any:
        yield examples[0]
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        module.dump(broken(), path)
    assert path.read_bytes() == before
    assert [x.name for x in tmp_path.iterdir()] == ["a"]


def test_corrected_annotations_become_training_data(
    docs: list[kunya.Document], tmp_path: Path
) -> None:
    label_studio.dump(docs, tmp_path / "tasks.jsonl", kind="annotations")
    corrected = label_studio.load(tmp_path / "tasks.jsonl")
    iob2.dump((x.only(["PER", "LOC"]) for x in corrected), tmp_path / "train.iob2")
    labels = {x.label for example in iob2.load(tmp_path / "train.iob2") for x in example.labels}
    assert labels == {"PER", "LOC"}
