import { Component, createRef } from "./libraries/preact/preact.mjs";
import { html } from "./html.mjs";

const height = 56;
const dark = matchMedia("(prefers-color-scheme: dark)");

/** A sample between two gaps is no line: it gets a point. */
const alone = (plot, series) => plot.data[series].flatMap((value, i, all) => (value != null && all[i - 1] == null && all[i + 1] == null ? [i] : []));

/** A small chart of one series: times in seconds, values or null. Its colour is the text colour of its class. */
export class Spark extends Component {
  holder = createRef();

  componentDidMount() {
    this.observer = new ResizeObserver(() => this.plot?.setSize({ width: this.holder.current.clientWidth, height }));
    this.observer.observe(this.holder.current);
    this.redraw = () => this.create();
    dark.addEventListener("change", this.redraw);
    this.create();
  }

  componentDidUpdate() {
    this.plot?.setData([this.props.times, this.props.values]);
  }

  componentWillUnmount() {
    this.observer.disconnect();
    dark.removeEventListener("change", this.redraw);
    this.plot?.destroy();
  }

  create() {
    const holder = this.holder.current;
    const color = getComputedStyle(holder).color;
    this.plot?.destroy();
    this.plot = new uPlot(
      {
        width: holder.clientWidth || 240,
        height,
        padding: [4, 2, 2, 2],
        cursor: { show: false },
        legend: { show: false },
        axes: [{ show: false }, { show: false }],
        scales: { y: { range: (_, low, high) => [0, Math.max(high ?? 0, this.props.least)] } },
        series: [{}, { stroke: color, width: 1.5, fill: color.replace("rgb(", "rgba(").replace(")", ", 0.12)"), points: { show: true, size: 4, filter: alone } }],
      },
      [this.props.times, this.props.values],
      holder,
    );
  }

  render({ label }) {
    return html`<div class="spark" role="img" aria-label=${label} ref=${this.holder}></div>`;
  }
}
