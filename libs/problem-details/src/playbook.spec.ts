import { defineProblems } from './define-problems.ts';
import { problemDocument } from './document.ts';
import { fieldError } from './field-error.ts';

/** The object that the playbook promises to clients. */
const promised = `{
  "type": "https://api.unite-hub.com/errors/validation",
  "title": "Validation Error",
  "status": 400,
  "detail": "Email field is required",
  "instance": "/api/contacts",
  "errors": [
    { "field": "email", "message": "Required" }
  ]
}`;

const base = 'https://api.unite-hub.com/errors/';
const definitions = {
  validation: { status: 400, title: 'Validation Error', detail: '{label} field is required' },
} as const;
const given = { label: 'Email', errors: [fieldError(['email'], 'body', 'required', 'Required')] };
const occurrence = { id: '0193a5c1', path: '/api/contacts' };

describe('the answer that the playbook promises', () => {
  it('is written byte for byte with instance: request-path', () => {
    const problems = defineProblems(base, definitions, { instance: 'request-path' });
    const document = problemDocument(problems.validation(given), occurrence);
    expect(JSON.stringify(document)).toBe(JSON.stringify(JSON.parse(promised)));
  });

  it('is a part of the default answer, whose instance names the occurrence', () => {
    const problems = defineProblems(base, definitions);
    const document = problemDocument(problems.validation(given), occurrence);
    expect(JSON.stringify(document)).toBe(
      '{"type":"https://api.unite-hub.com/errors/validation","title":"Validation Error","status":400,' +
        '"detail":"Email field is required","instance":"https://api.unite-hub.com/problems/0193a5c1",' +
        '"path":"/api/contacts","code":"VALIDATION","errors":[{"field":"email","message":"Required",' +
        '"pointer":"#/email","in":"body","code":"required"}]}',
    );
    expect(document).toMatchObject({ ...JSON.parse(promised), instance: expect.any(String) });
  });
});
