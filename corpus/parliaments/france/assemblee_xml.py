"""Reader of the Assemblée nationale's open data in XML.

The XML is the same tree as the JSON, element for element, so each question is converted to what the
JSON would contain and read by `assemblee_json`. One question per file (15th to 17th legislature,
with a namespace, dates DD/MM/YYYY) or all in one file (14th, without, ISO dates).

lxml parses it as a stream, one question in memory at a time. Nothing is loaded from anywhere, no
entity is expanded, and libxml2's own limits on depth, text nodes and names stay on. A document
that declares a document type is refused: no official one does, and entities hide in it.
"""

import html
from collections.abc import Iterator
from typing import IO, Any

from lxml import etree

from corpus.files.streaming import RecordMeter
from corpus.parliaments.france.assemblee_json import read_assemblee
from corpus.records.reading import Reading, UnreadableError

_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
_MAX_DEPTH = 32  # a question's tree has 7 levels; its texts may have more in markup


def read_xml(stream: IO[bytes]) -> Reading:
    """Yield one record per question of the XML document in `stream`, or a Skipped.

    Raises UnreadableError where the document is no such XML, and where it breaks: what stands
    before has been yielded by then.
    """
    return read_assemblee(_questions(RecordMeter(stream)))


def _questions(meter: RecordMeter) -> Iterator[Any]:
    read = 0
    try:
        for _, element in etree.iterparse(
            meter,
            tag="{*}question",
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        ):
            if element.getroottree().docinfo.internalDTD is not None:
                raise UnreadableError("it declares a document type (DTD), as no official file does")
            read += 1
            meter.next_record()
            yield _value(element, 0)
            _forget(element)
    except UnreadableError as error:
        if not read:
            raise
        raise UnreadableError(
            "{reason} (after {count} questions)", reason=error, count=read
        ) from error
    except (etree.XMLSyntaxError, ValueError) as error:  # ValueError: an unknown encoding
        raise UnreadableError(
            "broken XML after {count} questions: {why}; what follows is not read",
            count=read,
            why=error,
        ) from error
    if not read:
        raise UnreadableError("XML, but without any question of the Assemblée")


def _forget(element: etree._Element) -> None:
    """Remove `element` and all before it from the tree, which would otherwise keep growing."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _value(element: etree._Element, depth: int) -> Any:  # noqa: ANN401
    if element.get(_NIL) == "true":
        return None
    if not len(element):
        return (element.text or "").strip() or None
    if _name(element) == "texte" or depth == _MAX_DEPTH:
        return _markup(element)
    values: dict[str, Any] = {}
    for child in element.iterchildren(tag=etree.Element):
        name, value = _name(child), _value(child, depth + 1)
        if name not in values:
            values[name] = value
        elif isinstance(values[name], list):
            values[name].append(value)
        else:
            values[name] = [values[name], value]
    return values


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname


def _markup(element: etree._Element) -> str:
    """Return the contents of `element` as HTML: a text whose markup was not escaped."""
    inner = (etree.tostring(child, encoding="unicode", method="html") for child in element)
    return html.escape(element.text or "") + "".join(inner)
