"""The command `chat`: the page and the API, for one person or behind a proxy for many."""

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from bot import options as limits
from bot.console import error_console, friendly_errors, told


def chat(
    host: Annotated[
        str, typer.Option(envvar="PARLEBOT_HOST", help="Address to listen on / Adresse")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(envvar="PARLEBOT_PORT", min=0, max=65535, help="Port; 0: any free one")
    ] = 7860,
    root_path: Annotated[
        str,
        typer.Option(
            envvar="PARLEBOT_ROOT_PATH",
            help="Where a proxy shows it: /replies / Chemin derrière un mandataire",
        ),
    ] = "",
    concurrency: Annotated[
        int,
        typer.Option(
            envvar="PARLEBOT_CONCURRENCY",
            min=1,
            max=32,
            help="Questions answered at once / Questions traitées à la fois",
        ),
    ] = 2,
    queue: Annotated[
        int,
        typer.Option(
            envvar="PARLEBOT_QUEUE",
            min=1,
            max=10_000,
            help="Questions that may wait / Questions en attente",
        ),
    ] = 64,
    rate: Annotated[
        int,
        typer.Option(
            envvar="PARLEBOT_RATE",
            min=0,
            help="Questions a minute from one client, 0: no limit / Questions par minute et par "
            "client, 0 : sans limite",
        ),
    ] = 30,
    trusted_proxies: Annotated[
        str,
        typer.Option(
            envvar="PARLEBOT_TRUSTED_PROXIES",
            help="Proxies whose X-Forwarded-For is believed: 127.0.0.1,10.0.0.0/8 / Mandataires "
            "dont X-Forwarded-For est cru",
        ),
    ] = "",
    max_question: Annotated[
        int,
        typer.Option(
            envvar="PARLEBOT_MAX_QUESTION",
            min=50,
            max=4_000,
            help="Longest question, in characters / Longueur maximale d'une question",
        ),
    ] = 1_000,
    login: Annotated[
        str,
        typer.Option(
            envvar="PARLEBOT_LOGIN",
            help="Ask for this name, and the password in PARLEBOT_PASSWORD or --password-file / "
            "Demander ce nom, et le mot de passe",
        ),
    ] = "",
    password_file: Annotated[
        Path | None,
        typer.Option(
            envvar="PARLEBOT_PASSWORD_FILE",
            help="File that holds the password / Fichier du mot de passe",
        ),
    ] = None,
    reranker: limits.Reranker = "",
    store_feedback: Annotated[
        bool,
        typer.Option(
            "--store-feedback",
            envvar="PARLEBOT_STORE_FEEDBACK",
            help="Keep what readers say of answers / Garder l'avis des lecteurs",
        ),
    ] = False,
) -> None:
    """Open the chat page / Ouvrir la page."""
    with friendly_errors():
        import os

        from bot.chat_settings import chat_from_settings
        from bot.feedback import Feedback
        from bot.pipeline import Pipeline
        from bot.publisher import Publisher
        from bot.serve_settings import ServeSettings, parse_proxies, parse_root_path, read_login
        from embeddings.generation import NoGenerationError
        from embeddings.home import default_home

        settings = ServeSettings(
            host=host,
            port=port,
            root_path=parse_root_path(root_path),
            concurrency=concurrency,
            queue=queue,
            rate=rate,
            proxies=parse_proxies(trusted_proxies),
            login=read_login(login, os.environ.get("PARLEBOT_PASSWORD", ""), password_file),
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
            error_console().print(Text(f"parlebot: {told(str(error))}"), soft_wrap=True)
        from bot.serve import application, serve

        feedback = Feedback(home.folder) if store_feedback else None
        publisher = Publisher.from_environment()
        serve(application(pipeline, settings, publisher, feedback), settings)
