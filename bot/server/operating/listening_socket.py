"""Listening: before anything heavy is loaded, so that whoever connects early waits its turn."""

import socket

from bot.question.bad_input import BadInputError
from bot.server.operating.settings import ServeSettings

BACKLOG = 128  # connections waiting to be accepted; this many may be accepted at once


def listen(settings: ServeSettings) -> socket.socket:
    """Return a listening socket. Raises BadInputError when the address cannot be listened on."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=BACKLOG)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise BadInputError(
            "cannot listen on {host} port {port}: {reason}",
            host=settings.host,
            port=settings.port,
            reason=reason,
        ) from None


def address_of(listening: socket.socket) -> str:
    """Return where a socket listens, as a browser is told: port 0 is a number by now."""
    host, port = listening.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"
