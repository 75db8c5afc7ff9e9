"""The optional chat model: its settings, its prompts, and the checks on what it writes.

When no model is set, only the settings are ever read.
"""
