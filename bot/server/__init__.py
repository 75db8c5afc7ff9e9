"""The server of `parlebot chat`: page and interface for programs, behind the gate.

No HTML is made and no answer is worded here.
"""
