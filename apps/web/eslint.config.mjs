import next from '@next/eslint-plugin-next';
import reactHooks from 'eslint-plugin-react-hooks';

import root from '../../eslint.config.mjs';

export default [
  { ignores: ['src/api/schema.d.ts', 'public'] },
  ...root,
  {
    files: ['src/**/*.{ts,tsx}'],
    ...next.configs['core-web-vitals'],
    settings: { next: { rootDir: import.meta.dirname } },
  },
  { files: ['src/**/*.{ts,tsx}'], ...reactHooks.configs.flat['recommended-latest'] },
];
