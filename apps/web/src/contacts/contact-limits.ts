/** Longest values of a contact in characters, as the API sets them; inputs stop there. */
export const contactLimits = {
  name: 200,
  email: 320,
  phone: 40,
  company: 200,
  jobTitle: 200,
  notes: 10_000,
} as const;
