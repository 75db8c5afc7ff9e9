"""The command `chat`: the page and the API, for one person or behind a proxy for many."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from rich.text import Text

from bot.cli import options
from bot.cli.console import error_console, friendly_errors
from bot.languages.translate import localised


@click.command()
@options.setting("--host", "PARLEBOT_HOST", "Address to listen on / Adresse", "127.0.0.1")
@options.setting(
    "--port",
    "PARLEBOT_PORT",
    "Port; 0: any free one / 0 : un port libre",
    7860,
    kind=click.IntRange(0, 65535),
)
@options.setting(
    "--root-path",
    "PARLEBOT_ROOT_PATH",
    "Where a proxy shows it: /replies / Chemin derrière un mandataire",
)
@options.setting(
    "--concurrency",
    "PARLEBOT_CONCURRENCY",
    "Questions answered at once / Questions traitées à la fois",
    2,
    kind=click.IntRange(1, 32),
)
@options.setting(
    "--queue",
    "PARLEBOT_QUEUE",
    "Questions that may wait / Questions en attente",
    64,
    kind=click.IntRange(1, 10_000),
)
@options.setting(
    "--rate",
    "PARLEBOT_RATE",
    "Questions a minute from one client, 0: no limit / Questions par minute et par client, 0 : "
    "sans limite",
    30,
    kind=click.IntRange(0),
)
@options.setting(
    "--trusted-proxies",
    "PARLEBOT_TRUSTED_PROXIES",
    "Proxies whose X-Forwarded-For is believed: 127.0.0.1,10.0.0.0/8 / Mandataires dont "
    "X-Forwarded-For est cru",
)
@options.setting(
    "--max-question",
    "PARLEBOT_MAX_QUESTION",
    "Longest question, in characters / Longueur maximale d'une question",
    1_000,
    kind=click.IntRange(50, 4_000),
)
@options.setting(
    "--login",
    "PARLEBOT_LOGIN",
    "Ask for this name, and the password in PARLEBOT_PASSWORD or --password-file / Demander ce "
    "nom, et le mot de passe",
)
@options.setting(
    "--password-file",
    "PARLEBOT_PASSWORD_FILE",
    "File that holds the password / Fichier du mot de passe",
    None,
    kind=options.FILE,
)
@options.reranker
@options.setting(
    "--hosts",
    "PARLEBOT_HOSTS",
    "Names it may be addressed by: replies.example.org,localhost; without it, on 127.0.0.1 "
    "without a trusted proxy, this machine's own, else any / Noms sous lesquels il répond",
)
@options.setting(
    "--metrics-from",
    "PARLEBOT_METRICS_FROM",
    "Who may read /metrics; without it, this machine / Qui peut lire /metrics",
)
@options.setting(
    "--log",
    "PARLEBOT_LOG",
    "A line a request: text, json, or off / Une ligne par requête",
    "text",
    kind=click.Choice(["text", "json", "off"]),
)
@options.setting(
    "--log-clients",
    "PARLEBOT_LOG_CLIENTS",
    "What a line says of who asks: none, network or full / Ce qu'elle dit du client",
    "none",
    kind=click.Choice(["none", "network", "full"]),
)
@options.setting(
    "--store-feedback",
    "PARLEBOT_STORE_FEEDBACK",
    "Keep what readers say of answers / Garder l'avis des lecteurs",
    default=False,
)
@options.setting(
    "--feedback-days",
    "PARLEBOT_FEEDBACK_DAYS",
    "Days that it is kept / Jours de conservation",
    365,
    kind=click.IntRange(1, 3_650),
)
def chat(
    host: str,
    port: int,
    root_path: str,
    concurrency: int,
    queue: int,
    rate: int,
    trusted_proxies: str,
    max_question: int,
    login: str,
    password_file: Path | None,
    reranker: str,
    hosts: str,
    metrics_from: str,
    log: str,
    log_clients: str,
    store_feedback: bool,
    feedback_days: int,
) -> None:
    """Open the chat page / Ouvrir la page."""
    with friendly_errors():
        import os

        from bot.answering.pipeline import Pipeline
        from bot.feedback.feedback import Feedback
        from bot.model.load import chat_from_settings
        from bot.server.operating.settings import (
            LOOPBACK,
            ServeSettings,
            parse_hosts,
            parse_networks,
            parse_root_path,
            read_login,
        )
        from bot.web.publisher import Publisher
        from embeddings.disk.home import NoGenerationError, default_home

        proxies = parse_networks(trusted_proxies)
        settings = ServeSettings(
            host=host,
            port=port,
            root_path=parse_root_path(root_path),
            concurrency=concurrency,
            queue=queue,
            rate=rate,
            proxies=proxies,
            login=read_login(login, os.environ.get("PARLEBOT_PASSWORD", ""), password_file),
            hosts=parse_hosts(hosts, host, proxies),
            metrics_from=parse_networks(metrics_from) or LOOPBACK,
            log=log,
            log_clients=log_clients,
        )
        home = default_home()
        pipeline = Pipeline(
            home,
            chat=chat_from_settings(home.folder),
            reranker=reranker,
            max_characters=max_question,
        )
        try:
            pipeline.index()
        except NoGenerationError as error:  # it answers as soon as there is an index
            error_console().print(Text(f"parlebot: {localised(error)}"), soft_wrap=True)
        feedback = Feedback(home.folder, feedback_days) if store_feedback else None
        publisher = Publisher.from_environment()
        with private_temporary_folder():
            from bot.server.app import application
            from bot.server.listen import serve

            serve(application(pipeline, settings, publisher, feedback), settings)


@contextmanager
def private_temporary_folder() -> Iterator[Path]:
    """Give a folder below TMPDIR that only this user may enter, until the block is left.

    Gradio, which else shares one among all users of the machine, is told of it: call this before
    anything imports gradio. Raises OSError where TMPDIR cannot be written.
    """
    with TemporaryDirectory(prefix="parlebot-", ignore_cleanup_errors=True) as folder:
        os.environ["GRADIO_TEMP_DIR"] = folder
        yield Path(folder)
