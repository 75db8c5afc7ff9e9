"""Which sentences of a reply to quote: the form of each, and the context it needs.

It looks at one reply at a time; replies are compared with each other in pipeline/.
"""
