import type { AppDependencies } from './app.ts';

/** The plugins that bring the routes of import and export. */
export const apiPlugins: AppDependencies['plugins'] = [];
