import { type ApiProcess, startApiProcess } from '../api-process.ts';
import { type ApiStage, projectFolder } from './api-stage.ts';

/** Starts the service from its source, over the database of `stage`. */
export function startInstance(
  { postgres }: Pick<ApiStage, 'postgres'>,
  env: Readonly<Record<string, string>>,
): Promise<ApiProcess> {
  return startApiProcess({
    cwd: projectFolder,
    args: ['--conditions=@unite/source', 'src/main.ts'],
    env: { DATABASE_URL: postgres.databaseUrl, ...env },
  });
}
