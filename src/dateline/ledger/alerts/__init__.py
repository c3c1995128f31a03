"""Watches and the alerts that they raise (docs/alerts.md)."""
