// Asks Gemini CLI which agents it loads from a folder: node gemini.mjs PACKAGE PROJECT OUTPUT
// The client's own configuration, registry and executor do the work; no model is called and no MCP server started.
import { writeFileSync } from 'node:fs';
import { gemini } from './parts.mjs';

const [modules, project, output] = process.argv.slice(2);
const { Config, LocalAgentExecutor, coreEvents, CoreEvent } = await gemini(modules, {
  Config: 'config/config.js', LocalAgentExecutor: 'agents/local-executor.js',
  coreEvents: 'utils/events.js', CoreEvent: 'utils/events.js',
});

const errors = [];
const waiting = [];
coreEvents.on(CoreEvent.UserFeedback, (event) => errors.push(event.message));
coreEvents.on(CoreEvent.AgentsDiscovered, (event) => waiting.push(...(event.agents ?? event)));

const config = new Config({
  sessionId: 'agentconv', model: 'the-session-model', targetDir: project, cwd: project,
  debugMode: false, interactive: false, usageStatisticsEnabled: false, telemetry: { enabled: false },
});
await config.initialize();
coreEvents.drainBacklogs?.();
const registry = config.getAgentRegistry();
const builtIn = new Set(registry.getAllDefinitions().filter((a) => !a.metadata?.filePath).map((a) => a.name));
const acknowledged = config.getAcknowledgedAgentsService();
for (const agent of waiting) {
  await acknowledged.acknowledge(config.getProjectRoot(), agent.name, agent.metadata.hash); // a user who trusts them
}
errors.length = 0;
await registry.reload();
config.getMcpClientManager = () => undefined; // nothing that an agent names is started
config.getSkillManager().getSkills = () => []; // the client's own skills would be added to the prompt

const context = '\n\n# Environment Context\n';
const agents = [];
for (const agent of registry.getAllDefinitions()) {
  if (builtIn.has(agent.name)) continue;
  const said = {
    name: agent.name, description: agent.description, displayName: agent.displayName, kind: agent.kind,
    model: agent.modelConfig?.model, temperature: agent.modelConfig?.generateContentConfig?.temperature,
    maxTurns: agent.runConfig?.maxTurns, maxTimeMinutes: agent.runConfig?.maxTimeMinutes,
    servers: agent.mcpServers ? Object.keys(agent.mcpServers) : [], listed: agent.toolConfig?.tools ?? null,
  };
  if (agent.kind === 'local') {
    const executor = await LocalAgentExecutor.create(agent, config);
    said.tools = executor.prepareToolsList().map((tool) => tool.name);
    const inputs = { query: '<query>', cliVersion: '<cliVersion>', activeModel: '<activeModel>', today: '<today>' };
    try {
      const prompt = await executor.buildSystemPrompt(inputs);
      said.prompt = prompt.slice(0, Math.max(0, prompt.lastIndexOf(context)));
    } catch (error) {
      said.refused = error.message; // what every call of this agent ends with
    }
  }
  agents.push(said);
}
writeFileSync(output, JSON.stringify({ agents, errors }));
process.exit(0);
