"""Tunes the general bundled encoder on members' questions and ministers' replies.

    python -m training ../shared FOLDER

FOLDER gets the checkpoint, the held-out curve (curve.jsonl) and at the end the weights, which are
shipped by copying them to embeddings/encoders. The same command goes on where an interrupted one
stopped. The defaults made the shipped encoder; the options are what was compared: README.md.
"""

import argparse
import sys
from dataclasses import fields
from pathlib import Path

from embeddings.encoders.e5_weights import read_weights, weights_file
from training import manual_pages
from training.batches import GENERAL, Batches, Forms
from training.pack import pack
from training.run import Run
from training.settings import Settings, Tuned
from training.sources import CORPORA, FRANCE, SCOTLAND, UK
from training.texts import read_texts

SHARES = {UK: 0.42, FRANCE: 0.28, SCOTLAND: 0.15, GENERAL: 0.15}  # of the batches
WEIGHTS = "parliament-e5-small.npz"
_PAGES = "apt-get install manpages manpages-dev manpages-fr manpages-fr-dev"


def main() -> None:
    """Run the command."""
    arguments = _parser().parse_args()
    folder: Path = arguments.folder
    pages = manual_pages.read_pages()
    if not pages:
        sys.exit(f"no manual pages in both languages in {manual_pages.FOLDER}: {_PAGES}")
    cache = arguments.neighbours or folder
    texts = read_texts(arguments.shared, pages, arguments.without, cache)
    settings = Settings(
        **{field.name: getattr(arguments, field.name) for field in fields(Settings)}
    )
    batches = Batches(
        texts.corpora,
        texts.pages,
        {kind: share for kind, share in SHARES.items() if kind not in arguments.without},
        Forms(0, 0, 0) if arguments.own_form else Forms(),
        settings,
    )
    try:
        run = Run(folder, settings, batches, lambda told: print(told, flush=True))
    except ValueError as error:
        sys.exit(str(error))
    run.train(texts.searches, arguments.every)
    if settings.tuned is Tuned.SCALES:
        pack(folder / WEIGHTS, run.model, read_weights(weights_file()))
        print(f"written: {folder / WEIGHTS}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m training",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    usual = Settings()
    parser.add_argument("shared", type=Path, help="holds data/ and eval/")
    parser.add_argument("folder", type=Path, help="of this run")
    parser.add_argument("--without", choices=CORPORA, action="append", default=[])
    parser.add_argument("--seed", type=int, default=usual.seed)
    parser.add_argument("--steps", type=int, default=usual.steps)
    parser.add_argument("--size", type=int, default=usual.size, help="pairs in a batch")
    parser.add_argument("--tuned", type=Tuned, choices=list(Tuned), default=usual.tuned)
    parser.add_argument("--layers", type=int, default=usual.layers, help="tuned, the last ones")
    parser.add_argument("--rate", type=float, default=usual.rate, help="highest learning rate")
    parser.add_argument("--taught", type=float, default=usual.taught, help="weight of distillation")
    parser.add_argument("--easy", dest="hard", action="store_false", help="no hard negatives")
    parser.add_argument("--own-form", action="store_true", help="questions as they were asked")
    parser.add_argument("--every", type=int, default=100, help="steps between points of the curve")
    parser.add_argument("--neighbours", type=Path, help="folder to keep them in for other runs")
    return parser


if __name__ == "__main__":
    main()
