"""What readers and programs ask, parsed and limited: one question, or one a line.

Of what a client sends, only a typed `Request` gets past this room.
"""
