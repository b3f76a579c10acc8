import type { AppDependencies } from './app.ts';
import { contactExport } from './export/contact-export.ts';
import { contactImport } from './import/contact-import.ts';

/** The plugins that bring the routes of import and export. */
export const apiPlugins: AppDependencies['plugins'] = [contactImport, contactExport];
