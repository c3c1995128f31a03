"""The command line."""

import os
import sys


def main() -> None:
    """Run `dateline`.  Mistakes that a user can mend end in one sentence on stderr and exit code 2."""
    from dateline.one_thread import THREADS

    for name in THREADS:  # before numpy is loaded
        os.environ.setdefault(name, "1")
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="replace")  # a terminal that has no arrow shows a question mark
    from dateline.cli.app import run

    sys.exit(run())
