// Asks Qwen Code which agents it loads from a folder: node qwen.mjs PACKAGE PROJECT OUTPUT
// The client's own configuration, subagent manager and agent core do the work; no model is called, no server started.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [modules, project, output] = process.argv.slice(2);
const chunks = join(modules, 'chunks');
const core = readdirSync(chunks).filter((name) => name.startsWith('chunk-')).map((name) => join(chunks, name))
  .find((path) => readFileSync(path, 'latin1').includes('var SubagentManager = class'));
const { Config, ContextState, renderSubagentSystemPrompt, resolveSubagentApprovalMode } = await import(pathToFileURL(core));

const errors = [];
console.warn = (...words) => errors.push(words.join(' '));
const config = new Config({
  sessionId: 'agentconv', model: 'the-session-model', targetDir: project, cwd: project, debugMode: false,
  interactive: false, trustedFolder: true, usageStatisticsEnabled: false, telemetry: { enabled: false },
  chatRecording: false,
});
await config.initialize({ skipHooks: true, skipMcpDiscovery: true, skipFileCheckpointing: true });
const manager = config.getSubagentManager();

const context = new ContextState();
for (const name of ['task_prompt', 'hook_context']) context.set(name, `<${name}>`);
const folder = join(project, '.qwen', 'agents');
for (const name of readdirSync(folder).filter((name) => name.endsWith('.md'))) {
  try {
    await manager.parseSubagentFile(join(folder, name), 'project'); // to hear why: the listing drops in silence
  } catch (error) {
    errors.push(`${name}: ${error.message}`);
  }
}

const agents = [];
for (const agent of await manager.listSubagents()) {
  if (agent.level === 'builtin') continue;
  const { filePath, systemPrompt, mcpServers, hooks, ...said } = agent;
  said.servers = Object.keys(mcpServers ?? {});
  said.hooks = Object.keys(hooks ?? {});
  said.listed = agent.tools ?? null;
  said.approval = resolveSubagentApprovalMode('default', agent.approvalMode, true);
  try {
    const route = manager.resolveModelOverride(agent.model, config);
    said.runs = route?.modelId ? [route.authType, route.modelId].filter(Boolean).join(':') : 'inherit';
    const bare = { ...agent, model: undefined, mcpServers: undefined, hooks: undefined }; // nothing is started or asked
    const { subagent } = await manager.createAgentHeadless(bare, config);
    const tools = () => subagent.core.prepareTools(); // asked as an agent, which may delegate when a session may
    said.tools = (await subagent.core.runInAgentFrames(tools, undefined, 'agent', undefined, 1)).map((tool) => tool.name);
    said.prompt = renderSubagentSystemPrompt(
      { systemPrompt }, context, { getUserMemory: () => '', getAutoMemoryPrompt: () => '' }, true);
  } catch (error) {
    said.refused = error.message; // what every call of this agent ends with
  }
  agents.push(said);
}
writeFileSync(output, JSON.stringify({ agents, errors }));
process.exit(0);
