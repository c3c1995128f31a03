"""The ledger: readings kept over months, and what only a store can know (docs/ledger.md)."""
