"""The options that limit a search, the same for every command that has them."""

from typing import Annotated

import typer

Source = Annotated[
    str, typer.Option(help="Only this source: AN, UK, FILE / Seulement cette source")
]
Country = Annotated[str, typer.Option(help="Only this country: FR, GB / Seulement ce pays")]
Chamber = Annotated[
    str, typer.Option(help="Only chambers whose name holds this / Seulement cette chambre")
]
Ministry = Annotated[
    str,
    typer.Option(
        help="Only ministries whose name holds this, or this|that / Seulement ce ministère"
    ),
]
Since = Annotated[str, typer.Option(help="Replies from this day on, YYYY-MM-DD / À partir du")]
Until = Annotated[str, typer.Option(help="Replies up to this day, YYYY-MM-DD / Jusqu'au")]
Legislature = Annotated[
    str, typer.Option(help="Only this legislature: 17 / Seulement cette législature")
]
Number = Annotated[
    str, typer.Option(help="Only the question of this number / Seulement la question de ce numéro")
]
Deputy = Annotated[
    str, typer.Option(help="Only questions by this member / Seulement les questions de ce membre")
]
Without = Annotated[
    list[str] | None,
    typer.Option(
        help="Do not look in the question's words for this kind of filter: country, ministry, "
        "period, chamber, legislature, number, deputy, or all; may be repeated / Ne pas tirer ce "
        "filtre des mots de la question"
    ),
]
Reranker = Annotated[
    str,
    typer.Option(
        envvar="PARLEBOT_RERANKER",
        help="A CrossEncoder, name or path, that orders the 30 best replies / Modèle qui reclasse",
    ),
]
