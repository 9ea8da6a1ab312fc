// Asks gemini-cli-core how it would reach each server of a settings file: node servers.mjs PACKAGE SETTINGS
// The client's own function makes the transport; nothing is started and nothing is reached.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [modules, settings] = process.argv.slice(2);
const { createTransport } = await import(pathToFileURL(join(modules, 'dist/src/tools/mcp-client.js')));
const context = {
  isTrustedFolder: () => true, sanitizationConfig: {}, emitMcpDiagnostic() {}, setUserInteractedWithMcp() {},
};
const found = {};
for (const [name, config] of Object.entries(JSON.parse(readFileSync(settings, 'utf8')).mcpServers)) {
  const made = (await createTransport(name, config, false, context)).transport;
  const { command, args, env, cwd } = made._serverParams ?? {};
  found[name] = {
    kind: made.constructor.name, command, args, cwd, url: made._url?.href,
    headers: made._requestInit?.headers, level: env?.LEVEL, token: env?.ISSUE,
  };
}
console.log(JSON.stringify(found));
process.exit(0);
