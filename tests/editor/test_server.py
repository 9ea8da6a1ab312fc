"""The language server and a real client talk to each other over pipes."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

lsp = pytest.importorskip("lsprotocol.types", reason="the extra 'editor' is not installed")
client_module = pytest.importorskip("pygls.lsp.client")

BAD = "---\nname: a\ndescription: 'ä😀'\ntools: Read, BashOutput\ncolor: do it: now\n---\nHi\n"
Talk = Callable[["Editor"], Awaitable[None]]


class Editor(client_module.LanguageClient):  # type: ignore[misc, name-defined]
    """A client that keeps what it is told."""

    def __init__(self, folder: Path) -> None:
        super().__init__("tests", "1")
        self.folder = folder
        self.told: asyncio.Queue[object] = asyncio.Queue()

        @self.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def _(params: lsp.PublishDiagnosticsParams) -> None:  # type: ignore[name-defined]
            self.told.put_nowait(params)

    async def open(self, path: str, text: str) -> str:
        uri = (self.folder / path).as_uri()
        item = lsp.TextDocumentItem(uri=uri, language_id="markdown", version=1, text=text)
        self.text_document_did_open(lsp.DidOpenTextDocumentParams(item))
        return uri

    async def next(self) -> object:
        return await asyncio.wait_for(self.told.get(), 60)


def talk(folder: Path, what: Talk, *options: str) -> None:
    async def run() -> None:
        editor = Editor(folder)
        await editor.start_io(sys.executable, "-m", "agentconv", "lsp", *options, env={**os.environ})
        await editor.initialize_async(
            lsp.InitializeParams(
                capabilities=lsp.ClientCapabilities(),
                workspace_folders=[lsp.WorkspaceFolder(folder.as_uri(), "project")],
            )
        )
        editor.initialized(lsp.InitializedParams())
        try:
            await what(editor)
        finally:
            await editor.shutdown_async(None)
            editor.exit(None)
            await editor.stop()

    asyncio.run(run())


def test_findings_come_as_one_types_and_go_when_the_file_is_closed(tmp_path: Path) -> None:
    async def what(editor: Editor) -> None:
        uri = await editor.open(".claude/agents/a.md", BAD)
        told = await editor.next()
        assert [(d.code, d.range.start.line) for d in told.diagnostics] == [
            ("tool-retired", 3),
            ("frontmatter-not-yaml", 4),
        ]
        assert told.diagnostics[0].range.start.character == len("tools: Read, ")
        good = BAD.replace("color: do it: now\n", "").replace(", BashOutput", "")
        editor.text_document_did_change(
            lsp.DidChangeTextDocumentParams(
                lsp.VersionedTextDocumentIdentifier(version=2, uri=uri),
                [lsp.TextDocumentContentChangeWholeDocument(good)],
            )
        )
        assert (await editor.next()).diagnostics == ()
        editor.text_document_did_close(lsp.DidCloseTextDocumentParams(lsp.TextDocumentIdentifier(uri)))
        assert (await editor.next()).diagnostics == ()
        assert not (tmp_path / ".claude").exists()

    talk(tmp_path, what)


def test_a_code_is_explained_and_a_repair_is_offered(tmp_path: Path) -> None:
    async def what(editor: Editor) -> None:
        uri = await editor.open(".claude/agents/a.md", BAD)
        await editor.next()
        here = lsp.TextDocumentIdentifier(uri)
        hover = await editor.text_document_hover_async(lsp.HoverParams(here, lsp.Position(4, 2)))
        assert "frontmatter-not-yaml" in hover.contents.value
        assert await editor.text_document_hover_async(lsp.HoverParams(here, lsp.Position(0, 0))) is None
        line = lsp.Range(lsp.Position(4, 0), lsp.Position(4, 1))
        for only, kind in ((None, "quickfix"), (["source.fixAll"], "source.fixAll.agentconv")):
            asked = lsp.CodeActionParams(here, line, lsp.CodeActionContext([], only=only))
            (action,) = await editor.text_document_code_action_async(asked)
            assert action.kind == kind
            (edit,) = action.edit.changes[uri]
            assert edit.new_text == "color: 'do it: now'\n"
            assert (edit.range.start.line, edit.range.end.line) == (4, 5)
        asked = lsp.CodeActionParams(here, line, lsp.CodeActionContext([], only=["refactor"]))
        assert not await editor.text_document_code_action_async(asked)

    talk(tmp_path, what)


def test_columns_are_in_the_editors_units(tmp_path: Path) -> None:
    async def what(editor: Editor) -> None:
        await editor.open(".claude/agents/a.md", "---\nname: a\ndescription: d\n---\n😀😀\u202ex\n")
        (found,) = (await editor.next()).diagnostics
        assert (found.code, found.range.start.line, found.range.start.character) == ("hidden-text", 4, 4)

    talk(tmp_path, what)


def test_targets_say_what_they_would_lose(tmp_path: Path) -> None:
    async def what(editor: Editor) -> None:
        await editor.open(".claude/agents/a.md", "---\nname: a\ndescription: d\ntools: Read\n---\nHi\n")
        told = await editor.next()
        assert any(d.message.startswith("openai: ") for d in told.diagnostics)
        await editor.open("commands/a.md", BAD)
        assert (await editor.next()).diagnostics == ()

    talk(tmp_path, what, "-t", "openai")
