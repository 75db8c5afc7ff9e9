"""Tunes the bundled encoder on members' questions and ministers' replies.

No part of what is installed: data in, weights out (`python -m training --help`).
"""
