"""Makes a question that can be understood alone of a follow-up or a bare topic.

Nothing here knows what the corpus holds.
"""
