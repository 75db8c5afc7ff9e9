"""The state of a home, what the doctor reports about it, and how damage is repaired.

Command-line options and printing belong in cli/.
"""
