"""What the Codex client takes in a role's file, and how it spells servers; the format itself is in `codex`.

The keys and words are those that version 0.169.0 took when it was asked with a file for each (2026-11-20).
"""

from __future__ import annotations

import re

from agentconv.containers.base import Plain
from agentconv.errors import WrongType
from agentconv.kit.keys import Key
from agentconv.kit.servers import HTTP, STDIO, Spelling
from agentconv.kit.shapes import fits
from agentconv.model.agent import Value

SPACE = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
"""What the client trims."""

_NICKNAME = re.compile(r"[A-Za-z0-9 _-]+")


def _is_said(value: Value) -> bool:
    return isinstance(value, str) and value.strip(SPACE) != ""


def _are_nicknames(value: Value) -> bool:
    if not isinstance(value, list) or not fits(value, [str]):
        return False
    trimmed = [str(name).strip(SPACE) for name in value]
    return 0 < len(set(trimmed)) == len(value) and all(map(_NICKNAME.fullmatch, trimmed))


def _words(*words: str) -> Key:
    return Key(frozenset(words), ", ".join(words))


_KEYS = (
    "agents allow_login_shell analytics approval_policy approvals_reviewer apps apps_mcp_product_sku "
    "audio auto_review background_terminal_max_timeout chatgpt_base_url check_for_update_on_startup "
    "cli_auth_credentials_store compact_prompt computer_use default_permissions desktop "
    "disable_paste_burst experimental_compact_prompt_file experimental_realtime_start_instructions "
    "experimental_realtime_webrtc_call_base_url experimental_realtime_ws_backend_prompt "
    "experimental_realtime_ws_base_url experimental_realtime_ws_model "
    "experimental_realtime_ws_startup_context experimental_thread_store "
    "experimental_use_unified_exec_tool features feedback file_opener forced_chatgpt_workspace_id "
    "forced_login_method ghost_snapshot hide_agent_reasoning history hooks include_apps_instructions "
    "include_collaboration_mode_instructions include_environment_context "
    "include_permissions_instructions instructions js_repl_node_module_dirs js_repl_node_path log_dir "
    "marketplaces max_output_tokens mcp_oauth_callback_port mcp_oauth_callback_url "
    "mcp_oauth_credentials_store memories model_auto_compact_token_limit "
    "model_auto_compact_token_limit_scope model_catalog_json model_context_window "
    "model_instructions_file model_max_output_tokens model_provider model_providers "
    "model_reasoning_summary model_verbosity nickname_candidates notice notify openai_base_url "
    "orchestrator oss_provider otel permissions personality plan_mode_reasoning_effort plugins "
    "profile profiles project_doc_fallback_filenames project_doc_max_bytes project_root_markers "
    "projects realtime review_model sandbox_mode sandbox_workspace_write service_tier "
    "shell_environment_policy show_raw_agent_reasoning skills sqlite_home "
    "suppress_unstable_features_warning tool_output_token_limit tool_suggest tools tui web_search "
    "windows "
)
REQUIRED = ("name", "description", "developer_instructions")

KEYS = {
    **dict.fromkeys(_KEYS.split(), Key(lambda value: value is not None, "a value")),
    **dict.fromkeys(REQUIRED, Key(_is_said, "text that is not blank")),
    "model_reasoning_effort": Key(lambda value: value != "", "an effort"),
    "sandbox_mode": _words("read-only", "workspace-write", "danger-full-access"),
    "web_search": _words("disabled", "cached", "indexed", "live"),
    "approval_policy": Key(
        (frozenset(["untrusted", "on-failure", "on-request", "never"]), {"granular!": dict}),
        "untrusted, on-failure, on-request, never, or granular with a table",
    ),
    "nickname_candidates": Key(_are_nicknames, "different names of letters, digits, spaces, _ and -"),
    "features": Key({"*": (bool, dict)}, "true or false for each feature"),
}
"""What the client takes in a role; it skips a file with any other key, or another value."""


def _are_seconds(value: Value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0


SERVERS = Spelling(
    {
        "command": "command",
        "args": "args",
        "env": "env",
        "cwd": "cwd",
        "url": "url",
        "headers": "http_headers",
        "tools": "enabled_tools",
        "without": "disabled_tools",
        "timeout": "tool_timeout_sec",
    },
    kinds=(STDIO, HTTP),
    off=("enabled", False),
    unit=1000,
    fractions=True,
    more={
        "required": bool,
        "startup_timeout_sec": _are_seconds,
        "env_vars": [str],
        "env_http_headers": {"*": str},
        "bearer_token_env_var": str,
    },
)
"""`mcp_servers`: what starts or reaches a server; there is no key for its kind."""


class StringCodec:
    """Text that is written as text."""

    def decode(self, value: Value) -> str | None:
        if not isinstance(value, str) or isinstance(value, Plain):
            raise WrongType("text")
        return value

    def encode(self, value: str) -> Value:
        return value


class TrimmedCodec(StringCodec):
    """Text that the client trims."""

    def decode(self, value: Value) -> str | None:
        return (super().decode(value) or "").strip(SPACE)

    def encode(self, value: str) -> Value:
        return value.strip(SPACE)
