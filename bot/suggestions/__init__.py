"""What the page suggests to ask: questions that the index at hand was found to answer.

Frames and everyday questions are data, per language; nothing here writes an answer.
"""
