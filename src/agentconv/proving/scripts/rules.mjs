// Asks gemini-cli-core or Qwen Code which texts of instructions a session in a folder has:
// node rules.mjs PACKAGE FOLDER OUTPUT gemini|qwen. The client's own configuration finds and reads them.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [modules, folder, output, client] = process.argv.slice(2);
const options = {
  sessionId: 'agentconv', model: 'the-session-model', targetDir: folder, cwd: folder, debugMode: false,
  interactive: false, trustedFolder: true, usageStatisticsEnabled: false, telemetry: { enabled: false },
};
const said = [];
if (client === 'gemini') {
  const { Config } = await import(pathToFileURL(join(modules, 'dist/src/config/config.js')));
  const config = new Config(options);
  await config.initialize();
  said.push(config.getUserMemory(), config.getSystemInstructionMemory(), config.getSessionMemory());
} else {
  const chunks = join(modules, 'chunks');
  const core = readdirSync(chunks).filter((name) => name.startsWith('chunk-')).map((name) => join(chunks, name))
    .find((path) => readFileSync(path, 'latin1').includes('var SkillManager = class'));
  const { Config } = await import(pathToFileURL(core));
  const config = new Config({ ...options, chatRecording: false });
  await config.initialize({ skipHooks: true, skipMcpDiscovery: true, skipFileCheckpointing: true });
  await config.refreshHierarchicalMemory?.();
  said.push(config.getUserMemory());
}
writeFileSync(output, JSON.stringify({ said }));
process.exit(0);
