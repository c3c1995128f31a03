"""Incidents: the statements of one act across reports, and what they tell differently (docs/incidents.md)."""
