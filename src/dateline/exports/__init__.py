"""Readings out: JSON Lines, Parquet, the gold format of the codebook, and plain text for people."""
