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
 * The text of an inline script that tells at once that the document has arrived, and catches errors,
 * unhandled rejections and breaches of the content security policy from then on. It reports again by beacon
 * when the page is left before the shim has run, and the first errors as soon as they happen while the
 * document is still being parsed: a tab that is closed then tells nothing more. So a visitor who leaves at
 * once, or whose scripts are blocked, is seen.
 *
 * Put it first in `<head>`, in a `<script nonce="…">`. It is made for being written as it is: no part of
 * the options can end the script element. `completePageState` does the same, in readable form, but for what
 * only makes sense in a document that is being parsed.
 */
export function earlyScript({ pageView, tunnel }: EarlyScriptOptions): string {
  const { maxErrors, maxParseReports, maxTextLength, maxStackLength } = pageLimits;
  const [view, route, url] = [pageView.id, pageView.route, tunnel + tunnelQuery.report].map(
    literal,
  );
  return (
    `{let w=window,d=document,k=Symbol.for("@unite/apm@1"),s,a=(t,f)=>addEventListener(t,f,!0);` +
    `if(!w[k]){w[k]=s={view:${view},route:${route},n:0,i:0,dropped:0,errors:[],` +
    `p(k,x,l){if(s.errors.length<${maxErrors}){s.errors.push(l=[s.i++,k,x,Date.now(),l||""]);` +
    // Told, but also kept: the SDKs tell more of them, under the same ids.
    `if(d.readyState=="loading"&&s.n<${maxParseReports}){let e=s.errors;s.f();s.errors=e}` +
    `s.o&&s.o(l)}else s.dropped++},` +
    `f(x){if(!s.n||s.errors[0]||s.dropped||x){if(!s.s(JSON.stringify(` +
    `{...s,errors:s.errors.map(([i,k,x,t,l])=>{let m="?",z="";try{m=""+x;z=""+(x.stack||"")}catch{}` +
    `return[i,k,m.slice(0,${maxTextLength}),z.slice(0,${maxStackLength}),t,l]}),...x})))return;` +
    `s.n++;s.dropped=0;s.errors=[]}return!0},` +
    `s(x){try{return navigator.sendBeacon(${url},x)}catch{}},h(){s.f()}};` +
    `a("error",x=>x.message?s.p("error",x.error??x.message,x.filename+":"+x.lineno+":"+x.colno)` +
    `:/SCR|NK/.test(x.target.tagName)&&s.p("resource",x.target.src||x.target.href));` +
    `a("unhandledrejection",x=>s.p("rejection",x.reason));` +
    `a("securitypolicyviolation",x=>` +
    `s.p("csp",x.effectiveDirective+" "+x.blockedURI,x.sourceFile+":"+x.lineNumber));` +
    `a("pagehide",()=>s.h());` +
    // A page that is rendered in advance may never be seen.
    `d.prerendering||s.f()}}`
  );
}

/** A JavaScript string that is harmless inside a script element: no `<`, no line terminator. */
function literal(text: string): string {
  return JSON.stringify(text).replace(
    /[<\u2028\u2029]/g,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
