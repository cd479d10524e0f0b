"""FollowTheMoney: documents, the people, organisations and places that they name, and each mention, as entities.

    dump({"https://example.org/1": doc}, "entities.ftm.json")

A text is an Article; a person a Person, an organisation an Organization, a place an Address, each an entity of its
document (statements of other documents can be merged with tools for that, since links go along as wikidataId or
country). Every name becomes a Mention, from its document to its entity. Lines of JSON as `ftm` reads them; nothing of
FollowTheMoney is needed for writing.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kunya._core import Document, Entity
from kunya.exchange import _json

__all__ = ["SCHEMATA", "dump", "dumps", "entities"]

# Labels that become entities, and the schema of each.
SCHEMATA = {"PER": "Person", "ORG": "Organization", "LOC": "Address"}
# Where an article lists the names in it, by label.
MENTIONED = {"PER": "peopleMentioned", "ORG": "companiesMentioned", "LOC": "locationMentioned"}


def entities(
    documents: Mapping[str, Document] | Iterable[tuple[str, Document]],
) -> Iterator[dict[str, Any]]:
    """Yield the entities of documents as plain dicts with id, schema and properties.

    The documents come with their ids, such as addresses; ids of entities are made of these and stay the same from run
    to run. Raises TypeError for what is no pair of an id and a document.
    """
    pairs = documents.items() if isinstance(documents, Mapping) else documents
    for pair in pairs:
        match pair:
            case (str(name), Document() as document):
                yield from _document(name, document)
            case _:
                raise TypeError(f"documents must be pairs of an id and a Document, got {pair!r}")


def dumps(documents: Mapping[str, Document] | Iterable[tuple[str, Document]]) -> str:
    """Return the entities of documents as lines of JSON."""
    return "".join(_json.lines(entities(documents)))


def dump(
    documents: Mapping[str, Document] | Iterable[tuple[str, Document]],
    path: str | os.PathLike[str],
) -> int:
    """Write the entities of documents to a file and return their number."""
    return _json.write_lines(path, entities(documents))


def _id(*parts: object) -> str:
    """An id as FollowTheMoney makes them: the SHA-1 of what the entity is known by."""
    return hashlib.sha1("\x1f".join(map(str, parts)).encode(), usedforsecurity=False).hexdigest()


def _document(name: str, document: Document) -> Iterator[dict[str, Any]]:
    article = _id(name)
    found = [e for e in document.entities if e.label in SCHEMATA]
    properties: dict[str, list[str]] = {"bodyText": [document.text], "language": ["ara"]}
    if name.startswith(("http://", "https://")):
        properties["sourceUrl"] = [name]
    properties["title"] = [_title(document)]
    countries = {_country(e) for e in found} - {None}
    properties["detectedCountry"] = sorted(x for x in countries if x)
    for label, field in MENTIONED.items():
        properties[field] = [e.name for e in found if e.label == label]
    yield _entity(article, "Article", properties)
    for entity in found:
        key = _id(name, entity.id)
        yield _entity(key, SCHEMATA[entity.label], _properties(entity, article))
        for spelling in dict.fromkeys(m.text for m in entity.mentions if m.label == entity.label):
            yield _entity(
                _id(name, entity.id, spelling),
                "Mention",
                {
                    "document": [article],
                    "resolved": [key],
                    "name": [spelling],
                    "detectedSchema": [SCHEMATA[entity.label]],
                    "contextCountry": properties["detectedCountry"],
                },
            )


def _properties(entity: Entity, article: str) -> dict[str, list[str]]:
    properties = {
        "name": [entity.name],
        "alias": [x for x in (entity.latin, *entity.variants) if x and x != entity.name],
        "proof": [article],
    }
    if entity.label == "PER":
        properties["position"] = entity.roles
    if entity.label == "LOC":
        properties["full"] = [entity.name]
    if entity.link and entity.link.startswith("wikidata:"):
        properties["wikidataId"] = [entity.link.removeprefix("wikidata:")]
    if country := _country(entity):
        properties["country"] = [country]
    return properties


def _country(entity: Entity) -> str | None:
    """The code of the country that a place is, in FollowTheMoney's lower case."""
    if entity.label == "LOC" and entity.link and entity.link.startswith("iso3166:"):
        return entity.link.removeprefix("iso3166:").lower()
    return None


def _title(document: Document) -> str:
    """The first line of a text, cut where it is long."""
    line = next((x.strip() for x in document.text.splitlines() if x.strip()), "")
    return line if len(line) <= 120 else line[:119].rstrip() + "…"


def _entity(key: str, schema: str, properties: dict[str, list[str]]) -> dict[str, Any]:
    kept = {name: list(dict.fromkeys(values)) for name, values in properties.items() if any(values)}
    return {"id": key, "schema": schema, "properties": kept}
