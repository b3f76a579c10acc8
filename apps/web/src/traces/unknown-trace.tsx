import { CopyableId } from '../ui/copyable-id.tsx';

/** What to do about a trace that the API does not know. */
export function UnknownTrace({ id }: { id: string }) {
  return (
    <section aria-label="Unknown trace" className="card grid gap-3 p-4">
      <p className="font-semibold">The API does not know this trace</p>
      <p className="max-w-2xl text-sm text-pretty text-ink-2">
        It remembers a few hundred, until it ends, and only of this workspace. This one is older, of
        another process, or its request never reached the API. Look for it where traces are
        collected.
      </p>
      <div className="flex min-w-0 items-center gap-1.5 text-xs text-ink-3">
        Trace
        <CopyableId id={id} />
      </div>
    </section>
  );
}
