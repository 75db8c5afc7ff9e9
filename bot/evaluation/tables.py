"""Prints the figures of an evaluation for people."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.evaluation.comparison import AGAINST, OWN, SIGNS, verdict
from bot.evaluation.report import RANKING_NAMES
from bot.languages.translate import translate
from corpus.text.message import message
from embeddings.encoders.identity import EncoderIdentity

_WIDEST = 1_000  # characters: more than any table needs
_ANSWERABLE = {
    **{name: name for name in RANKING_NAMES},
    "quote_hit": message("quote holds the answer"),
    "quote_hit_answered": message("the same, of those answered"),
    "refused": message("refused"),
    "plain": message("answered plainly"),
}
_KIND = {
    "answered": message("answered"),
    "answered_plain": message("answered plainly"),
    "answered_at_5_percent_refused": message("answered at 5 % refused"),
    "area_under_curve": message("area under curve"),
}
_GRADED = {
    "ndcg@10": "ndcg@10",
    "vital_shown": message("vital passages shown"),
    "quoted_relevant": message("quoted replies that are relevant"),
    "ideal_quoted": message("of the replies to quote, quoted"),
    "nothing_relevant": message("answerable, and nothing relevant shown"),
    "nothing_to_be_found": message("questions with nothing to be found"),
    "none_answered": message("of these, answered all the same"),
    "reserved": message("answers with reserve"),
    "words": message("words quoted in an answer, mean"),
}
_LANGUAGES = {
    "own_default": message("answered in the question's language, the default"),
    "other_default": message("the same, the other language being the default"),
}
_BINS = (message("probability"), "n", message("mean"), message("share right"))
_COSTS = {
    "seconds_to_open": (message("seconds to open"), 2),
    "milliseconds_a_question": (message("milliseconds a question, median"), 0),
    "characters_a_second": (message("characters embedded a second"), 0),
    "bytes_of_vectors": (message("bytes of vectors"), 0),
}
_ALL = message("all")
_UNMEASURED = "–"


def print_report(console: Console, figures: Mapping[str, Any], language: str) -> None:
    """Print what bot.evaluation.report.report returned, in `language`."""
    kinds = {kind: by["all"] for kind, by in figures["unanswerable"]["kinds"].items()}
    for title, rows, columns in (
        (message("Answerable questions"), figures["answerable"], _ANSWERABLE),
        (message("Questions that no record answers"), kinds, _KIND),
        (message("Broad questions, their replies graded"), figures["graded"], _GRADED),
    ):
        if any(values["n"] for values in rows.values()):
            _print_ranked(console, title, rows, columns, language)
    table = _table(("", ""), language)
    for label, value in _singles(figures):
        if value != _UNMEASURED:
            table.add_row(Text(translate(label, language)), value)
    _print(console, table)
    for title, bins in (
        (message("Is the probability to be believed?"), figures["calibration"]["bins"]),
        (
            message("Is the relevance of a reply to be believed?"),
            figures["relevance"]["all"]["bins"],
        ),
    ):
        if bins:
            _print_bins(console, title, bins, language)


def _singles(figures: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what each figure that stands alone is called, and its value."""
    languages = figures["languages"]
    yield from (
        (
            message("plain answers that cite a right record"),
            estimate(figures["plain_answers"]["right"]),
        ),
        (message("the same, cited first"), estimate(figures["plain_answers"]["first_right"])),
        *(
            (
                message("follow-ups with a right record in the first 3 ({asked})", asked=asked),
                estimate(by),
            )
            for asked, values in figures["followups"].items()
            for by in values.values()
        ),
        (message("share of quotes that are verified"), _number(figures["quotes"]["verified"])),
        (
            message("words quoted in an answer, mean"),
            _number(figures["quotes"]["mean_words"], digits=0),
        ),
        (
            message("words of an answer, mean"),
            _number(figures["quotes"]["mean_answer_words"], digits=0),
        ),
        (message("calibration error"), _number(figures["calibration"]["error"])),
        *(
            (
                message("calibration error of the relevance shown ({asked})", asked=asked),
                estimate(by["error"]),
            )
            for asked, by in figures["relevance"].items()
        ),
        *((label, estimate(languages[name])) for name, label in _LANGUAGES.items()),
        *(
            (
                message("milliseconds a question, median: {name}", name=name),
                _number(value, digits=0),
            )
            for name, value in figures["timings_ms"].items()
        ),
    )


def print_known_items(console: Console, figures: Mapping[str, Any], language: str) -> None:
    """Print what bot.evaluation.report.known_item_report returned, in `language`."""
    names = {name: name for name in RANKING_NAMES}
    title = message("Members' questions, searched among replies and titles only")
    _print_ranked(console, title, figures["known_items"], names, language)


def print_comparison(console: Console, figures: Mapping[str, Any], language: str) -> None:
    """Print what bot.evaluation.comparison.comparison returned, and what it means."""
    for side, sign in SIGNS.items():
        console.print(
            Text(f"{sign}  {EncoderIdentity(**figures['encoders'][side])}"), soft_wrap=True
        )
    console.print()
    table = _table(("", "n", *SIGNS.values(), " − ".join(reversed(SIGNS.values()))), language)
    for group, values in figures["ranking"].items():
        named = translate(_ALL, language) if group == _ALL else group
        for name in RANKING_NAMES:
            of_both = (estimate(values[name][side]) for side in (OWN, AGAINST))
            table.add_row(
                Text(f"{named}  {name}"),
                str(values["n"]),
                *of_both,
                _difference(values[name]["difference"]),
            )
    for name, (label, digits) in _COSTS.items():
        of_both = (_number(figures["costs"][side][name], digits) for side in (OWN, AGAINST))
        table.add_row(Text(translate(label, language)), "", *of_both, "")
    _print(console, table)
    console.print(Text(translate(verdict(figures), language)), soft_wrap=True)


def print_chat_gain(console: Console, figures: Mapping[str, Any], language: str) -> None:
    """Print how the answers to the same questions are without a chat model and with it."""
    headings = ("", "n", message("without"), message("with {model}", model=figures["model"]))
    table = _table(headings, language)
    sides = (figures["without"], figures["with"])
    for section, columns in (("answerable", _ANSWERABLE), ("graded", _GRADED)):
        of_both = [side[section]["all"] for side in sides]
        if of_both[0]["n"]:
            for name, label in columns.items():
                cells = (_cell(name, of_one[name]) for of_one in of_both)
                n = str(of_both[0]["n"])
                table.add_row(Text(translate(label, language)), n, *cells)
    for kind in figures["without"]["unanswerable"]["kinds"]:
        of_both = [side["unanswerable"]["kinds"][kind]["all"] for side in sides]
        label = message("answered all the same: {kind}", kind=kind)
        cells = (estimate(of_one["answered"]) for of_one in of_both)
        table.add_row(Text(translate(label, language)), str(of_both[0]["n"]), *cells)
    failed = message("questions for which the model failed")
    table.add_row(Text(translate(failed, language)), "", "", estimate(sides[1]["model_failed"]))
    times = (_number(side["timings_ms"].get("total"), digits=0) for side in sides)
    label = message("milliseconds a question, median: {name}", name="total")
    table.add_row(Text(translate(label, language)), "", *times)
    _print(console, table)


def estimate(figure: Mapping[str, float] | None, digits: int = 2) -> str:
    """Return a value with its interval, ".82 .76–.88", or a dash when nothing was measured."""
    if figure is None:
        return _UNMEASURED
    value, low, high = (_number(figure[name], digits) for name in ("value", "low", "high"))
    return f"{value} {low}–{high}"


def _print_ranked(
    console: Console,
    title: str,
    rows: Mapping[str, Mapping[str, Any]],
    columns: Mapping[str, str],
    language: str,
) -> None:
    """Print one row per figure and one column per question group: figures are many, groups few."""
    console.print(Text(translate(title, language), style="bold"))
    names = (_ALL if name == _ALL else name for name in rows)
    table = _table(("", *names), language)
    table.add_row("n", *(str(values["n"]) for values in rows.values()))
    for key, label in columns.items():
        table.add_row(
            Text(translate(label, language)), *(_cell(key, values[key]) for values in rows.values())
        )
    _print(console, table)


def _cell(name: str, figure: Mapping[str, float] | int | None) -> str:
    if isinstance(figure, int):
        return str(figure)
    return estimate(figure, digits=0 if name == "words" else 2)


def _print_bins(
    console: Console, title: str, bins: Sequence[Mapping[str, float]], language: str
) -> None:
    console.print(Text(translate(title, language), style="bold"))
    table = _table(_BINS, language)
    for line in bins:
        table.add_row(
            f"{_number(line['low'])}–{_number(line['high'])}",
            str(line["n"]),
            _number(line["mean_probability"]),
            _number(line["share_right"]),
        )
    _print(console, table)


def _table(headings: Sequence[str], language: str) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column(translate(headings[0], language), justify="left", no_wrap=True)
    for heading in headings[1:]:
        table.add_column(translate(heading, language), justify="right", no_wrap=True)
    return table


def _print(console: Console, table: Table) -> None:
    # A narrow terminal wraps what is too wide; a figure cut off with an ellipsis is lost.
    wide = console.options.update(width=_WIDEST)
    console.width = max(console.width, console.measure(table, options=wide).maximum)
    console.print(table)
    console.print()


def _difference(figure: Mapping[str, float]) -> str:
    """Return a difference with its interval, every sign shown: "+.05 [-.01, +.11]"."""
    value, low, high = (_number(figure[name], sign="+") for name in ("value", "low", "high"))
    return f"{value} [{low}, {high}]"


def _number(value: float | None, digits: int = 2, sign: str = "") -> str:
    """Return ".82" for a share below 1, as tables of shares are printed."""
    if value is None:
        return _UNMEASURED
    text = f"{value:{sign}.{digits}f}"
    return text.replace("0.", ".", 1) if digits and abs(value) < 1 else text
