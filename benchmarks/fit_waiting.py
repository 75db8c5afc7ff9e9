"""Fits how near a question without a reply must be to be taken for the one that was asked.

    python -m benchmarks.fit_waiting HOME EVAL_FOLDER [--write]

HOME holds the index of all records the questions are about; EVAL_FOLDER is ../shared/eval, of which
train-*.jsonl are asked, each in the source of its records. Measured are the cosines with members'
questions that are near and were not meant: a question without a reply must be nearer than most of
them. The shares are those that went without a false alarm in 676 training questions before.
"""

from pathlib import Path

import numpy as np

from benchmarks.fit_fusion import questions
from benchmarks.fitted import fit_of_home, write
from embeddings.encoders.encoder import Encoder
from embeddings.search.filters import Filters
from embeddings.search.index import Index
from embeddings.texts.passages import KeyKind

FROM, ALONE = 0.145, 0.682  # shares of what was not meant that is less near
LEAD = 0.974  # deviations of it by which it must be nearer than any answered question


def not_meant(index: Index, encoder: Encoder, folder: Path) -> np.ndarray:
    """Return for each search the cosine of the nearest member's question that was not meant."""
    cosines = []
    for item in questions(folder, train=True):
        gold = {record.group for uid in item["gold"] if (record := index.find(uid))}
        own = Filters(source="UK" if item["corpus"] == "uk" else "AN")
        for language in ("en", "fr"):
            hits = index.search(item[language], language, encoder, own, 10).hits
            others = [h.similarity[KeyKind.QUESTION] for h in hits if h.record.group not in gold]
            cosines.append(max(others, default=0.0))
    return np.array(cosines)


def main() -> None:
    index, encoder, eval_folder, writes = fit_of_home(__doc__)
    cosines = not_meant(index, encoder, eval_folder)
    least, alone = np.quantile(cosines, (FROM, ALONE))
    values = {
        "fitted_by": "python -m benchmarks.fit_waiting HOME ../shared/eval --write",
        "fitted_on": f"{len(cosines)} searches for the questions of train-uk.jsonl, train-fr.jsonl",
        "from": round(float(least), 3),
        "alone": round(float(alone), 3),
        "lead": round(LEAD * float(cosines.std()), 3),
    }
    print(values)
    if writes:
        write("waiting", values, encoder.identity)


if __name__ == "__main__":
    main()
