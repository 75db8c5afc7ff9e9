"""The chat page: the same pipeline as the command line, with sources and quotes beside the answer.

Answers are shown as plain text, never as Markdown or HTML, so nothing that stands in a document or
a question is interpreted. The page works offline: no font, script or counter from elsewhere.
"""

import os

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")

import sys
from collections.abc import Sequence
from html import escape
from importlib.resources import files
from typing import Any

import gradio as gr

from bot.messages import say
from bot.panel import panel_html
from bot.pipeline import Pipeline
from bot.question import MAX_CHARACTERS
from bot.translate import translate
from bot.wording import coverage_line
from embeddings.encoder import EncoderUnavailableError
from embeddings.generation import NoGenerationError
from embeddings.search import EncoderMismatchError

_LABELS = {
    key: {"fr": say(f"page_{key}", "fr"), "en": say(f"page_{key}", "en")}
    for key in ("chat", "question", "placeholder", "ask", "clear", "examples")
}
_EXAMPLES = 3
_QUEUE = 64  # questions that may wait; beyond it the page says that it is busy
_FONTS = ["system-ui", "sans-serif"]

Message = dict[str, Any]


def build_page(pipeline: Pipeline) -> tuple[gr.Blocks, gr.I18n]:
    """Return the page and its labels in both languages, ready to be launched."""
    labels = gr.I18n(
        **{code: {k: both[code] for k, both in _LABELS.items()} for code in ("fr", "en")}
    )
    with gr.Blocks(title="parlebot", fill_width=True, analytics_enabled=False) as page:
        heading = gr.HTML("", elem_id="about")
        with gr.Row():
            with gr.Column(scale=3):
                chat = gr.Chatbot(
                    label=labels("chat"),
                    render_markdown=False,
                    height=520,
                    buttons=["copy"],
                    feedback_options=None,
                    elem_id="chat",
                )
                with gr.Row():
                    box = gr.Textbox(
                        label=labels("question"),
                        placeholder=labels("placeholder"),
                        max_length=MAX_CHARACTERS,
                        scale=5,
                        autofocus=True,
                        elem_id="question",
                    )
                    button = gr.Button(labels("ask"), variant="primary", scale=1, elem_id="ask")
                titles = pipeline.example_titles(_EXAMPLES)
                if titles:
                    gr.Examples([[title] for title in titles], box, label=labels("examples"))
                clear = gr.Button(labels("clear"), size="sm")
            with gr.Column(scale=2):
                panel = gr.HTML("", elem_id="sources")

        def welcome(request: gr.Request) -> str:
            """Fill the heading in the browser's language, with the coverage of this moment."""
            return _heading(pipeline, _browser_language(request))

        page.load(welcome, None, heading, api_visibility="private", show_progress="hidden")

        def reply(
            question: str, messages: list[Message], request: gr.Request
        ) -> tuple[str, list[Message], str]:
            """Answer the question in the box."""
            return _reply(pipeline, question, messages, _browser_language(request))

        for trigger in (box.submit, button.click):
            trigger(
                reply,
                [box, chat],
                [box, chat, panel],
                api_visibility="private",
                show_progress="minimal",
            )
        clear.click(lambda: ([], ""), None, [chat, panel], api_visibility="private")
    page.queue(max_size=_QUEUE)
    return page, labels


def serve(pipeline: Pipeline, host: str, port: int) -> None:
    """Serve the page until interrupted. Port 0 takes any free one."""
    page, labels = build_page(pipeline)
    page.launch(
        server_name=host,
        server_port=port or None,
        share=False,
        theme=gr.themes.Base(font=_FONTS, font_mono=["monospace"]),
        css=files("bot").joinpath("page.css").read_text("utf-8"),
        i18n=labels,
        footer_links=[],
        ssr_mode=False,
        enable_monitoring=False,
        show_error=False,
        quiet=True,
        prevent_thread_lock=True,
    )
    sys.stdout.write(f"{page.local_url}\n")  # port 0 is known only now
    sys.stdout.flush()
    page.block_thread()


def _reply(
    pipeline: Pipeline, question: str, messages: Sequence[Message], language: str
) -> tuple[str, list[Message], str]:
    history = [
        text for message in messages if message["role"] == "user" if (text := _text(message))
    ]
    try:
        answer = pipeline.ask(question, history=history, default_language=language)
    except (NoGenerationError, EncoderUnavailableError, EncoderMismatchError) as error:
        return question, [*messages, _said("assistant", translate(str(error), language))], ""
    text = answer.answer
    if answer.standalone != answer.question and answer.sources:
        text = f"({answer.standalone})\n\n{text}"
    shown = [*messages, _said("user", answer.question), _said("assistant", text)]
    return "", shown, panel_html(answer)


def _browser_language(request: gr.Request) -> str:
    return "fr" if request.headers.get("accept-language", "").lower().startswith("fr") else "en"


def _said(role: str, text: str) -> Message:
    return {"role": role, "content": text}


def _text(message: Message) -> str:
    """Return the words of a message, which the page sends back as text or as a list of parts."""
    content = message["content"]
    if isinstance(content, str):
        return content
    return " ".join(part.get("text", "") for part in content if isinstance(part, dict))


def _heading(pipeline: Pipeline, language: str) -> str:
    """Return title, what this is, and what is searched, as HTML."""
    coverage = pipeline.coverage()
    banner = ""
    if coverage.fictional:
        banner = (
            f'<p role="note" class="pb-fictional"><strong>'
            f"{escape(say('notice_fictional', language))}</strong></p>"
        )
    return (
        f'<div lang="{language}"><h1>parlebot</h1>{banner}'
        f"<p>{escape(say('page_about', language))}<br>"
        f"<small>{escape(coverage_line(coverage, language))}</small></p></div>"
    )
