"""The graph's nodes: each adds one value to the state. They never import each other."""
