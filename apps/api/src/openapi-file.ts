import { writeFile } from 'node:fs/promises';

import { apiPlugins } from './api-plugins.ts';
import { openApiDocument } from './openapi-document.ts';

// Writes the description that clients are generated from:
//   node --conditions=@unite/source src/openapi-file.ts [path]
await writeFile(process.argv[2] ?? 'openapi.json', await openApiDocument(apiPlugins));
