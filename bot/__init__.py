"""How a reply is told: the answering pipeline, its notices, the command line and the web page."""
