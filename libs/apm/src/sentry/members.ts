/** A copy of `value` with only these members. */
export function pick<Value extends object, Name extends keyof Value & string>(
  value: Value | undefined,
  names: readonly Name[],
): Partial<Pick<Value, Name>> {
  const kept = names.filter((name) => value?.[name] !== undefined);
  // Object.fromEntries forgets which names it was given.
  return Object.fromEntries(kept.map((name) => [name, value?.[name]])) as Partial<
    Pick<Value, Name>
  >;
}

/** A copy of `value` without these members. */
export function omit<Value extends object, Name extends keyof Value & string>(
  value: Value,
  names: readonly Name[],
): Omit<Value, Name> {
  const without: readonly string[] = names;
  const kept = Object.entries(value).filter(([name]) => !without.includes(name));
  return Object.fromEntries(kept) as Omit<Value, Name>; // as above
}
