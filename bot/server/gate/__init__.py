"""What every connection and request passes before anything is done for it.

Bounds, never answers.
"""
