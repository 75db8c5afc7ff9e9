"""The answer as a value, the quote that must stand in its reply, and how both are worded.

What is answered is decided elsewhere.
"""
