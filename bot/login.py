"""An optional login for the whole server: one name and one password, by HTTP Basic (RFC 7617)."""

import base64
import binascii
import hmac
from dataclasses import dataclass, field
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Login:
    """Who may come in."""

    name: str
    password: str = field(repr=False)

    def admits(self, authorization: str) -> bool:
        """Tell whether the header `authorization` holds the name and the password.

        Digests are compared, in constant time, so that neither length nor content can be timed.
        """
        scheme, _, encoded = authorization.partition(" ")
        if scheme.lower() != "basic":
            return False
        try:
            given = base64.b64decode(encoded.strip(), validate=True)
        except (binascii.Error, ValueError):
            return False
        expected = f"{self.name}:{self.password}".encode()
        return hmac.compare_digest(sha256(given).digest(), sha256(expected).digest())
