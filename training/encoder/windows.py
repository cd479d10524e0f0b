"""Packs sentences of a document into windows of pieces: neighbours are context for each other, and padding is rare.

A window is bos, pieces of sentence, eos, pieces of the next sentence, eos ...; a sentence longer than a window is cut.
The Rust inference packs in the same way.
"""

from dataclasses import dataclass

import numpy as np

from corpora import Document
from wordpieces import Wordpieces

LENGTH = 192


@dataclass
class Window:
    ids: list[int]
    first: list[int]
    """Position of each word's first piece."""
    where: list[tuple[int, int, int]]
    """(document, sentence, word) of each word."""


def pack(documents: list[Document], tokenizer: Wordpieces, length: int = LENGTH, rng=None) -> list[Window]:
    """Windows over all documents; with `rng` each document's first window has a random room, so that cuts vary."""
    out = []
    for d, document in enumerate(documents):
        room = length if rng is None else rng.randint(length // 3, length)
        ids, first, where = [Wordpieces.BOS], [], []

        def flush():
            nonlocal ids, first, where, room
            if first:
                if ids[-1] != Wordpieces.EOS:
                    ids.append(Wordpieces.EOS)
                out.append(Window(ids, first, where))
                room = length
            ids, first, where = [Wordpieces.BOS], [], []

        for s, sentence in enumerate(document.sentences):
            pieces = [tokenizer.encode(w) for w in sentence.words]
            total = sum(map(len, pieces)) + 1
            if len(ids) + total > room:
                flush()
            for w, p in enumerate(pieces):
                if len(ids) + len(p) + 1 > length:
                    flush()
                first.append(len(ids))
                where.append((d, s, w))
                ids += p
            ids.append(Wordpieces.EOS)
        flush()
    return out


def collate(windows: list[Window], batch: int, length: int = LENGTH):
    """(ids, mask) arrays of shape (batch, length), padded."""
    ids = np.full((batch, length), Wordpieces.PAD, np.int32)
    mask = np.zeros((batch, length), bool)
    mask[:, 0] = True
    for row, w in enumerate(windows):
        ids[row, : len(w.ids)] = w.ids
        mask[row, : len(w.ids)] = True
    return ids, mask
