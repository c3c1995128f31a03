"""The command line."""

import sys


def main() -> None:
    """Run `dateline`.  Mistakes that a user can mend end in one sentence on stderr and exit code 2."""
    from dateline.one_thread import keep_to_one_thread

    keep_to_one_thread()
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="replace")  # a terminal that has no arrow shows a question mark
    from dateline.cli.app import run

    sys.exit(run())
