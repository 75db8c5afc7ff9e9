"""How good a ranking or a probability is: recall@k, nDCG, calibration, known items.

Measures only: what to measure, and with which questions, is decided in bot/evaluation.
"""
