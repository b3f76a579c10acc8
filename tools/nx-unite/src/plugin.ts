import { createNodesFromFiles, type CreateNodesV2, type TargetConfiguration } from '@nx/devkit';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectTargets, type ProjectShape } from './targets.ts';

/**
 * Infers the targets of a project from what lies in its folder, so that no project repeats a command:
 * a `tsup.config.ts` or `next.config.ts` gives `build`, a `jest.config.cts` gives `test`, and so on
 * (the whole table is `projectTargets`). A target written in `package.json#nx` wins over these.
 */
export const createNodesV2: CreateNodesV2 = [
  '{apps,libs,tools}/*/package.json',
  (files, options, context) =>
    createNodesFromFiles(
      (file) => {
        const root = dirname(file);
        const has = (path: string): boolean => existsSync(join(context.workspaceRoot, root, path));
        const shape: ProjectShape = {
          root,
          name: root.split('/')[1] ?? root,
          tsup: has('tsup.config.ts'),
          next: has('next.config.ts'),
          unitTests: has('jest.config.cts'),
          integrationTests: has('test/integration'),
          gate: has('gate'),
          problems: has('problems.api.json'),
        };
        const targets: Record<string, TargetConfiguration> = projectTargets(shape);
        return { projects: { [root]: { targets } } };
      },
      files,
      options,
      context,
    ),
];
