import { html } from "./html.mjs";
import { Spark } from "./spark.mjs";
import { clock, count, date, duration, short, since, span } from "./text.mjs";

const steps = {
  Backup: ["Backup", "making a backup before anything changes"],
  Preview: ["Preview", "starting the new revision beside the one that serves; no user reaches it"],
  Smoke: ["Smoke probes", "using the preview; no user reaches it"],
  Roll: ["Roll out", "replacing the pods that serve"],
  Verify: ["Verify", "using the app through its Service"],
  Bake: ["Bake", "watching it serve"],
  Rollback: ["Roll back", "going back to the last good revision"],
  RollbackVerify: ["Verify", "using the app that was rolled back to"],
};

const labels = { retry: "Retry", abort: "Abort", promote: "Promote", rollback: "Roll back" };

/** A dot whose colour says what the word beside it says. */
export const Dot = ({ tone }) => html`<span class="dot ${tone}" aria-hidden="true"></span>`;

const lower = (word) => word.toLowerCase();

export function AppList({ apps, selected, all }) {
  return html`<nav class="apps" aria-label="Apps"><ul>${Object.entries(apps).map(([key, app]) => html`
    <li key=${key}><a href=${`#/${key}`} aria-current=${key === selected ? "page" : null}>
      <${Dot} tone=${lower(app.tone)} /><span class="name">${app.name}</span>${all && html`<span class="muted">${app.namespace}</span>`}<span class="phase">${app.phase}</span>
    </a></li>`)}</ul></nav>`;
}

export function AppPage({ app, series, now, act }) {
  return html`<article aria-labelledby="title">
    <header class="title">
      <p class="pill ${lower(app.tone)}"><${Dot} tone=${lower(app.tone)} />${app.phase}</p>
      <h1 id="title">${app.name}</h1>
      <span class="muted">in ${app.namespace}</span>
      ${app.url && html`<a class="url" href=${app.url} target="_blank" rel="noopener noreferrer">${app.url}</a>`}
    </header>
    ${app.message && html`<p class="message">${app.message}</p>`}
    <p class="serving"><${Dot} tone=${app.serving === true ? "good" : app.serving === false ? "bad" : "idle"} />${app.servingText}</p>
    ${app.unobserved && html`<p class="notice">The operator has not seen the newest spec yet: what follows is about an earlier one.</p>`}
    <${Actions} app=${app} act=${act} />
    ${app.failure && html`<${Failure} app=${app} failure=${app.failure} now=${now} />`}
    ${app.restore && html`<${Restore} restore=${app.restore} now=${now} />`}
    ${app.rollout && html`<${Rollout} app=${app} rollout=${app.rollout} now=${now} />`}
    <div class="pair"><${Queue} series=${series} /><${Latency} series=${series} /></div>
    <${Pods} components=${app.components} now=${now} />
    <${History} app=${app} now=${now} />
    <${Conditions} conditions=${app.conditions} now=${now} />
  </article>`;
}

function Actions({ app, act }) {
  return html`<div class="actions" role="group" aria-label="Actions">${app.actions.map((action) => html`
    <button key=${action.name} type="button" aria-disabled=${action.refusal ? "true" : null} aria-describedby=${action.refusal ? `why-${action.name}` : null}
      title=${action.refusal} onClick=${() => !action.refusal && act(action)}>${labels[action.name] ?? action.name}</button>
    ${action.refusal && html`<span id=${`why-${action.name}`} class="hidden">${action.refusal}</span>`}`)}
    <${Refusals} actions=${app.actions} />
  </div>`;
}

/** One line for all where the reason is the same. */
function Refusals({ actions }) {
  const [first, ...others] = actions.map((action) => action.refusal);
  return first && others.every((other) => other === first) ? html`<p class="muted why">${first}</p>` : null;
}

function Failure({ app, failure, now }) {
  const over = app.rollout == null && app.phase === "Ready";
  return html`<section class="card ${over ? "" : lower(app.tone) === "bad" ? "bad" : "warning"}" aria-labelledby="failure">
    <h2 id="failure">${over ? "The last failure" : "Why it failed"}</h2>
    <p class="cause">${failure.cause}</p>
    <p class="muted">
      ${failure.revision && html`Revision <code>${short(failure.revision, app.name)}</code>`}${failure.reason && html`${failure.revision ? ", " : ""}${failure.reason}`}${failure.at &&
      html`, <time datetime=${failure.at} title=${date(failure.at)}>${since(failure.at, now)} ago</time>`}.
      ${failure.outcome && html` ${failure.outcome}`}
      ${failure.nextRetryTime && html` ${Date.parse(failure.nextRetryTime) > now ? `Tried again in ${span((Date.parse(failure.nextRetryTime) - now) / 1000)}.` : "Due to be tried again."}`}
    </p>
    <${Probes} probes=${failure.probes} />
    ${failure.evidence.length > 0 && html`<details><summary>Evidence from the pods</summary>${failure.evidence.map((text) => html`<pre tabindex="0">${text}</pre>`)}</details>`}
  </section>`;
}

function Restore({ restore, now }) {
  return html`<section class="card busy" aria-labelledby="restore"><h2 id="restore">Restoring ${restore.backup}</h2>
    <p>Step ${restore.step}, started ${since(restore.startedAt, now)} ago.</p></section>`;
}

function Rollout({ app, rollout, now }) {
  const current = rollout.steps.find((step) => step.state === "Current");
  const [, doing] = steps[current?.name] ?? ["", ""];
  return html`<section class="card busy" aria-labelledby="rollout">
    <h2 id="rollout">${current?.name.startsWith("Rollback") ? "Rolling back revision" : "Revision"} <code>${short(rollout.revision, app.name)}</code>${rollout.attempt > 1 ? `, try ${rollout.attempt}` : ""}</h2>
    <ol class="steps">${rollout.steps.map((step) => html`
      <li key=${step.name} class=${lower(step.state)} aria-current=${step.state === "Current" ? "step" : null}>
        <span class="mark" aria-hidden="true"></span>${(steps[step.name] ?? [step.name])[0]}${step.state === "Done" && html`<span class="hidden"> done</span>`}</li>`)}</ol>
    <p>${doing && `${doing[0].toUpperCase()}${doing.slice(1)}`}.${rollout.pods && ` ${rollout.pods.ready} of ${rollout.pods.desired} pods so far.`}
      <span class="muted">${" "}In this step for ${since(rollout.stepStartedAt, now)}, started ${since(rollout.startedAt, now)} ago${rollout.deadline &&
      `, fails at ${clock(rollout.deadline)} unless it progresses`}.</span></p>
    ${rollout.pods && html`<progress max=${rollout.pods.desired} value=${rollout.pods.ready} aria-label="Pods of this step"></progress>`}
    <${Probes} probes=${rollout.probes} />
  </section>`;
}

function Probes({ probes }) {
  return probes.length > 0 && html`<ul class="probes" aria-label="Smoke probes">${probes.map((probe) => html`
    <li key=${probe.name}><${Dot} tone=${{ Passed: "good", Failed: "bad", Skipped: "idle" }[probe.result] ?? "hollow"} />
      <span class="name">${probe.name}</span>
      <span class="muted">${probe.result === "Waiting" ? "no result yet" : lower(probe.result)}${probe.milliseconds != null && probe.result !== "Skipped" ? `, ${probe.milliseconds} ms` : ""}${probe.reason && `: ${probe.reason}`}</span></li>`)}</ul>`;
}

const last = (values) => values?.findLast((value) => value != null);

function Queue({ series }) {
  const waiting = series && !series.queueError ? last(series.waiting) : null;
  const queues = Object.entries(series?.queues ?? {});
  return html`<section class="card figure" aria-labelledby="queue"><h2 id="queue">Waiting tasks</h2>
    ${waiting == null ? html`<p class="muted">${series ? `Not available: ${series.queueError}` : "Reading…"}</p>` : html`
      <p class="number">${count(waiting)}</p>
      <${Spark} times=${series.times} values=${series.waiting} least=${5} label=${`Waiting tasks of the last minutes, now ${count(waiting)}`} />
      <p class="muted">${queues.length > 1 && queues.map(([name, length]) => `${name} ${count(length)}`).join(", ") + "; "}${count(series.delayed ?? 0)} delayed,
        ${" "}<span class=${series.dead > 0 ? "alarm" : ""}>${count(series.dead ?? 0)} dead</span></p>`}
  </section>`;
}

function Latency({ series }) {
  const now = series && !series.latencyError ? series.p95.at(-1) : null;
  const before = last(series?.p95);
  const none = before == null ? "No request since this page was opened" : `No request in the last seconds; the figure before was ${duration(before)}`;
  return html`<section class="card figure" aria-labelledby="latency"><h2 id="latency">Latency of the api, p95</h2>
    ${series?.latencyError || !series ? html`<p class="muted">${series ? `Not available: ${series.latencyError}` : "Reading…"}</p>` : html`
      <p class="number">${now == null ? "–" : duration(now)}</p>
      <${Spark} times=${series.times} values=${series.p95} least=${0.01} label=${`Latency of the last minutes: ${now == null ? none : `now ${duration(now)}`}`} />
      <p class="muted">${now == null ? none : `${(series.rate.at(-1) ?? 0).toFixed(1)} requests/s, probes left out`}</p>`}
  </section>`;
}

function Pods({ components, now }) {
  return html`<section aria-labelledby="pods"><h2 id="pods">Pods</h2>${components.map((component) => html`
    <div class="component" key=${component.name}>
      <h3>${component.name} <span class="muted">${component.summary} ready</span></h3>
      <p class="image muted">${component.image}${component.imageDigest && html` <span class="digest">${component.imageDigest.slice(0, 19)}…</span>`}</p>
      <ul class="pods">${component.pods.map((pod) => html`
        <li key=${pod.name}>
          <${Dot} tone=${pod.ready ? "good" : ["Running", "Pending", "ContainerCreating", "PodInitializing", "Terminating"].includes(pod.state) ? "hollow" : "bad"} />
          <span class="name">${pod.name}</span>
          <span>${pod.state}${pod.ready ? "" : ", not ready"}</span>
          ${pod.preview && html`<span class="tag">preview</span>`}
          ${pod.restarts > 0 && html`<span class="alarm">${pod.restarts} ${pod.restarts === 1 ? "restart" : "restarts"}</span>`}
          <span class="muted age">${since(pod.createdAt, now)}</span>
          ${pod.detail && html`<span class="detail muted">${pod.detail}</span>`}
        </li>`)}${component.pods.length === 0 && html`<li class="muted">no pod</li>`}</ul>
    </div>`)}${components.length === 0 && html`<p class="muted">None yet.</p>`}</section>`;
}

function History({ app, now }) {
  return html`<section aria-labelledby="history"><h2 id="history">Revisions</h2>
    ${app.history.length === 0 ? html`<p class="muted">No attempt has ended yet.</p>` : html`<ol class="timeline">${app.history.map((entry) => html`
      <li key=${entry.startedAt + entry.revision}>
        <${Dot} tone=${{ Succeeded: "good", RolledBack: "warning", Failed: "bad" }[entry.outcome] ?? "idle"} />
        <span><code>${short(entry.revision, app.name)}</code>${" "}${entry.action}: <strong>${entry.outcome}</strong>${entry.reason && entry.reason !== entry.outcome && ` (${entry.reason})`}
          ${entry.serves && html` <span class="tag good">serving</span>`}</span>
        <span class="muted when"><time datetime=${entry.completedAt} title=${date(entry.completedAt)}>${since(entry.completedAt, now)} ago</time>, took
          ${" "}${entry.startedAt && entry.completedAt ? span((Date.parse(entry.completedAt) - Date.parse(entry.startedAt)) / 1000) : "?"}${entry.by && `, by ${entry.by}`}</span>
        <span class="muted images">${[...new Set(entry.images)].join(", ")}</span>
      </li>`)}</ol>`}</section>`;
}

function Conditions({ conditions, now }) {
  return html`<details class="conditions"><summary>Conditions</summary><ul>${conditions.map((condition) => html`
    <li key=${condition.type}><strong>${condition.type}</strong>${" "}${condition.status}, ${condition.reason}
      <span class="muted">${" "}for ${since(condition.since, now)}: ${condition.message}</span></li>`)}</ul></details>`;
}

export { labels };
