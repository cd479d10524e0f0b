"""Texts with their labels to and from the formats of annotation tools and graphs: a module for each.

    from kunya.exchange import brat, doccano, iob2, label_studio, prodigy

    label_studio.dump(nlp.analyze_batch(texts), "tasks.jsonl")          # to be corrected by people
    iob2.dump(label_studio.load("corrected.json"), "train.iob2")        # to train a recogniser on

Every writer takes documents and examples; every reader gives examples, with offsets in code points whatever unit the
format has. `web_annotation` writes JSON-LD for the web and `followthemoney` entities for graphs of people and
organisations.
"""

from kunya.exchange._example import Example, Label

__all__ = ["Example", "Label"]
