"""The question as typed: checked, personal data taken out, what kind it is and what it asks for.

Nothing is searched here.
"""
