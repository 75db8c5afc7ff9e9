"""Turns a follow-up or a bare topic into a question that can be understood on its own.

Only new_subject.py looks into the corpus.
"""
