"""Each task's arguments, held against the documentation of its module."""
