// `cargo xtask serve --mock` runs this: a Graph and a provider for people. Its first line of output is the configuration.
import { control } from "./control.mjs";
import { startGraph } from "./graph.mjs";
import { ACCOUNTS, CLIENT_ID, startProvider } from "./provider.mjs";

const [page] = process.argv.slice(2);
if (!page) throw new Error("usage: node tests/mock/serve.mjs ADDRESS-OF-THE-PAGE");

const idp = await startProvider({ pages: [page] });
const graph = await startGraph({ caller: idp.caller, control: (request) => controls(request) });
const controls = control(graph, idp);

const config = {
  title: "Contoso (mock)",
  refreshMinutes: 15,
  serviceRelease: "2611",
  endpoint: {
    kind: "graph",
    cloud: "global",
    baseUrl: graph.origin,
    auth: { kind: "oidc", issuer: idp.issuer, clientId: CLIENT_ID, scopes: [] },
  },
};
// The pipe to the parent is the leash: when it goes, so does this program.
process.stdin.on("end", () => process.exit()).resume();
process.stdout.write(`${JSON.stringify(config)}\n`);
process.stdout.write(`Accounts: ${Object.keys(ACCOUNTS).join(", ")} (no password). Faults: ${graph.origin}/__mock\n`);
