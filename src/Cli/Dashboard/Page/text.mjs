// Times and figures as a person reads them.

/** The two largest units, the smaller one only while it matters. */
export function span(seconds) {
  const s = Math.max(0, Math.floor(seconds));
  if (s < 120) return `${s} s`;
  if (s < 600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  if (s < 3 * 3600) return `${Math.floor(s / 60)} min`;
  if (s < 48 * 3600) return `${Math.floor(s / 3600)} h`;
  return `${Math.floor(s / 86400)} d`;
}

export const since = (time, now) => (time ? span((now - Date.parse(time)) / 1000) : "?");

export const clock = (time) => (time ? new Date(time).toLocaleTimeString() : "?");

export const date = (time) => (time ? new Date(time).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" }) : "?");

export function duration(seconds) {
  if (seconds < 0.001) return `${(seconds * 1e6).toFixed(0)} µs`;
  if (seconds < 1) return `${(seconds * 1000).toFixed(seconds < 0.01 ? 1 : 0)} ms`;
  return `${seconds.toFixed(seconds < 10 ? 2 : 0)} s`;
}

export const count = (number) => (number >= 10_000 ? `${(number / 1000).toFixed(1)} k` : String(Math.round(number)));

/** The part of a revision's name that differs. */
export const short = (revision, app) => (revision?.startsWith(`${app}-`) ? revision.slice(app.length + 1) : (revision ?? "?"));
