/** Names with their values. */
export function FieldList({
  fields,
}: {
  fields: readonly { readonly name: string; readonly value: string }[];
}) {
  if (fields.length === 0) return null;
  return (
    <dl className="grid grid-cols-1 gap-x-4 gap-y-1 text-xs sm:grid-cols-2">
      {fields.map(({ name, value }) => (
        <div key={name} className="flex min-w-0 gap-2">
          <dt className="shrink-0 text-ink-3">{name}</dt>
          <dd className="min-w-0 font-mono break-words text-ink-2">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
