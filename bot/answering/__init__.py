"""The way of a question, step by step, from the request to the answer.

No page, no console, no server: each of them calls this.
"""
