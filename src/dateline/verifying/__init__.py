"""Somebody else's triples held against the text: is the quote verbatim, the direction right, is it fact or talk.

What Dateline has not read is called *not read*, never false.
"""
