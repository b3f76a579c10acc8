import { CopyableId } from '../ui/copyable-id.tsx';

/** What to do about a trace that neither the API nor this web server knows. */
export function UnknownTrace({ id }: { id: string }) {
  return (
    <section aria-label="Unknown trace" className="card grid gap-3 p-4">
      <p className="font-semibold">This trace is not known here</p>
      <p className="max-w-2xl text-sm text-pretty text-ink-2">
        The API and the web server remember some hundred each, until they end, and only of this
        workspace. This one is older, of another process, or was not kept. Look for it where traces
        are collected.
      </p>
      <div className="flex min-w-0 items-center gap-1.5 text-xs text-ink-3">
        Trace
        <CopyableId id={id} />
      </div>
    </section>
  );
}
