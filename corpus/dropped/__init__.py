"""Files that people drop into a folder: text, web pages, PDFs and tables, read into records.

Formats that a parliament publishes belong in parliaments/.
"""
