const registers = 1024;
const indexBits = 10;
/** Bias of the estimate for 1024 registers, Flajolet et al. 2007, figure 3. */
const alpha = 0.7213 / (1 + 1.079 / registers);

/** FNV-1a over UTF-16 units, then the finaliser of MurmurHash3, which spreads its weak upper bits. */
function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** How many different texts were seen, in 1 KiB of memory. */
export interface DistinctCounter {
  add(text: string): void;
  /** Within 3.3 % (one standard deviation) up to some 100 million; nearly exact below 100. */
  estimate(): number;
}

/** HyperLogLog with 1024 registers: a million refused label values are counted without keeping them. */
export function createDistinctCounter(): DistinctCounter {
  const ranks = new Uint8Array(registers);
  return {
    add(text) {
      const hash = hash32(text);
      const index = hash & (registers - 1);
      const rank = Math.min(Math.clz32(hash >>> indexBits) - indexBits, 32 - indexBits) + 1;
      if (rank > (ranks[index] ?? 0)) ranks[index] = rank;
    },
    estimate() {
      const sum = ranks.reduce((total, rank) => total + 2 ** -rank, 0);
      const raw = (alpha * registers ** 2) / sum;
      const empty = ranks.reduce((count, rank) => count + (rank === 0 ? 1 : 0), 0);
      // Few values: linear counting is the better estimate (ibid., section 4).
      const linear = raw <= 2.5 * registers && empty > 0;
      return Math.round(linear ? registers * Math.log(registers / empty) : raw);
    },
  };
}
