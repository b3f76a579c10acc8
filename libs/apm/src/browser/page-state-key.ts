/** Where the window has its `PageState`; the same in every copy of this package. */
export const pageStateKey = Symbol.for('@unite/apm@1');
