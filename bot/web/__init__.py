"""What the chat page shows, as HTML, and its script and style.

No request is read and none is answered: that is for server/.
"""
