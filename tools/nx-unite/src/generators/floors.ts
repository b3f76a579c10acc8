/** The floors of the architecture that a lib can stand on, lowest first. `eslint.config.mjs` enforces them. */
export const layers = ['foundation', 'observability', 'data', 'access'] as const;

/** The phases of the playbook that a lib can belong to. `eslint.config.mjs` enforces their order. */
export const phases = ['6.7', '6.8', '6.9', '7.0', '7.2', '7.3', '7.4'] as const;
