"""Public addresses of a document."""


def verification_address(public_url: str, token: str) -> str:
    """The page that confirms a document; printed on it as QR code."""
    return f"{public_url.rstrip('/')}/v/{token}"


def result_address(public_url: str, path: str) -> str:
    """The signed file itself, for the portal to fetch; `path` as `service.results` gives it."""
    return public_url.rstrip("/") + path
