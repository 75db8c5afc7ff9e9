"""The question as typed: validated, masked, its kind, its breadth, and what it asks for.

Nothing is searched here.
"""
