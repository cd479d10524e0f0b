"""The labels of the recogniser, and constrained decoding."""

import numpy as np

TYPES = ("PER", "LOC", "ORG", "NORP", "EVENT", "PRODUCT")
LABELS = ("O",) + tuple(f"{p}-{t}" for t in TYPES for p in "BI")
ROLE_LABELS = ("O", "B-ROLE", "I-ROLE")
INDEX = {label: i for i, label in enumerate(LABELS)}


def transitions(labels: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
    """(start, step) penalties: I-X may only follow B-X or I-X."""
    n = len(labels)
    start, step = np.zeros(n), np.zeros((n, n))
    for j, b in enumerate(labels):
        if b.startswith("I-"):
            start[j] = -1e4
            for i, a in enumerate(labels):
                if a[2:] != b[2:]:
                    step[i, j] = -1e4
    return start, step


START, STEP = transitions(LABELS)


def viterbi(log_probs: np.ndarray) -> list[str]:
    """The best legal label sequence of one sentence, from (words, labels) log-probabilities."""
    n = len(log_probs)
    if n == 0:
        return []
    score = log_probs[0] + START
    back = np.zeros((n, len(LABELS)), int)
    for i in range(1, n):
        moves = score[:, None] + STEP
        back[i] = moves.argmax(0)
        score = moves.max(0) + log_probs[i]
    path = [int(score.argmax())]
    for i in range(n - 1, 0, -1):
        path.append(int(back[i, path[-1]]))
    return [LABELS[k] for k in reversed(path)]


def spans(tags) -> list[tuple[int, int, str]]:
    """(first, past-the-end, type) of each IOB2 span; an I- tag that continues nothing starts a span."""
    out, start, kind = [], None, None
    for i, tag in enumerate([*tags, "O"]):
        prefix, _, t = tag.partition("-")
        if start is not None and (prefix != "I" or t != kind):
            out.append((start, i, kind))
            start = None
        if prefix in "BI" and t and start is None:
            start, kind = i, t
    return out
