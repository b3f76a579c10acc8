/** Changes a text so that one kind of secret or personal data is no longer in it. */
export type TextRule = (text: string) => string;

/** Stands where a secret was; Sentry's own word for it. */
export const filtered = '[Filtered]';

// Every pattern starts with something literal or with a boundary, repeats one class at a time and is bounded,
// so that no text takes more than a constant number of steps per character.

const privateKey =
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g;

/** RFC 3986 §3.2.1 userinfo, up to the last `@` before the path; a DSN has only the user. */
const userInfo = /:\/\/[^\s/?#"'<>\\]{1,512}@/g;

/** A password that should have been percent-encoded: it holds `/`, `?` or `#`, but is no port. */
const rawUserInfo = /:\/\/[^\s/?#@:"'<>\\]{0,128}:(?!\d{1,5}(?:[/?#]|$))[^\s@"'<>\\]{1,256}@/g;

/** RFC 9110 §11.4 credentials: short ones have a digit or a sign, so that `bearer authentication` stays. */
const credentials =
  /\b(Bearer|Basic|Digest|Negotiate)([ +]|%20){1,4}(?:(?=[A-Za-z]{0,512}[\d=_./~+-])[\w.~+/=-]{8,4096}|[\w.~+/=-]{24,4096})/gi;

/** RFC 7515 §3.1: the first part is base64url of `{"`; one that was cut off is one as well. */
const jsonWebToken = /\beyJ[\w-]{8,8192}(?:\.[\w-]{0,8192}){0,4}/g;

/** Keys that say by their beginning what they are. */
const prefixed =
  /\b(?:uk_[\w-]{8,256}|(?:sk|pk|rk)[_-](?:live|test|proj|ant|svcacct)[_-][\w-]{8,256}|sk-[A-Za-z0-9]{20,256}|whsec_[\w+/=-]{16,256}|gh[pousr]_[A-Za-z0-9]{20,256}|github_pat_\w{20,256}|glpat-[\w-]{16,256}|xox[abeoprs]-[\w-]{10,256}|npm_[A-Za-z0-9]{30,64}|hf_[A-Za-z0-9]{24,64}|ya29\.[\w-]{16,512}|AIza[\w-]{30,64}|SG\.[\w-]{16,64}\.[\w-]{16,64}|(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16})/g;

// Most texts of an event are names of files and functions. These find out faster that there is nothing to find.
const scheme = /(?:earer|asic|igest|egotiate)[ +%]/i;
const prefix =
  /uk_|[spr]k[_-]|whsec_|gh[pousr]_|_pat_|glpat-|xox|npm_|hf_|ya29|AIza|SG\.|A[KSBC][IC]A/;

/** Secrets that are known by their form. */
export const secretRules: readonly TextRule[] = [
  (text) => (text.includes('-----BEGIN') ? text.replace(privateKey, filtered) : text),
  (text) =>
    text.includes('://')
      ? text
          .replace(userInfo, `://${filtered}@`)
          .replace(rawUserInfo, (found) => (found.includes(filtered) ? found : `://${filtered}@`))
      : text,
  (text) => (scheme.test(text) ? text.replace(credentials, `$1 ${filtered}`) : text),
  (text) => (text.includes('eyJ') ? text.replace(jsonWebToken, filtered) : text),
  (text) => (prefix.test(text) ? text.replace(prefixed, filtered) : text),
];
