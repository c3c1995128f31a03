"""The rule language (docs/rules.md): no knowledge of words inside, only of how rules are written and applied."""
