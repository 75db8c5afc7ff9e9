"""Turns a follow-up or a bare topic into a question that can be understood alone.

Nothing here knows what the corpus holds.
"""
