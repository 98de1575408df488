// A certified OpenID provider that nobody here wrote, for tests: who comes is signed in at once.
//
//   node server.mjs '{"issuer": "http://127.0.0.1:4000", "clients": [...]}'
//
// Says {"port": …} on its first line. POST /test/next chooses who signs in next and at which level,
// or that they break off; back-channel logouts go to the address in `deliver`, whatever their host.

import { generateKeyPairSync } from "node:crypto";
import http from "node:http";

import Provider from "oidc-provider";

const LEVELS = ["STORK-QAA-Level-1", "STORK-QAA-Level-3", "STORK-QAA-Level-4"];
const PERSON = {
  bPK2: "bpk-of-wiebke",
  given_name: "Wiebke",
  family_name: "Harms",
  birthdate: "1984-05-17",
  address: { street_address: "Bahnhofstraße 3", postal_code: "26871", locality: "Papenburg" },
  email: "wiebke.harms@post.example",
  email_verified: true,
};

const options = JSON.parse(process.argv[2]);
const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const KEY = { ...privateKey.export({ format: "jwk" }), kid: "first", use: "sig", alg: "RS256" };
let next = {};

const provider = new Provider(options.issuer, {
  clients: options.clients,
  acrValues: LEVELS,
  scopes: ["openid", "profile", "address", "email"],
  claims: {
    openid: ["sub", "bPK2"],
    profile: ["given_name", "family_name", "birthdate"],
    address: ["address"],
    email: ["email", "email_verified"],
    acr: null,
    auth_time: null,
  },
  conformIdTokenClaims: false,
  cookies: { keys: ["of the tests"] },
  enabledJWA: { idTokenSigningAlgValues: ["RS256", "HS256"] },
  features: {
    devInteractions: { enabled: false },
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: { enabled: true, logoutSource: askToSignOut },
  },
  fetch: deliver,
  findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, ...PERSON, ...claimsOf(id) }) }),
  interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
  jwks: { keys: [KEY] },
  loadExistingGrant: grantEverything,
  pkce: { required: () => true },
  ttl: { AccessToken: 300, AuthorizationCode: 60, IdToken: 300, Grant: 300, Session: 3600, Interaction: 300 },
});

const server = http.createServer((request, response) => {
  const path = request.url.split("?")[0];
  const answer = path === "/test/next" ? chooseNext : path.startsWith("/interaction/") ? signIn : provider.callback();
  Promise.resolve(answer(request, response)).catch((fault) => {
    response.writeHead(500).end(String(fault));
  });
});
server.listen(options.port ?? 0, "127.0.0.1", () => console.log(JSON.stringify({ port: server.address().port })));

// Who started it is gone: so is the provider.
process.stdin.resume().on("end", () => process.exit(0));

async function signIn(request, response) {
  const { params } = await provider.interactionDetails(request, response);
  const { account = "wiebke", acr = asked(params), error } = next;
  next = {};
  const result = error
    ? { error, error_description: "as the test wants it" }
    : { login: { accountId: account, acr, ts: Math.floor(Date.now() / 1000) } };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

function asked(params) {
  return (params.acr_values ?? "").split(" ").find((value) => LEVELS.includes(value)) ?? LEVELS[0];
}

function claimsOf(id) {
  return id === "wiebke" ? {} : { bPK2: `bpk-of-${id}`, given_name: id, email: `${id}@post.example` };
}

async function grantEverything(context) {
  const grant = new provider.Grant({
    clientId: context.oidc.client.clientId,
    accountId: context.oidc.session.accountId,
  });
  grant.addOIDCScope("openid profile address email");
  await grant.save();
  return grant;
}

function askToSignOut(context, form) {
  context.body = form.replace("</form>", '<button name="logout" value="yes">Abmelden</button></form>');
}

async function chooseNext(request, response) {
  let body = "";
  for await (const part of request) body += part;
  next = JSON.parse(body);
  response.writeHead(204).end();
}

// The portal's hosts resolve nowhere: their logout tokens go to this machine, under their own name.
function deliver(url, { method, headers, body }) {
  const there = new URL(url);
  const content = String(body);
  const sent = { ...Object.fromEntries(headers), host: there.host, "content-length": Buffer.byteLength(content) };
  return new Promise((resolve, reject) => {
    const to = { host: "127.0.0.1", port: options.deliver, path: there.pathname, method, headers: sent };
    http
      .request(to, (answer) => answer.resume().on("end", () => resolve({ status: answer.statusCode })))
      .on("error", reject)
      .end(content);
  });
}
