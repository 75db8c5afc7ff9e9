"""Makes bot_parts, and the server of archives of the corpus tests, importable here."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))
sys.path.append(str(Path(__file__).parents[1] / "corpus"))
