"""The unigram tokenizer over a (cut) SentencePiece vocabulary, word by word.

A word is normalised (the vocabulary's own character map; Arabic marks and tatweel dropped), given a leading
metaspace, and cut into the pieces with the highest total score (Viterbi). The Rust inference repeats this
exactly; the golden file compares both.
"""

import re

METASPACE = "\u2581"
UNKNOWN_PENALTY = 10.0
MAX_PIECES = 16
MAX_LETTERS = 64
# Vowel marks, Quranic signs, superscript alef, tatweel, bidi controls: no evidence for names, and rare in the corpora.
DROPPED = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


class Wordpieces:
    """Pieces of words. Ids are positions in `pieces`; 0..4 are bos, pad, eos, unk, mask."""

    BOS, PAD, EOS, UNK, MASK = range(5)

    def __init__(self, pieces: list[str], scores: list[float], normaliser: dict[int, str]):
        self.pieces, self.scores, self.normaliser = pieces, [float(s) for s in scores], normaliser
        self.index = {p: i for i, p in enumerate(pieces) if i > 4}
        self.longest = max(map(len, self.index))
        self.unknown = min(self.scores[5:]) - UNKNOWN_PENALTY
        self.cache: dict[str, list[int]] = {}

    def normalise(self, word: str) -> str:
        word = DROPPED.sub("", word[:MAX_LETTERS])
        word = "".join(self.normaliser.get(ord(c), c) for c in word)
        return DROPPED.sub("", word).replace(" ", "")

    def encode(self, word: str) -> list[int]:
        """Ids of the word's pieces: at least one, at most MAX_PIECES."""
        known = self.cache.get(word)
        if known is None:
            normal = self.normalise(word)
            known = self.cache[word] = (self._viterbi(METASPACE + normal) if normal else [self.UNK])[:MAX_PIECES]
        return known

    def _viterbi(self, text: str) -> list[int]:
        n = len(text)
        best = [0.0] + [float("-inf")] * n
        piece, back = [0] * (n + 1), [0] * (n + 1)
        for i in range(n):
            if best[i] == float("-inf"):
                continue
            for end in range(i + 1, min(n, i + self.longest) + 1):
                k = self.index.get(text[i:end])
                if k is not None and best[i] + self.scores[k] > best[end]:
                    best[end], piece[end], back[end] = best[i] + self.scores[k], k, i
            if best[i] + self.unknown > best[i + 1]:
                best[i + 1], piece[i + 1], back[i + 1] = best[i] + self.unknown, self.UNK, i
        out = []
        while n > 0:
            out.append(piece[n])
            n = back[n]
        return out[::-1]
