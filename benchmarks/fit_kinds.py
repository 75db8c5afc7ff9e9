"""Fits the classifier of kinds; prints what slips through on questions it has not seen.

    python -m benchmarks.fit_kinds EVAL_FOLDER [--encoder NAME] [--write]

Fitted on train-*.jsonl of EVAL_FOLDER (../shared/eval), on question_kinds.json beside this file,
written by us, and on the questions of our labels (docs/labels.md), which are of policy; measured on
the rest. It takes about two minutes, most of it encoding. With
--write, it becomes the classifier of the encoder NAME (embeddings/encoders/fits.py).
"""

import argparse
import json
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from benchmarks.fitted import write
from benchmarks.pools import LABELS, LANGUAGES, lines
from bot.question.kinds import QuestionKind, features
from embeddings.encoders.encoder import Encoder
from embeddings.encoders.identity import BUNDLED
from embeddings.encoders.load import open_encoder

WRITTEN = Path(__file__).with_name("question_kinds.json")
ANSWERABLE = "answerable"
POLICY = (ANSWERABLE, "near", "absent", "policy")  # ministers could answer, or have
STRENGTH = 10.0  # inverse of the regularisation; 3 to 30 measure alike
CITIZENS_WEIGHT = 3  # of a question of train-*.jsonl, made like those asked, beside one of ours
OF_POLICY_WEIGHT = 0.3  # of a question of our labels: there are more than of all the others
LOST = (0.015, 0.03, 0.05)  # shares of the answerable questions that may be turned away


class Question(NamedTuple):
    """A question with its label and what the classifier sees of it."""

    label: str
    seen: np.ndarray


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("eval_folder", type=Path)
    parser.add_argument("--encoder", default=BUNDLED)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    encoder = open_encoder(arguments.encoder)
    paths = sorted(p for p in arguments.eval_folder.glob("*.jsonl") if p.stem != "followups")
    asked = [q for p in paths if p.stem.startswith("train-") for q in labelled(p, encoder)]
    ours = written(encoder)
    of_policy = typed(encoder)
    train = asked + ours + of_policy
    rest = [q for p in paths if not p.stem.startswith("train-") for q in labelled(p, encoder)]
    fitted = LogisticRegression(C=STRENGTH, max_iter=5000).fit(
        np.stack([q.seen for q in train]),
        [kind_of(q.label) for q in train],
        sample_weight=np.repeat(
            [CITIZENS_WEIGHT, 1, OF_POLICY_WEIGHT], [len(asked), len(ours), len(of_policy)]
        ),
    )
    order = [list(fitted.classes_).index(kind) for kind in QuestionKind]
    model = {
        "fitted_by": "python -m benchmarks.fit_kinds ../shared/eval --write",
        "fitted_on": f"{len(train)} questions of train-*.jsonl, question_kinds.json and labels",
        "intercepts": rounded(fitted.intercept_[order]),
        "weights": {
            kind: np.round(row.astype(float), 2).tolist()
            for kind, row in zip(QuestionKind, fitted.coef_[order], strict=True)
        },
    }
    if arguments.write:
        write("kinds", model, encoder.identity)
    report(rest, fitted.predict_proba(np.stack([q.seen for q in rest]))[:, order])


def labelled(path: Path, encoder: Encoder) -> list[Question]:
    """Return the questions of an evaluation file in both languages."""
    items = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [
        Question(item.get("kind", ANSWERABLE), seen(item[language], language, encoder))
        for item in items
        for language in ("en", "fr")
    ]


def written(encoder: Encoder) -> list[Question]:
    """Return our own questions in both languages."""
    pairs = json.loads(WRITTEN.read_text("utf-8"))
    return [
        Question(kind, seen(text, language, encoder))
        for kind in QuestionKind
        for pair in pairs[kind]
        for language, text in zip(("en", "fr"), pair, strict=True)
    ]


def typed(encoder: Encoder) -> list[Question]:
    """Return the questions of our labels, topics among them, in both languages.

    Whether a reply was found for them or not, ministers could be asked them.
    """
    return [
        Question(QuestionKind.POLICY, seen(item[language], language, encoder))
        for path in sorted(LABELS.glob("*.jsonl"))
        for item in lines(path)
        for language in LANGUAGES
        if language in item
    ]


def seen(text: str, language: str, encoder: Encoder) -> np.ndarray:
    return features(text, language, encoder.encode_query(text))


def kind_of(label: str) -> str:
    return QuestionKind.POLICY.value if label in POLICY else label


def rounded(values: np.ndarray) -> dict[str, float]:
    return dict(zip(QuestionKind, np.round(values.astype(float), 2).tolist(), strict=True))


def report(rest: list[Question], shares: np.ndarray) -> None:
    policy, labels = shares[:, 0], np.array([q.label for q in rest])
    answerable = policy[labels == ANSWERABLE]
    limits = [np.quantile(answerable, share) for share in LOST]
    print(f"{'kind':10s} number  area  let through at {', '.join(f'{s:.1%}' for s in LOST)} lost")
    for kind in QuestionKind:
        own = policy[labels == kind]
        if len(own):
            truth = np.r_[np.ones(len(answerable)), np.zeros(len(own))]
            area = roc_auc_score(truth, np.r_[answerable, own])
            through = ", ".join(f"{(own >= limit).mean():.2f}" for limit in limits)
            print(f"{kind:10s} {len(own):6d}  {area:.3f}  {through}")


if __name__ == "__main__":
    main()
