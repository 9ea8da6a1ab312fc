// Asks gemini-cli-core or Qwen Code which skills it loads from a project:
// node skills.mjs PACKAGE PROJECT OUTPUT gemini|qwen. The client's own manager of skills does the work.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [modules, project, output, client] = process.argv.slice(2);
let skills;
if (client === 'gemini') {
  const load = (path) => import(pathToFileURL(join(modules, 'dist/src', path)));
  const { SkillManager } = await load('skills/skillManager.js');
  const { Storage } = await load('config/storage.js');
  const manager = new SkillManager();
  await manager.discoverSkills(new Storage(project), [], true);
  skills = manager.getAllSkills().filter((skill) => !skill.isBuiltin);
} else {
  const chunks = join(modules, 'chunks');
  const core = readdirSync(chunks).filter((name) => name.startsWith('chunk-')).map((name) => join(chunks, name))
    .find((path) => readFileSync(path, 'latin1').includes('var SkillManager = class'));
  const { Config } = await import(pathToFileURL(core));
  const config = new Config({
    sessionId: 'agentconv', model: 'the-session-model', targetDir: project, cwd: project, debugMode: false,
    interactive: false, trustedFolder: true, usageStatisticsEnabled: false, telemetry: { enabled: false },
    chatRecording: false,
  });
  await config.initialize({ skipHooks: true, skipMcpDiscovery: true, skipFileCheckpointing: true });
  skills = await config.getSkillManager().listSkills({ level: 'project' });
}
const said = skills.map(({ name, description, body, allowedTools, disableModelInvocation, model }) => (
  { name, description, body, allowedTools, disableModelInvocation, model }));
writeFileSync(output, JSON.stringify(said));
process.exit(0);
