"""One thread a process for the multiplication of matrices: processes are what work is shared among.

The parser's matrices are small, so that threads cost more than they bring.
"""

THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
