"""Everything outside the database that work needs, chosen once by the wiring."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

from integrations.bank.client import BankClient
from integrations.notify.client import NotifyClient
from integrations.portal.client import PortalClient
from integrations.post.client import PostClient
from integrations.registers.client import RegistersClient
from outputs.rendering import Renderer
from workflow.definition.messages import Notice
from workflow.performing.keys import KeyRing

Result = TypeVar("Result")


@dataclass(frozen=True)
class Outside:
    """The systems around us, and the tools that make documents."""

    renderer: Renderer
    keys: KeyRing
    portal: PortalClient
    post: PostClient
    bank: BankClient
    registers: RegistersClient
    notify: NotifyClient
    notices: Mapping[str, Notice]
    public_url: str
    poll_seconds: float
    # Laying out holds the interpreter's lock for long; one thread for it keeps the rest of the worker answering.
    press: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "press"))

    async def pressed(self, make: Callable[..., Result], *arguments: Any) -> Result:
        """Run a document-making function on the press."""
        return await asyncio.get_running_loop().run_in_executor(self.press, make, *arguments)

    async def aclose(self) -> None:
        """Close every connection."""
        self.press.shutdown()
        for system in (self.portal, self.post, self.bank, self.registers, self.notify):
            await system.aclose()
