"""Readers' feedback on answers, kept only if the operator wants it.

Nothing that could reveal personal data is kept.
"""
