"""The server of `parlebot chat`: who is let in, who waits, what is answered, logged and counted.

How a question is answered and what a page looks like does not belong here.
"""
