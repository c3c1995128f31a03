"""A release: the ledger as it stands, frozen as files that others can read, check and cite."""
