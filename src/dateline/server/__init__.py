"""The desk: a JSON API over a ledger and the pages that ask it."""
