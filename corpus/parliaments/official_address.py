"""Which addresses are official pages: only those may become links, as a document can name any."""

import re

from corpus.records.record import ReplyRecord

# By source, its own domain; the hosts below it are its own too. What people drop has none.
_DOMAINS = {"AN": "assemblee-nationale.fr", "SENAT": "senat.fr", "UK": "parliament.uk"}
# Stricter than browsers, which repair malformed addresses, each in its own way: no user, no port,
# and only the characters that RFC 3986 allows in an address.
_ADDRESS = re.compile(
    r"https://(?P<host>(?:[a-z0-9-]+\.)+[a-z]+)(?:[/?#][a-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]*)?",
    re.IGNORECASE | re.ASCII,
)


def official_address(record: ReplyRecord) -> str:
    """Return the record's address if it leads to the record's own source, else ""."""
    domain = _DOMAINS.get(record.source)
    if domain is None or record.fictional:
        return ""
    return record.url if _leads_to(record.url, domain) else ""


def is_official(address: str) -> bool:
    """Return whether `address` leads to a page of one of the parliaments."""
    return any(_leads_to(address, domain) for domain in _DOMAINS.values())


def _leads_to(address: str, domain: str) -> bool:
    match = _ADDRESS.fullmatch(address)
    host = match["host"].lower() if match else ""
    return host == domain or host.endswith(f".{domain}")
