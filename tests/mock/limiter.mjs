// Punishes those who call before they may.

/** Early calls that a clock's grain explains, in milliseconds. */
const TOLERANCE = 30;
/** What was on its way when the answer was sent, or was sent before a busy browser had read it, is nobody's fault, if it arrives by then. */
const ON_THEIR_WAY = 2000;

export class Limiter {
  /** One line per call that came too early. */
  violations = [];
  #until = new Map();
  #since = new Map();
  #ahead = 0;
  #jumping = 0;

  #now() {
    return performance.now() + this.#ahead;
  }

  /** Time passes here too. */
  elapse(milliseconds) {
    this.#ahead += milliseconds;
  }

  /**
   * Time passes here while `jump` moves the browser's clock. Nobody knows when exactly it moves: meanwhile a wait begins before the jump,
   * and a call comes after it.
   */
  async elapseWith(milliseconds, jump) {
    this.#jumping = milliseconds;
    await jump();
    this.#jumping = 0;
    this.elapse(milliseconds);
  }

  /**
   * Nobody may ask for these keys until the wait of the answer is over; an answer without one closes nothing. `isShared` where several
   * requests may be under way at once.
   */
  close(keys, headers = {}, { isShared = false } = {}) {
    const header = Object.entries(headers).find(([name]) => name.toLowerCase() === "retry-after")?.[1];
    if (header === undefined) return;
    const wait = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
    if (!(wait > 0)) return;
    for (const key of keys) {
      this.#until.set(key, this.#now() + wait);
      this.#since.set(key, this.#now() + (isShared ? ON_THEIR_WAY : 0));
    }
  }

  /** Notes a call. */
  pass(keys, what) {
    for (const key of keys) {
      const early = (this.#until.get(key) ?? 0) - this.#now() - this.#jumping;
      if (early > TOLERANCE && this.#now() >= this.#since.get(key)) this.violations.push(`${what} came ${Math.round(early)} ms too early for ${key}`);
    }
  }
}
