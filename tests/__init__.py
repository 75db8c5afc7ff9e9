"""The tests, folder by folder as the product."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
