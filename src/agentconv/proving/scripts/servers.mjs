// Asks gemini-cli-core how it would reach each server of a project's settings: node servers.mjs PACKAGE PROJECT OUTPUT
// The client's own function makes the transport; nothing is started and nothing is reached.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [modules, project, output] = process.argv.slice(2);
const { createTransport } = await import(pathToFileURL(join(modules, 'dist/src/tools/mcp-client.js')));
const context = {
  isTrustedFolder: () => true, sanitizationConfig: {}, emitMcpDiagnostic() {}, setUserInteractedWithMcp() {},
};
const found = {};
const errors = [];
const settings = JSON.parse(readFileSync(join(project, '.gemini/settings.json'), 'utf8'));
for (const [name, config] of Object.entries(settings.mcpServers ?? {})) {
  try {
    const made = (await createTransport(name, config, false, context)).transport;
    const { command, args, env, cwd } = made._serverParams ?? {};
    // of the variables that a server gets those that its entry names
    const own = env && Object.fromEntries(Object.keys(config.env ?? {}).map((key) => [key, env[key]]));
    found[name] = {
      transport: made.constructor.name, command, args, cwd, env: own, url: made._url?.href,
      headers: made._requestInit?.headers,
    };
  } catch (error) {
    errors.push(`'${name}': ${error.message}`);
  }
}
writeFileSync(output, JSON.stringify({ found, errors }));
process.exit(0);
