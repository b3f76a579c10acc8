'use client';

/**
 * The first script of a document. It is rendered on the server alone: the browser has run it when React takes
 * over, and a script that React would make anew, after a failed hydration, breaks the Trusted Types policy.
 */
export function EarlyScript({ nonce, text }: { readonly nonce: string; readonly text: string }) {
  if (typeof window !== 'undefined') return null;
  return <script nonce={nonce} dangerouslySetInnerHTML={{ __html: text }} />;
}
