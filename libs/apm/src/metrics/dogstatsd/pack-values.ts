/**
 * Values of a distribution as DogStatsD 1.1 packs them, `1:2.5:3`, each text at most `maxBytes` long. In
 * order and with every digit: `String` writes the shortest text that gives the same double.
 */
export function packValues(values: readonly number[], maxBytes: number): readonly string[] {
  const packs: string[] = [];
  let pack = '';
  for (const value of values) {
    const text = String(value);
    // ASCII only: characters are bytes.
    if (pack !== '' && pack.length + 1 + text.length > maxBytes) {
      packs.push(pack);
      pack = '';
    }
    pack = pack === '' ? text : `${pack}:${text}`;
  }
  return pack === '' ? packs : [...packs, pack];
}
