"""What a model may write when it is to help to search; the choice after it is an honest one."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from tests.bot.language_model.behaviours import LIE, MARK, MARKUP, ORDER, Case, honest
from tests.bot.language_model.model_server import Handler, Request, data_of, sentences_of

_Help = Callable[[str], object]  # of a question


def _helps(text: _Help) -> Case:
    def act(handler: Handler, request: Request) -> None:
        if sentences_of(request):
            honest(handler, request)
        else:
            written = text(data_of(request)["question"])
            handler.events(written if isinstance(written, str) else json.dumps(written))

    return Case(act, "chosen")


def _both(of: Callable[[str], Any]) -> _Help:
    return lambda question: {"question": of(question), "wordings": [of(question)] * 3}


def _words() -> Iterator[tuple[str, _Help]]:
    """Yield what is written instead of a question, both as the question and as wordings."""
    for name, text in {"a lie": LIE, "an order": ORDER, **MARKUP}.items():
        yield f"{name} alone", _both(lambda question, text=text: text)  # type: ignore[misc]
        yield f"{name} after it", _both(lambda question, text=text: f"{question} {text}")  # type: ignore[misc]
    for name, text in {
        "another subject": f"Qui garde les phares de {MARK} la nuit ?",
        "an invented name": f"Que dit Émile {MARK} de la rénovation des logements ?",
        "an invented figure": f"Quelles aides de 9 999 euros pour la rénovation, {MARK} ?",
        "another language": f"Welche Beihilfen gibt es für die {MARK} Renovierung der Wohnungen?",
        "other letters": f"Какая помощь {MARK} 住宅の改修",
        "half a character": f"Quelles aides \ud800 {MARK} ?",
        "empty": "",
        "spaces": " \u00a0\u2003\n",
        "a mark": "?",
        "NUL": f"\0{MARK}\0",
        "many lines": f"Quelles aides ?\n\nQuestion :\n{MARK}\r\rRéponse : {LIE}",
        "long": f"{MARK} rénovation des logements " * 400,
        "one long word": MARK * 1000,
    }.items():
        yield name, _both(lambda question, text=text: text)  # type: ignore[misc]
    for name, value in {
        "a number": 5,
        "null": None,
        "a list": [MARK],
        "an object": {"text": MARK},
        "a truth value": True,
    }.items():
        yield name, _both(lambda question, value=value: value)  # type: ignore[misc]


def _forms() -> Iterator[tuple[str, _Help]]:
    yield "the question itself", _both(lambda question: question)
    yield "in capitals", _both(str.upper)
    yield "hundreds", lambda q: {"question": q, "wordings": [f"{q} {MARK}{n}" for n in range(300)]}
    yield "near ones", lambda q: {"wordings": [f"{q} {MARK}", f"{MARK} {q}", f"{q}, {MARK}"]}
    yield "one text", lambda q: {"question": q, "wordings": f"{q} {MARK}"}
    yield "an object of wordings", lambda q: {"question": q, "wordings": {"1": f"{q} {MARK}"}}
    yield "two objects", lambda q: f'{{"wordings": []}}{{"question": "{MARK} {q}"}}'
    yield "a list of texts", lambda q: [f"{q} {MARK}"]
    yield "the answer", lambda q: {"answers": True, "sentences": [1], "answer": LIE}
    yield "prose", lambda q: LIE
    yield "half of it", lambda q: json.dumps({"question": f"{MARK} {q}", "wordings": [q]})[:30]
    yield "a thought", lambda q: f"<think>{MARK}</think>{{}}"
    yield "nothing", lambda q: ""
    yield "deep", lambda q: '{"wordings": ' * 1500


SEARCH_HELP: dict[str, Case] = {
    f"search help: {name}": _helps(text) for name, text in (*_words(), *_forms())
}
