"""Lets the reader tests share their fictional records."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))  # fictional_records is no test, but tests import it
