"""The launcher: a taken port is said plainly, and readiness tells the truth."""

from __future__ import annotations

import asyncio
import json
import socket
from pathlib import Path

import pytest
from starlette.requests import Request

from ui import server


def test_a_taken_port_is_told_in_both_languages_with_another_to_use(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setenv("HOST", "127.0.0.1")
        monkeypatch.setenv("PORT", str(port))
        assert server.main() == 1
    said = capsys.readouterr().err
    assert f"make run PORT={port + 1}" in said
    assert "占用" in said
    assert "taken" in said


def _ask() -> tuple[int, dict[str, object]]:
    answer = asyncio.run(server._ready(Request({"type": "http", "headers": []})))
    return answer.status_code, json.loads(bytes(answer.body))


def test_a_server_that_is_not_warm_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "_warm", False)
    assert _ask() == (503, {"ready": False})


def test_a_server_without_a_release_is_not_ready_and_says_why(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(server, "_warm", True)
    monkeypatch.setenv("ONEMAP_HOME", str(tmp_path))
    status, said = _ask()
    assert status == 503
    assert said["reason"]
