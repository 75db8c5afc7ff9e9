"""Whole HTML documents: their colours, their frame, the files they load.

Everything here is readable without JavaScript and without Gradio.
"""
