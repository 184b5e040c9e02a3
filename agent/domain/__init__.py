"""The values that flow through the graph. No I/O; no framework but pydantic."""
