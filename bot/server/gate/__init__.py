"""What every connection and request passes before anything is done for it: bounds, never answers.

Nothing here knows questions, replies or Gradio.
"""
