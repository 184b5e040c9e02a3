"""The agent: plans, proves and merges changes to Ansible content.

Importing it settles, before any library is loaded, what those libraries read from the environment at import:
checkpoints hold only known types, and nothing phones home.
"""

import os

os.environ["LANGGRAPH_STRICT_MSGPACK"] = "true"
os.environ["LANGSMITH_TRACING"] = "false"
os.environ["LANGCHAIN_TRACING_V2"] = "false"
os.environ["ANONYMIZED_TELEMETRY"] = "false"
