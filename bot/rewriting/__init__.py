"""Turns a follow-up or a bare topic into a question that can be understood on its own.

Nothing here knows what the corpus contains.
"""
