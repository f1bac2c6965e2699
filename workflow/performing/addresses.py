"""Public addresses of a document, known by its unguessable token."""


def verification_address(public_url: str, token: str) -> str:
    """The page that confirms a document; printed on it as QR code."""
    return f"{public_url.rstrip('/')}/v/{token}"


def result_address(public_url: str, token: str) -> str:
    """The signed file itself, for the portal to fetch."""
    return f"{verification_address(public_url, token)}/file"
