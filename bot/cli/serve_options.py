"""The options of `chat`, each of which can also be set by an environment variable."""

import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import click

from bot.cli import options

if TYPE_CHECKING:
    from bot.server.operating.settings import ServeSettings

_Command = TypeVar("_Command", bound=Callable[..., Any])

_OPTIONS = (
    options.setting("--host", "PARLEBOT_HOST", "Address to listen on / Adresse", "127.0.0.1"),
    options.setting(
        "--port",
        "PARLEBOT_PORT",
        "Port; 0: any free one / 0 : un port libre",
        7860,
        kind=click.IntRange(0, 65535),
    ),
    options.setting(
        "--root-path",
        "PARLEBOT_ROOT_PATH",
        "Where a proxy shows it: /replies / Chemin derrière un mandataire",
    ),
    options.setting(
        "--concurrency",
        "PARLEBOT_CONCURRENCY",
        "Questions answered at once / Questions traitées à la fois",
        2,
        kind=click.IntRange(1, 32),
    ),
    options.setting(
        "--queue",
        "PARLEBOT_QUEUE",
        "Questions that may wait / Questions en attente",
        64,
        kind=click.IntRange(1, 10_000),
    ),
    options.setting(
        "--rate",
        "PARLEBOT_RATE",
        "Questions a minute from one client, 0: no limit / Questions par minute et par client, 0 : "
        "sans limite",
        30,
        kind=click.IntRange(0),
    ),
    options.setting(
        "--trusted-proxies",
        "PARLEBOT_TRUSTED_PROXIES",
        "Proxies whose X-Forwarded-For is believed: 127.0.0.1,10.0.0.0/8 / Mandataires dont "
        "X-Forwarded-For est cru",
    ),
    options.setting(
        "--max-question",
        "PARLEBOT_MAX_QUESTION",
        "Longest question, in characters / Longueur maximale d'une question",
        1_000,
        kind=click.IntRange(50, 4_000),
    ),
    options.setting(
        "--login",
        "PARLEBOT_LOGIN",
        "Ask for this name, and the password in PARLEBOT_PASSWORD or --password-file / Demander ce "
        "nom, et le mot de passe",
    ),
    options.setting(
        "--password-file",
        "PARLEBOT_PASSWORD_FILE",
        "File that holds the password / Fichier du mot de passe",
        None,
        kind=options.FILE,
    ),
    options.reranker,
    options.setting(
        "--hosts",
        "PARLEBOT_HOSTS",
        "Names it may be addressed by: replies.example.org,localhost; without it, on 127.0.0.1 "
        "without a trusted proxy, this machine's own, else any / Noms sous lesquels il répond",
    ),
    options.setting(
        "--embed-hosts",
        "PARLEBOT_EMBED_HOSTS",
        "Sites that may show the page in a frame, from /embed: https://www.example.org,... / Sites "
        "qui peuvent montrer la page dans un cadre",
    ),
    options.setting(
        "--metrics-from",
        "PARLEBOT_METRICS_FROM",
        "Who may read /metrics; without it, this machine / Qui peut lire /metrics",
    ),
    options.setting(
        "--log",
        "PARLEBOT_LOG",
        "A line a request: text, json, or off / Une ligne par requête",
        "text",
        kind=click.Choice(["text", "json", "off"]),
    ),
    options.setting(
        "--log-clients",
        "PARLEBOT_LOG_CLIENTS",
        "What a line says of who asks: none, network or full / Ce qu'elle dit du client",
        "none",
        kind=click.Choice(["none", "network", "full"]),
    ),
    options.setting(
        "--store-feedback",
        "PARLEBOT_STORE_FEEDBACK",
        "Keep what readers say of answers / Garder l'avis des lecteurs",
        default=False,
    ),
    options.setting(
        "--feedback-days",
        "PARLEBOT_FEEDBACK_DAYS",
        "Days that it is kept / Jours de conservation",
        365,
        kind=click.IntRange(1, 3_650),
    ),
)


def serve_options(command: _Command) -> _Command:
    """Add the options of `chat` to `command`, each passed as its own argument."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def serve_settings(given: Mapping[str, Any]) -> "ServeSettings":
    """Return the server settings made from the options `given`, validated.

    Raises BadInputError for one that cannot be, OSError for a password file that cannot be read.
    """
    from bot.server.operating.settings import (
        LOOPBACK,
        ServeSettings,
        parse_embed_hosts,
        parse_hosts,
        parse_networks,
        parse_root_path,
        read_login,
    )

    proxies = parse_networks(given["trusted_proxies"])
    password = os.environ.get("PARLEBOT_PASSWORD", "")
    return ServeSettings(
        host=given["host"],
        port=given["port"],
        root_path=parse_root_path(given["root_path"]),
        concurrency=given["concurrency"],
        queue=given["queue"],
        rate=given["rate"],
        proxies=proxies,
        login=read_login(given["login"], password, given["password_file"]),
        hosts=parse_hosts(given["hosts"], given["host"], proxies),
        embed_hosts=parse_embed_hosts(given["embed_hosts"]),
        metrics_from=parse_networks(given["metrics_from"]) or LOOPBACK,
        log=given["log"],
        log_clients=given["log_clients"],
    )
