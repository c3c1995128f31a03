"""Codes of actors: a country or organisation, then sectors."""

from __future__ import annotations

# Sectors, which stand alone as the code of whoever has no state.
STATE_SECTORS = frozenset({"GOV", "MIL", "LEG", "JUD", "COP", "SPY", "PTY", "OPP", "REB", "PRM", "ELI", "UAF", "UNK"})
SECTORS = STATE_SECTORS | {"CRM", "CVL", "REF", "BUS", "LAB", "JRN", "MED", "EDU", "REL", "SOC", "AGR"}
BODIES = frozenset({"UNO", "EUR", "IGO", "NGO", "IMG", "ISM", "MNC"})  # that stand where a country stands
NO_STATES = BODIES | {"REG"} | SECTORS  # first parts of codes that name no state
# Bodies that stay one actor whoever acts for them (*the UN envoy*, *ISIL fighters*), with the exceptions.
ONE_ACTOR = {
    "UNO": frozenset({"MIL", "JUD", "ELI"}),
    "IGO": frozenset({"MIL", "JUD", "ELI", "JRN"}),
    "IMG": frozenset[str](),
    "NGO": frozenset({"ELI"}),
}


def with_sector(code: str, sector: str) -> str:
    """Put the sector behind a country or organisation code; PRE stays between, and stands for a government."""
    parts = code.split()
    if parts[0] in SECTORS:  # "EFE agency correspondent": JRN already
        return code
    if parts[0] in ONE_ACTOR and sector not in ONE_ACTOR[parts[0]]:
        return parts[0]
    if sector == "NGO":  # of a state, aid workers are its civil society
        sector = "SOC"
    keep = parts[:2] if len(parts) > 1 and parts[1] == "PRE" else parts[:1]
    if len(keep) > 1 and sector == "GOV":
        return " ".join(keep)
    return " ".join([*keep, sector]) if sector else code
