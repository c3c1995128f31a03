"""Claims, what bears on them, and what came of them (docs/claims.md)."""
