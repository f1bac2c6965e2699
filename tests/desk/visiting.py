"""A visitor of the desk who reads pages and sends the forms on them, as a browser without JavaScript does."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from httpx import Client, Response

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass
class Visitor:
    """A browser session."""

    client: Client

    def get(self, address: str, **more: Any) -> Response:
        return self.client.get(address, **more)

    def token(self, address: str = "/track") -> str:
        """The form token of this session, from a page with a form."""
        found = TOKEN.search(self.client.get(address).text)
        assert found is not None, f"{address} has no form"
        return found[1]

    def send(self, address: str, fields: dict[str, Any] | None = None, **more: Any) -> Response:
        """Post a form, with the token a page of this session carries."""
        return self.client.post(address, data={"csrf_token": self.token(), **(fields or {})}, **more)

    def read(self, address: str) -> str:
        """The words of a page that must be there."""
        answer = self.client.get(address)
        assert answer.status_code == 200, (address, answer.status_code, answer.headers.get("location"))
        return words_of(answer.text)


def words_of(html: str) -> str:
    """The text of a page, spaces evened out."""
    reader = _Words()
    reader.feed(html)
    return " ".join(" ".join(reader.found).split())


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)
