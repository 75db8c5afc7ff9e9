"""The chat page as HTML, with its script and style.

No request is read or answered here: that is for server/.
"""
