"""Everything outside the database that work needs, chosen once by the wiring."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from integrations.bank.client import BankClient
from integrations.notify.client import NotifyClient
from integrations.portal.client import PortalClient
from integrations.post.client import PostClient
from integrations.registers.client import RegistersClient
from outputs.rendering import Renderer
from outputs.signing import sign
from workflow.definition.messages import Notice
from workflow.performing.keys import KeyRing
from workflow.performing.press import Press


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
    press: Press = field(default_factory=Press)
    sign: Callable[..., bytes] = sign

    async def aclose(self) -> None:
        """Close every connection."""
        self.press.close()
        for system in (self.portal, self.post, self.bank, self.registers, self.notify):
            await system.aclose()
