/** What is cached: a contact of 78 bytes, and a page of contacts of about 10 kB. */
export const values = {
  '78 B': { id: 1, name: 'x'.repeat(60) },
  '10 kB': {
    items: Array.from({ length: 50 }, (_, n) => ({
      id: n,
      email: `user${n}@example.com`,
      name: `Name ${n}`,
      phone: `+61 400 000 ${n}`,
      tags: ['lead', 'hot'],
      score: n * 1.5,
      updatedAt: '2026-11-23T00:00:00.000Z',
      notes: 'n'.repeat(40),
    })),
  },
};
