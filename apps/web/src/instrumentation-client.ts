import { installTrustedTypesPolicy } from './security/trusted-types-policy.ts';

// This file runs before React starts and before any chunk is loaded by script, also in the document
// that Next sends when the layout itself could not be rendered.
installTrustedTypesPolicy(window);
