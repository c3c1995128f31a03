"""The questions that the desk asks, one room a file; each file gives its `routes()`."""
