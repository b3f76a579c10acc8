import { problemStandIn } from '../api/problem-stand-in.ts';
import { refusalToast } from './refusal-toast.ts';

describe('the toast for something that was refused', () => {
  it('says what and why', () => {
    expect(refusalToast('Not deleted: Ada', problemStandIn({ title: 'It was changed' }))).toEqual({
      text: 'Not deleted: Ada. It was changed',
      tone: 'bad',
    });
  });

  it('leads to its trace, in the workspace of the page', () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const problem = problemStandIn({ traceId });
    expect(refusalToast('Not deleted', problem).link).toBeUndefined();
    history.pushState(null, '', '/w/w1/contacts');
    expect(refusalToast('Not deleted', problem).link).toEqual({
      label: 'Show',
      href: `/w/w1/operations/traces/${traceId}`,
    });
    expect(refusalToast('Not deleted', problemStandIn()).link).toBeUndefined();
  });

  it('copies the reference', () => {
    const writeText = jest.fn(() => Promise.resolve());
    Object.assign(navigator, { clipboard: { writeText } });
    const { action } = refusalToast('Not deleted', problemStandIn({ occurrenceId: '42' }));
    expect(action?.label).toBe('Copy reference');
    action?.run();
    expect(writeText).toHaveBeenCalledWith('42');
  });
});
