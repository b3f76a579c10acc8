import { posix, sep } from 'node:path';

import { createStackParser, type StackParser } from '@sentry/core';
import { nodeStackLineParser } from '@sentry/core/server';

const isWindows = sep === '\\';

/** Drive and separators of Windows do not belong to the name of a module. */
function portable(path: string): string {
  return isWindows ? path.replace(/^[A-Z]:/, '').replaceAll('\\', '/') : path;
}

/**
 * The module that a frame is of: `package:file` within node_modules, else the path below the program's folder.
 * Sentry groups by it, so it is exactly the name that `@sentry/node` gives.
 */
function moduleOf(base: string): (filename: string | undefined) => string | undefined {
  return (filename) => {
    if (filename === undefined || filename === '') return undefined;
    const { dir, base: file } = posix.parse(portable(filename));
    const name = decodeURIComponent(file.replace(/\.[cm]?js$/, ''));
    const packages = dir.lastIndexOf('/node_modules');
    if (packages !== -1) {
      return `${dir.slice(packages + '/node_modules/'.length).replaceAll('/', '.')}:${name}`;
    }
    if (!dir.startsWith(base)) return name;
    const below = dir.slice(base.length + 1).replaceAll('/', '.');
    return below === '' ? name : `${below}:${name}`;
  };
}

/** Creates the parser of V8's stacks, for a program whose main file is `main`. */
export function createNodeStackParser(main: string | undefined): StackParser {
  const base = portable(main === undefined ? process.cwd() : posix.dirname(portable(main)));
  return createStackParser(nodeStackLineParser(moduleOf(base)));
}
