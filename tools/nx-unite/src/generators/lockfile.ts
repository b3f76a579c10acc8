/** The entries of npm's lockfile that generators touch. */
export interface Lockfile {
  readonly packages: Readonly<Record<string, object>>;
}

/** The parts of a manifest that npm repeats in the lockfile, in npm's order. */
const repeated = [
  'name',
  'version',
  'license',
  'dependencies',
  'devDependencies',
  'engines',
  'peerDependencies',
  'peerDependenciesMeta',
] as const;

/**
 * `lock` with the workspace at `folder`, as `npm install` would write it. Written here instead, because npm
 * would ask its registry, and leaves other platforms' optional packages out of a lockfile that it rewrites.
 */
export function withWorkspace<L extends Lockfile>(
  lock: L,
  folder: string,
  manifest: { readonly name: string } & Readonly<Record<string, unknown>>,
): L {
  const entry = Object.fromEntries(
    repeated.filter((key) => key in manifest).map((key) => [key, manifest[key]]),
  );
  return withPackages(lock, {
    ...lock.packages,
    [folder]: entry,
    [`node_modules/${manifest.name}`]: { resolved: folder, link: true },
  });
}

/** `lock` without the workspace at `folder`. */
export function withoutWorkspace<L extends Lockfile>(lock: L, folder: string, name: string): L {
  const gone = [folder, `node_modules/${name}`];
  const kept = Object.entries(lock.packages).filter(([path]) => !gone.includes(path));
  return withPackages(lock, Object.fromEntries(kept));
}

function withPackages<L extends Lockfile>(lock: L, packages: Readonly<Record<string, object>>): L {
  const sorted = Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en'));
  return { ...lock, packages: Object.fromEntries(sorted) };
}
