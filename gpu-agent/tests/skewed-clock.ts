/** Loaded before an agent (`node --import`): its wall clock is CLOCK_SKEW_SECONDS off, as a host without NTP may be. */
const skewMs = Number(process.env.CLOCK_SKEW_SECONDS) * 1000;
const now = Date.now.bind(Date);

globalThis.Date = class extends Date {
  constructor(...args: [] | [string | number | Date]) {
    if (args.length === 0) super(now() + skewMs);
    else super(...args);
  }

  static override now(): number {
    return now() + skewMs;
  }
} as DateConstructor;
