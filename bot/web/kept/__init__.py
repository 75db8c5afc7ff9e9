"""What a reader keeps: references, titles, conversations as files.

What a record is called and how it is cited is decided here, for the page and for the commands.
"""
