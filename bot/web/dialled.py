"""The numbers of help lines, in lines of ours, as links that a telephone dials."""

import re

from markupsafe import Markup

# Each stands before what it is for: "112 (any emergency)", "114 by text".
_NUMBER = re.compile(r"\b\d[\d ]{1,12}(?= (?:\(|par SMS|by text))")


def dialled(line: str) -> Markup:
    """Return a line of ours escaped, each number of a help line a link."""
    parts, position = [], 0
    for found in _NUMBER.finditer(line):
        scheme = "tel" if line[found.end() + 1] == "(" else "sms"
        number = found[0].replace(" ", "")
        link = Markup('<a href="{}:{}">{}</a>').format(scheme, number, found[0])
        parts += [Markup.escape(line[position : found.start()]), link]
        position = found.end()
    return Markup().join([*parts, Markup.escape(line[position:])])
