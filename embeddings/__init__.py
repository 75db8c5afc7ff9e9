"""How a reply is found: encoders, passages, FAISS and lexical indexes, generations, search."""
