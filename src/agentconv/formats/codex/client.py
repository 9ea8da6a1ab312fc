"""What the Codex client takes in a role's file, and how it spells servers; the format itself is in `codex`.

The keys and words are those that version 0.169.0 took when it was asked with a file for each (2026-11-20).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from agentconv.containers.base import Plain
from agentconv.errors import KeepNative, WrongType
from agentconv.kit.format import Native
from agentconv.model.agent import Value

SPACE = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
"""What the client trims."""

REQUIRED = ("name", "description", "developer_instructions")
OWN_KEYS = frozenset([*REQUIRED, "model", "model_reasoning_effort", "mcp_servers"])
"""The keys that the format's table maps."""

WORDS = {
    "sandbox_mode": ("read-only", "workspace-write", "danger-full-access"),
    "web_search": ("disabled", "cached", "indexed", "live"),
    "approval_policy": ("untrusted", "on-failure", "on-request", "never"),
}
"""Keys that take one of some words."""

NICKNAME = re.compile(r"[A-Za-z0-9 _-]+")

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
CONFIG_KEYS = frozenset(_KEYS.split())
"""The keys that the client takes in a role besides those of the table."""


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


def _is_text(value: Value) -> bool:
    return isinstance(value, str) and not isinstance(value, Plain)


def _is_texts(value: Value) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _is_text_map(value: Value) -> bool:
    return isinstance(value, dict) and all(map(_is_text, value.values()))


def _is_flag(value: Value) -> bool:
    return isinstance(value, bool)


def _is_seconds(value: Value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0


class ServersCodec:
    """`mcp_servers`: name -> how to start or reach it."""

    BOTH = {
        "enabled": _is_flag,
        "required": _is_flag,
        "enabled_tools": _is_texts,
        "disabled_tools": _is_texts,
        "startup_timeout_sec": _is_seconds,
        "tool_timeout_sec": _is_seconds,
    }
    LOCAL = {
        "command": _is_text,
        "args": _is_texts,
        "env": _is_text_map,
        "env_vars": _is_texts,
        "cwd": _is_text,
    }
    REMOTE = {
        "url": _is_text,
        "http_headers": _is_text_map,
        "env_http_headers": _is_text_map,
        "bearer_token_env_var": _is_text,
    }

    def decode(self, value: Value) -> dict[str, Value]:
        if not isinstance(value, dict):
            raise WrongType("a table of servers")
        found: dict[str, Value] = {}
        for name, server in value.items():
            if not isinstance(server, dict):
                raise WrongType("a table", (name,))
            if "url" in server:
                renamed = {"headers" if k == "http_headers" else k: v for k, v in server.items()}
                found[name] = {"type": "http", **renamed}
            else:
                found[name] = dict(server)
        if self.encode(found) != value:
            raise KeepNative
        return found

    def encode(self, value: Mapping[str, Value]) -> Value:
        servers = {name: self._server(server) for name, server in value.items()}
        return {name: server for name, server in servers.items() if server}

    def _server(self, server: Value) -> Native:
        """A server as the client takes it; empty when it can not be told how to reach it."""
        if not isinstance(server, dict):
            return {}
        kind = server.get("type")
        if _is_text(server.get("command")) and kind in (None, "stdio"):
            keys = self.LOCAL
        elif _is_text(server.get("url")) and kind in (None, "http"):
            keys = self.REMOTE
        else:
            return {}
        checks = {**keys, **self.BOTH}
        renamed = {"http_headers" if k == "headers" else k: v for k, v in server.items()}
        return {key: value for key, value in renamed.items() if key in checks and checks[key](value)}


def taken(key: str, value: Value) -> bool:
    """Whether the client takes a key of its own with this value, as far as is known."""
    if key not in CONFIG_KEYS or value is None:
        return False
    if key in WORDS:
        granular = value.get("granular") if key == "approval_policy" and isinstance(value, dict) else None
        return isinstance(granular, dict) or (isinstance(value, str) and value in WORDS[key])
    if key == "nickname_candidates":
        trimmed = [str(name).strip(SPACE) for name in value] if _is_texts(value) else []  # type: ignore[union-attr]
        return bool(trimmed) and len(set(trimmed)) == len(trimmed) and all(map(NICKNAME.fullmatch, trimmed))
    if key == "features":
        return isinstance(value, dict) and all(isinstance(v, (bool, dict)) for v in value.values())
    return True


def refusal(values: Mapping[str, Value]) -> str | None:
    """Why the client does not load a role with these values; None = it does."""
    for key in REQUIRED:
        if key not in values:
            return f"it has no {key!r}"
        if not str(values[key]).strip(SPACE):
            return f"{key!r} is blank"
    if values.get("model_reasoning_effort") == "":
        return "'model_reasoning_effort' is blank"
    for key in values:
        if key not in CONFIG_KEYS and key not in OWN_KEYS:
            return f"it takes no {key!r}"
        if key in CONFIG_KEYS and not taken(key, values[key]):
            return f"{key!r} has a value that it does not take"
    return None
