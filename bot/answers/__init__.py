"""The answer as a value, the quote that must appear in its reply, and how both are worded.

What to answer is decided elsewhere.
"""
