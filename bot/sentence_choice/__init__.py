"""Which sentences of a reply answer: what each is by its form, what it cannot be read without.

It looks at one reply at a time; replies are weighed against each other in pipeline/.
"""
