import { parseRumBatch } from './rum-batch.ts';

const view = {
  type: 'view',
  date: 1,
  application: { id: 'a' },
  session: { id: 's' },
  view: { id: 'v' },
};
const lines = (...events: unknown[]) => events.map((event) => JSON.stringify(event)).join('\n');

describe('a batch of RUM events', () => {
  it('has one event per line', () => {
    const error = { ...view, type: 'error', error: { message: 'x\ny' } };
    expect(parseRumBatch(lines(view, error))).toEqual([
      { type: 'view', event: view },
      { type: 'error', event: error },
    ]);
  });

  it('may tell about the SDK itself, which needs no view', () => {
    const telemetry = { type: 'telemetry', date: 1 };
    expect(parseRumBatch(lines(telemetry))).toEqual([{ type: 'telemetry', event: telemetry }]);
  });

  it.each([
    ['nothing', '', /line 0 is no JSON object/],
    ['an empty line', `${lines(view)}\n`, /line 1 is no JSON object/],
    ['a list', '[]', /no JSON object/],
    ['an unknown type', lines({ ...view, type: 'click' }), /unknown type click/],
    ['no date', lines({ ...view, date: undefined }), /no date/],
    ['no application', lines({ ...view, application: {} }), /id of its application/],
    ['no session', lines({ ...view, session: { id: '' } }), /id of its session/],
    ['no view', lines(view, { ...view, view: 'v' }), /line 1 has no id of its view/],
  ])('is refused with %s', (_, text, reason) => {
    expect(parseRumBatch(text)).toEqual({ reason: expect.stringMatching(reason) as string });
  });
});
