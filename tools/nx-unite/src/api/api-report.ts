import {
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
  type ExtractorMessage,
} from '@microsoft/api-extractor';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CheckFailure } from '../check-failure.ts';
import type { EntryPoint } from '../manifest.ts';

/** What one entry point exports. */
export interface ApiReport {
  /** The report as a person reviews it, Markdown. */
  readonly markdown: string;
  /** All declarations of the entry point rolled into one `.d.ts`, for comparing releases. */
  readonly declarations: string;
}

/**
 * Reads the built declarations of `entry` and reports what they export.
 *
 * @throws {CheckFailure} when the declarations are missing or do not compile.
 */
export function apiReport(folder: string, { name, subpath, types }: EntryPoint): ApiReport {
  const out = mkdtempSync(join(tmpdir(), 'api-report-'));
  const faults: string[] = [];
  try {
    const config = ExtractorConfig.prepare({
      configObjectFullPath: undefined,
      packageJsonFullPath: join(folder, 'package.json'),
      configObject: {
        projectFolder: folder,
        mainEntryPointFilePath: join(folder, types),
        newlineKind: 'lf',
        // Without `files` it would compile the whole folder, sources and specs.
        compiler: { overrideTsconfig: { compilerOptions, files: [join(folder, types)] } },
        apiReport: {
          enabled: true,
          reportFileName: `${name}.api.md`,
          reportFolder: out,
          reportTempFolder: out,
        },
        dtsRollup: { enabled: true, untrimmedFilePath: join(out, `${name}.d.ts`) },
        docModel: { enabled: false },
        tsdocMetadata: { enabled: false },
        messages: {
          compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
          extractorMessageReporting: {
            default: { logLevel: ExtractorLogLevel.Warning, addToApiReportFile: true },
            // Everything that an entry point exports is public here, and ESLint reads the comments.
            'ae-missing-release-tag': { logLevel: ExtractorLogLevel.None },
            'ae-undocumented': { logLevel: ExtractorLogLevel.None },
            'ae-unresolved-link': { logLevel: ExtractorLogLevel.None },
            // A subpath may use what another entry point exports; the root must be complete.
            ...(subpath === '.'
              ? {}
              : { 'ae-forgotten-export': { logLevel: ExtractorLogLevel.None } }),
          },
          tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
        },
      },
    });
    Extractor.invoke(config, {
      localBuild: true,
      messageCallback: (message: ExtractorMessage) => {
        message.handled = true;
        if (message.logLevel === ExtractorLogLevel.Error) faults.push(message.text);
      },
    });
    if (faults.length > 0) throw new CheckFailure(`${types}: ${faults.join('\n')}`);
    return {
      markdown: withoutChunkNames(readFileSync(join(out, `${name}.api.md`), 'utf8')),
      declarations: readFileSync(join(out, `${name}.d.ts`), 'utf8'),
    };
  } catch (error) {
    if (error instanceof CheckFailure) throw error;
    throw new CheckFailure(`${types}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

const compilerOptions = {
  target: 'es2024',
  lib: ['es2024', 'dom', 'esnext.disposable'],
  module: 'nodenext',
  moduleResolution: 'nodenext',
  strict: true,
  skipLibCheck: true,
  types: ['node'],
};

/** The bundler puts shared declarations into files named by their hash, which says nothing to a reviewer. */
function withoutChunkNames(markdown: string): string {
  return markdown.replace(/^\/\/ dist\/.*?:\d+:\d+ - /gm, '// ');
}
