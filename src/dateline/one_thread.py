"""One thread a process for the multiplication of matrices: processes are what work is shared among.

The parser's matrices are small: more threads cost more than they bring, and wait for one another on a busy machine.
"""

from __future__ import annotations

import os

THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


def keep_to_one_thread() -> None:
    """Tell numpy's libraries so, unless the user told them otherwise.  Only before numpy is loaded has it an effect."""
    for name in THREADS:
        os.environ.setdefault(name, "1")


def is_one_thread() -> bool:
    """Was this process told to keep to one thread?"""
    return all(os.environ.get(name) == "1" for name in THREADS)
