"""The graph's state: data only, one value a step, safe to checkpoint."""

from __future__ import annotations

from typing import TypedDict

from agent.domain.approval import Approval
from agent.domain.documentation import Documentation
from agent.domain.facts import SystemFacts
from agent.domain.plan import Plan
from agent.domain.proposal import Base, Proposal
from agent.domain.receipt import MergeReceipt
from agent.domain.request import Request
from agent.domain.verdict import Verdict


class Input(TypedDict):
    """What a run starts with."""

    request: Request


class Update(TypedDict, total=False):
    """What nodes add to the state.

    ``proposal``, ``verdict`` and ``approval`` are ``None`` again when a run starts over on a new base.
    ``restarts`` counts how often the branch moved under the run; ``stuck`` says that a repair changed nothing;
    ``undone`` is the commit that took the merge back.
    """

    base: Base
    facts: SystemFacts
    documentation: Documentation
    plan: Plan
    proposal: Proposal | None
    verdict: Verdict | None
    stuck: bool
    approval: Approval | None
    receipt: MergeReceipt
    restarts: int
    undone: MergeReceipt


class State(Input, Update):
    """What a run has come to know; a key is absent until its node has run."""
