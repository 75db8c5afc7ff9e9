"""An operator's settings for `parlebot chat`, validated; bot/cli/serve_options has the options."""

import re
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

from bot.question.bad_input import BadInputError
from bot.server.clients.client_address import Networks, is_among
from bot.server.clients.login import Login

_ROOT_PATH = re.compile(r"(?:/[A-Za-z0-9._~\-]+)*")
_HOST_NAME = re.compile(r"[a-z0-9._\-]{1,253}|\[[0-9a-f:.]{2,45}\]")
LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
_ORIGIN = re.compile(r"https?://(?:[a-z0-9\-]+\.)*[a-z0-9\-]+(?::\d{1,5})?")
_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})


@dataclass(frozen=True, slots=True)
class ServeSettings:
    """How the server listens, whom it serves and how much."""

    host: str = "127.0.0.1"
    port: int = 7860  # 0 for any free one
    root_path: str = ""  # where a proxy shows it: "" or "/replies"
    concurrency: int = 2  # questions answered at once
    queue: int = 64  # questions that may wait besides
    rate: int = 30  # questions a minute from one client; 0 for no limit
    proxies: Networks = ()  # whose X-Forwarded-* is believed
    login: Login | None = None
    hosts: frozenset[str] = frozenset()  # names it may be addressed by; none: any
    embed_hosts: tuple[str, ...] = ()  # the origins of sites that may show /embed; none: not there
    metrics_from: Networks = LOOPBACK  # who may read /metrics
    log: str = "text"  # or "json", "off"
    log_clients: str = "none"  # what it says of who asks, or "network", "full"


def parse_root_path(text: str) -> str:
    """Return a path without its trailing slash. Raises BadInputError."""
    path = text.rstrip("/")
    if not _ROOT_PATH.fullmatch(path):
        raise BadInputError("the root path {path} is not a path like /replies", path=repr(text))
    return path


def parse_networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Return the networks in a comma-separated list. Raises BadInputError."""
    try:
        return tuple(ip_network(item.strip(), strict=False) for item in text.split(",") if item)
    except ValueError:
        raise BadInputError(
            "{networks} are not addresses like 127.0.0.1,10.0.0.0/8", networks=repr(text)
        ) from None


def parse_hosts(text: str, listens_on: str, proxies: Networks) -> frozenset[str]:
    """Return the host names the server answers to; an empty set for any.

    `text` is a list with commas, without ports. When it is empty, a server that only this machine
    can reach goes by this machine's names: a page of another site, whose name is made to point
    here, cannot talk to it. Raises BadInputError.
    """
    names = frozenset(item.strip().lower() for item in text.split(",") if item.strip())
    for name in names:
        if not _HOST_NAME.fullmatch(name):
            raise BadInputError(
                "the host {name} is not a name like replies.example.org", name=repr(name)
            )
    is_local = listens_on == "localhost" or is_among(listens_on, LOOPBACK)
    return names or (_LOOPBACK_NAMES if is_local and not proxies else frozenset())


def parse_embed_hosts(text: str) -> tuple[str, ...]:
    """Return the origins of the sites in a list with commas. Raises BadInputError."""
    origins = [item.strip().lower().rstrip("/") for item in text.split(",") if item.strip()]
    for origin in origins:
        if not _ORIGIN.fullmatch(origin):
            raise BadInputError(
                "the site {site} is not an address like https://www.example.org", site=repr(origin)
            )
    return tuple(dict.fromkeys(origins))


def read_login(name: str, password: str, password_file: Path | None) -> Login | None:
    """Return the login; None if no part of one is given.

    `password` comes from the environment, never from the command line, which others can read.
    Raises BadInputError when a part is missing, or OSError for a file that cannot be read.
    """
    if password_file is not None:
        if password:
            raise BadInputError("the password is given twice: as a variable and as a file")
        password = password_file.read_text("utf-8").strip("\r\n")
        if not password:
            raise BadInputError("the password file {file} is empty", file=password_file)
    if not name and not password:
        return None
    if not name:
        raise BadInputError("a password is given, but no name: add --login NAME")
    if not password:
        raise BadInputError(
            "a login needs a password: set PARLEBOT_PASSWORD, or give --password-file FILE"
        )
    if ":" in name:
        raise BadInputError("the login {name} may not hold a colon", name=repr(name))
    return Login(name, password)
