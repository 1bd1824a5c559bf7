"""A person at a browser, without the browser: Streamlit's own messages over its websocket, to this machine only.

Kept as a browser keeps them: the state of every widget that was drawn, the link, and messages that it was sent before
(the server then names them by their hash). Nothing is drawn.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import unescape
from time import perf_counter
from urllib.parse import parse_qsl, urlencode, urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Block_pb2 import Block
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.Navigation_pb2 import Navigation
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from ui.filters import PARAMS
from ui.frame.hosts import is_loopback

ANSWER_SECONDS = 120.0
_LINK = re.compile(r'<a href="\./([^"]*)"')


class NotThisMachine(Exception):
    """An address that is not this machine's own: this program asks no other."""


class NotFinished(Exception):
    """The run of a screen ended with an error or drew nothing to choose from, or the connection ended before it."""


@dataclass(frozen=True)
class Choice:
    """A widget with a few values that a person may pick from."""

    id: str
    options: tuple[str, ...]
    present: str

    @property
    def others(self) -> list[str]:
        return [option for option in self.options if option != self.present]


@dataclass
class _Remembered:
    """Messages that the server may name by their hash, each with the run in which it was last seen."""

    messages: dict[str, tuple[ForwardMsg, int]] = field(default_factory=dict)
    run: int = 0
    most_runs: int = 2

    def keep(self, message: ForwardMsg) -> None:
        self.messages[message.hash] = (message, self.run)

    def meant(self, hash_: str) -> ForwardMsg:
        message = self.messages[hash_][0]
        self.keep(message)
        return message

    def end_run(self) -> None:
        self.run += 1
        oldest = self.run - self.most_runs
        self.messages = {key: one for key, one in self.messages.items() if one[1] >= oldest}


class Visitor:
    """One open browser tab. `choices` (by label; those of tabs under "") and `screens` are what can be clicked."""

    def __init__(self, address: str, cookies: str = "") -> None:
        if not is_loopback(urlsplit(address).hostname or ""):
            raise NotThisMachine(address)
        self.address, self.cookies = address, cookies
        self.messages = self.bytes = 0
        self._socket: ClientConnection | None = None
        self._forget()

    def _forget(self) -> None:
        self.choices: dict[str, Choice] = {}
        self.screens: dict[str, str] = {}
        self._texts: list[str] = []
        self._states: dict[str, WidgetState] = {}
        self._drawn: set[str] = set()
        self._remembered = _Remembered()
        self._page = self._query = ""

    @property
    def links(self) -> list[str]:
        """Where the links to screens in the screen's own texts lead: `giam-ngheo?huyen=tuy-duc`."""
        found = [unescape(one) for text in self._texts for one in _LINK.findall(text)]
        return [link for link in found if link.partition("?")[0] in self.screens]

    async def open(self, screen: str = "", query: str = "") -> float:
        """A new tab on a screen; what was open in this one is closed. Seconds until all of it had come."""
        await self.close()
        self._forget()
        self._query = query
        begun = perf_counter()
        self._socket = await connect(
            f"ws://{urlsplit(self.address).netloc}/_stcore/stream",
            origin=Origin(self.address),
            subprotocols=[Subprotocol("streamlit")],
            additional_headers={"Cookie": self.cookies} if self.cookies else None,
            compression=None,  # as the server has it
            max_size=None,
            open_timeout=ANSWER_SECONDS,
            ping_interval=None,
            proxy=None,
        )
        await self._run(page_name=screen)
        return perf_counter() - begun

    async def close(self) -> None:
        if self._socket is not None:
            await self._socket.close()
            self._socket = None

    async def pick(self, choice: Choice, option: str) -> float:
        """Another option of a widget; seconds until the screen was drawn anew."""
        self._states[choice.id].string_value = option
        return await self._timed()

    async def follow(self, link: str) -> float:
        """A link of the program's own: another view without loading the page anew (static/tien-do.js)."""
        slug, _, self._query = link.partition("?")
        self._page = self.screens[slug]
        return await self._timed(is_link=True)

    async def go(self, screen: str) -> float:
        """A screen of the menu; the filters of the present view go along."""
        kept = {name: value for name, value in parse_qsl(self._query) if name in PARAMS}
        return await self.follow(f"{screen}?{urlencode(kept)}")

    async def _timed(self, *, is_link: bool = False) -> float:
        begun = perf_counter()
        await self._run(is_link=is_link)
        return perf_counter() - begun

    async def _run(self, page_name: str = "", *, is_link: bool = False) -> None:
        """A run that began anew by itself (a link written, a screen switched) is part of the same click."""
        assert self._socket is not None
        await self._socket.send(self._asked(page_name, is_link).SerializeToString())
        async for raw in self._socket:
            assert isinstance(raw, bytes)
            self.messages, self.bytes = self.messages + 1, self.bytes + len(raw)
            if self._take(ForwardMsg.FromString(raw)):
                return
        raise NotFinished("the server closed the connection")

    def _asked(self, page_name: str, is_link: bool) -> BackMsg:
        asked = BackMsg()
        run = asked.rerun_script
        run.query_string, run.page_script_hash, run.page_name = self._query, self._page, page_name
        run.is_history_navigation = is_link
        run.widget_states.widgets.extend(self._states.values())
        run.cached_message_hashes.extend(self._remembered.messages)
        context = run.context_info
        context.timezone, context.locale, context.color_scheme = "Asia/Ho_Chi_Minh", "vi-VN", "light"
        context.url = f"{self.address}/{page_name}"
        return asked

    def _take(self, message: ForwardMsg) -> bool:
        """Whether the run is over."""
        if message.WhichOneof("type") == "ref_hash":
            message = self._remembered.meant(message.ref_hash)
        elif message.metadata.cacheable:
            self._remembered.keep(message)
        match message.WhichOneof("type"):
            case "delta":
                self._draw(message.delta.new_element, message.delta.add_block)
            case "new_session":
                self._drawn, self.choices, self._texts = set(), {}, []
                self._remembered.most_runs = message.new_session.config.max_cached_message_age or 2
            case "navigation":
                self._take_menu(message.navigation)
            case "page_info_changed":
                self._query = message.page_info_changed.query_string
            case "script_finished":
                return self._finish(message.script_finished)
        return False

    def _take_menu(self, menu: Navigation) -> None:
        self.screens = {page.url_pathname: page.page_script_hash for page in menu.app_pages if not page.is_hidden}
        self._page = menu.page_script_hash

    def _finish(self, status: int) -> bool:
        if status == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            return False
        if not self.choices:
            raise NotFinished("nothing to choose from was drawn")
        self._states = {key: one for key, one in self._states.items() if key in self._drawn}
        self._remembered.end_run()
        return True

    def _draw(self, element: Element, block: Block) -> None:
        if block.WhichOneof("type") in ("tab_container", "tab"):
            self._draw_tab(block)
        match element.WhichOneof("type"):
            case "exception":
                raise NotFinished(element.exception.message)
            case "html":
                self._texts.append(element.html.body)
            case "selectbox":
                one = element.selectbox
                first = one.options[one.default] if one.HasField("default") and one.options else ""
                self._offer(one.id, one.label, one.options, one.raw_value if one.set_value else first, one.set_value)
            case "checkbox":
                self._states[element.checkbox.id] = WidgetState(
                    id=element.checkbox.id, bool_value=element.checkbox.value or element.checkbox.default
                )
                self._drawn.add(element.checkbox.id)

    def _draw_tab(self, block: Block) -> None:
        """The tabs come after what holds them, one by one."""
        if block.WhichOneof("type") == "tab_container":
            if block.tab_container.id:
                self._offer(block.tab_container.id, "", (), block.tab_container.default_tab_label, False)
        elif held := self.choices.get(""):
            self.choices[""] = Choice(held.id, (*held.options, block.tab.label), held.present)

    def _offer(self, id_: str, label: str, options: Sequence[str], present: str, is_set: bool) -> None:
        if is_set or id_ not in self._states:
            self._states[id_] = WidgetState(id=id_, string_value=present)
        self._drawn.add(id_)
        self.choices[label] = Choice(id_, tuple(options), self._states[id_].string_value)
