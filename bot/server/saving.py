"""The address that makes a file of a conversation and hands it back to who sent it."""

from datetime import date

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.routing import Route

from bot.server.answering import json_of
from bot.web.kept.conversation import KeptConversation, parse_conversation
from bot.web.kept.file_name import file_name
from bot.web.kept.markdown import markdown_of


def saving_routes() -> list[Route]:
    """Return the address at which a conversation is saved."""
    one_at_a_time = CapacityLimiter(1)  # a Word file takes a tenth of a second

    async def save(request: HttpRequest) -> Response:
        """Answer with the file of a conversation. Raises BadInputError."""
        conversation = parse_conversation(await json_of(request))
        today = date.today()
        body, kind, ending = await to_thread.run_sync(
            _file, conversation, today, limiter=one_at_a_time
        )
        name = file_name(today, conversation.turns[0].question, ending)
        # Nothing in the name needs escaping.
        disposition = f"attachment; filename=\"{name}\"; filename*=UTF-8''{name}"
        return Response(body, media_type=kind, headers={"content-disposition": disposition})

    return [Route("/chat/save", save, methods=["POST"])]


def _file(conversation: KeptConversation, today: date) -> tuple[bytes, str, str]:
    if conversation.format == "markdown":
        return markdown_of(conversation, today).encode(), "text/markdown", "md"
    from bot.web.kept.word import MEDIA_TYPE, word_of  # loaded by the first who wants it

    return word_of(conversation, today), MEDIA_TYPE, "docx"
