"""Stories: which reports tell of the same happening, from how many independent origins (docs/stories.md)."""
