import type { ReactNode } from 'react';

import { Logo } from './logo.tsx';

/** A whole page that says what is wrong and where to go from here. */
export function PageProblem(props: { title: string; children: ReactNode; actions: ReactNode }) {
  const { title, children, actions } = props;
  return (
    <div className="grid min-h-full flex-1 place-items-center px-6 py-16">
      <div className="flex max-w-md flex-col items-center text-center">
        <Logo className="size-10 opacity-60 grayscale" />
        <h1 className="mt-6 text-xl font-semibold">{title}</h1>
        <div className="mt-2 text-pretty text-ink-3">{children}</div>
        <div className="mt-6 flex flex-wrap justify-center gap-2">{actions}</div>
      </div>
    </div>
  );
}
