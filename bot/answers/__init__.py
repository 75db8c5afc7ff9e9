"""The answer as a value, the quote that must stand in its reply, and how both are worded.

Nothing is decided here of what is answered.
"""
