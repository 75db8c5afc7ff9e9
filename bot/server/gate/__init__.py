"""What every connection and request must pass before any work is done for it.

It sets limits; it never answers a question.
"""
