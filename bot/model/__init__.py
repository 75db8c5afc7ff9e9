"""The chat model, if one is set: asked, read as it writes, every statement checked.

Without a model nothing of this room is loaded.
"""
