"""Which sentences of a reply answer: what each is by its form, what it cannot be read without.

Only sentences of one reply: replies are weighed against each other in answering/.
"""
