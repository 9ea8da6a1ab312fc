"""The language server: findings as one types, what a code means, and the safe repairs.

Language Server Protocol 3.17, over standard input and output, by pygls (extra `editor`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path
from pygls.workspace import TextDocument

from agentconv.about import __version__
from agentconv.checking.explain import explained
from agentconv.diagnostics import Diagnostic, Severity
from agentconv.editor.edits import edits
from agentconv.editor.unsaved import Looked, look
from agentconv.host.registry import Registry

SEVERITIES = {
    Severity.ERROR: lsp.DiagnosticSeverity.Error,
    Severity.WARNING: lsp.DiagnosticSeverity.Warning,
    Severity.NOTE: lsp.DiagnosticSeverity.Information,
}
QUICK_FIX = lsp.CodeActionKind.QuickFix.value
KINDS = (QUICK_FIX, f"{lsp.CodeActionKind.SourceFixAll.value}.agentconv")
"""The same repair under two names: offered to a person, and run by an editor that saves."""


class Server(LanguageServer):
    """A server for one editor."""

    def __init__(self, targets: Sequence[str] = (), registry: Registry | None = None) -> None:
        super().__init__("agentconv", __version__)
        self.registry = registry or Registry()
        self.targets = tuple(map(self.registry.word, targets))
        self.known: dict[str, tuple[int | None, Looked]] = {}
        """Address of a document -> its version and what was said of it."""

    def said(self, document: TextDocument) -> Looked:
        """What there is to say of a document as it is now."""
        version, looked = self.known.get(document.uri, (None, None))
        if looked is None or version != document.version or version is None:
            path = to_fs_path(document.uri)
            looked = Looked() if path is None else self._look(Path(path), document.source)
            self.known[document.uri] = document.version, looked
        return looked

    def _look(self, path: Path, text: str) -> Looked:
        folders = [to_fs_path(uri) for uri in self.workspace.folders]
        roots = [Path(folder) for folder in folders if folder]
        inside = [root for root in roots if path.is_relative_to(root)]
        return look(
            path, text, max(inside, key=lambda r: len(r.parts), default=None), self.registry, self.targets
        )

    def tell(self, uri: str) -> None:
        """Send the findings of a document."""
        document = self.workspace.get_text_document(uri)
        found = [self._diagnostic(d, document) for d in self.said(document).diagnostics]
        self.text_document_publish_diagnostics(
            lsp.PublishDiagnosticsParams(uri=uri, version=document.version, diagnostics=found)
        )

    def _diagnostic(self, found: Diagnostic, document: TextDocument) -> lsp.Diagnostic:
        hint = f"\n{found.hint}" if found.hint else ""
        target = f"{found.target}: " if found.target else ""
        return lsp.Diagnostic(
            range=self._range(found, document),
            message=f"{target}{found.message}{hint}",
            severity=SEVERITIES[found.severity],
            code=found.code,
            source="agentconv",
        )

    def _range(self, found: Diagnostic, document: TextDocument) -> lsp.Range:
        """From where a finding is to the end of its line, in the editor's own units."""
        lines = document.lines
        line = min((found.line or 1) - 1, max(len(lines) - 1, 0))
        text = lines[line].rstrip("\r\n") if lines else ""
        start = min((found.column or 1) - 1, len(text))
        here = lsp.Range(lsp.Position(line, start), lsp.Position(line, len(text)))
        return document.position_codec.range_to_client_units(lines, here) if lines else here


def server(targets: Sequence[str] = (), registry: Registry | None = None) -> Server:
    """A server that says also what `targets` would lose. Raises `UsageError` for an unknown one."""
    made = Server(targets, registry)

    @made.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def _(ls: Server, params: lsp.DidOpenTextDocumentParams) -> None:
        ls.tell(params.text_document.uri)

    @made.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def _(ls: Server, params: lsp.DidChangeTextDocumentParams) -> None:
        ls.tell(params.text_document.uri)

    @made.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def _(ls: Server, params: lsp.DidCloseTextDocumentParams) -> None:
        uri = params.text_document.uri
        ls.known.pop(uri, None)
        ls.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri=uri, diagnostics=[]))

    @made.feature(lsp.TEXT_DOCUMENT_HOVER)
    def _(ls: Server, params: lsp.HoverParams) -> lsp.Hover | None:
        return _hover(ls, params)

    options = lsp.CodeActionOptions(code_action_kinds=list(KINDS))

    @made.feature(lsp.TEXT_DOCUMENT_CODE_ACTION, options)
    def _(ls: Server, params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        return _actions(ls, params)

    return made


def _hover(ls: Server, params: lsp.HoverParams) -> lsp.Hover | None:
    """What the codes of a line mean."""
    document = ls.workspace.get_text_document(params.text_document.uri)
    here = [d for d in ls.said(document).diagnostics if (d.line or 1) - 1 == params.position.line]
    codes = dict.fromkeys(d.code for d in here)
    if not codes:
        return None
    text = "\n\n---\n\n".join(f"**{code}**\n\n{explained(code)}" for code in codes)
    return lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.Markdown, text))


def _actions(ls: Server, params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
    """The safe repairs of a file, all at once, as `check --fix` makes them."""
    document = ls.workspace.get_text_document(params.text_document.uri)
    repaired = ls.said(document).repaired
    if repaired is None:
        return []
    changes = [
        lsp.TextEdit(lsp.Range(lsp.Position(edit.first, 0), lsp.Position(edit.end, 0)), edit.text)
        for edit in edits(document.source, repaired.text)
    ]
    edit = lsp.WorkspaceEdit(changes={document.uri: changes})
    title = f"Repair: {'; '.join(repaired.done)}"
    asked = params.context.only or [QUICK_FIX]
    kinds = [kind for kind in KINDS if any(kind == a or kind.startswith(f"{a}.") for a in asked)]
    return [lsp.CodeAction(title, kind=kind, edit=edit) for kind in kinds]
