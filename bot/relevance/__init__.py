"""How likely a found reply is to answer the question, from readable signals.

Which of its sentences are quoted is decided in sentence_choice/.
"""
