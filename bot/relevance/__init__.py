"""How likely a found reply is to answer the question, from interpretable signals.

Which of its sentences to quote is decided in sentence_choice/.
"""
