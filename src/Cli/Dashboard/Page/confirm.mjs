import { Component, createRef } from "./libraries/preact/preact.mjs";
import { html } from "./html.mjs";
import { labels } from "./parts.mjs";
import { since, short } from "./text.mjs";

/** Asks before an action; the choice of a revision is part of it. */
export class Confirm extends Component {
  dialog = createRef();

  componentDidMount() {
    this.dialog.current.showModal();
  }

  render({ app, action, now, carryOut, close }) {
    const entry = (revision) => app.history.find((one) => one.revision === revision && one.outcome === "Succeeded");
    const submit = (event) => {
      event.preventDefault();
      carryOut(action, new FormData(event.target).get("revision"));
      this.dialog.current.close();
    };
    return html`<dialog ref=${this.dialog} onClose=${close} aria-labelledby="question"><form onSubmit=${submit}>
      <h2 id="question">${labels[action.name]} ${app.namespace}/${app.name}?</h2>
      <p>${action.consequence}</p>
      ${action.revisions.length > 0 && html`<label>Revision <select name="revision">${action.revisions.map((revision) => html`
        <option key=${revision} value=${revision}>${short(revision, app.name)}, ${since(entry(revision)?.completedAt, now)} ago, ${[...new Set(entry(revision)?.images)].join(", ")}</option>`)}
      </select></label>`}
      <div class="actions"><button type="button" autofocus onClick=${() => this.dialog.current.close()}>Cancel</button>
        <button type="submit" class="primary">${labels[action.name]}</button></div>
    </form></dialog>`;
  }
}
