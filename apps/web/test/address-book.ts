const firstNames =
  'Ada Grace Alan Edsger Barbara Donald Radia Tim Margaret Dennis Frances Ken'.split(' ');
const lastNames =
  'Lovelace Hopper Turing Dijkstra Liskov Knuth Perlman Berners-Lee Hamilton Ritchie Allen Thompson Kay'.split(
    ' ',
  );
const companies = [
  'Analytical Engines',
  'Compilers & Co',
  'Enigma Works',
  'Semaphore GmbH',
  'Tidal, Inc.',
];
const jobs = ['Engineer', 'Head of Sales', 'Founder', 'Accountant', 'Designer'];

/** The contact with this number, from 0: always the same one. */
export function contactAt(
  at: number,
): Readonly<Record<'name' | 'email' | 'phone' | 'company' | 'job', string>> {
  const first = pick(firstNames, at);
  const last = pick(lastNames, Math.floor(at / firstNames.length));
  return {
    name: `${first} ${last}`,
    email: `${first}.${last}.${at}@example.com`.toLowerCase(),
    phone: `+49 30 ${String(1_000_000 + at).slice(-7)}`,
    company: pick(companies, at),
    job: pick(jobs, Math.floor(at / 3)),
  };
}

/** A CSV file of `count` contacts, about 90 bytes each. */
export function addressBook(count: number): string {
  const rows = Array.from({ length: count }, (_, at) => {
    const { name, email, phone, company, job } = contactAt(at);
    return `${name},${email},${phone},"${company}",${job}`;
  });
  return `name,email,phone,company,job title\n${rows.join('\n')}\n`;
}

function pick(list: readonly string[], at: number): string {
  return list[at % list.length] ?? '';
}
