"""Errors towards outside systems, named by what the caller can do about them."""


class IntegrationError(Exception):
    """A call to an outside system did not do what was asked."""

    def __init__(self, detail: str = "", *, system: str = "", code: str = "") -> None:
        """`detail` says what happened, `system` who said so, `code` is their own error code as received."""
        self.detail = detail or (type(self).__doc__ or "").splitlines()[0]
        self.system = system
        self.code = code
        super().__init__(f"{system}: {self.detail}" if system else self.detail)


class Temporary(IntegrationError):
    """The other system cannot do it now; the same call with the same key may succeed later."""

    def __init__(
        self,
        detail: str = "",
        *,
        system: str = "",
        code: str = "",
        retry_after: float | None = None,
        outcome_unknown: bool = False,
    ) -> None:
        """`retry_after` is in seconds; `outcome_unknown`: it may have been done, so repeat with the same key."""
        super().__init__(detail, system=system, code=code)
        self.retry_after = retry_after
        self.outcome_unknown = outcome_unknown


class Permanent(IntegrationError):
    """The other system refuses this content; repeating it changes nothing, a person must look."""


class Unauthorised(IntegrationError):
    """The other system does not accept our credentials; an administrator must look."""


class AlreadyDone(IntegrationError):
    """The other system did this before; count it as done."""


class InboundError(Exception):
    """A message that reached us cannot be taken in."""

    def __init__(self, detail: str = "") -> None:
        """`detail` says what is wrong, in words that may be shown to the sender."""
        self.detail = detail or (type(self).__doc__ or "").splitlines()[0]
        super().__init__(self.detail)


class Forged(InboundError):
    """The signature is missing or wrong, or the message is too old: answer 401 and change nothing."""


class Malformed(InboundError):
    """The sender is who it says, but the message does not follow the contract: answer 400 and change nothing."""
