import { defineProblems } from '@unite/problem-details';
import { commonProblems } from '@unite/problem-details/common';

/** What this web server itself refuses, in English and German; everything else is the API's own answer. */
export const webProblems = defineProblems('https://app.unite-hub.com/errors/', {
  'malformed-body': commonProblems['malformed-body'],
  unauthorized: {
    status: 401,
    title: 'You are not signed in to this workspace',
    when: 'There is no session, it has ended, or it is one of another workspace than the page belongs to.',
    fix: 'Open the start page, choose the workspace again and send the request from its pages.',
    translations: { de: { title: 'Sie sind in diesem Arbeitsbereich nicht angemeldet' } },
  },
  'foreign-origin': {
    status: 403,
    title: 'The request did not come from this app',
    detail: 'Changes are accepted only from pages of this origin.',
    when: 'A change was asked for by a page of another site, or by a program that is no browser.',
    fix: 'Make the change in the app; programs use the API with a key of their own.',
    translations: {
      de: {
        title: 'Die Anfrage kam nicht aus dieser App',
        detail: 'Änderungen werden nur von Seiten dieses Ursprungs angenommen.',
      },
    },
  },
  'not-found': {
    status: 404,
    title: 'There is nothing at this address',
    detail: 'The address is not one that this app uses.',
    when: 'The address does not exist, or the API has it but the app does not pass it on.',
    fix: 'Check the address; programs ask the API itself.',
    translations: {
      de: {
        title: 'Unter dieser Adresse ist nichts',
        detail: 'Die Adresse gehört nicht zu denen, die diese App benutzt.',
      },
    },
  },
  'api-unreachable': {
    status: 502,
    title: 'The API does not answer',
    detail: 'It may be restarting.',
    retryAfterMs: 2_000,
    when: 'The web server cannot reach the API, or the API broke off before it answered.',
    fix: 'Send the request again after the time in Retry-After.',
    translations: {
      de: { title: 'Die API antwortet nicht', detail: 'Sie wird vielleicht gerade neu gestartet.' },
    },
  },
  internal: {
    ...commonProblems.internal,
    detail: 'The request failed for a reason that is not yours.',
    translations: {
      de: {
        title: 'Bei uns ist etwas schiefgegangen',
        detail: 'Die Anfrage scheiterte an etwas, das nicht an Ihnen liegt.',
      },
    },
  },
});
