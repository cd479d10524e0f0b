"""Text that a teacher labelled: how the files look, and how they are read back.

    # document NAME
    # confidence 0.973        (of the sentence: the least certain word's best label)
    word tag
    ...                       (a blank line ends the sentence)
"""

from pathlib import Path

from corpora import Document, Sentence, bits


def write(path: Path, rows):
    """rows: (document name, words, tags, confidence)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    last = None
    with path.open("w", encoding="utf8") as f:
        for name, words, tags, confidence in rows:
            if name != last:
                f.write(f"# document {name}\n")
                last = name
            f.write(f"# confidence {confidence:.3f}\n")
            f.writelines(f"{w} {t}\n" for w, t in zip(words, tags))
            f.write("\n")


def read(path: Path, least: float = 0.0) -> list[Document]:
    """Documents with the sentences that reach the confidence `least`."""
    out, words, tags, confidence = [], [], [], 1.0
    for line in path.read_text(encoding="utf8").splitlines():
        if line.startswith("# document "):
            out.append(Document(line[11:], []))
        elif line.startswith("# confidence "):
            confidence = float(line[13:])
        elif line:
            word, _, tag = line.rpartition(" ")
            words.append(word)
            tags.append(tag)
        else:
            if confidence >= least and words:
                out[-1].sentences.append(Sentence(words, tags, [bits(t) for t in tags], [-1] * len(words), list(range(len(words)))))
            words, tags = [], []
    return [d for d in out if d.sentences]
