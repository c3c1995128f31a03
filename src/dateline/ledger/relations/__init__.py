"""Relations of two parties: what flows, what stands, how it moves over the months (docs/relations.md)."""
