"""The workers of one supervisor, as each knows the others: a socket file for each, from which its metrics can be read.

Whichever worker Prometheus reaches answers for all of them, with the label `worker`; and each says in its health which of
the others is missing.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector

ANSWER_SECONDS = 1.0
LABEL = "worker"


@dataclass
class Fleet:
    """Worker `number` of `count`; `directory` is nobody's but theirs."""

    directory: Path
    number: int
    count: int
    missing: Sequence[int] = field(default=(), init=False)

    @asynccontextmanager
    async def joined(self, registry: CollectorRegistry) -> AsyncIterator[None]:
        """Let the others read this worker's metrics, for the block."""

        async def tell(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with suppress(OSError):
                writer.write(generate_latest(registry))
                await writer.drain()
            writer.close()

        file = self._file(self.number)
        file.unlink(missing_ok=True)  # of a worker that was killed
        server = await asyncio.start_unix_server(tell, file)
        try:
            yield
        finally:
            server.close()
            file.unlink(missing_ok=True)

    async def exposition(self, registry: CollectorRegistry) -> bytes:
        """The metrics of all in Prometheus's text format; this worker's are those of `registry`."""
        others = await self._others()
        texts = {self.number: generate_latest(registry).decode(), **others}
        together = CollectorRegistry()
        together.register(_Together(texts))
        return generate_latest(together)

    async def look(self) -> None:
        """See who answers; called every few seconds."""
        answered = await self._others()
        self.missing = [one for one in range(self.count) if one != self.number and one not in answered]

    def problems(self) -> list[str]:
        """Each in one line; empty when all were there at the last look."""
        return [f"worker {one} does not answer" for one in self.missing]

    async def _others(self) -> dict[int, str]:
        numbers = [one for one in range(self.count) if one != self.number]
        texts = await asyncio.gather(*map(self._read, numbers))
        return {number: text for number, text in zip(numbers, texts, strict=True) if text}

    async def _read(self, number: int) -> str:
        with suppress(OSError, TimeoutError):
            async with asyncio.timeout(ANSWER_SECONDS):
                reader, writer = await asyncio.open_unix_connection(self._file(number))
                try:
                    return (await reader.read()).decode()
                finally:
                    writer.close()
        return ""

    def _file(self, number: int) -> Path:
        return self.directory / f"{number}.sock"


class _Together(Collector):
    """The families of all, each once, its samples with the worker's number."""

    def __init__(self, texts: dict[int, str]) -> None:
        self._texts = texts

    def collect(self) -> Iterator[Metric]:
        families: dict[str, Metric] = {}
        for number, text in sorted(self._texts.items()):
            for family in text_string_to_metric_families(text):
                whole = families.setdefault(family.name, Metric(family.name, family.documentation, family.type))
                for sample in family.samples:
                    whole.add_sample(sample.name, {LABEL: str(number), **sample.labels}, sample.value)
        yield from families.values()
