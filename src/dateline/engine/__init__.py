"""The same pure function over many documents, and where its results are kept on the way."""
