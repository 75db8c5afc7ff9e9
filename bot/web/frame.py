"""The page around the answers: what it is, the question's form, the limits, who runs it.

All words are put in by `Markup.format`, which escapes them; form controls are the browser's own,
so that keyboards and screen readers know them.
"""

import json
from collections.abc import Iterable

from markupsafe import Markup

from bot.answering.pipeline import Pipeline
from bot.answers.wording import coverage_line
from bot.feedback.feedback import LONGEST_COMMENT, REASONS
from bot.languages.messages import say
from bot.web.about import about_html, about_line
from bot.web.filters import Choices, choices
from bot.web.publisher import Publisher
from corpus.files.beside import text_beside

_EXAMPLES = 3
_SCRIPTS = ("page_server.js", "page_panel.js", "page_useful.js", "page.js")  # in this order
# What the page's script says by itself, where no server can.
_SCRIPT_WORDS = (
    "waiting", "ready", "stopped", "busy", "limited", "failed", "unreachable", "retry", "edit",
    "link", "copied", "back", "export_of", "useful_thanks", "useful_not_sent",
)  # fmt: skip


def frame_html(
    pipeline: Pipeline, publisher: Publisher, language: str, *, asks_if_useful: bool = False
) -> str:
    """Return the page in `language`, with the coverage and choices of the current generation.

    `asks_if_useful`: whether readers are asked what they think of an answer.
    Raises NoGenerationError.
    """
    offered = choices(pipeline.index(), language)
    return str(
        Markup(
            '<div class="pb-page" lang="{language}" data-words="{words}">'
            '<a class="pb-skip" href="#pb-question">{skip}</a>{header}'
            '<div class="pb-columns"><div>'
            '<div role="log" aria-label="{chat}"><ol class="pb-turns"></ol></div>'
            "{form}{examples}{keep}</div>"
            '<aside class="pb-aside" aria-label="{sources}" tabindex="0">{no_source}</aside></div>'
            "{footer}{useful}</div>"
        ).format(
            language=language,
            words=json.dumps(_words(language), ensure_ascii=False),
            skip=say("page_skip", language),
            header=_header(pipeline, publisher, language),
            chat=say("page_chat", language),
            form=_form(offered, pipeline.max_characters, language),
            examples=_examples(pipeline, language),
            keep=_keep(language),
            sources=say("sources", language),
            no_source=_no_source(language),
            footer=about_html(pipeline, publisher, language, asks_if_useful=asks_if_useful),
            useful=_useful_html(language) if asks_if_useful else "",
        )
    )


def _words(language: str) -> dict[str, str]:
    places = {"day": "{day}"}
    return {name: say(f"page_{name}", language, **places) for name in _SCRIPT_WORDS}


def _header(pipeline: Pipeline, publisher: Publisher, language: str) -> Markup:
    coverage = pipeline.coverage()
    banner = (
        Markup('<p role="note" class="pb-fictional"><strong>{}</strong></p>').format(
            say("notice_fictional", language)
        )
        if coverage.fictional
        else ""
    )
    return Markup(
        '<header><div class="pb-title"><h1>parlebot</h1>{languages}</div>'
        '{banner}<p class="pb-about">{about}</p><p class="pb-coverage">{coverage}</p></header>'
    ).format(
        languages=_languages(language),
        banner=banner,
        about=about_line(pipeline, publisher, language),
        coverage=coverage_line(coverage, language),
    )


def _languages(language: str) -> Markup:
    buttons = Markup("").join(
        Markup('<button type="button" lang="{0}" data-language="{0}"{2}>{1}</button>').format(
            code, name, Markup(' aria-pressed="true"') if code == language else ""
        )
        for code, name in (("fr", "Français"), ("en", "English"))
    )
    return Markup('<div role="group" class="pb-languages" aria-label="{}">{}</div>').format(
        say("page_language", language), buttons
    )


def _form(offered: Choices, longest: int, language: str) -> Markup:
    return Markup(
        '<form class="pb-form"><label for="pb-question">{question}</label>'
        '<textarea id="pb-question" rows="2" maxlength="{limit}" placeholder="{placeholder}" '
        'aria-describedby="pb-keys"></textarea><p id="pb-keys" class="pb-hint">{keys}</p>'
        '<p class="pb-buttons"><button class="pb-primary" data-do="ask">{ask}</button> '
        '<button type="button" data-do="stop" hidden>{stop}</button></p>'
        '<p class="pb-status" role="status"></p>{filters}</form>'
    ).format(
        question=say("page_question", language),
        limit=longest,
        placeholder=say("page_placeholder", language),
        keys=say("page_keys", language),
        ask=say("page_ask", language),
        stop=say("page_stop", language),
        filters=_filters(offered, language),
    )


def _filters(offered: Choices, language: str) -> Markup:
    fields = Markup("")
    # With one country, or a source for each of them, there is nothing more to choose.
    if len(offered.countries) > 1:
        fields += _select("country", _options(offered.countries), language)
    if len(offered.sources) > max(1, len(offered.countries)):
        fields += _select("source", _options(offered.sources), language)
    groups = offered.ministries.items()
    fields += _select(
        "ministry",
        Markup("").join(
            Markup('<optgroup label="{}">{}</optgroup>').format(country, _options(names))
            for country, names in groups
        )
        if len(groups) > 1
        else Markup("").join(_options(names) for _, names in groups),
        language,
    )
    for name in ("since", "until"):
        fields += Markup(
            '<p><label for="pb-{name}">{label}</label>'
            '<input type="date" id="pb-{name}" name="{name}" min="{first}" max="{last}"></p>'
        ).format(
            name=name, label=say(f"page_{name}", language), first=offered.first, last=offered.last
        )
    return Markup(
        '<details class="pb-filters"><summary>{title} <span data-count></span></summary>'
        '<div class="pb-fields">{fields}</div>'
        '<p><label><input type="checkbox" name="limits" checked> {limits}</label></p>'
        '<p><button type="reset" data-do="reset">{reset}</button></p></details>'
    ).format(
        title=say("page_filters", language),
        fields=fields,
        limits=say("page_limits", language),
        reset=say("page_reset", language),
    )


def _select(name: str, options: Markup, language: str) -> Markup:
    return Markup(
        '<p><label for="pb-{name}">{label}</label><select id="pb-{name}" name="{name}">'
        '<option value="">{any}</option>{options}</select></p>'
    ).format(
        name=name,
        label=say(f"page_{name}", language),
        any=say("page_any", language),
        options=options,
    )


def _options(values: Iterable[tuple[str, str]]) -> Markup:
    return Markup("").join(
        Markup('<option value="{}">{}</option>').format(value, name) for value, name in values
    )


def _examples(pipeline: Pipeline, language: str) -> Markup:
    titles = pipeline.example_titles(_EXAMPLES)
    if not titles:
        return Markup("")
    items = Markup("").join(
        Markup('<li><button type="button" data-example><bdi>{}</bdi></button></li>').format(title)
        for title in titles
    )
    return Markup('<section class="pb-examples"><h2>{}</h2><ul>{}</ul></section>').format(
        say("page_examples", language), items
    )


def _keep(language: str) -> Markup:
    buttons = Markup(" ").join(
        Markup('<button type="button" data-do="{}">{}</button>').format(
            name, say(f"page_{name}", language)
        )
        for name in ("export", "print", "clear")
    )
    return Markup('<section class="pb-keep" hidden><h2>{}</h2><p>{}</p></section>').format(
        say("page_keep", language), buttons
    )


def _no_source(language: str) -> Markup:
    return Markup('<h2>{}</h2><p class="pb-note">{}</p>').format(
        say("sources", language), say("page_no_source", language)
    )


def _useful_html(language: str) -> Markup:
    """Return the question and the reasons, in a template."""
    return Markup(
        '<template data-useful><div role="group" aria-label="{asked}">'
        '<p data-first>{asked} <button type="button" data-verdict="yes">{yes}</button> '
        '<button type="button" data-verdict="no">{no}</button></p>'
        "<form hidden><fieldset><legend>{why}</legend>{reasons}</fieldset>"
        '<label>{comment} <textarea name="comment" rows="2" maxlength="{longest}"></textarea>'
        '</label><p class="pb-hint">{kept}</p><p><button class="pb-primary">{send}</button> '
        '<button type="button" data-verdict="cancel">{cancel}</button></p></form></div></template>'
    ).format(
        asked=say("page_useful", language),
        yes=say("page_useful_yes", language),
        no=say("page_useful_no", language),
        why=say("page_useful_why", language),
        reasons=Markup("").join(_reason(name, language) for name in REASONS),
        comment=say("page_useful_comment", language),
        longest=LONGEST_COMMENT,
        kept=say("page_useful_kept", language),
        send=say("page_useful_send", language),
        cancel=say("page_useful_cancel", language),
    )


def _reason(name: str, language: str) -> Markup:
    return Markup(
        '<label><input type="checkbox" name="reason" value="{name}"> {label}</label>'
    ).format(name=name, label=say(f"page_useful_{name}", language))


def page_style() -> str:
    """Return the page's style sheet."""
    return text_beside(__file__, "page.css")


def page_script() -> str:
    """Return the page's script: its files as the body of one function, whose names they share."""
    return f"(() => {{{''.join(text_beside(__file__, name) for name in _SCRIPTS)}}})();"
