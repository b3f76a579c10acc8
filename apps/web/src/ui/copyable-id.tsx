'use client';

import { useRef, useState } from 'react';

import { Button } from './button.tsx';
import { copyText } from './copy-text.ts';

/** The id of an occurrence, to quote to support; a button copies it. */
export function CopyableId({ id }: { id: string }) {
  const code = useRef<HTMLElement>(null);
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    if (await copyText(id)) setCopied(true);
    // Then the person copies what is selected.
    else if (code.current) getSelection()?.selectAllChildren(code.current);
  };
  return (
    <>
      <code ref={code} className="min-w-0 truncate font-mono text-ink-2">
        {id}
      </code>
      <Button size="sm" variant="ghost" icon={isCopied ? 'check' : 'copy'} onClick={copy}>
        {isCopied ? 'Copied' : 'Copy'}
      </Button>
      <span role="status" className="sr-only">
        {isCopied ? 'The reference is copied.' : ''}
      </span>
    </>
  );
}
