"""Fits how close a chat model's statement must be to its quotes; prints what it lets through.

    python -m benchmarks.fit_statements [--encoder NAME] [--write]

Fitted on the 100 fictional statements of the tests (honest_statements.json), written by us: hardly
any of them may be taken out. What is let through is measured on the same statements with the quotes
of another reply. With --write, it is written for the encoder NAME (embeddings/encoders/fits.py).
"""

import argparse
import json
import math
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from benchmarks.fitted import write
from bot.answers.answer import Source
from bot.answers.quote import Quote
from bot.entailment.find_quote import find_quote
from bot.language_model.output import Claim
from bot.language_model.statement_check import FEW, Closeness, Measured, StatementChecker
from corpus.ingestion.ingest import SAMPLE, ingest
from corpus.records.record import ReplyRecord, Status
from corpus.store.store import Store
from embeddings.encoders.encoder import Encoder
from embeddings.encoders.identity import BUNDLED
from embeddings.encoders.load import open_encoder
from tests.embeddings.fictional_parts import Remembering

STATEMENTS = Path(__file__).parents[1] / "tests" / "bot" / "language_model"
PLACES = 100  # of a cosine: thresholds are whole hundredths, that of the mean half ones
MARGINS = (0.02, 0.2)  # tried for figures: what is nearer by less may be so by chance
PAIRS = 30  # of a statement and another reply


class Case(NamedTuple):
    """A statement with the reply it is of, or another."""

    claim: Claim
    language: str
    source: Source
    quotes: tuple[Quote, ...]

    @property
    def is_same(self) -> bool:
        """Whether statement and reply are in one language."""
        return self.language == self.source.record.language

    def checker(self, encoder: Encoder, closeness: Closeness | None = None) -> StatementChecker:
        """Return a checker of the statement, with `closeness` or the encoder's own."""
        checker = StatementChecker("?", self.language, [self.source], encoder)
        if closeness:
            checker.closeness = closeness
        return checker

    def measured(self, encoder: Encoder) -> Measured:
        """Return the cosines of the statement."""
        return self.checker(encoder).measured(self.claim.text, self.source, self.quotes)

    def reason(self, encoder: Encoder, closeness: Closeness) -> str:
        """Return why the statement is taken out, or ""."""
        return self.checker(encoder, closeness).check(self.claim).reason

    def is_close(self, encoder: Encoder, closeness: Closeness) -> bool:
        """Return whether the statement passes the check of its meaning."""
        checker = self.checker(encoder, closeness)
        return checker.is_close(self.claim.text, self.source, self.quotes)


def honest() -> list[Case]:
    """Return the statements of the tests."""
    file = json.loads((STATEMENTS / "honest_statements.json").read_text("utf-8"))
    records = {r["uid"]: _record(r) for r in file["records"]} | _sample()
    cases = []
    for one in file["statements"]:
        record = records[one["uid"]]
        quotes = tuple(q for words in one["quotes"] if (q := find_quote(words, record)))
        claim = Claim(one["text"], 1, tuple(one["quotes"]))
        cases.append(Case(claim, one["language"], Source(1, record, (), ()), quotes))
    return cases


def _record(values: dict) -> ReplyRecord:
    return ReplyRecord(
        source="FILE",
        kind="QE",
        title="",
        question="",
        status=Status.ANSWERED,
        ministry="",
        **values,
    )


def _sample() -> dict[str, ReplyRecord]:
    with TemporaryDirectory() as folder, Store(Path(folder) / "corpus.sqlite") as store:
        ingest(store, [SAMPLE], lambda done, total: None)
        return {record.uid: record for record in store.records()}


def fit(cases: list[Case], encoder: Encoder) -> Closeness:
    """Return the thresholds under which hardly any of the honest `cases` stay."""
    found = [(case.is_same, case.measured(encoder)) for case in cases]
    lowest = {own: min(m.nearness for same, m in found if same == own) for own in (True, False)}
    leads = sorted(
        m.nearness - sum(m.others) / len(m.others) for _, m in found if len(m.others) >= FEW
    )
    behind = max(max(m.others) - m.nearness for _, m in found if m.others)
    closeness = Closeness(
        same_language=math.floor(lowest[True] * PLACES - 0.5) / PLACES,
        other_language=math.floor(lowest[False] * PLACES - 0.5) / PLACES,
        above_mean=math.floor(leads[1] * 2 * PLACES) / (2 * PLACES),  # one of them may stay under
        below_nearest=math.ceil(behind * PLACES) / PLACES,
        figure_margin=MARGINS[0],
    )
    while any(case.reason(encoder, closeness) == "place" for case in cases):
        closeness = closeness._replace(figure_margin=round(closeness.figure_margin + 0.01, 2))
        if closeness.figure_margin > MARGINS[1]:
            raise SystemExit("some statement is taken out for the place of a figure at any margin")
    return closeness


def report(cases: list[Case], encoder: Encoder, closeness: Closeness) -> None:
    removed = [case for case in cases if case.reason(encoder, closeness)]
    print(f"{len(removed)} of {len(cases)} honest statements taken out")
    for same in (True, False):
        pairs = [
            case._replace(source=other.source, quotes=other.quotes)
            for case in cases
            for other in cases
            if other.source.record.uid != case.source.record.uid
            and (case.language == other.source.record.language) == same
        ]
        moved = pairs[:: max(1, len(pairs) // PAIRS)]
        through = [case.is_close(encoder, closeness) for case in moved]
        language = "one language" if same else "two languages"
        print(f"of {len(moved)} on another reply, {language}: ", end="")
        print(f"{sum(through) / len(moved):.3f} found close")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--encoder", default=BUNDLED)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    encoder, cases = Remembering(open_encoder(arguments.encoder)), honest()
    closeness = fit(cases, encoder)
    values = {
        "fitted_by": "python -m benchmarks.fit_statements --write",
        "fitted_on": f"{len(cases)} fictional statements of honest_statements.json",
        "thresholds": closeness._asdict(),
    }
    print(json.dumps(values, indent=1))
    if arguments.write:
        write("statements", values, encoder.identity)
    report(cases, encoder, closeness)


if __name__ == "__main__":
    main()
