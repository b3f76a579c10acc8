import { countText } from './count-text.ts';

/** A number with one decimal place at most. */
function decimalText(value: number): string {
  const [whole = '0', tenths] = String(Math.round(value * 10) / 10).split('.');
  return countText(Number(whole)) + (tenths === undefined ? '' : `.${tenths}`);
}

/** A number of things with its noun: `1 row`, `12,400 rows`. */
export function quantity(value: number, singular: string, plural = `${singular}s`): string {
  return `${countText(value)} ${value === 1 ? singular : plural}`;
}

/** A size of data in the largest unit that leaves at least 1, decimal as file managers show it: `2.1 MB`. */
export function bytesText(bytes: number): string {
  const units = ['kB', 'MB', 'GB'] as const;
  if (bytes < 1_000) return quantity(bytes, 'byte');
  const power = Math.min(Math.floor(Math.log10(bytes) / 3), units.length);
  return `${decimalText(bytes / 1_000 ** power)} ${units[power - 1]}`;
}

/** A duration in ms as a person would say it: `340 ms`, `2.4 s`, `3 min 5 s`, `2 h 10 min`, `3 d 4 h`. */
export function durationText(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${decimalText(ms / 1_000)} s`;
  const seconds = Math.floor(ms / 1_000);
  const [large, small, units] =
    seconds < 3_600
      ? [Math.floor(seconds / 60), seconds % 60, ['min', 's'] as const]
      : seconds < 86_400
        ? [Math.floor(seconds / 3_600), Math.floor((seconds % 3_600) / 60), ['h', 'min'] as const]
        : [
            Math.floor(seconds / 86_400),
            Math.floor((seconds % 86_400) / 3_600),
            ['d', 'h'] as const,
          ];
  return `${large} ${units[0]} ${small} ${units[1]}`;
}
