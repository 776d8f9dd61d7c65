"""XML from strangers: parsed without ever expanding an entity. Called by the readers of XML formats and where a foreign file is described."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, ParseError, TreeBuilder
from xml.parsers.expat import errors

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from livetweet.errors import ProgrammeError
from livetweet.programme.text import decode

MOST_TAGS = 2_000_000  # as Python holds what they enclose, within 300 MB

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_ELEMENT = re.compile(r"<([A-Za-z_][\w.:-]*)")
_CUT_OFF = {
    errors.codes[words]
    for words in (
        errors.XML_ERROR_NO_ELEMENTS,
        errors.XML_ERROR_UNCLOSED_TOKEN,
        errors.XML_ERROR_PARTIAL_CHAR,
        errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
    )
}


def root_name(head: bytes) -> str | None:
    """The name of the outermost element of a file that begins with HEAD; None where it is not XML."""
    text = _COMMENT.sub("", decode(head)).lstrip()
    if not text.startswith("<"):
        return None
    match = _ELEMENT.search(text)
    return match[1] if match else None


def parse(data: bytes) -> Element:
    """The outermost element of DATA. A DTD that declares elements is legitimate, one that declares entities is not.

    The errors go on after the file's name.
    """
    if data.count(b"<") > MOST_TAGS:
        raise ProgrammeError(f"has more than {MOST_TAGS:,} tags, which no programme does: name the programme's own file.")
    builder = TreeBuilder()  # the one written in C: defusedxml would take the slow one
    parser = DefusedXMLParser(target=builder, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    try:
        parser.feed(data)
        root: Element = parser.close()
    except DefusedXmlException as error:
        raise ProgrammeError("declares XML entities, which no programme needs and which can do harm: fetch it from its publisher again.") from error
    except ParseError as error:
        line, column = error.position
        if error.code in _CUT_OFF:
            raise ProgrammeError(f"breaks off in line {line}: the XML is not complete, fetch the file again.") from error
        words = str(error).split(":")[0]
        raise ProgrammeError(f"is damaged XML in line {line}, column {column + 1} ({words}): fetch the file again.") from error
    except (LookupError, ValueError) as error:
        raise ProgrammeError(f"is XML in an encoding that cannot be read ({error}): save it as UTF-8.") from error
    return root
