"""Fits everything anew that is fitted on an encoder's vectors, for the encoder of HOME.

    python -m benchmarks.fit_all HOME EVAL_FOLDER [HOME...]

HOME holds the index of all records the questions are about; EVAL_FOLDER is ../shared/eval; further
homes hold the corpora of our labels (docs/labels.md), for what is fitted on them. Each fit prints
how it does on questions kept apart and is written (embeddings/encoders/fits.py).
"""

import argparse
import subprocess
import sys
from pathlib import Path

from embeddings.disk.home import Home
from embeddings.generation.manifest import Manifest, current_folder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("eval_folder", type=Path)
    parser.add_argument("labelled", type=Path, nargs="*")
    arguments = parser.parse_args()
    encoder = Manifest.read(current_folder(Home(arguments.home))).encoder.name
    homes = [str(home) for home in (arguments.home, *arguments.labelled)]
    both = [str(arguments.home), str(arguments.eval_folder)]
    fits = [  # in this order: the relevance is fitted on what the two before it say
        ("fit_fusion", both),
        ("fit_kinds", [str(arguments.eval_folder), "--encoder", encoder]),
        ("fit_answers", [*homes, "--eval", str(arguments.eval_folder)]),
        ("fit_waiting", both),
    ]
    for fit, given in fits:
        print(f"\n{fit}", flush=True)
        # In a process of its own, which reads what the one before has written.
        command = [sys.executable, "-m", f"benchmarks.{fit}", *given, "--write"]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
