"""The optional chat model: its settings, what it is asked, and the checks on what it writes.

Without one set, only the settings are ever read.
"""
