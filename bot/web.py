"""The chat page: the same pipeline as the command line, with sources and quotes beside the answer.

Gradio serves the page and its two-way traffic (queue, streaming); what is on the page is HTML of
ours, made on the server, where all that comes from a document or a person is escaped, and put in
its place by `page.js`. The server keeps nothing of a conversation: the browser sends the earlier
questions along. The page works offline: no font, script or counter from elsewhere.
"""

import os

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("GRADIO_RUN_HISTORY", "False")  # else Gradio keeps questions of its own

from collections.abc import Iterator
from hashlib import sha256
from importlib.resources import files
from typing import Any

import gradio as gr
from fastapi import FastAPI
from gradio.events import api
from markupsafe import Markup
from starlette.responses import Response

from bot.answer import Answer
from bot.messages import say
from bot.panel import panel_html, record_html
from bot.pipeline import Pipeline
from bot.publisher import Publisher
from bot.security_headers import FOREVER
from bot.serve_settings import ServeSettings
from bot.translate import translate
from bot.web_answer import after_html, statements_html, understood_html
from bot.web_export import turn_markdown
from bot.web_filters import ChoiceError, chosen
from bot.web_frame import frame_html
from embeddings.encoder import EncoderUnavailableError
from embeddings.generation import NoGenerationError
from embeddings.search import EncoderMismatchError

_EARLIER = 8  # questions of a conversation that are read; a browser may send what it likes
# One function's body together; page.js begins at its end, when all its names are there.
_SCRIPTS = ("page_server.js", "page_panel.js", "page_useful.js", "page.js")
_FONTS = ["system-ui", "sans-serif"]
_UNABLE = (NoGenerationError, EncoderUnavailableError, EncoderMismatchError)

Event = dict[str, Any]  # JSON for page.js


def build_page(pipeline: Pipeline, publisher: Publisher, *, asks_if_useful: bool) -> gr.Blocks:
    """Return the page, ready to be mounted."""

    def frame(language: str) -> str:
        """Return the page around the answers in a language."""
        try:
            return frame_html(
                pipeline, publisher, _language(language), asks_if_useful=asks_if_useful
            )
        except NoGenerationError as error:
            return _error_html(str(error), _language(language))

    def ask(question: str, history: list[str], options: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Answer a question, statement by statement."""
        yield from answer_events(pipeline, question, history, options)

    def record(uid: str, language: str) -> str:
        """Return a reply in full."""
        return _record(pipeline, uid, _language(language))

    page = gr.Blocks(title="parlebot", fill_width=True, analytics_enabled=False)
    with page:
        gr.Column(elem_id="pb-app")  # not gr.HTML, which evaluates its text as a script
        api(ask, api_name="ask", api_visibility="undocumented")
        api(frame, api_name="frame", queue=False, api_visibility="undocumented")
        api(record, api_name="record", queue=False, api_visibility="undocumented")
    return page


def mount_page(
    app: FastAPI,
    pipeline: Pipeline,
    settings: ServeSettings,
    publisher: Publisher,
    *,
    asks_if_useful: bool,
) -> None:
    """Put the page at the root of `app`, and its script beside it."""
    page = build_page(pipeline, publisher, asks_if_useful=asks_if_useful)
    page.queue(max_size=settings.queue, default_concurrency_limit=settings.concurrency)
    script = f"(() => {{{''.join(map(_file, _SCRIPTS))}}})();"
    version = sha256(script.encode()).hexdigest()[:16]

    @app.get("/page.js")
    def page_script() -> Response:
        """Return the page's script; its address changes with its text."""
        return Response(script, media_type="text/javascript", headers={"cache-control": FOREVER})

    gr.mount_gradio_app(
        app,
        page,
        path="/",
        root_path=settings.root_path or None,
        theme=gr.themes.Base(font=_FONTS, font_mono=["monospace"]),
        # Not Gradio's `css`: it rewrites selectors and drops rules that it does not know.
        head=f'<style>{_file("page.css")}</style><script src="page.js?{version}" defer></script>',
        footer_links=[],
        ssr_mode=False,
        enable_monitoring=False,
        show_error=False,
        run_history=False,
    )


def answer_events(
    pipeline: Pipeline, question: object, history: object, options: object
) -> Iterator[Event]:
    """Yield what is being done, then the answer as it grows; each event holds all so far.

    `state` is "searching" (with `text`), "answering" or "done" (with `html` and the rest), or
    "error" (with `html`). `options` are the page's choices (`bot.web_filters`) and its language.
    What is not of the kind that the page sends counts as nothing.
    """
    choices = options if isinstance(options, dict) else {}
    spoken = _language(choices.get("language"))
    earlier = history[-_EARLIER:] if isinstance(history, list) else []
    try:
        filters, without = chosen(choices, spoken)
        replies = pipeline.index().manifest.replies
        yield {"state": "searching", "text": say("page_searching", spoken, replies=replies)}
        answer = pipeline.ask(
            question if isinstance(question, str) else "",
            filters,
            history=[text for text in earlier if isinstance(text, str)],
            default_language=spoken,
            without=without,
        )
    except (ChoiceError, *_UNABLE) as error:
        yield {"state": "error", "html": _error_html(str(error), spoken)}
    else:
        yield from _told(answer)


def _told(answer: Answer) -> Iterator[Event]:
    lines = statements_html(answer)
    base = {"lang": answer.language, "understood": understood_html(answer)}
    for count in range(1, len(lines)):
        yield base | {"state": "answering", "html": "".join(lines[:count])}
    yield base | {
        "state": "done",
        "status": answer.status.value,
        "html": "".join(lines),
        "after": after_html(answer),
        "panel": panel_html(answer) if answer.sources or answer.retrieved else "",
        "markdown": turn_markdown(answer),
        "uids": [source.record.uid for source in answer.sources],
    }


def _record(pipeline: Pipeline, uid: str, language: str) -> str:
    sharing = pipeline.index().texts.sharing(str(uid))
    if not sharing:
        return _error_html(say("page_record_gone", language), language)
    return record_html(sharing[0], sharing[1:], language)


def _error_html(message: str, language: str) -> str:
    text = translate(message, language)
    return str(Markup('<p class="pb-error" lang="{}">{}</p>').format(language, text))


def _language(value: object) -> str:
    return "en" if value == "en" else "fr"


def _file(name: str) -> str:
    return files("bot").joinpath(name).read_text("utf-8")
