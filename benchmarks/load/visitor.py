"""One visitor's session over the websocket, speaking Streamlit's protocol as its browser does.

It keeps the state of every control as the browser would: what the server set (``set_value``), what it chose itself,
and the query that the server put into the address. All of it goes along with each rerun, so the server does the whole
work of a visit: callbacks, the change of the address, the run, the second run after a click on the map.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

SELECT, BUTTONS, MAP = "selectbox", "button_group", "component_instance"
_TIMEOUT_S = 60
_Finished = ForwardMsg.ScriptFinishedStatus


@dataclass
class Control:
    """A control on the page: its widget id, its options, and its value as the browser would send it."""

    kind: str
    widget_id: str
    options: tuple[str, ...] = ()
    value: tuple[str, ...] = ()

    def state(self) -> WidgetState:
        state = WidgetState(id=self.widget_id)
        if self.kind == BUTTONS:
            state.string_array_value.data.extend(self.value)
        elif self.kind == SELECT:
            state.string_value = self.value[0] if self.value else ""
        else:
            state.json_value = self.value[0]
        return state


@dataclass
class Answer:
    """What one action brought.

    Attributes
    ----------
    milliseconds
        From the message sent to the end of the last script run that it caused.
    n_bytes
        Bytes of all messages from the server.
    parts
        The same by kind of message.
    exceptions
        Error boxes on the page.
    """

    milliseconds: float = 0.0
    n_bytes: int = 0
    parts: Counter[str] = field(default_factory=Counter)
    exceptions: list[str] = field(default_factory=list)


class Visitor:
    """An async context manager: a connection with its page open."""

    def __init__(self, address: str, path: str = "", query: str = "", *, detailed: bool = False) -> None:
        self.address = address.replace("http", "ws", 1) + "/_stcore/stream"
        self.path = path
        self.query = query
        self.detailed = detailed
        self.page_hash = ""
        self.controls: dict[str, Control] = {}
        self.first = Answer()
        self._drawn: set[str] = set()
        self._socket: ClientConnection | None = None

    async def __aenter__(self) -> Self:
        self._socket = await connect(
            self.address, subprotocols=[Subprotocol("streamlit")], compression=None, max_size=None,
            ping_interval=None,
        )  # fmt: skip
        self.first = await self.rerun()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._socket is not None:
            await self._socket.close()

    def control(self, key: str) -> Control:
        """A control of the page by its key, or by the beginning of it.

        Raises
        ------
        LookupError
            When the page shows no such control.
        """
        for known, control in self.controls.items():
            if known.startswith(key):
                return control
        raise LookupError(f"no control {key} on the page at ?{self.query}")

    async def choose(self, key: str, option: str) -> Answer:
        """Choose an option of a select box or a row of buttons."""
        self.control(key).value = (option,)
        return await self.rerun()

    async def click(self, code: str) -> Answer:
        """Click a unit of the map, or leave the unit in focus upwards with ``__up__``."""
        clicked = {
            "last_object_clicked_count": time.time_ns() // 1_000_000,
            "last_object_clicked_tooltip": code,
        }
        self.control(MAP).value = (json.dumps(clicked),)
        return await self.rerun()

    async def rerun(self) -> Answer:
        """Send the state of all controls and the address; read until the last run has ended."""
        assert self._socket is not None
        message = BackMsg()
        message.rerun_script.query_string = self.query
        message.rerun_script.page_script_hash = self.page_hash
        message.rerun_script.page_name = "" if self.page_hash else self.path
        message.rerun_script.widget_states.widgets.extend(
            control.state() for control in self.controls.values() if control.kind != MAP or control.value
        )
        answer = Answer()
        self._drawn.clear()
        began = time.perf_counter()
        await self._socket.send(message.SerializeToString())
        while not await asyncio.wait_for(self._read(answer), _TIMEOUT_S):
            pass
        answer.milliseconds = (time.perf_counter() - began) * 1000
        # What the last run did not draw is gone from the page, and its value with it.
        self.controls = {key: control for key, control in self.controls.items() if key in self._drawn}
        return answer

    async def _read(self, answer: Answer) -> bool:
        """Take one message in; whether the script has ended for good."""
        assert self._socket is not None
        data = await self._socket.recv()
        assert isinstance(data, bytes)
        answer.n_bytes += len(data)
        message = ForwardMsg.FromString(data)
        kind = message.WhichOneof("type")
        if kind == "delta":
            kind = self._element(message, answer)
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "new_session":
            self._drawn.clear()
        elif kind == "navigation":
            self.page_hash = message.navigation.page_script_hash
        if self.detailed:
            answer.parts[kind or ""] += len(data)
        ended: int = message.script_finished
        return kind == "script_finished" and ended != _Finished.FINISHED_EARLY_FOR_RERUN

    def _element(self, message: ForwardMsg, answer: Answer) -> str:
        if message.delta.WhichOneof("type") != "new_element":
            return message.delta.WhichOneof("type") or ""
        element = message.delta.new_element
        kind = element.WhichOneof("type") or ""
        part: Any = getattr(element, kind) if kind else None
        if kind == SELECT:
            self._keep(kind, part, tuple(part.options), (part.options[part.default],) if part.options else ())
            if part.set_value:
                self.controls[_key(part.id)].value = (part.raw_value,)
        elif kind == BUTTONS:
            options = tuple(option.content for option in part.options)
            self._keep(kind, part, options, tuple(options[i] for i in part.default))
            if part.set_value:
                self.controls[_key(part.id)].value = tuple(part.raw_values)
        elif kind == MAP:
            self._keep(kind, part, (), (), key=MAP)
        elif kind == "exception":
            answer.exceptions.append(part.message)
        return kind

    def _keep(
        self, kind: str, part: Any, options: tuple[str, ...], value: tuple[str, ...], key: str = ""
    ) -> None:
        """Remember a control; one of the same id keeps its value, as in the browser."""
        key = key or _key(part.id)
        self._drawn.add(key)
        known = self.controls.get(key)
        if known is not None and known.widget_id == part.id:
            known.options = options
        else:
            self.controls[key] = Control(kind, part.id, options, value)


def _key(widget_id: str) -> str:
    """The key given in the program: Streamlit's ids end with it."""
    return widget_id.split("-", 2)[2]
