import { render } from "./libraries/preact/preact.mjs";
import { Confirm } from "./confirm.mjs";
import { html } from "./html.mjs";
import { AppList, AppPage, labels } from "./parts.mjs";
import { follow, here } from "./stream.mjs";
import { clock, since } from "./text.mjs";

const stored = "october-key";
const page = document.getElementById("page");
const state = { apps: {}, problems: [], about: null, synced: false, link: "connecting", lostSince: null, error: null, series: null, action: null, notice: null };
let drawing = false;
let looksAt = { key: null, stop: () => {} };
let stopApps = () => {};

// The key comes in the part of the address that is sent to no server, and leaves it at once; a reload in the same tab keeps it.
function take() {
  const given = new URLSearchParams(location.hash.slice(1)).get("key");
  if (given) {
    sessionStorage.setItem(stored, given);
    history.replaceState(null, "", location.pathname);
  }
  return given !== null;
}

take();

const key = sessionStorage.getItem(stored) ?? "";

/** What the address names, if it is there, else the app that needs somebody most. */
function selected() {
  const named = location.hash.replace(/^#\//, "");
  if (state.apps[named]) return named;
  const order = ["Bad", "Warning", "Busy", "Good", "Idle"];
  return Object.keys(state.apps).sort((a, b) => order.indexOf(state.apps[a].tone) - order.indexOf(state.apps[b].tone))[0] ?? null;
}

function receive(message) {
  const apps = message.whole ? {} : { ...state.apps };
  for (const [name, app] of Object.entries(message.apps)) {
    if (app) apps[name] = app;
    else delete apps[name];
  }
  state.apps = Object.fromEntries(Object.entries(apps).sort(([a], [b]) => (a < b ? -1 : 1)));
  state.problems = message.problems;
  state.synced = message.synced;
  state.about = message.about ?? state.about;
  look();
  draw();
}

function report({ state: link, code, error }) {
  if (link === "open") Object.assign(state, { link, lostSince: null, error: null });
  else Object.assign(state, { link: code === 401 ? "locked" : "lost", lostSince: state.lostSince ?? new Date().toISOString(), error });
  draw();
}

/** Figures are read for the app that is looked at, while it is. */
function look() {
  const app = document.hidden || state.link === "locked" ? null : selected();
  if (app === looksAt.key) return;
  looksAt.stop();
  if (app !== null && state.of !== app) Object.assign(state, { series: null, of: app });
  const stop = app === null ? () => {} : follow(`api/series?app=${encodeURIComponent(app)}`, key, (series) => { state.series = series; draw(); }, () => {});
  looksAt = { key: app, stop };
}

async function carryOut(app, action, revision) {
  const what = `${labels[action.name]} ${app.namespace}/${app.name}`;
  state.notice = { text: `${what}: sent, waiting for the operator…` };
  draw();
  try {
    const response = await fetch(`${here}api/actions`, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...(key ? { Authorization: `Bearer ${key}` } : {}) },
      body: JSON.stringify({ app: `${app.namespace}/${app.name}`, action: action.name, revision }),
    });
    const { message } = await response.json();
    state.notice = { text: `${what}: ${message}`, failed: !response.ok };
  } catch (error) {
    state.notice = { text: `${what}: not known whether it was carried out: ${error.message}`, failed: true };
  }
  draw();
}

function Banner({ now }) {
  if (state.link === "lost")
    return html`<p class="banner bad" role="alert">october dashboard has not answered since ${clock(state.lostSince)} (${state.error}). Is it still running? What you see is as of then.</p>`;
  return state.problems.map((problem) => html`<p class="banner bad" role="alert" key=${problem.what}>
    ${problem.what === "the API server" ? "Not connected to the API server" : `${problem.what} cannot be read`} since ${clock(problem.since)}
    ${" "}(${since(problem.since, now)}): ${problem.error}</p>`);
}

function Page() {
  const now = Date.now();
  const name = selected();
  const app = state.apps[name];
  const many = Object.keys(state.apps).length > 1;
  if (state.link === "locked")
    return html`<main class="lone"><h1>October</h1><p>This page needs its key: open the address that <code>october dashboard</code> printed when it was started last.</p></main>`;
  return html`
    <a class="skip" href="#title" onClick=${(event) => { event.preventDefault(); document.querySelector("main").focus(); }}>Skip to the app</a>
    <header class="top"><strong class="brand">October</strong>${state.about && html`<span class="muted">${state.about.scope} on ${state.about.server}</span>`}
      <span class="link"><${Link} /></span></header>
    <${Banner} now=${now} />
    <div class="body ${many ? "many" : ""}">
      ${many && html`<${AppList} apps=${state.apps} selected=${name} all=${state.about?.scope === "all namespaces"} />`}
      <main tabindex="-1">
        <div role="status" aria-live="polite">${state.notice && html`<p class="notice ${state.notice.failed ? "bad" : ""}">${state.notice.text}
          <button type="button" class="plain" onClick=${() => { state.notice = null; draw(); }}>Dismiss</button></p>`}</div>
        ${app ? html`<${AppPage} key=${name} app=${app} series=${state.series} now=${now} act=${(action) => { state.action = { name, action }; draw(); }} />`
          : html`<h1>${state.synced ? "No OctoberApp" : "Loading…"}</h1>${state.synced && html`<p class="muted">There is no OctoberApp in ${state.about?.scope}. Another place: --namespace, --all-namespaces.</p>`}`}
      </main>
    </div>
    ${state.action && state.apps[state.action.name] && html`<${Confirm} app=${state.apps[state.action.name]} action=${state.action.action} now=${now}
      carryOut=${(action, revision) => carryOut(state.apps[state.action.name], action, revision)} close=${() => { state.action = null; draw(); }} />`}`;
}

const Link = () => state.link === "open" && state.problems.length === 0 ? html`<span class="dot good" aria-hidden="true"></span>live`
  : state.link === "connecting" ? "connecting…" : html`<span class="dot bad" aria-hidden="true"></span>not live`;

function draw() {
  if (drawing) return;
  drawing = true;
  queueMicrotask(() => {
    drawing = false;
    render(html`<${Page} />`, page);
    const app = state.apps[selected()];
    document.title = app ? `${app.phase}: ${app.name} · October` : "October";
  });
}

// An address with another key that is opened in this tab changes nothing but its fragment.
addEventListener("hashchange", () => { if (take()) location.reload(); look(); draw(); });
document.addEventListener("visibilitychange", () => { look(); draw(); });
// Ages.
setInterval(() => document.hidden || draw(), 1000);
stopApps = follow("api/apps", key, receive, report);
addEventListener("pagehide", () => { stopApps(); looksAt.stop(); });
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
draw();
