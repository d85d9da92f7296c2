"""A server of texts on this machine."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from zlib import crc32


@dataclass
class Web:
    """What a server of texts has.

    Attributes:
        address: of the server, ending in a slash.
        texts: by name.
        sends_parts: whether it knows how to send a part of a text.
        parts: how many bytes each part had that was sent.
    """

    address: str
    texts: dict[str, bytes]
    sends_parts: bool = True
    parts: list[int] = field(default_factory=list)


@contextmanager
def web(**texts: bytes) -> Iterator[Web]:
    """A server of texts, for as long as the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            text = served.texts.get(self.path[1:])
            if text is None:
                self.send_error(404)
                return
            asked = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
            part = text
            if asked and served.sends_parts:
                start, last = int(asked[1]), min(int(asked[2]), len(text) - 1)
                part = text[start : last + 1]
                self.send_response(206)
                self.send_header("Content-Range", f"bytes {start}-{last}/{len(text)}")
            else:
                self.send_response(200)
            if served.sends_parts:
                self.send_header("Accept-Ranges", "bytes")
            self.send_header("Content-Length", str(len(part)))
            self.send_header("ETag", f'"{crc32(text)}"')
            self.end_headers()
            if self.command == "GET":
                if asked:
                    served.parts.append(len(part))
                self.wfile.write(part)

        do_HEAD = do_GET

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served = Web(f"http://127.0.0.1:{server.server_port}/", dict(texts))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
