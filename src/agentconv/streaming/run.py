"""All files of an export, chunk by chunk, in this process or several."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from agentconv.diagnostics import Diagnostic
from agentconv.folder.staging import Stage
from agentconv.host.registry import Registry
from agentconv.reading.finding import STANDARD_INPUT, Found
from agentconv.streaming.parts import Part
from agentconv.streaming.workshop import Task, Workshop

CHUNK = 64
"""So many files go through each stage together. One by one is slower, since the code of all stages fits no
processor's cache; more only hold more memory (`bench/README.md`)."""
MANY = 1_000
"""From so many files on, other processes bring more than they cost."""

Chunk = Sequence[tuple[int, Found]]


def jobs_for(files: Sequence[Found], wanted: int | None) -> int:
    """How many processes are to work on some files; `wanted` by the caller, None = as many as is good."""
    chunks = -(-len(files) // CHUNK)
    if any(f.shown == STANDARD_INPUT for f in files) or chunks < 2:
        return 1
    if wanted is None:
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        wanted = min(cores, 8) if len(files) >= MANY else 1
    return min(wanted, chunks)


def process(files: Sequence[tuple[int, Found]], workshop: Workshop, jobs: int) -> Iterator[Part]:
    """What comes of some files, each with its number, in their order."""
    chunks = [files[i : i + CHUNK] for i in range(0, len(files), CHUNK)]
    if jobs > 1:
        yield from _beside(chunks, workshop, jobs)
        return
    for chunk in chunks:
        yield from workshop.work(chunk)


def _beside(chunks: Sequence[Chunk], workshop: Workshop, jobs: int) -> Iterator[Part]:
    """The same in other processes, which put their files aside themselves."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    ways = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("fork" if "fork" in ways else None)
    # A forked process has the formats already, those that a caller added by hand among them.
    registry = workshop.registry if context.get_start_method() == "fork" else None
    known = workshop.registry
    given = (workshop.task, workshop.stage, registry, known.plugins, known.files)
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin, initargs=given) as pool:
        for parts, failed, remarks in pool.map(_work, chunks):
            workshop.stage.failed = workshop.stage.failed or failed
            workshop.registry.report.extend(
                tuple(d for d in remarks if d not in workshop.registry.report.diagnostics)
            )
            yield from parts


_WORKSHOP: list[Workshop] = []
"""The one workshop of a process that works for another."""


def _begin(
    task: Task, stage: Stage, registry: Registry | None, plugins: bool, files: tuple[str, ...]
) -> None:
    _WORKSHOP[:] = [Workshop(task, registry or Registry(plugins=plugins, files=files), stage)]


def _work(chunk: Chunk) -> tuple[list[Part], OSError | None, tuple[Diagnostic, ...]]:
    (workshop,) = _WORKSHOP
    parts = workshop.work(chunk)
    for head in (head for part in parts for head in part.heads):
        for index, done in enumerate(head.done):
            if done is not None and done.item is not None:
                head.done[index] = None  # what holds a whole text costs more to send than to make again
    return parts, workshop.stage.failed, workshop.registry.take()
