/** Lengths of film as a bill shows them: to the second, and minutes to a tenth. Pure. */

/** 0.6 → "1 s", 95.2 → "1 min 35 s". Rounded to the second; more than nothing is at least one. */
export function formatFilmTime(seconds: number, locale: string): string {
  const unit = (value: number, name: 'second' | 'minute') =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short' }).format(value);
  const total = seconds > 0 ? Math.max(1, Math.round(seconds)) : 0;
  const minutes = Math.floor(total / 60);
  const rest = total % 60;
  if (minutes === 0) return unit(rest, 'second');
  return rest === 0 ? unit(minutes, 'minute') : `${unit(minutes, 'minute')} ${unit(rest, 'second')}`;
}

/** 750 → "12,5 min". */
export const formatMinutes = (seconds: number, locale: string): string =>
  new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: 'minute',
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  }).format(Math.max(0, seconds) / 60);

export interface Month {
  /** Of the whole bar, 0 to 1; together never more than 1. */
  readonly used: number;
  readonly reserved: number;
  readonly leftSeconds: number;
  readonly state: 'calm' | 'almost' | 'full';
}

/** What a month's bar shows. `null`: no limit, so there is nothing to fill. */
export function monthOf(used: number, reserved: number, limit: number | null): Month | null {
  if (limit === null) return null;
  const share = (seconds: number) => Math.min(1, Math.max(0, seconds / limit));
  const spent = used + reserved;
  return {
    used: share(used),
    reserved: Math.min(share(reserved), 1 - share(used)),
    leftSeconds: Math.max(0, limit - spent),
    state: spent >= limit ? 'full' : spent >= 0.9 * limit ? 'almost' : 'calm',
  };
}
