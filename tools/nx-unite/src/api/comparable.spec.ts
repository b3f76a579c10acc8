import { comparable } from './comparable.ts';

const rewritten = (text: string): string => comparable(text).replaceAll(/\s+/g, ' ').trim();

describe('declarations made comparable', () => {
  it('lose the private members of classes and keep a private constructor', () => {
    expect(
      rewritten(
        'export declare class A { #secret; private b; private c(): void; private constructor(); d: string; }',
      ),
    ).toBe('export declare class A { private constructor(); d: string; }');
  });

  it('name a unique symbol instead of minting one', () => {
    expect(rewritten('declare const brand: unique symbol;')).toBe(
      'declare const brand: "unique symbol brand";',
    );
    expect(rewritten('declare const id: symbol;')).toBe('declare const id: symbol;');
  });

  it('turn a method into a property, whose parameters are compared one way only', () => {
    expect(rewritten('export interface A { get?<T>(key: T): T; }')).toBe(
      'export interface A { get?: <T>(key: T) => T; }',
    );
    expect(rewritten('export declare class A { static of(key: string): A; }')).toBe(
      'export declare class A { static of: (key: string) => A; }',
    );
    expect(rewritten('export type A = { get(); };')).toBe('export type A = { get: () => any; };');
  });

  it('keep overloaded methods as they are', () => {
    const overloaded = 'export interface A { get(a: string): string; get(a: number): number; }';
    expect(rewritten(overloaded)).toBe(overloaded);
  });

  it('keep methods of object literals, which declare nothing to implement', () => {
    expect(rewritten('const a = { get() { } };')).toContain('get()');
  });
});
