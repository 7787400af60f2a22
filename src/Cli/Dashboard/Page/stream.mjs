// Server-sent events over fetch: an EventSource cannot show the key in a header, and a cookie would be sent to every port of this machine.

/** Where the page is, without the name and password that an address may have: fetch refuses those. */
export const here = location.origin + location.pathname;

const silence = 25_000;
const longestPause = 5_000;

/**
 * Follows a stream until the returned function is called; connects again whenever it ends.
 * @param {string} path Path of the stream.
 * @param {string} key The page's key.
 * @param {(message: object) => void} receive Called with each message.
 * @param {(state: { state: "open" | "lost" | "refused", code?: number, error?: string }) => void} report Called when the connection changes.
 */
export function follow(path, key, receive, report) {
  let stopped = false;
  let current = new AbortController();
  let wake = () => {};
  (async () => {
    for (let pause = 250; !stopped; pause = Math.min(pause * 2, longestPause)) {
      current = new AbortController();
      try {
        const response = await fetch(here + path, { headers: key ? { Authorization: `Bearer ${key}` } : {}, signal: current.signal, cache: "no-store" });
        if (response.ok) {
          pause = 250;
          report({ state: "open" });
          await read(response.body, current, receive);
          if (!stopped) report({ state: "lost", error: "the connection has ended" });
        } else {
          const { message } = await response.json().catch(() => ({ message: `the answer was ${response.status}` }));
          report({ state: "refused", code: response.status, error: message });
          if (response.status === 401 || response.status === 403) return;
        }
      } catch (error) {
        if (!stopped) report({ state: "lost", error: error.message });
      }
      if (!stopped) await new Promise((done) => { wake = done; setTimeout(done, pause); });
    }
  })();
  return () => { stopped = true; current.abort(); wake(); };
}

async function read(body, controller, receive) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const timer = setTimeout(() => controller.abort(new Error("nothing was heard for a while")), silence);
    const { done, value } = await reader.read().finally(() => clearTimeout(timer));
    if (done) return;
    const events = (rest + value).split("\n\n");
    rest = events.pop();
    for (const event of events)
      if (event.startsWith("data: ")) receive(JSON.parse(event.slice(6)));
  }
}
