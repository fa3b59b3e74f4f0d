"""The websocket of one page: frames in, frames out. The frames are documented in docs/protocol.md."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, assert_never
from uuid import UUID

from channels.generic.websocket import AsyncWebsocketConsumer
from psycopg import AsyncConnection

from chatapp import wiring
from chatapp.conversations.store.conversations import overview, see
from chatapp.conversations.store.turns import conversation_of
from chatapp.logs.context import identify
from chatapp.turns.errors import NotFound, TurnError
from chatapp.turns.runtime.database_retry import retry_briefly
from chatapp.turns.store.asked import Continue, Results, Retry, Send, TurnRequest
from chatapp.wire.json.jsontext import dumps

from .authentication import caller, origin_is_ours
from .flow import MOST_UNACKNOWLEDGED, Flow
from .follower import TurnFollower
from .frames import (
    LARGEST_FRAME,
    NOTHING,
    Ack,
    ContinueFrame,
    Frame,
    FrameError,
    MeasureFrame,
    Ping,
    Reference,
    ResultsFrame,
    Resync,
    RetryFrame,
    Seen,
    SendFrame,
    Stop,
    Subscribe,
    Unsubscribe,
    parse,
)
from .line import line_of
from .rate_limit import ACK_REFUND, FRAMES_PER_SECOND, ErrorLimit, FrameBudget

logger = logging.getLogger(__name__)

T = TypeVar("T")

NOT_LOGGED_IN = 4401
FOREIGN_ORIGIN = 4403
TOO_MANY_SOCKETS = 4409
ABUSE = 4429
PROTOCOL = 1


class LiveConsumer(AsyncWebsocketConsumer):
    """One socket of one person. Turns are never its own: it follows them, and they go on without it."""

    async def connect(self) -> None:
        self._open = False
        self._followers: dict[UUID, TurnFollower] = {}
        self._conversations: set[UUID] = set()
        self._now = asyncio.get_running_loop().time
        self._frame_budget = FrameBudget(self._now())
        self._error_limit = ErrorLimit()
        self._flow = Flow(line_of(self.scope, self.base_send))
        self._flow.line.when_drained(self._line_drained)
        # Changes of conversations that came while the line was full: the last of each, and at most one `missed`.
        self._untold: dict[str, dict[str, Any]] = {}
        self._drained = False
        self._going_on: asyncio.Task[None] | None = None
        await self.accept()
        if not origin_is_ours(self.scope):
            await self.close(FOREIGN_ORIGIN)
        elif (login := await caller(self.scope)) is None:
            await self.close(NOT_LOGGED_IN)
        else:
            self.session = login.session
            await self._enter(login.user_id)

    async def disconnect(self, code: int) -> None:
        self._leave()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if not self._open:
            return
        reference = NOTHING
        try:
            frame, reference = self._read(text_data)
            await self._handle(frame, reference.re)
        except FrameError as error:
            await self._refuse(error.code, str(error), error.reference)
        except TurnError as error:
            await self._refuse(error.code, str(error), reference)
        except Exception:
            logger.exception("A frame was not handled.")
            await self._refuse("failed", "Something went wrong on our side.", reference)

    @property
    def subscriptions(self) -> set[UUID]:
        return self._conversations

    async def changed(self, conversation: dict[str, Any], turns: list[UUID]) -> None:
        """A conversation of this person changed: say so, and follow what began in it."""
        conversation_id = UUID(conversation["id"])
        await self._tell(conversation["id"], conversation)
        if conversation_id in self._conversations:
            for turn_id in turns:
                if turn_id not in self._followers:
                    await self._follow(turn_id, conversation_id)

    async def missed(self) -> None:
        """Conversations of this person may have changed, and it is not known which."""
        await self._tell("", {"type": "missed"})

    async def check(self) -> None:
        """Close if the log-in is over."""
        if await caller(self.scope) is None:
            await self._shut(NOT_LOGGED_IN)

    async def give_way(self) -> None:
        """Close: the person has opened too many others."""
        await self._shut(TOO_MANY_SOCKETS)

    async def _enter(self, user_id: int) -> None:
        self._services = await wiring.start()
        self._owner: int = user_id
        self._open = True
        identify(user_id)
        self._services.presence.enter(user_id, self)
        limits = {
            "frame_bytes": LARGEST_FRAME,
            "frames_per_second": FRAMES_PER_SECOND,
            "unacknowledged_bytes": MOST_UNACKNOWLEDGED,
        }
        runner = str(self._services.runner.id)
        await self._send(
            {"type": "hello", "protocol": PROTOCOL, "user": user_id, "runner": runner, "limits": limits}
        )

    async def _shut(self, code: int) -> None:
        """Close, and take nothing in any more: frames may be on their way."""
        self._leave()
        await self._flow.line.sent()
        await self.close(code)

    def _leave(self) -> None:
        for follower in self._followers.values():
            follower.leave()
        self._followers.clear()
        self._untold.clear()
        if self._open:
            self._open = False
            self._services.presence.leave(self._owner, self)

    def _read(self, text: str | None) -> tuple[Frame, Reference]:
        if not self._frame_budget.spend(self._now()):
            raise FrameError("too_frequent", "Too many frames at once. This one was dropped.")
        if text is None:
            raise FrameError("malformed", "A frame is text, not binary.")
        frame, reference = parse(text)
        if isinstance(frame, Ack):
            self._frame_budget.refund(ACK_REFUND)
        return frame, reference

    async def _handle(self, frame: Frame, re: Any) -> None:
        if not isinstance(frame, Ack | Ping):
            self._services.presence.used(self._owner, self)
        match frame:
            case Subscribe(conversation):
                await self._subscribe(conversation, re)
            case Unsubscribe(conversation):
                self._unsubscribe(conversation)
            case Seen(conversation):
                await self._mine(see, conversation)
            case SendFrame():
                await self._start(self._question(frame), re)
            case MeasureFrame():
                await self._measure(frame, re)
            case RetryFrame(client_id, message, model):
                await self._start(Retry(self._owner, client_id, message, model), re)
            case ContinueFrame(client_id, message, model):
                await self._start(Continue(self._owner, client_id, message, model), re)
            case ResultsFrame(client_id, message, contents, model, instead):
                await self._start(Results(self._owner, client_id, message, contents, model, instead), re)
            case Stop(turn):
                await self._services.runner.stop(self._owner, turn)
                await self._send({"type": "stopping", "re": re, "turn": str(turn)})
            case Resync(turn):
                await self._resync(turn)
            case Ack(turn, seq):
                self._flow.pay(turn, seq)
                await self._catch_up()
            case Ping():
                await self._send({"type": "pong", "re": re})
                await self._catch_up()
            case _:
                assert_never(frame)

    def _question(self, frame: SendFrame) -> Send:
        return Send(
            self._owner,
            frame.client_id,
            frame.parts,
            conversation_id=frame.conversation,
            parent_id=frame.parent,
            model_id=frame.model,
            store=frame.store,
            assistant_id=frame.assistant,
            parameters=frame.parameters,
            temporary=frame.temporary,
        )

    async def _measure(self, frame: MeasureFrame, re: Any) -> None:
        asked = Send(
            self._owner,
            "",
            frame.files,
            conversation_id=frame.conversation,
            parent_id=frame.parent,
            model_id=frame.model,
            assistant_id=frame.assistant,
        )
        measured = await self._services.runner.measure(asked, frame.tokens)
        conversation = None if frame.conversation is None else str(frame.conversation)
        said = {"window": None} if measured is None else measured.as_frame()
        await self._send({"type": "context", "re": re, "conversation": conversation, **said})

    async def _subscribe(self, conversation_id: UUID, re: Any) -> None:
        row = await self._mine(overview, conversation_id)
        if row is None or row["deleted"]:
            raise NotFound("This chat does not exist.")
        self._conversations.add(conversation_id)
        await self._send(
            {
                "type": "subscribed",
                "re": re,
                "conversation": str(conversation_id),
                "title": row["title"],
                "leaf": None if row["leaf"] is None else str(row["leaf"]),
                "turns": [str(turn_id) for turn_id in row["turns"]],
            }
        )
        for turn_id in row["turns"]:
            self._unfollow(turn_id)
            await self._follow(turn_id, conversation_id)

    def _unsubscribe(self, conversation_id: UUID) -> None:
        self._conversations.discard(conversation_id)
        for turn_id, follower in tuple(self._followers.items()):
            if follower.conversation == conversation_id:
                self._unfollow(turn_id)

    async def _start(self, asked: TurnRequest, re: Any) -> None:
        opened = await self._services.runner.start(asked)
        place = opened.place
        self._conversations.add(place.conversation_id)
        await self._send(
            {
                "type": "sent",
                "re": re,
                "client_id": asked.client_id,
                "conversation": str(place.conversation_id),
                "message": str(place.parent_id),
                "turn": str(opened.turn_id),
                "duplicate": opened.duplicate,
            }
        )
        await self._follow(opened.turn_id, place.conversation_id)

    async def _resync(self, turn_id: UUID) -> None:
        conversation_id = await self._mine(conversation_of, turn_id)
        if conversation_id is None:
            raise NotFound("This answer does not exist.")
        await self._follow(turn_id, conversation_id)

    async def _follow(self, turn_id: UUID, conversation_id: UUID) -> None:
        """Send a snapshot of a turn as soon as the client keeps up, and follow it."""
        # The socket may have been closed meanwhile.
        if not self._open:
            return
        follower = self._followers.get(turn_id)
        if follower is None:
            follower = self._followers[turn_id] = TurnFollower(
                turn_id,
                conversation_id,
                self._flow,
                find=lambda: self._services.remote_turns.broadcast(turn_id),
                write=self._flow.line.write_text,
                forget=lambda: self._forget(turn_id),
            )
        await follower.resync()

    def _unfollow(self, turn_id: UUID) -> None:
        if follower := self._followers.pop(turn_id, None):
            follower.leave()

    def _forget(self, turn_id: UUID) -> None:
        self._followers.pop(turn_id, None)

    async def _catch_up(self) -> None:
        """What cannot be sent now is tried again when the client says something: it keeps no other turn waiting."""
        for follower in tuple(self._followers.values()):
            try:
                await follower.catch_up()
            except TurnError as error:
                logger.warning("A socket was not told what it waits for: %s", error)

    def _line_drained(self) -> None:
        self._drained = True
        if self._open and (self._going_on is None or self._going_on.done()):
            self._going_on = asyncio.create_task(self._go_on())

    async def _go_on(self) -> None:
        """The line was full and has room again: send what was held back. It may be full again meanwhile, and empty."""
        try:
            while self._drained:
                self._drained = False
                while self._untold and not self._flow.line.full:
                    await self._send(self._untold.pop(next(iter(self._untold))))
                await self._catch_up()
        except Exception:
            logger.exception("A socket was not told what it waits for.")

    async def _mine(self, find: Callable[[AsyncConnection, int, UUID], Awaitable[T]], row_id: UUID) -> T:
        """What is found of a row that is this person's, asked of the database each time."""

        async def read() -> T:
            async with self._services.pool.connection() as connection:
                return await find(connection, self._owner, row_id)

        return await retry_briefly(read)

    async def _refuse(self, code: str, message: str, reference: Reference) -> None:
        await self._send(
            {
                "type": "error",
                "re": reference.re,
                "client_id": reference.client_id,
                "code": code,
                "message": message,
            }
        )
        if self._error_limit.lost(self._now()):
            await self._shut(ABUSE)

    async def _tell(self, which: str, frame: dict[str, Any]) -> None:
        """Send what nobody asked for, when there is room; until then the last one of its kind is kept."""
        if self._flow.line.full:
            self._untold[which] = frame
        else:
            await self._send(frame)

    async def _send(self, frame: dict[str, Any]) -> None:
        """Reply, when there is room: until then nothing more is taken in."""
        await self._flow.line.writable()
        self._flow.line.write_text(dumps(frame))
