// What was measured, against what is aimed at.
import { median } from "./site.mjs";

const text = (value) => (Number.isFinite(value) ? (Math.abs(value) < 10 && !Number.isInteger(value) ? value.toFixed(2) : value.toFixed(0)) : String(value));

/** Values by name, several of one name for several runs; `aims` has the most that is aimed at, by the same names. */
export class Report {
  #found = new Map();
  #aims;
  #title;
  /** Lines of any text below the table. */
  notes = [];

  constructor(title, aims = {}) {
    this.#title = title;
    this.#aims = aims;
  }

  /** Adds a value; of several the middle one counts, or the worst one where the name says `slowest` or `longest`. */
  note(name, value) {
    // Half an hour without a word is long.
    console.error(`  ${text(value)}  ${name}`);
    if (!this.#found.has(name)) this.#found.set(name, []);
    this.#found.get(name).push(value);
  }

  /** The value that counts. */
  value(name) {
    const values = this.#found.get(name) ?? [];
    return /slowest|longest|elements/.test(name) ? Math.max(...values) : median(values);
  }

  /** Sets an aim that is known only after measuring. */
  aim(name, most) {
    this.#aims = { ...this.#aims, [name]: most };
  }

  /** A row each: name, value, all values, aim, and whether it was met, where there is one. An aim is the most, or `{ least }`. */
  rows() {
    return [...this.#found].map(([name, values]) => {
      const value = this.value(name);
      const aim = this.#aims[name];
      const isMet = aim === undefined ? undefined : typeof aim === "object" ? value >= aim.least : value <= aim;
      return { name, value, values, aim, isMet };
    });
  }

  /** How many aims were missed. */
  get missed() {
    return this.rows().filter(({ isMet }) => isMet === false).length;
  }

  markdown() {
    const rows = this.rows().map(({ name, value, values, aim, isMet }) => {
      const range = values.length > 1 ? `${text(Math.min(...values))} to ${text(Math.max(...values))}` : "";
      const wanted = aim === undefined ? "" : typeof aim === "object" ? `≥ ${text(aim.least)}` : `≤ ${text(aim)}`;
      return `| ${name} | ${text(value)} | ${range} | ${wanted} | ${isMet === undefined ? "" : isMet ? "met" : "**missed**"} |`;
    });
    const notes = this.notes.length ? `\n\n${this.notes.join("\n")}` : "";
    return `## ${this.#title}\n\n| what | value | range | aim | |\n|---|--:|--:|--:|---|\n${rows.join("\n")}${notes}\n`;
  }
}
