"""A small local server that speaks OpenAI's chat completions over real HTTP and plays scripted answers."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class ToolCall:
    """The model calls the offered tool with these arguments (a text is sent as it is, well-formed or not)."""

    arguments: dict[str, Any] | str


@dataclass(frozen=True)
class Prose:
    """The model only talks."""

    text: str


@dataclass(frozen=True)
class Failure:
    """The server refuses."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    message: str = "no"


@dataclass(frozen=True)
class Hang:
    """The server takes the question and says nothing until the test is over."""


Answer = ToolCall | Prose | Failure | Hang


@dataclass
class Script:
    """What is to be answered, in order, and what was asked; ``hanging`` is set when a question is left unanswered."""

    answers: list[Answer]
    asked: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""
    hanging: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)


@contextmanager
def openai_server(*answers: Answer) -> Iterator[Script]:
    """Serve the answers on a free loopback port."""
    script = Script(list(answers))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            script.asked.append(body)
            if not script.answers:
                self._send(500, {"error": {"message": "the script is at its end"}}, {})
                return
            answer = script.answers.pop(0)
            if isinstance(answer, Hang):
                script.hanging.set()
                script.over.wait()
            elif isinstance(answer, Failure):
                self._send(answer.status, {"error": {"message": answer.message}}, answer.headers)
            else:
                self._send(200, completion(answer, body), {})

        def _send(self, status: int, body: dict[str, Any], headers: dict[str, str]) -> None:
            data = json.dumps(body).encode()
            self.send_response(status)
            for name, value in {
                **headers,
                "Content-Type": "application/json",
                "Content-Length": str(len(data)),
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: Any) -> None:
            """Keep the test's output quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    script.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield script
    finally:
        script.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def completion(answer: ToolCall | Prose, asked: dict[str, Any]) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": None}
    if isinstance(answer, Prose):
        message["content"] = answer.text
    else:
        given = answer.arguments if isinstance(answer.arguments, str) else json.dumps(answer.arguments)
        name = asked["tools"][0]["function"]["name"]
        message["tool_calls"] = [{"id": "call_1", "type": "function", "function": {"name": name, "arguments": given}}]
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 0,
        "model": asked["model"],
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120},
    }
