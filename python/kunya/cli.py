"""The command `kunya`.

Exit codes: 0 done, 1 a file that cannot be read or a text that is not UTF-8, 2 bad usage, 130 Ctrl-C.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

import kunya
from kunya import collection, display, names, terminal
from kunya.demo import ARTICLE
from kunya.terminal import isolate

__all__ = ["main"]

STDIN = "-"


class _Failure(Exception):
    """Something that ends the command with a message."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(
                encoding="utf-8", errors="backslashreplace" if stream is sys.stderr else "strict"
            )
    options = _parser().parse_args(argv)
    try:
        options.run(options, sys.stdout)
        sys.stdout.flush()
    except BrokenPipeError:
        # the reader has seen enough; what Python still flushes at its end goes nowhere
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    except _Failure as failure:
        return _complain(failure, failure.code)
    except ValueError as error:
        return _complain(error, 2)
    except OSError as error:
        return _complain(error, 1)
    return 0


def _complain(error: Exception, code: int) -> int:
    print(f"kunya: {error}", file=sys.stderr)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kunya",
        description="Reads Arabic news text: people, places, organisations, their spellings, and who said what.",
    )
    parser.add_argument("--version", action="version", version=f"kunya {kunya.__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: object, about: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=about, description=about)
        sub.set_defaults(run=run)
        return sub

    demo = command("demo", _demo, "Analyse an article that comes with the program.")
    _add_output(demo)
    analyze = command("analyze", _analyze, "Show the entities and quotations of texts.")
    _add_files(analyze)
    _add_output(analyze)
    analyze.add_argument("--model", default="fast", help="the recogniser (default: fast)")
    analyze.add_argument(
        "--date", help="the day on which the texts were written, as in 2025-11-04: for yesterday"
    )

    match = command("match", _match, "Say how likely two names are one.")
    match.add_argument("a", metavar="A", help="a name in Arabic or Latin letters")
    match.add_argument("b", metavar="B", help="another")
    match.add_argument("--json", action="store_true", help="print JSON")
    match.add_argument("--explain", action="store_true", help="say why, part by part")

    search = command(
        "search", _search, "Find the names of a list that are likely the one asked for."
    )
    search.add_argument(
        "names", metavar="NAMES.txt", help="a file with one name a line; - for stdin"
    )
    search.add_argument("query", metavar="QUERY", help="a name in Arabic or Latin letters")
    search.add_argument(
        "--limit", type=_positive, default=10, help="how many to show (default: 10)"
    )
    search.add_argument("--min-score", type=float, default=0.0, help="the least score (default: 0)")
    search.add_argument("--json", action="store_true", help="print JSON, one object a line")
    _add_errors(search)

    romanize = command("romanize", _romanize, "Print Latin spellings of an Arabic name.")
    romanize.add_argument(
        "name",
        metavar="NAME",
        nargs="?",
        help="a name in Arabic letters; none for stdin, one name a line",
    )
    romanize.add_argument("--limit", type=_positive, default=5, help="how many (default: 5)")
    romanize.add_argument("--scheme", help="a romanisation standard, such as ala-lc, instead")
    _add_errors(romanize)

    cluster = command("cluster", _cluster, "Number the names of a list: one number for one name.")
    cluster.add_argument(
        "names",
        metavar="NAMES.txt",
        nargs="?",
        default=STDIN,
        help="a file with one name a line; - or none for stdin",
    )
    cluster.add_argument(
        "--threshold", type=float, default=0.9, help="the least likelihood (default: 0.9)"
    )
    _add_errors(cluster)

    train = command("train", _train, "Train a recogniser on your own labels (docs/training.md).")
    train.add_argument("what", choices=("ner",), help="what to train: ner, names in text")
    train.add_argument(
        "--train", nargs="+", default=[], metavar="FILE", help="labelled text in IOB2"
    )
    train.add_argument(
        "--dev", nargs="+", default=[], metavar="FILE", help="labelled text to measure on"
    )
    train.add_argument("--out", required=True, metavar="MODEL", help="the model's file")
    train.add_argument("--articles", metavar="DIR", help="a folder of annotated articles")
    train.add_argument(
        "--rename",
        action="append",
        type=_renaming,
        default=[],
        metavar="FROM=TO",
        help="another name for a label, as in PERS=PER; may be repeated",
    )
    train.add_argument(
        "--passes", type=_positive, default=16, help="passes over the text (default: 16)"
    )
    train.add_argument("--seed", type=int, default=1, help="what chance begins with (default: 1)")
    train.add_argument("--quiet", action="store_true", help="show no progress")

    corpus = command(
        "corpus", _corpus, "Resolve who is who and who said what across documents; write tables."
    )
    corpus.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="texts, folders of them, JSON lines (.jsonl, .ndjson) or .parquet with a document a row",
    )
    corpus.add_argument("--out", required=True, metavar="DIR", help="where the tables go")
    corpus.add_argument(
        "--format",
        choices=collection.FORMATS,
        default="jsonl",
        help="of the tables (default: jsonl)",
    )
    corpus.add_argument("--text-column", default="text", metavar="NAME", help="(default: text)")
    corpus.add_argument("--id-column", metavar="NAME", help="(default: id where there is one)")
    corpus.add_argument("--date-column", metavar="NAME", help="(default: date where there is one)")
    corpus.add_argument(
        "--passages",
        type=_count,
        default=12,
        metavar="N",
        help="how many the report shows for each number (default: 12); 0 keeps none and saves memory",
    )
    corpus.add_argument("--model", default="fast", help="the recogniser (default: fast)")
    corpus.add_argument("--threads", type=_positive, help="(default: the number of processors)")
    _add_errors(corpus)

    normalize = command("normalize", _normalize, "Print texts with their spelling made uniform.")
    _add_files(normalize)
    normalize.add_argument(
        "--for",
        dest="preset",
        choices=("default", "search", "matching", "display"),
        default="default",
        help="default drops marks and tatweel; search and matching fold spellings; display keeps letters and marks",
    )

    tokenize = command("tokenize", _tokenize, "Print the tokens of texts: start, end, kind, token.")
    _add_files(tokenize)
    tokenize.add_argument("--json", action="store_true", help="print JSON, one object a token")
    return parser


def _add_files(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="*", metavar="FILE", help="UTF-8 texts; - or none for stdin")
    _add_errors(parser)


def _add_errors(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--errors",
        choices=("strict", "replace"),
        default="strict",
        help="what to do with bytes that are not UTF-8: stop, or read them as U+FFFD (default: strict)",
    )


def _add_output(parser: argparse.ArgumentParser) -> None:
    form = parser.add_mutually_exclusive_group()
    form.add_argument(
        "--json", action="store_true", help="print JSON: one document, or a list of several"
    )
    form.add_argument("--jsonl", action="store_true", help="print JSON, one document a line")
    form.add_argument("--conll", action="store_true", help="print tokens with IOB2 tags")
    form.add_argument("--html", metavar="OUT", help="write a page to this file; - for stdout")


def _positive(value: str) -> int:
    if not value.isascii() or not value.isdigit() or int(value) < 1:
        raise argparse.ArgumentTypeError(f"must be a number from 1, got {value!r}")
    return int(value)


def _renaming(value: str) -> tuple[str, str]:
    before, equals, after = value.partition("=")
    if not (before and equals and after):
        raise argparse.ArgumentTypeError(f"must be FROM=TO, got {value!r}")
    return before, after


def _count(value: str) -> int:
    return 0 if value == "0" else _positive(value)


def _read(name: str, errors: str) -> str:
    """The text of a file, or of stdin."""
    if name == STDIN:
        name, data = "stdin", sys.stdin.buffer.read()
    else:
        try:
            data = Path(name).read_bytes()
        except OSError as error:
            raise _Failure(f"{name}: {error.strerror or error}") from error
    try:
        text = data.decode("utf-8", errors)
    except UnicodeDecodeError as error:
        raise _Failure(
            f"{name}: invalid UTF-8 at byte {error.start} (--errors replace goes on)"
        ) from error
    return text.removeprefix("\ufeff")


def _lines(name: str, errors: str) -> list[str]:
    """The lines of a file that are not blank: one name each."""
    return [line.strip() for line in _read(name, errors).split("\n") if line.strip()]


def _texts(options: argparse.Namespace) -> Iterator[tuple[str, str]]:
    for name in options.files or [STDIN]:
        yield name, _read(name, options.errors)


def _demo(options: argparse.Namespace, out: TextIO) -> None:
    if not (options.json or options.jsonl or options.conll or options.html):
        out.write(f"{ARTICLE}\n")
    _write(options, out, iter([("demo", kunya.analyze(ARTICLE))]))


def _analyze(options: argparse.Namespace, out: TextIO) -> None:
    analyzer = kunya.Analyzer(options.model, reference_date=options.date)
    documents = ((name, analyzer.analyze(text)) for name, text in _texts(options))
    _write(options, out, documents)


def _write(
    options: argparse.Namespace, out: TextIO, documents: Iterator[tuple[str, kunya.Document]]
) -> None:
    if options.html:
        page = display.page_html(documents)
        if options.html == STDIN:
            out.write(page)
        else:
            _save(options.html, page)
    elif options.json:
        found = [json.loads(doc.to_json()) for _, doc in documents]
        json.dump(found[0] if len(found) == 1 else found, out, ensure_ascii=False, indent=2)
        out.write("\n")
    else:
        for name, doc in documents:
            if options.jsonl:
                out.write(f"{doc.to_json()}\n")
            elif options.conll:
                out.write(doc.to_conll())
            else:
                out.write(terminal.document(doc, name))


def _save(name: str, page: str) -> None:
    try:
        Path(name).write_text(page, encoding="utf-8")
    except OSError as error:
        raise _Failure(f"{name}: {error.strerror or error}") from error


def _corpus(options: argparse.Namespace, out: TextIO) -> None:
    columns = collection.Columns(options.text_column, options.id_column, options.date_column)
    waiting: deque[collection.Record] = deque()
    dates: deque[str | None] = deque()

    def texts() -> Iterator[str]:
        paths = map(Path, options.files)
        for record in collection.records(paths, columns, lambda p: _read(str(p), options.errors)):
            waiting.append(record)
            dates.append(record.date)
            yield record.text

    def ids() -> Iterator[str]:
        while waiting:
            yield waiting.popleft().id

    folder = Path(options.out)
    try:
        collection.prepare(folder, options.format)
    except ImportError as error:
        raise _failure(error) from error
    corpus = kunya.Corpus()
    stopped: BaseException | None = None
    analyzer = kunya.Analyzer(options.model)
    documents = analyzer.analyze_stream(texts(), options.threads, progress=sys.stderr.isatty())
    try:
        corpus.add(
            documents,
            ids=ids(),
            dates=_taken(dates),
            passages=options.passages > 0,
            threads=options.threads,
        )
    except (
        KeyboardInterrupt,
        _Failure,
        collection.Unreadable,
        ImportError,
        OSError,
        ValueError,
    ) as error:
        # what was read before is worth its tables
        if len(corpus) == 0:
            raise _failure(error) from error
        stopped = error
    files = collection.write(corpus, folder, options.format, options.passages)
    out.write(f"{corpus}\n\n{len(files)} files in {isolate(options.out)}\n")
    if stopped is not None:
        out.flush()
        print(f"kunya: stopped after {len(corpus)} documents", file=sys.stderr)
        raise _failure(stopped) from stopped


def _taken(values: deque[str | None]) -> Iterator[str | None]:
    while values:
        yield values.popleft()


def _failure(error: BaseException) -> BaseException:
    """The error as the command ends with it."""
    ours = isinstance(error, (collection.Unreadable, ImportError))
    return _Failure(str(error)) if ours else error


def _match(options: argparse.Namespace, out: TextIO) -> None:
    found = names.compare(options.a, options.b)
    if options.json:
        result = {"a": found.a, "b": found.b, "score": found.score, "reasons": found.reasons}
        json.dump(result, out, ensure_ascii=False)
        out.write("\n")
    elif options.explain:
        out.write(f"{found}\n")
    else:
        out.write(f"{found.score:.3f}  {isolate(options.a)}  {isolate(options.b)}\n")


def _search(options: argparse.Namespace, out: TextIO) -> None:
    if not 0 <= options.min_score <= 1:
        raise ValueError(f"--min-score must be between 0 and 1, got {options.min_score}")
    known = _lines(options.names, options.errors)
    index = names.Index(known)
    matches = index.search(options.query, options.limit, options.min_score)
    for match in map(matches.__getitem__, range(len(matches))):
        if options.json:
            found = {"id": match.id, "name": match.name, "score": match.score}
            out.write(json.dumps(found, ensure_ascii=False) + "\n")
        else:
            out.write(f"{match.score:.3f}  {match.id:6}  {isolate(match.name)}\n")


def _romanize(options: argparse.Namespace, out: TextIO) -> None:
    if options.name is not None:
        for spelling in names.romanize(options.name, options.limit, options.scheme):
            out.write(f"{spelling}\n")
        return
    for name in _lines(STDIN, options.errors):
        spellings = names.romanize(name, options.limit, options.scheme)
        out.write("\t".join([name, *spellings]) + "\n")


def _cluster(options: argparse.Namespace, out: TextIO) -> None:
    known = _lines(options.names, options.errors)
    for group, name in zip(names.cluster(known, options.threshold), known, strict=True):
        out.write(f"{group}\t{name}\n")


def _train(options: argparse.Namespace, out: TextIO) -> None:
    if not options.train and not options.articles:
        raise ValueError("--train or --articles must name labelled text, got neither")
    shown = -1
    # on a terminal the percentage stays on its line
    again = "\r" if sys.stderr.isatty() else ""

    def show(done: float, message: str | None) -> None:
        nonlocal shown
        percent = int(100 * done)
        if message is not None:
            print(f"{again}{percent:3} %  {message}", file=sys.stderr, flush=True)
        elif percent != shown and again:
            print(f"{again}{percent:3} %", end="", file=sys.stderr, flush=True)
        shown = percent

    scores = kunya.train.ner(
        options.train,
        options.out,
        dev=options.dev,
        articles=options.articles,
        rename=dict(options.rename),
        passes=options.passes,
        seed=options.seed,
        progress=None if options.quiet else show,
    )
    if scores:
        out.write(_scores(scores))
    size = Path(options.out).stat().st_size
    out.write(f"{options.out}: {size / 1e6:.1f} MB\n")


def _scores(scores: dict[str, kunya.train.Score]) -> str:
    """Scores by label and over all, in percent."""
    total = kunya.train.Score(*map(sum, zip(*scores.values(), strict=True)))
    lines = [f"{'label':12} {'P':>6} {'R':>6} {'F1':>6} {'marked':>8}"]
    for label, score in [*scores.items(), ("all", total)]:
        shares = (score.precision, score.recall, score.f1)
        numbers = " ".join(f"{100 * share:6.1f}" for share in shares)
        lines.append(f"{label:12} {numbers} {score.gold:8}")
    return "\n".join(lines) + "\n"


def _normalize(options: argparse.Namespace, out: TextIO) -> None:
    presets = {
        "default": kunya.Normalizer,
        "search": kunya.Normalizer.search,
        "matching": kunya.Normalizer.matching,
        "display": kunya.Normalizer.display,
    }
    normalizer = presets[options.preset]()
    for _, text in _texts(options):
        out.write(normalizer.normalize(text))


def _tokenize(options: argparse.Namespace, out: TextIO) -> None:
    for _, text in _texts(options):
        for token in kunya.tokenize(text):
            if options.json:
                found = {
                    "text": token.text,
                    "start": token.start,
                    "end": token.end,
                    "kind": token.kind,
                }
                out.write(json.dumps(found, ensure_ascii=False) + "\n")
            else:
                out.write(f"{token.start}\t{token.end}\t{token.kind}\t{token.text}\n")


if __name__ == "__main__":
    sys.exit(main())
