"""The server of `parlebot chat`: the page and the API for programs, behind the gate.

No HTML is built and no answer is worded here.
"""
