import { type FieldError, type RequestPart, fieldError } from '../field-error.ts';

/** The members of an Ajv error that are read; its message, schema and data are not. */
export interface AjvError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Used only for the keyword `errorMessage` (ajv-errors), whose text you wrote. */
  readonly message?: string | undefined;
}

/** Texts by keyword; Ajv's own quote the pattern, and numbers are all that is taken from `params`. */
const texts: Readonly<Record<string, readonly [code: string, text: string]>> = {
  required: ['required', 'Required'],
  dependentRequired: ['required', 'Required'],
  additionalProperties: ['unknown_field', 'Unknown field'],
  unevaluatedProperties: ['unknown_field', 'Unknown field'],
  type: ['invalid_type', 'Not of the expected type'],
  format: ['invalid_format', 'Not in the expected format'],
  pattern: ['invalid_format', 'Not in the expected format'],
  enum: ['invalid_value', 'Not one of the allowed values'],
  const: ['invalid_value', 'Not the allowed value'],
  minLength: ['too_small', 'At least {limit} characters'],
  maxLength: ['too_big', 'At most {limit} characters'],
  minItems: ['too_small', 'At least {limit} items'],
  maxItems: ['too_big', 'At most {limit} items'],
  minProperties: ['too_small', 'At least {limit} fields'],
  maxProperties: ['too_big', 'At most {limit} fields'],
  minimum: ['too_small', 'At least {limit}'],
  maximum: ['too_big', 'At most {limit}'],
  exclusiveMinimum: ['too_small', 'More than {limit}'],
  exclusiveMaximum: ['too_big', 'Less than {limit}'],
  multipleOf: ['not_multiple_of', 'A multiple of {multipleOf}'],
  uniqueItems: ['not_unique', 'Items must differ'],
};

/** Ajv reports the surrounding keyword too; the branch's own errors say more. */
const surrounding = new Set(['anyOf', 'oneOf', 'allOf', 'not', 'if', 'then', 'else']);

/**
 * Ajv's errors as field errors, each with the path of the field that is wrong: a missing member's own,
 * not its parent's. Of the branches of a union only the closest is reported.
 */
export function ajvFieldErrors(
  errors: readonly AjvError[],
  part: RequestPart = 'body',
): FieldError[] {
  const telling = errors.filter(({ keyword }) => !surrounding.has(keyword));
  const reported = telling.length > 0 ? closestBranches(telling, errors) : errors;
  return reported.map((error) => {
    const [code, text] = texts[error.keyword] ?? ['invalid', 'Not valid'];
    const own = error.keyword === 'errorMessage' ? error.message : undefined;
    return fieldError(pathOf(error), part, code, own ?? fill(text, error.params));
  });
}

/**
 * Inside a union keep the errors that lie deepest: that branch matched furthest. Branches of equal
 * depth collapse to one error per path.
 */
function closestBranches(
  telling: readonly AjvError[],
  errors: readonly AjvError[],
): readonly AjvError[] {
  const unions = errors.filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf');
  return unions.reduce<readonly AjvError[]>((kept, { instancePath }) => {
    const inside = kept.filter((error) => isBelow(error.instancePath, instancePath));
    const depth = Math.max(...inside.map((error) => pathOf(error).length));
    const seen = new Set<string>();
    return kept.filter((error) => {
      if (!inside.includes(error)) return true;
      const path = pathOf(error).join('/');
      if (pathOf(error).length < depth || seen.has(path)) return false;
      seen.add(path);
      return true;
    });
  }, telling);
}

function isBelow(path: string, parent: string): boolean {
  return path === parent || path.startsWith(`${parent}/`);
}

/** Where Ajv names the member that is missing or too many. */
const memberParams = ['missingProperty', 'additionalProperty', 'unevaluatedProperty'];

function pathOf({ instancePath, params }: AjvError): string[] {
  const steps = instancePath
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const member = memberParams.map((name) => params[name]).find((name) => typeof name === 'string');
  return member === undefined ? steps : [...steps, member];
}

function fill(text: string, params: Readonly<Record<string, unknown>>): string {
  return text.replace(/\{(\w+)\}/, (_, name: string) => {
    const limit = params[name];
    return typeof limit === 'number' ? String(limit) : '…';
  });
}
