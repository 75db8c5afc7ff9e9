"""How probably a found reply covers the question, from readable signals.

Which of its sentences are shown is for sentences/.
"""
