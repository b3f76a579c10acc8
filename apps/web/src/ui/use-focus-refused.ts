'use client';

import { useEffect, useRef, type RefObject } from 'react';

/**
 * Leads a person to the first field of a form that `problem` refuses, which may be out of sight. Give the result
 * to the `<form>`.
 */
export function useFocusRefused(problem: object | undefined): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (problem === undefined) return;
    form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [problem]);
  return form;
}
