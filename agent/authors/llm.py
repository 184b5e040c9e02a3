"""An author that is any chat model LangChain knows. Its answers fit the Plan and Edit types or are not taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from pydantic import ValidationError

from agent.authors import briefing
from agent.authors.redaction import redact
from agent.domain.edits import Edit
from agent.domain.plan import Plan
from agent.domain.proposal import Proposal
from agent.domain.value import Value
from agent.domain.verdict import Verdict
from agent.errors import AuthorError, BudgetExhausted
from agent.ports import Brief
from agent.prompting import render

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

Answer = TypeVar("Answer", bound=Value)

TRIES = 3
"""How often one answer may be malformed before the author gives up."""


class Edits(Value):
    """The whole list of edits that carries out the plan, in the order they are to be applied."""

    edits: tuple[Edit, ...]


class ChatAuthor:
    """Writes plans and edits with a chat model.

    Args:
        model: the chat model; it must be able to call a tool.
        budget_tokens: tokens that all calls together may use, in and out; checked before each call.
    """

    def __init__(self, model: BaseChatModel, budget_tokens: int) -> None:
        self._model = model
        self._budget = budget_tokens
        self.tokens = 0

    def plan(self, brief: Brief) -> Plan:
        """Say what to do and where; see :class:`agent.ports.Author`."""
        prompt = render(
            "plan",
            roles=briefing.roles(brief.content),
            facts=briefing.facts(brief.facts),
            documentation=briefing.documentation(brief.passages),
            request=redact(brief.request.words),
        )
        return self._ask(Plan, [prompt.text])

    def propose(self, brief: Brief, plan: Plan, previous: Proposal | None, verdict: Verdict | None) -> tuple[Edit, ...]:
        """Write the edits for a plan; see :class:`agent.ports.Author`."""
        prompt = render(
            "propose",
            facts=briefing.facts(brief.facts),
            files=briefing.files(brief, plan),
            plan=plan.model_dump_json(indent=1, exclude_defaults=True),
            request=redact(brief.request.words),
        )
        texts = [prompt.text]
        if previous is not None and verdict is not None:
            refused = redact(Edits(edits=previous.edits).model_dump_json(indent=1))
            texts.append(render("repair", findings=briefing.findings(verdict), edits=refused).text)
        return self._ask(Edits, texts).edits

    def _ask(self, kind: type[Answer], texts: list[str]) -> Answer:
        from langchain_core.messages import HumanMessage, SystemMessage  # noqa: PLC0415 - costs 0.3 s, models only

        messages: list[BaseMessage] = [SystemMessage(render("author").text)]
        messages += [HumanMessage(text) for text in texts]
        error = ""
        for _ in range(TRIES):
            answer, error = self._call(kind, messages)
            if answer is not None:
                return answer
            messages.append(HumanMessage(render("malformed", error=redact(error)).text))
        raise AuthorError(
            f"the model gave no usable {kind.__name__.lower()} in {TRIES} tries: {error}",
            hint="try again, or name a model that can call tools: --model NAME",
        )

    def _call(self, kind: type[Answer], messages: list[BaseMessage]) -> tuple[Answer | None, str]:
        """One call: the answer, or what is wrong with it."""
        if self.tokens >= self._budget:
            raise BudgetExhausted(
                f"{self.tokens:,} tokens are used, the budget is {self._budget:,}",
                hint="raise SYNCOPATE_BUDGET_TOKENS, or ask for less at once",
            )
        structured = self._model.with_structured_output(kind, method="function_calling", include_raw=True)
        try:
            result = structured.invoke(messages)
        except Exception as error:  # every provider raises types of its own
            raise AuthorError(
                f"the model could not be asked: {type(error).__name__}: {_first_line(error)}",
                hint="check SYNCOPATE_BASE_URL, the key and the model's name, then: syncopate resume ID",
            ) from error
        if not isinstance(result, dict):
            return None, "the answer has no raw message"
        raw, parsed, trouble = result["raw"], result["parsed"], result["parsing_error"]
        self.tokens += (raw.usage_metadata or {}).get("total_tokens", 0)
        if isinstance(parsed, kind):
            return parsed, ""
        return None, _explained(trouble) if trouble else "no tool was called"


def _explained(trouble: BaseException) -> str:
    cause = trouble if isinstance(trouble, ValidationError) else trouble.__cause__ or trouble.__context__ or trouble
    if isinstance(cause, ValidationError):
        return "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in cause.errors()[:10])
    return _first_line(trouble)


def _first_line(error: BaseException) -> str:
    return redact((str(error).strip().splitlines() or ["no details"])[0][:300])


def connect(name: str, *, base_url: str, api_key: str, seconds: float) -> BaseChatModel:
    """Return the chat model called ``name``.

    Args:
        name: ``provider:model``; without a provider and with a ``base_url``, an OpenAI-compatible server is meant.
        base_url: address of the server; empty for the provider's own.
        api_key: its key; empty leaves it to the provider's library.
        seconds: time-out of one call.

    Raises:
        AuthorError: no such provider, its package is missing, or it has no key.
    """
    from langchain.chat_models import init_chat_model  # noqa: PLC0415 - costs 0.8 s, models only

    options: dict[str, object] = {"temperature": 0, "timeout": seconds, "max_retries": 4}
    if base_url:
        options["base_url"] = base_url
        if not name.startswith("openai:"):
            options["model_provider"] = "openai"
    if api_key:
        options["api_key"] = api_key
    try:
        return init_chat_model(name, **options)  # type: ignore[call-overload, no-any-return]
    except Exception as error:
        raise AuthorError(
            f"the model can't be used: {type(error).__name__}: {_first_line(error)}",
            where=name,
            hint="name it as provider:model, install the provider's package, set its key (OPENAI_API_KEY for OpenAI)",
        ) from error
