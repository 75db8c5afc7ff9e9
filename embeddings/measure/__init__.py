"""How good a ranking or a probability is: recall@k, nDCG, calibration, known items.

Pure measures: what is measured and where the questions come from is bot/evaluation's.
"""
