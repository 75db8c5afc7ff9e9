"""Asks questions with known answers exactly as a citizen would, and reports the results.

The metrics themselves are in embeddings/measure.
"""
