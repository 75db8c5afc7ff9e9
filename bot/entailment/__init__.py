"""Whether a sentence follows from its quotes: figures, dates, names, sense.

No model is called here; a check can only take a sentence out.
"""
