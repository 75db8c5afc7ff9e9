"""What readers say of an answer, kept where the operator wants it.

Nothing that personal data could be read from is kept.
"""
