"""The optional chat model: its settings, its connection, what it is asked and how that is read.

It chooses sentences by number and helps to search; when none is set, only the settings are read.
"""
