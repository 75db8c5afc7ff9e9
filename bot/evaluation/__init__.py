"""Asks questions with known answers on the path that a citizen takes, and reports.

The measures themselves are in embeddings/measure.
"""
