"""
What Python imports as `kunya._core`; users import it through `kunya`.
"""

import collections.abc
import datetime
import os
import typing
from typing import Any, Final, SupportsFloat, SupportsIndex, final

import arro3.core

__all__ = [
    "Analyzer",
    "Comparison",
    "Corpus",
    "Document",
    "DocumentStream",
    "Entity",
    "Index",
    "Match",
    "Matches",
    "Mention",
    "Name",
    "Normalized",
    "Normalizer",
    "Quote",
    "Segment",
    "Span",
    "Token",
    "Value",
    "__version__",
    "analyze",
    "columns_addresses",
    "columns_analyze",
    "columns_mentions",
    "columns_normalize",
    "columns_quotes",
    "columns_sentences",
    "columns_tokens",
    "corpus_apart",
    "corpus_assign",
    "corpus_blocks",
    "corpus_co_mentions",
    "corpus_components",
    "corpus_documents",
    "corpus_edges",
    "corpus_entities",
    "corpus_groups",
    "corpus_mentions",
    "corpus_merge",
    "corpus_nodes",
    "corpus_quotes",
    "corpus_variants",
    "iob2_parse",
    "names_arabize",
    "names_cluster",
    "names_compare",
    "names_parse",
    "names_romanize",
    "names_similarity",
    "names_similarity_batch",
    "normalize",
    "read_value",
    "resolve",
    "segment",
    "sentences",
    "tokenize",
    "train_ner",
    "transliterate",
]

__version__: Final[str]
"""
The version of the package.
"""

@final
class Analyzer:
    """
    Reads texts into documents. Immutable; threads may share one; it can be pickled.

    `model` is the recogniser: "fast", "accurate", or the path of a fast model's file. `gazetteer` are phrases of your own, which go before what the program knows: a
    list of (label, phrase) or (label, phrase, id), or the path of a file of such lines with tabs between. `knowledge` is a
    knowledge base of your own, to whose ids entities are linked: a table (Arrow, pandas, Polars, a list of dicts, or the path
    of a CSV file) with the columns id, name, label and aliases (a list, or one string with | between them). `min_score` leaves
    out mentions that are less sure, 0 to 1. From `reference_date`, the day on which the texts were written, relative
    dates are reckoned: "2025-11-04" or a datetime.date.
    """
    def __eq__(self, other: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[str], dict[str, typing.Any]]: ...
    def __hash__(self, /) -> int: ...
    def __new__(
        cls,
        /,
        model: str = "fast",
        *,
        gazetteer: collections.abc.Iterable[tuple[str, str] | tuple[str, str, str | None]]
        | str
        | os.PathLike[str]
        | bytes
        | None = None,
        knowledge: typing.Any = None,
        min_score: float = 0.0,
        reference_date: str | datetime.date | None = None,
    ) -> Analyzer: ...
    def analyze(
        self, /, text: str, *, reference_date: str | datetime.date | None = None
    ) -> Document:
        """
        Reads one text, written on `reference_date` where that is given, else on the analyzer's.
        """
    def analyze_batch(
        self,
        /,
        texts: collections.abc.Iterable[str],
        threads: int | None = None,
        progress: bool = False,
    ) -> list[Document]:
        """
        Reads texts in parallel and returns their documents in the same order.

        `threads` is by default the number of processors; `progress` shows a bar where tqdm is installed.
        Ctrl-C ends it; `analyze_stream` keeps what is done by then.
        """
    def analyze_stream(
        self,
        /,
        texts: collections.abc.Iterable[str],
        threads: int | None = None,
        progress: bool = False,
    ) -> DocumentStream:
        """
        Reads the texts of any iterable and yields their documents in the same order, some texts ahead.

        What was yielded before an error or Ctrl-C stays with the caller.
        """

@final
class Comparison:
    """
    Two names compared: `str()` says in words what matched, what varied and what differs.
    """
    def _repr_html_(self, /) -> str:
        """
        What a notebook shows of it: right-to-left, self-contained, everything escaped.
        """
    def _repr_mimebundle_(
        self, /, include: typing.Any = None, exclude: typing.Any = None
    ) -> dict[str, str]:
        """
        As `text/html`, and as `text/plain` for a terminal.
        """
    @property
    def a(self, /) -> str:
        """
        The first name.
        """
    @property
    def alignment(self, /) -> list[tuple[str | None, str | None, float]]:
        """
        The parts side by side: part of the first name or `None`, of the second or `None`, score.
        """
    @property
    def b(self, /) -> str:
        """
        The second name.
        """
    @property
    def reasons(self, /) -> list[str]:
        """
        One sentence for each part and for what concerns the whole.
        """
    @property
    def score(self, /) -> float:
        """
        How likely they are one, 0 to 1.
        """

@final
class Corpus:
    """
    Who and what a collection of documents names, and who said what.

    The tables are `arro3.core.Table`, which pyarrow, pandas, Polars and DuckDB take as they are. An entity's id is a string
    that stays when documents are added: its identifier in the lexicons or the user's knowledge base, else one made of its
    name. What is in the tables does not depend on the order of the documents or the number of threads.
    """
    def __len__(self, /) -> int: ...
    def __new__(cls, /) -> Corpus:
        """
        A corpus without documents.
        """
    def _digest(self, /, entities: int, passages: int) -> str:
        """
        What a report shows, as JSON.
        """
    def _repr_html_(self, /) -> str:
        """
        What a notebook shows of it: right-to-left, self-contained, everything escaped.
        """
    def _repr_mimebundle_(
        self, /, include: typing.Any = None, exclude: typing.Any = None
    ) -> dict[str, str]:
        """
        As `text/html`, and as `text/plain` for a terminal.
        """
    def add(
        self,
        /,
        documents: typing.Any,
        *,
        ids: collections.abc.Iterable[str | int] | None = None,
        dates: collections.abc.Iterable[typing.Any] | None = None,
        passages: bool = True,
        threads: int | None = None,
        progress: bool = False,
    ) -> None:
        """
        Adds documents and resolves their entities with those that are there; ids of entities stay.

        `documents` is an iterable of `kunya.Document`, read some at a time, so that a stream needs little memory; a table
        with a row for each mention (columns document, text and label; entity, start, end, link, latin and date as far as
        there are); or what `kunya.columns.analyze` or `kunya.columns.mentions` return. `ids` names the documents, by
        default their positions; `dates` are strings or dates. `passages=False` keeps no sentences for the report.

        An id that is there already is a ValueError that names it. After an error or Ctrl-C everything read before stays.
        """
    @property
    def co_mentions(self, /) -> Any:
        """
        One row for each pair of entities that documents name together: a, b (their ids, the smaller first), documents (how
        many).

        Of a document with more than 64 entities those are paired that it mentions most.
        """
    @property
    def documents(self, /) -> Any:
        """
        One row for each document: document (its id), date, mentions, quotes (how many).
        """
    @property
    def entities(self, /) -> Any:
        """
        One row for each entity, those that most documents name first: id, name, label, latin, link, documents, mentions,
        variants and roles (most frequent first).
        """
    def graph(self, /, min_documents: int = 1) -> typing.Any:
        """
        The co-mentions as a `networkx.Graph`: entities with name, label, documents and mentions, edges with the number of
        shared documents as weight. Pairs of fewer than `min_documents` are left out.

        Needs networkx: `pip install "kunya[graph]"`.
        """
    @property
    def mentions(self, /) -> Any:
        """
        One row for each mention of an entity: document, start, end, text, label, entity (its id).
        """
    def plot_network(
        self,
        /,
        *,
        labels: collections.abc.Iterable[str] | None = None,
        limit: int = 25,
        min_documents: int = 1,
        ax: typing.Any = None,
    ) -> typing.Any:
        """
        A picture of who is named together, as `matplotlib.axes.Axes`; `kunya.plots.network` explains the arguments.

        Needs matplotlib 3.11 or later: `pip install "kunya[plot]"`.
        """
    def plot_timeline(
        self,
        /,
        entities: collections.abc.Iterable[str] | None = None,
        *,
        by: str = "month",
        limit: int = 5,
        ax: typing.Any = None,
    ) -> typing.Any:
        """
        A picture of how many documents name entities over time, as `matplotlib.axes.Axes`; `kunya.plots.timeline` explains
        the arguments.

        Needs matplotlib 3.11 or later: `pip install "kunya[plot]"`.
        """
    def plot_variants(
        self, /, entity: str | None = None, *, limit: int = 10, ax: typing.Any = None
    ) -> typing.Any:
        """
        A picture of the spellings of an entity, as `matplotlib.axes.Axes`; `kunya.plots.variants` explains the arguments.

        Needs matplotlib 3.11 or later: `pip install "kunya[plot]"`.
        """
    @property
    def quotes(self, /) -> Any:
        """
        One row for each quotation: document, date, start, end, text, direct, kind, cue, stance, speaker and source (ids of
        entities), name (the speaker's), score.
        """
    def report(
        self,
        /,
        path: str | os.PathLike[str],
        *,
        title: str | None = None,
        language: str = "ar",
        entities: int = 1000,
        passages: int = 12,
    ) -> None:
        """
        Writes a page that shows the corpus to `path`: its entities with the passages behind their numbers, who said what,
        and a picture of who is named together. One file, readable without a network.

        It shows the `entities` that most documents name, and for each up to so many `passages` (only documents that were
        added with `passages=True` have some). `language` is that of the page's own words, "ar" or "en". An old file at
        `path` stays where the new one cannot be written.
        """
    def statements(self, /, speaker: str) -> Any:
        """
        What an entity said, by date, with the columns of `quotes`.

        `speaker` is an entity's id, or a spelling that one entity alone has.
        """
    def timeline(self, /, entity: str) -> Any:
        """
        The documents that name an entity, by date: date, document, mentions (how many).

        `entity` is an entity's id, or a spelling that one entity alone has.
        """
    @property
    def variants(self, /) -> Any:
        """
        One row for each spelling of each entity: entity (its id), text, mentions, documents (how many).
        """

@final
class Document:
    """
    A text that was read: its tokens, sentences, mentions, entities and quotations.

    Offsets are code points, half-open, in `text`: `x.text == doc.text[x.start:x.end]`.
    """
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __len__(self, /) -> int: ...
    def _repr_html_(self, /) -> str:
        """
        What a notebook shows of it: right-to-left, self-contained, everything escaped.
        """
    def _repr_mimebundle_(
        self, /, include: typing.Any = None, exclude: typing.Any = None
    ) -> dict[str, str]:
        """
        As `text/html`, and as `text/plain` for a terminal.
        """
    def char_to_token(self, /, char: SupportsIndex) -> int | None:
        """
        The position of the token that covers a code point; `None` between tokens and behind the text.
        """
    def chars_to_tokens(
        self, /, start: SupportsIndex, end: SupportsIndex, alignment: str = "expand"
    ) -> tuple[int, int] | None:
        """
        The tokens at a place of code points, as the positions of the first and after the last.

        `alignment` says what becomes of a token that the place covers in part: "strict" gives `None`, "contract" leaves
        it out, "expand" takes it in. `None` where there is no token.
        """
    @property
    def entities(self, /) -> list[Entity]:
        """
        The entities, by their first mention; `entities[i].id == i`.
        """
    @property
    def mentions(self, /) -> list[Mention]:
        """
        The mentions by start; of two that start together the longer comes first.
        """
    @property
    def offsets(self, /) -> list[tuple[int, int]]:
        """
        Start and end of each token, in code points.
        """
    @property
    def quotes(self, /) -> list[Quote]:
        """
        The quotations, by start.
        """
    @property
    def sentences(self, /) -> list[Span]:
        """
        The sentences, in their order.
        """
    @property
    def text(self, /) -> str:
        """
        The text as it was given.
        """
    def to_conll(self, /) -> str:
        """
        The tokens as CoNLL columns: a token and its IOB2 tag a line, an empty line after each sentence.
        """
    def to_dict(self, /) -> Any:
        """
        The document as plain dicts and lists, as in `to_json`.
        """
    def to_json(self, /) -> str:
        """
        The document as one line of JSON: offsets are code points; `mentions`, `entity`, `speaker` and `source` of
        quotations are positions in the lists.
        """
    def token_to_chars(self, /, token: SupportsIndex) -> tuple[int, int]:
        """
        Start and end of a token, in code points.

        `IndexError` for a position that no token has.
        """
    def token_to_sentence(self, /, token: SupportsIndex) -> int | None:
        """
        The position of the sentence that a token stands in.

        `IndexError` for a position that no token has.
        """
    @property
    def tokens(self, /) -> list[Token]:
        """
        The tokens, in their order.
        """

@final
class DocumentStream:
    """
    The documents of an iterable of texts, one after the other.
    """
    def __iter__(self, /) -> DocumentStream: ...
    def __next__(self, /) -> Document: ...

@final
class Entity:
    """
    Someone or something that a document names, under one or several spellings.
    """
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def _repr_html_(self, /) -> str:
        """
        What a notebook shows of it: right-to-left, self-contained, everything escaped.
        """
    def _repr_mimebundle_(
        self, /, include: typing.Any = None, exclude: typing.Any = None
    ) -> dict[str, str]:
        """
        As `text/html`, and as `text/plain` for a terminal.
        """
    @property
    def id(self, /) -> int:
        """
        Its position in the document's entities.
        """
    @property
    def label(self, /) -> str:
        """
        Its kind.
        """
    @property
    def latin(self, /) -> str | None:
        """
        The usual Latin spelling; of a person that no lexicon knows, the likeliest one.
        """
    @property
    def link(self, /) -> str | None:
        """
        What it is outside the document, as in `geonames:524901` or `iso3166:RU`.
        """
    @property
    def mentions(self, /) -> list[Mention]:
        """
        All its mentions, in the order of the text.
        """
    @property
    def name(self, /) -> str:
        """
        The best full form in the text.
        """
    @property
    def roles(self, /) -> list[str]:
        """
        The distinct titles and offices, most frequent first.
        """
    @property
    def stands_for(self, /) -> str | None:
        """
        The country, as in `iso3166:RU`, for whose government the text lets a capital stand somewhere (see its mentions).
        """
    @property
    def variants(self, /) -> list[str]:
        """
        The distinct spellings, most frequent first.
        """

@final
class Index:
    """
    Many names, searched under all their spellings, in both scripts.

    Built of an iterable of `str`; `ids`, all int or all str, are given back instead of positions. `progress` shows a bar where
    tqdm is installed.
    """
    def __len__(self, /) -> int: ...
    def __new__(
        cls,
        /,
        names: collections.abc.Iterable[str],
        ids: collections.abc.Iterable[int | str] | None = None,
        *,
        progress: bool = False,
    ) -> Index: ...
    def add(self, /, names: collections.abc.Iterable[str], *, progress: bool = False) -> None:
        """
        Adds names behind those that are there; only for an index without ids. Ctrl-C adds nothing.
        """
    @staticmethod
    def load(path: str | os.PathLike[str]) -> Index:
        """
        Maps a file that `save` wrote; processes share its pages.
        """
    def save(self, /, path: str | os.PathLike[str]) -> None:
        """
        Writes the index to a file that `load` maps; the file appears whole or not at all.
        """
    def search(
        self,
        /,
        query: str,
        limit: SupportsIndex = 10,
        min_score: SupportsFloat | SupportsIndex = 0.0,
    ) -> Matches:
        """
        The names most like `query`, the best first; none that scores under `min_score`.
        """
    def search_batch(
        self,
        /,
        queries: collections.abc.Iterable[str | None],
        limit: int = 10,
        min_score: float = 0.0,
        threads: int | None = None,
    ) -> list[Matches | None]:
        """
        `search` of many queries, in parallel; `None` for `None`.
        """

@final
class Match:
    """
    A found name.
    """
    @property
    def id(self, /) -> int | str:
        """
        Its id, or its position among the names that the index was built of.
        """
    @property
    def name(self, /) -> str:
        """
        The name as the index has it.
        """
    @property
    def score(self, /) -> float:
        """
        How likely it is the name asked for, 0 to 1.
        """

@final
class Matches:
    """
    Found names, the best first: a sequence of `Match`.
    """
    def __getitem__(self, index: Any, /) -> Any: ...
    def __len__(self, /) -> int: ...
    def _repr_html_(self, /) -> str:
        """
        What a notebook shows of it: right-to-left, self-contained, everything escaped.
        """
    def _repr_mimebundle_(
        self, /, include: typing.Any = None, exclude: typing.Any = None
    ) -> dict[str, str]:
        """
        As `text/html`, and as `text/plain` for a terminal.
        """

@final
class Mention:
    """
    A stretch of a text that names or stands for something.
    """
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def _repr_html_(self, /) -> str:
        """
        What a notebook shows of it: right-to-left, self-contained, everything escaped.
        """
    def _repr_mimebundle_(
        self, /, include: typing.Any = None, exclude: typing.Any = None
    ) -> dict[str, str]:
        """
        As `text/html`, and as `text/plain` for a terminal.
        """
    @property
    def end(self, /) -> int:
        """
        The code point after the last.
        """
    @property
    def entity(self, /) -> Entity | None:
        """
        Who or what it stands for.
        """
    @property
    def label(self, /) -> str:
        """
        Its kind: PER, LOC, ORG, NORP, ROLE, DATE, TIME, MONEY, PERCENT, QUANTITY, EVENT, PRODUCT, or one of a model of your own.
        """
    @property
    def score(self, /) -> float:
        """
        How sure the mention is, 0 to 1.
        """
    @property
    def source(self, /) -> str:
        """
        What found it: model, lexicon or rule.
        """
    def span(self, /, unit: str = "char") -> tuple[int, int]:
        """
        Start and end in "char" (code points), "utf8" (bytes) or "utf16" (units).
        """
    @property
    def stands_for(self, /) -> str | None:
        """
        The country, as in `iso3166:RU`, for whose government a capital stands (رفضت موسكو); None where it stands for itself.
        """
    @property
    def start(self, /) -> int:
        """
        The first code point.
        """
    @property
    def text(self, /) -> str:
        """
        The mention as it stands in the text, without clitics.
        """
    @property
    def value(self, /) -> Value | None:
        """
        What a date, time or amount says in its normal form; None for other mentions and for what is not understood.
        """

@final
class Name:
    """
    A name in its roles.
    """
    @property
    def family(self, /) -> list[str]:
        """
        The family's name.
        """
    @property
    def given(self, /) -> list[str]:
        """
        Given names.
        """
    @property
    def kunya(self, /) -> list[str]:
        """
        "Father of" and "mother of" with their names.
        """
    @property
    def laqab(self, /) -> list[str]:
        """
        Honorific compounds such as صلاح الدين.
        """
    @property
    def nasab(self, /) -> list[str]:
        """
        Names after "son of" and "daughter of".
        """
    @property
    def nisba(self, /) -> list[str]:
        """
        The family's name where it tells an origin.
        """
    @property
    def parts(self, /) -> list[tuple[str, str]]:
        """
        All parts but the titles: text and role.
        """
    @property
    def titles(self, /) -> list[str]:
        """
        Leading titles and honorifics.
        """

@final
class Normalized:
    """
    A normalised text that knows its original.
    """
    @property
    def original(self, /) -> str:
        """
        The text as it was given.
        """
    @property
    def text(self, /) -> str:
        """
        The normalised text.
        """
    def to_normalized(self, /, start: SupportsIndex, end: SupportsIndex) -> tuple[int, int]:
        """
        The place in the normalised text of a place in the original, both in code points; empty where all of it
        was dropped.
        """
    def to_original(self, /, start: SupportsIndex, end: SupportsIndex) -> tuple[int, int]:
        """
        The place in the original of a place in the normalised text, both in code points.
        """

@final
class Normalizer:
    """
    Normalises texts under named options. Immutable; threads may share one; it can be pickled.

    `marks` drops vowel signs and all other marks on Arabic letters; `tatweel` drops the stroke that stretches
    words; `hamza` folds أ إ آ ٱ to ا, ؤ to و, ئ to ي; `ya` folds ى to ي; `ta_marbuta` folds ة to ه; `persian` folds the
    Persian, Urdu and Kurdish forms of Arabic letters; `digits` writes ASCII digits; `nfkc` resolves presentation
    forms and ligatures; `controls` drops bidi controls, zero-width spaces and soft hyphens; `joiners` drops ZWNJ and
    ZWJ, except beside emoji; `repeats` writes an Arabic letter once that stands three times or more; `whitespace`
    collapses white space; `lowercase` writes lower case.
    """
    def __eq__(self, other: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], dict[str, bool]]: ...
    def __hash__(self, /) -> int: ...
    def __new__(
        cls,
        /,
        *,
        marks: bool = True,
        tatweel: bool = True,
        hamza: bool = False,
        ya: bool = False,
        ta_marbuta: bool = False,
        persian: bool = False,
        digits: bool = False,
        nfkc: bool = True,
        controls: bool = False,
        joiners: bool = False,
        repeats: bool = False,
        whitespace: bool = False,
        lowercase: bool = False,
    ) -> Normalizer: ...
    def align(self, /, text: str) -> Normalized:
        """
        The normalised text with its map to the original.
        """
    @staticmethod
    def display() -> Normalizer:
        """
        For showing to people: tatweel, stray controls and doubled white space go; letters and marks stay.
        """
    @staticmethod
    def matching() -> Normalizer:
        """
        For matching names and words: what `search` folds, and ta marbuta and repeated letters.
        """
    def normalize(self, /, text: str) -> str:
        """
        The normalised text.
        """
    @staticmethod
    def search() -> Normalizer:
        """
        For search indexes: folds what writers vary without meaning anything by it; words stay readable.
        """

@final
class Quote:
    """
    What somebody said.
    """
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def _repr_html_(self, /) -> str:
        """
        What a notebook shows of it: right-to-left, self-contained, everything escaped.
        """
    def _repr_mimebundle_(
        self, /, include: typing.Any = None, exclude: typing.Any = None
    ) -> dict[str, str]:
        """
        As `text/html`, and as `text/plain` for a terminal.
        """
    @property
    def cue(self, /) -> Span | None:
        """
        The word of saying, without its clitics.
        """
    @property
    def direct(self, /) -> bool:
        """
        Whether it is in the speaker's own words.
        """
    @property
    def end(self, /) -> int:
        """
        The code point after the last.
        """
    @property
    def entity(self, /) -> Entity | None:
        """
        The speaker's entity.
        """
    @property
    def kind(self, /) -> str:
        """
        How it stands in the text: direct, indirect, mixed or belief.
        """
    @property
    def lemma(self, /) -> str | None:
        """
        The dictionary form of the cue.
        """
    @property
    def score(self, /) -> float:
        """
        How sure it is that this speaker said it, 0 to 1.
        """
    @property
    def source(self, /) -> Mention | None:
        """
        The mention of the medium that relays it.
        """
    def span(self, /, unit: str = "char") -> tuple[int, int]:
        """
        Start and end in "char" (code points), "utf8" (bytes) or "utf16" (units).
        """
    @property
    def speaker(self, /) -> Mention | None:
        """
        The mention that names the speaker.
        """
    @property
    def stance(self, /) -> str | None:
        """
        The attitude that the cue shows, as in `neutral` or `deny`.
        """
    @property
    def start(self, /) -> int:
        """
        The first code point.
        """
    @property
    def text(self, /) -> str:
        """
        The words said, without quotation marks around them.
        """

@final
class Segment:
    """
    A part of a word: its stem, or a clitic written together with it.
    """
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    @property
    def end(self, /) -> int:
        """
        The code point after the last.
        """
    @property
    def role(self, /) -> str:
        """
        What it is to the word: proclitic, stem or enclitic.
        """
    def span(self, /, unit: str = "char") -> tuple[int, int]:
        """
        Start and end in "char" (code points), "utf8" (bytes) or "utf16" (units).
        """
    @property
    def start(self, /) -> int:
        """
        The first code point.
        """
    @property
    def text(self, /) -> str:
        """
        The part as it stands in the text.
        """

@final
class Span:
    """
    A place in a text: a sentence, or the word of saying of a quotation.
    """
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    @property
    def end(self, /) -> int:
        """
        The code point after the last.
        """
    def span(self, /, unit: str = "char") -> tuple[int, int]:
        """
        Start and end in "char" (code points), "utf8" (bytes) or "utf16" (units).
        """
    @property
    def start(self, /) -> int:
        """
        The first code point.
        """
    @property
    def text(self, /) -> str:
        """
        What stands there.
        """

@final
class Token:
    """
    A word, number, sign or address of a text.
    """
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    @property
    def end(self, /) -> int:
        """
        The code point after the last.
        """
    @property
    def kind(self, /) -> str:
        """
        What it is: word, number, punct, latin, url, email, hashtag, handle, emoji, symbol or other.
        """
    @property
    def norm(self, /) -> str:
        """
        The folded form: without marks and tatweel, with the spellings of hamza, ya and ta marbuta made one.
        """
    @property
    def segments(self, /) -> list[Segment]:
        """
        Its parts in their order: clitics and stem. Together they are the token.
        """
    def span(self, /, unit: str = "char") -> tuple[int, int]:
        """
        Start and end in "char" (code points), "utf8" (bytes) or "utf16" (units).
        """
    @property
    def start(self, /) -> int:
        """
        The first code point.
        """
    @property
    def text(self, /) -> str:
        """
        The token as it stands in the text.
        """

@final
class Value:
    """
    What a date, time or amount says in its normal form.

    A field that does not apply, or that the text leaves open, is None; docs/values.md is the reference.
    """
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    @property
    def amount(self, /) -> float | None:
        """
        The number.
        """
    @property
    def calendar(self, /) -> str | None:
        """
        The calendar of the text and the rule of its conversion, where that is not the Gregorian one: islamic-umalqura,
        islamic-civil, coptic.
        """
    @property
    def calendar_date(self, /) -> str | None:
        """
        The date in that calendar, written like an ISO date: 1447-01-12.
        """
    @property
    def counted(self, /) -> str | None:
        """
        What is counted, as the text has it.
        """
    @property
    def decimal(self, /) -> str | None:
        """
        The number in exact decimal digits, for decimal.Decimal.
        """
    @property
    def iso(self, /) -> str | None:
        """
        The date, interval, time or duration in ISO 8601, unknown digits being X: 2019-12-31, 2019/2021, XXXX-12, T22:30, P75Y.
        """
    @property
    def offset(self, /) -> str | None:
        """
        Where a relative date lies, seen from the reference date: -P1D, -P5Y/P0Y, before, after.
        """
    @property
    def part(self, /) -> str | None:
        """
        Which part of the date is meant: start, middle or end.
        """
    def to_dict(self, /) -> dict[str, str | float | None]:
        """
        All fields as a dict of plain values.
        """
    @property
    def unit(self, /) -> str | None:
        """
        The unit: an ISO 4217 currency, %, or a unit in UCUM.
        """

def analyze(text: str, *, reference_date: str | datetime.date | None = None) -> Document:
    """
    Reads one text with the default analyzer; `reference_date` is the day on which it was written.
    """

def columns_addresses(texts: typing.Any) -> list[int]:
    """
    The addresses of the buffers that hold a column's characters as the core reads them.

    They are the exporter's own where nothing was copied; tests and the curious compare them.
    """

def columns_analyze(
    texts: typing.Any, analyzer: Analyzer, threads: int | None = None
) -> arro3.core.Array:
    """
    All that is found in each text of a column.
    """

def columns_mentions(
    texts: typing.Any, analyzer: Analyzer, threads: int | None = None
) -> arro3.core.Array:
    """
    The mentions of each text of a column.
    """

def columns_normalize(
    texts: typing.Any, normalizer: Normalizer, threads: int | None = None
) -> arro3.core.Array:
    """
    The normalised texts of a column.
    """

def columns_quotes(
    texts: typing.Any, analyzer: Analyzer, threads: int | None = None
) -> arro3.core.Array:
    """
    The quotations of each text of a column.
    """

def columns_sentences(texts: typing.Any, threads: int | None = None) -> arro3.core.Array:
    """
    The sentences of each text of a column.
    """

def columns_tokens(texts: typing.Any, threads: int | None = None) -> arro3.core.Array:
    """
    The tokens of each text of a column.
    """

def corpus_apart(documents: typing.Any, components: typing.Any) -> arro3.core.Table:
    """
    The sets of nodes of one component that a document names as several: apart, places in `components` with spaces between.
    """

def corpus_assign(nodes: typing.Any, groups: typing.Any) -> arro3.core.Table:
    """
    Nodes under the ids of their entities instead of their keys: merged, they are the entities.
    """

def corpus_blocks(nodes: typing.Any) -> arro3.core.Table:
    """
    The blocks of nodes: block, and of the node key, label, name, documents, countries and heads, as far as they matter.
    """

def corpus_co_mentions(documents: typing.Any, groups: typing.Any) -> arro3.core.Table:
    """
    The pairs of entities in documents, with the columns of `Corpus.co_mentions`, counted for these documents.
    """

def corpus_components(edges: typing.Any) -> arro3.core.Table:
    """
    The component of each node that may be joined to another: key and component, by key.
    """

def corpus_documents(documents: typing.Any) -> arro3.core.Table:
    """
    The rows of documents, with the columns of `Corpus.documents`.
    """

def corpus_edges(blocks: typing.Any) -> arro3.core.Table:
    """
    The edges between nodes of blocks that are whole: a, b (keys) and score; without score a is a short name and b a full
    one that it may stand for.
    """

def corpus_entities(nodes: typing.Any) -> arro3.core.Table:
    """
    The entities that nodes under ids of entities are, with the columns of `Corpus.entities`.
    """

def corpus_groups(
    nodes: typing.Any, edges: typing.Any, apart: typing.Any, components: typing.Any
) -> arro3.core.Table:
    """
    The entities of nodes that were joined: key and entity (its id), by key. A node that is not there has the id of its key.

    `nodes` are those of `components`, `edges` all edges and `apart` all sets that documents keep apart.
    """

def corpus_mentions(documents: typing.Any, groups: typing.Any) -> arro3.core.Table:
    """
    The mentions of documents, with the columns of `Corpus.mentions`.
    """

def corpus_merge(nodes: typing.Any) -> arro3.core.Table:
    """
    Nodes of different documents, those of one key as one.
    """

def corpus_nodes(documents: typing.Any) -> arro3.core.Table:
    """
    The nodes of some documents. `documents` has the columns document, date and reading, which is what
    `kunya.columns.analyze` returns.
    """

def corpus_quotes(documents: typing.Any, groups: typing.Any) -> arro3.core.Table:
    """
    The quotations of documents, with the columns of `Corpus.quotes`; name, which other documents may have, is null.
    """

def corpus_variants(nodes: typing.Any) -> arro3.core.Table:
    """
    The spellings of entities, with the columns of `Corpus.variants`.
    """

def iob2_parse(text: str, name: str) -> list[tuple[str, list[tuple[int, int, str]]]]:
    """
    Reads labelled text in IOB2: texts with start, end and label of their mentions, in code points.

    `name` stands for the file in errors: `ValueError` with file and line.
    """

def names_arabize(latin: str, n: SupportsIndex = 5) -> list[str]:
    """
    Up to `n` Arabic spellings of a Latin name, the most usual first.
    """

def names_cluster(
    names: collections.abc.Iterable[str | None],
    threshold: float = 0.9,
    threads: int | None = None,
    progress: bool = False,
) -> list[int | None]:
    """
    Groups of one name: a number for each name, equal for names that are one; `None` for `None`.

    `progress` shows a bar where tqdm is installed. Ctrl-C ends it within a second; there are no groups before the end.
    """

def names_compare(a: str, b: str) -> Comparison:
    """
    Compares two names and says why.
    """

def names_parse(name: str) -> Name:
    """
    Reads a name into titles, given names, nasab, kunya, laqab, family and nisba.
    """

def names_romanize(name: str, n: SupportsIndex = 5) -> list[str]:
    """
    Up to `n` Latin spellings of an Arabic name, the most usual first.
    """

def names_similarity(a: str, b: str) -> float:
    """
    How likely two names are one, 0 to 1, in Arabic or Latin letters; symmetric.
    """

def names_similarity_batch(
    a: collections.abc.Iterable[str | None],
    b: collections.abc.Iterable[str | None],
    threads: int | None = None,
) -> list[float | None]:
    """
    `names_similarity` of the pairs of two lists, in parallel; `None` where either is `None`.
    """

def normalize(
    text: str,
    *,
    marks: bool = True,
    tatweel: bool = True,
    hamza: bool = False,
    ya: bool = False,
    ta_marbuta: bool = False,
    persian: bool = False,
    digits: bool = False,
    nfkc: bool = True,
    controls: bool = False,
    joiners: bool = False,
    repeats: bool = False,
    whitespace: bool = False,
    lowercase: bool = False,
) -> str:
    """
    The text, normalised: by default without marks and tatweel, presentation forms resolved, nothing folded.

    `Normalizer` explains the options.
    """

def read_value(
    label: str,
    text: str,
    *,
    reference_date: str | datetime.date | None = None,
    before: str = "",
    after: str = "",
) -> Value | None:
    """
    Reads a date, time or amount that is already cut out of its text: `label` is DATE, TIME, MONEY, PERCENT or QUANTITY.

    `reference_date` is the day on which the text was written, `before` and `after` are the text around; None where the
    words are not understood.
    """

def resolve(
    documents: typing.Any,
    *,
    ids: collections.abc.Iterable[str | int] | None = None,
    dates: collections.abc.Iterable[typing.Any] | None = None,
    passages: bool = True,
    threads: int | None = None,
    progress: bool = False,
) -> Corpus:
    """
    Resolves the entities of documents across all of them: who is who, and who said what.

    The arguments are those of `Corpus.add`. To keep what is done by Ctrl-C, make a `kunya.Corpus()` and add to it.
    """

def segment(text: str) -> list[Token]:
    """
    The words of a text, each with its segments; tokens that are no words are left out.
    """

def sentences(text: str) -> list[Span]:
    """
    The sentences of a text, in their order; white space between them belongs to none.
    """

def tokenize(text: str) -> list[Token]:
    """
    The tokens of a text, in their order; the text between them is white space and invisible controls.
    """

def train_ner(
    train: list[os.PathLike[str]],
    out: os.PathLike[str],
    dev: list[os.PathLike[str]],
    articles: os.PathLike[str] | None,
    rename: list[tuple[str, str]],
    passes: int,
    seed: int,
    report: collections.abc.Callable[[float, str | None], object] | None,
) -> list[tuple[str, int, int, int]]:
    """
    Trains a fast model on labelled files and writes it to `out`; gives the counts on the files of `dev` by label.

    `report` is told how much is done, 0 to 1, and what; an exception of it, or Ctrl-C, ends the training and leaves `out` as
    it was.
    """

def transliterate(text: str, scheme: str = "ala-lc", reverse: bool = False) -> str:
    """
    `text` in Latin letters by a scheme: buckwalter, safe-buckwalter, hsb, ala-lc, din31635, iso233,
    bgn-pcgn or ungegn; with `reverse`, Arabic from what the first three wrote.
    """
