"""Why a file is refused. Knows no framework, so that the inspecting process starts fast."""

from __future__ import annotations


class Refused(Exception):
    """`code` names a sentence in `messages`; `detail` is what the sentence names."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code, self.detail = code, detail
