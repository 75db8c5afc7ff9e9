"""The options that several commands share, as decorators."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

FILE = click.Path(path_type=Path)  # or a folder; what is wrong with it is told by what reads it

_Command = TypeVar("_Command", bound=Callable[..., Any])


def text(name: str, about: str) -> Callable[[_Command], _Command]:
    """Return an option that takes a text and defaults to ""."""
    return click.option(name, default="", help=about)


def setting(
    name: str,
    variable: str,
    about: str,
    default: object = "",
    kind: click.ParamType[Any] | None = None,
) -> Callable[[_Command], _Command]:
    """Return an option that an environment variable can set too."""
    return click.option(
        name,
        default=default,
        show_default=bool(default),
        envvar=variable,
        show_envvar=True,
        help=about,
        type=kind,
        is_flag=default is False,
    )


as_json = click.option(
    "--json", "as_json", is_flag=True, help="Print JSON for programs / Sortie JSON pour programmes"
)
source = text("--source", "Only this source: AN, UK, FILE / Seulement cette source")
reranker = setting(
    "--reranker",
    "PARLEBOT_RERANKER",
    "A CrossEncoder, name or path, that orders the 30 best replies / Modèle qui reclasse",
)

_FILTERS = (
    source,
    text("--country", "Only this country: FR, GB / Seulement ce pays"),
    text("--chamber", "Only chambers whose name holds this / Seulement cette chambre"),
    text(
        "--ministry",
        "Only ministries whose name holds this, or this|that / Seulement ce ministère",
    ),
    text("--since", "Replies from this day on, YYYY-MM-DD / À partir du"),
    text("--until", "Replies up to this day, YYYY-MM-DD / Jusqu'au"),
    text("--legislature", "Only this legislature: 17 / Seulement cette législature"),
    text("--number", "Only the question of this number / Seulement la question de ce numéro"),
    text("--deputy", "Only questions by this member / Seulement les questions de ce membre"),
)


def filters(command: _Command) -> _Command:
    """Add the options that limit a search to `command`, each passed as its own argument."""
    for option in reversed(_FILTERS):
        command = option(command)
    return command
