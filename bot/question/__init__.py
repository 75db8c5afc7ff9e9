"""The question as typed: validated, personal data masked, its kind, and what it asks for.

Nothing is searched here.
"""
