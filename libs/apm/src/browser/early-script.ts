import { pageLimits, type PageView } from './page-report.ts';
import { tunnelQuery } from './tunnel-query.ts';

/** Options of {@link earlyScript}. */
export interface EarlyScriptOptions {
  /** What the server calls this document; see `createPageLoads`. */
  readonly pageView: PageView;
  /** Path of the tunnel on the page's own origin, e.g. `/api/telemetry`. */
  readonly tunnel: string;
}

/**
 * The text of an inline script that catches errors, unhandled rejections and breaches of the content
 * security policy from the first byte of the document on, and that reports by beacon when the page is
 * left before the shim has run: a visitor who leaves at once, or whose scripts are blocked, is seen.
 *
 * Put it first in `<head>`, in a `<script nonce="…">`. It is made for being written as it is: no part of
 * the options can end the script element. `completePageState` is the same in readable form.
 */
export function earlyScript({ pageView, tunnel }: EarlyScriptOptions): string {
  const { maxErrors, maxTextLength, maxStackLength } = pageLimits;
  const [view, route, url] = [pageView.id, pageView.route, tunnel + tunnelQuery.report].map(
    literal,
  );
  return (
    `(w=>{let K=Symbol.for("@unite/apm@1"),s,a=(t,f)=>addEventListener(t,f,!0);if(!w[K]){` +
    `w[K]=s={v:${view},r:${route},n:0,i:0,d:0,e:[],` +
    `p(k,x,l){if(s.e.length>=${maxErrors})s.d++;else{` +
    `s.e.push(l=[s.i++,k,x,Date.now(),l||""]);s.o&&s.o(l)}},` +
    `f(x){if(!s.n||s.e[0]||s.d||x){if(!s.s(JSON.stringify(` +
    `{view:s.v,route:s.r,n:s.n,dropped:s.d,errors:s.e.map(([i,k,x,t,l])=>{` +
    `let m="?",z="";try{m=""+x;z=""+(x.stack||"")}catch{}` +
    `return[i,k,m.slice(0,${maxTextLength}),z.slice(0,${maxStackLength}),t,l]}),...x})))` +
    `return;s.n++;s.d=0;s.e=[]}return!0},` +
    `s(x){try{return navigator.sendBeacon(${url},x)}catch{}},h(){s.f()}};` +
    `a("error",({target:t,error:x,message:m,filename:f,lineno:l,colno:c})=>t&&t!=w?` +
    `s.p("resource",t.src||t.href):s.p("error",x??m,f+":"+l+":"+c));` +
    `a("unhandledrejection",x=>s.p("rejection",x.reason));` +
    `a("securitypolicyviolation",x=>s.p("csp",x.effectiveDirective+" "+x.blockedURI,x.sourceFile+":"+x.lineNumber));` +
    `a("pagehide",()=>s.h())}})(window)`
  );
}

/** A JavaScript string that is harmless inside a script element: no `<`, no line terminator. */
function literal(text: string): string {
  return JSON.stringify(text).replace(
    /[<\u2028\u2029]/g,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
