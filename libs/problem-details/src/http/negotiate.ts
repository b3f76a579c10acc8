/** One element of an `Accept` or `Accept-Language` header. */
interface Preference {
  readonly range: string;
  /** 0 to 1000: RFC 9110 §12.4.2 allows three decimals. */
  readonly weight: number;
}

/** Most elements of a header that are looked at; no real client sends more. */
const maxPreferences = 50;

function preferences(header: string): Preference[] {
  return header
    .split(',', maxPreferences)
    .map((element) => {
      const [range = '', ...parameters] = element.split(';');
      const q = parameters
        .map((text) => /^\s*q=([01](?:\.\d{0,3})?)\s*$/i.exec(text)?.[1])
        .find(Boolean);
      return { range: range.trim().toLowerCase(), weight: Math.round(Number(q ?? 1) * 1000) };
    })
    .filter(({ range }) => range !== '');
}

/**
 * The media type of `offers` that `accept` prefers (RFC 9110 §12.5.1); of equals, the first offer.
 *
 * @returns `undefined` if it accepts none of them. An absent or empty header accepts all.
 */
export function preferredType<Offer extends string>(
  accept: string | null | undefined,
  offers: readonly Offer[],
): Offer | undefined {
  if (accept == null || accept.trim() === '' || accept === '*/*') return offers[0];
  // What programs send, without taking the header apart.
  const only = offers.find((offer) => offer === accept);
  if (only !== undefined) return only;
  const wanted = preferences(accept);
  let best: Offer | undefined;
  let bestWeight = 0;
  for (const offer of offers) {
    const weight = typeWeight(wanted, offer);
    if (weight > bestWeight) [best, bestWeight] = [offer, weight];
  }
  return best;
}

/** The weight of the most specific range that covers `type`. */
function typeWeight(wanted: readonly Preference[], type: string): number {
  for (const range of [type, `${type.split('/', 1)[0]}/*`, '*/*']) {
    const found = wanted.find((preference) => preference.range === range);
    if (found !== undefined) return found.weight;
  }
  return 0;
}

/**
 * The language of `offers` that `acceptLanguage` prefers, by RFC 4647 §3.4 look-up: `de-AT` is also
 * served by `de`. Of equals, the first that the client names; without any, the first offer.
 */
export function preferredLanguage(
  acceptLanguage: string | null | undefined,
  offers: readonly string[],
): string | undefined {
  if (acceptLanguage == null || offers.length < 2) return offers[0];
  const wanted = preferences(acceptLanguage)
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight);
  for (const { range } of wanted) {
    if (range === '*') break;
    for (let tag = range; tag !== ''; tag = tag.slice(0, Math.max(0, tag.lastIndexOf('-')))) {
      const found = offers.find((offer) => offer.toLowerCase() === tag);
      if (found !== undefined) return found;
    }
  }
  return offers[0];
}
