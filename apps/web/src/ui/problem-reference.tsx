import { CopyableId } from './copyable-id.tsx';

/** The id of an occurrence, to quote to support; a button copies it. */
export function ProblemReference({ id }: { id: string }) {
  return (
    <div className="flex min-w-0 grow basis-56 items-center gap-1.5 text-xs text-ink-3">
      Reference
      <CopyableId id={id} />
    </div>
  );
}
