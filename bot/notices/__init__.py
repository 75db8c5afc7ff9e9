"""What a reader should know before trusting an answer: age, change of government, differences.

A notice never changes the answer.
"""
