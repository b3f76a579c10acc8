import { join } from 'node:path';
import { breakingChanges } from './compatibility.ts';

// The first comparison parses the standard library.
jest.setTimeout(60_000);

/** Where imports are resolved from. */
const folder = join(__dirname, '../..');

describe('the comparison of two releases', () => {
  const options = 'export interface Options { readonly size?: number }\n';
  const create = 'export declare function create(options: Options): void;\n';

  it.each([
    ['the same declarations', options + create, options + create],
    ['one more export', create + options, `${create}${options}export declare const more: 1;`],
    [
      'an optional option',
      options + create,
      `${options.replace('}', '; readonly more?: 1 }')}${create}`,
    ],
    [
      'a method more on what is returned',
      'export interface A { get(): string }\nexport declare function create(): A;',
      'export interface A { get(): string; has(): boolean }\nexport declare function create(): A;',
    ],
    [
      'a class with private members',
      'export declare class A { #a; private b; get(): string; }',
      'export declare class A { #other; get(): string; }',
    ],
    [
      'a brand of its own',
      'declare const brand: unique symbol;\nexport interface A { readonly [brand]: true }\nexport declare function create(): A;',
      'declare const brand: unique symbol;\nexport interface A { readonly [brand]: true }\nexport declare function create(): A;',
    ],
  ])('accepts %s', (_, before, now) => {
    expect(breakingChanges({ folder, released: before, current: now })).toEqual([]);
  });

  it.each([
    [
      'an export that is gone',
      'export declare const a: 1, b: 2;',
      'export declare const a: 1;',
      '`b` is no longer exported',
    ],
    [
      'a type that is gone',
      'export type A = 1;\nexport declare const a: 1;',
      'export declare const a: 1;',
      '`A` is no longer exported',
    ],
    [
      'an option that became required',
      options + create,
      options.replace('?', '') + create,
      '`create` changed',
    ],
    [
      'an option of a method that became required',
      'export interface A { get(options: { a?: 1 }): void }\nexport declare function create(): A;',
      'export interface A { get(options: { a: 1 }): void }\nexport declare function create(): A;',
      '`create` changed',
    ],
    [
      'a wider result',
      'export declare function get(): string;',
      'export declare function get(): string | undefined;',
      '`get` changed',
    ],
    [
      'a type that says something else',
      'export type A = string;',
      'export type A = number;',
      '`A` changed: neither form accepts the other',
    ],
    [
      'one more type parameter',
      'export type A<T> = T[];',
      'export type A<T, U> = [T, U];',
      '`A` changed: Generic type',
    ],
  ])('refuses %s', (_, before, now, finding) => {
    expect(breakingChanges({ folder, released: before, current: now })).toEqual([
      expect.stringContaining(finding),
    ]);
  });
});
