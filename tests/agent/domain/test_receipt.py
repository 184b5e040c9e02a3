from __future__ import annotations

from agent.domain.receipt import MergeReceipt
from tests.fakes.values import PROPOSAL, RECEIPT


def test_a_receipt_names_the_tree_that_was_validated() -> None:
    assert MergeReceipt.model_validate_json(RECEIPT.model_dump_json()).tree == PROPOSAL.tree
