"""How a reply is told: the answering pipeline, its notices, the command line and the web page.

No document is read and no index written here, except through corpus/ and embeddings/.
"""
