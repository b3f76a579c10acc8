/** What can be written as YAML here. */
export type Yaml = string | number | readonly Yaml[] | { readonly [key: string]: Yaml };

/** Block style YAML; texts are quoted as JSON, which YAML 1.2 includes, so that none is read as anything else. */
export function yaml(value: Yaml): string {
  return `${lines(value).join('\n')}\n`;
}

function lines(value: Yaml): string[] {
  if (typeof value !== 'object') return [JSON.stringify(value)];
  if (isList(value)) return value.length === 0 ? ['[]'] : value.flatMap(item);
  const entries = Object.entries(value);
  return entries.length === 0 ? ['{}'] : entries.flatMap(member);
}

function item(value: Yaml): string[] {
  return lines(value).map((line, n) => (n === 0 ? `- ${line}` : `  ${line}`));
}

function member([key, value]: [string, Yaml]): string[] {
  const nested = lines(value);
  const block = typeof value === 'object' && Object.keys(value).length > 0;
  return block ? [`${key}:`, ...nested.map((line) => `  ${line}`)] : [`${key}: ${nested.join('')}`];
}

// Array.isArray does not narrow readonly arrays.
const isList = (value: Yaml): value is readonly Yaml[] => Array.isArray(value);
