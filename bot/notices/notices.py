"""What a reader should know before trusting an answer: age, change of government, corrections.

A notice that applies to several replies is given once for all of them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta

from bot.answers.answer import Notice, Source
from bot.filters.question_filters import Origin, QuestionFilters, labels
from bot.languages.messages import country_name, day, quoted, say
from bot.notices.governments import change_since, known_to
from bot.notices.unanswered_part import unanswered_part
from bot.question.check import CheckedQuestion
from bot.question.kinds import asks_own_case
from bot.question.personal_data import Masked
from corpus.records.record import Status

OLD_AFTER_YEARS = 3
_DAYS_IN_YEAR = 365.25
_LAST_WORDS, _LAST_CHARACTERS = 4, 60  # by which a reader is shown where a question was cut
# With nothing known for so long, a change of government has become likely enough to be named: in
# France and the United Kingdom together, one was appointed every 6 months from 2022 to 2026.
_LIKELY_CHANGE = timedelta(days=180)
# The gravest first: what makes the answer wrong for the asker, then what makes it stale, then how
# it was found. A kind that is not named here stands after "part_unanswered".
_GRAVITY = (
    "fictional", "masked", "shortened", "model_failed", "model_denied", "chosen_by_model",
    "filters_dropped", "replies_differ",
    "part_unanswered", "", "own_case",
    "corrected", "undated", "age", "government_changed", "government_unknown", "language",
    "filters_found", "filters", "several_countries", "legal_value",
)  # fmt: skip
_FILTER_NOTICES = {Origin.FOUND: "filters_found", Origin.TAKEN_OFF: "filters_dropped"}
FIT_QUESTION = ("fictional", "filters")  # notices that make sense where nothing is quoted


def notices_on_sources(sources: Sequence[Source], language: str, today: date) -> list[Notice]:
    """Return the notices about the replies that an answer cites, most serious first."""
    found: list[Notice] = []
    if any(source.record.fictional for source in sources):
        found.append(Notice("fictional", say("notice_fictional", language)))
    found += _about_dates(sources, language, today)
    found += _about_governments(sources, language, today)
    corrected = [s for s in sources if s.record.status == Status.CORRECTED]
    if corrected:
        found.append(_of(corrected, "corrected", language))
    for own, foreign in _grouped(sources, lambda s: s.record.language):
        if own != language:
            name = say(f"language_{own}", language)
            found.append(_of(foreign, "language", language, spoken=name))
    if sources:
        found.append(Notice("legal_value", say("notice_legal", language)))
    return gravest_first(found)


def shortened_notices(whole: CheckedQuestion, read: CheckedQuestion) -> list[Notice]:
    """Return the notice that only the beginning of a question was read, if that is so."""
    if read == whole:
        return []
    end = " ".join(read.text.split()[-_LAST_WORDS:])[-_LAST_CHARACTERS:]
    return [Notice("shortened", say("notice_shortened", read.language, end=end))]


def masked_notices(masked: Masked, language: str) -> list[Notice]:
    """Return the notice about personal data masked in the question, if any."""
    if not masked.kinds:
        return []
    kinds = ", ".join(say(f"masked_{kind}", language) for kind in masked.kinds)
    return [Notice("masked", say("notice_masked", language, kinds=kinds))]


def part_notices(question: str, language: str, sources: Sequence[Source]) -> list[Notice]:
    """Return the notice about a part of `question` that the quotes seem not to answer, if any."""
    part = unanswered_part(question, sources)
    if not part:
        return []
    return [Notice("part_unanswered", say("notice_part_unanswered", language, part=part))]


def own_case_notices(question: str, language: str) -> list[Notice]:
    """Return the notice on where to turn for one's own case, if `question` is put that way."""
    if not asks_own_case(question):
        return []
    return [Notice("own_case", say("notice_own_case", language))]


def gravest_first(notices: Sequence[Notice]) -> list[Notice]:
    """Return `notices`, most serious first."""
    other = _GRAVITY.index("")
    return sorted(notices, key=lambda n: _GRAVITY.index(n.kind) if n.kind in _GRAVITY else other)


def filter_notices(filters: QuestionFilters, language: str) -> list[Notice]:
    """Return notices about the filters given, found in the question's words, or removed again."""
    told = []
    if given := filters.of(Origin.GIVEN):
        told.append(Notice("filters", say("notice_filters", language, filters=labels(given))))
    for origin, kind in _FILTER_NOTICES.items():
        if found := filters.of(origin):
            named = ", ".join(f"{one.label} ({quoted(one.words, language)})" for one in found)
            told.append(Notice(kind, say(f"notice_{kind}", language, filters=named)))
    return told


def _about_dates(sources: Sequence[Source], language: str, today: date) -> Iterator[Notice]:
    undated = [s for s in sources if s.record.answered_on is None]
    if undated:
        yield _of(undated, "undated", language)
    ages = {s.n: _years(s, today) for s in sources}
    old = [s for s in sources if ages[s.n] >= OLD_AFTER_YEARS]
    if old:
        oldest = max(old, key=lambda s: ages[s.n])
        answered = day(oldest.record.answered_on, language)
        # One reply is so many years old; several are at least as old as the youngest.
        years = min(ages[s.n] for s in old)
        yield _of(old, "age", language, years=years, day=answered)


def _about_governments(sources: Sequence[Source], language: str, today: date) -> Iterator[Notice]:
    # The sample's governments are fictional too.
    dated = [s for s in sources if s.record.answered_on and not s.record.fictional]
    for country, replies in _grouped(dated, lambda s: s.record.country):
        where = country_name(country, language)
        days = {s.n: s.record.answered_on or today for s in replies}
        changed = [s for s in replies if change_since(country, days[s.n])]
        if changed:
            # Of several, what is true of the newest is true of all.
            change = change_since(country, max(days[s.n] for s in changed))
            assert change
            elected = (
                say("notice_elected", language, day=day(change.elected_on, language))
                if change.elected_on
                else ""
            )
            yield _of(
                changed, "government_changed", language, country=where, name=change.head,
                day=day(change.appointed_on, language), elected=elected,
            )  # fmt: skip
        last = known_to(country)
        unknown = [
            s
            for s in replies
            if s not in changed and last and today - max(last, days[s.n]) >= _LIKELY_CHANGE
        ]
        if unknown:
            yield _of(
                unknown, "government_unknown", language, country=where, day=day(last, language)
            )


def _years(source: Source, today: date) -> int:
    answered_on = source.record.answered_on
    return int((today - answered_on).days / _DAYS_IN_YEAR) if answered_on else 0


def _of(sources: Sequence[Source], kind: str, language: str, **places: object) -> Notice:
    """Return the notice `kind` about the replies `sources`, by its message for one or for many."""
    numbers = [f"[{source.n}]" for source in sources]
    if len(numbers) == 1:
        return Notice(kind, say(f"notice_{kind}", language, n=sources[0].n, **places))
    listed = f"{', '.join(numbers[:-1])} {say('and', language)} {numbers[-1]}"
    return Notice(kind, say(f"notice_{kind}_many", language, n=listed, **places))


def _grouped(
    sources: Sequence[Source], key: Callable[[Source], str]
) -> list[tuple[str, list[Source]]]:
    """Return `sources` grouped by `key`, in the order in which each group first occurs."""
    groups: defaultdict[str, list[Source]] = defaultdict(list)
    for source in sources:
        groups[key(source)].append(source)
    return list(groups.items())
