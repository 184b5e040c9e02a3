"""The one-way flow, on one page.

::

    gather -> retrieve -> plan -> propose -> validate -> review -> merge
                            |        ^          |          |         |
                            |        +-findings-+          |         +-> gather, when the branch moved
                            +-> end: nothing to do         +-> end: rejected
"""

from __future__ import annotations

from langgraph.graph import START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import Checkpointer

from agent import routes
from agent.context import Tools
from agent.nodes.gather import gather
from agent.nodes.merge import merge
from agent.nodes.plan import plan
from agent.nodes.propose import propose
from agent.nodes.retrieve import retrieve
from agent.nodes.review import review
from agent.nodes.validate import validate
from agent.state import Input, State

RunGraph = CompiledStateGraph[State, Tools, Input, State]


def build_graph(checkpointer: Checkpointer = None) -> RunGraph:
    """Wire the nodes.

    Args:
        checkpointer: where state is kept after each node; without one a run can't wait for an approval.

    Returns:
        The compiled graph; it takes an ``Input`` and a ``Tools`` context.
    """
    builder = StateGraph(State, context_schema=Tools, input_schema=Input)
    for node in (gather, retrieve, plan, propose, validate, review, merge):
        builder.add_node(node)
    builder.add_edge(START, "gather")
    builder.add_edge("gather", "retrieve")
    builder.add_edge("retrieve", "plan")
    builder.add_conditional_edges("plan", routes.after_plan)
    builder.add_edge("propose", "validate")
    builder.add_conditional_edges("validate", routes.after_validate)
    builder.add_conditional_edges("review", routes.after_review)
    builder.add_conditional_edges("merge", routes.after_merge)
    return builder.compile(checkpointer=checkpointer)
