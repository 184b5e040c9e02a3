"""What a change may contain, judged from its text alone: nothing is imported, templated or run."""
