import { act, fireEvent, render, screen } from '@testing-library/react';

import { apiProblems } from '../api/api-problems.ts';
import { problemStandIn } from '../api/problem-stand-in.ts';
import { problemIn } from '../api/read-problem.ts';
import type { FileHead } from './file-head.ts';
import { ImportFlow } from './import-flow.tsx';
import type { ImportReport } from './import-report.ts';
import type { ImportOutcome, ImportUpload } from './send-import.ts';

let upload: ImportUpload;
let finish: (outcome: ImportOutcome) => void;

jest.mock('./send-import.ts', () => ({
  sendImport: (given: ImportUpload) => {
    upload = given;
    return new Promise<ImportOutcome>((resolve) => {
      finish = resolve;
    });
  },
}));

// jsdom's files cannot be read.
jest.mock('./file-head.ts', () => ({
  readFileHead: async (file: File): Promise<FileHead> =>
    file.size === 0
      ? { kind: 'empty' }
      : { kind: 'table', header: ['name', 'email'], rows: [['Ada', 'ada@example.com']] },
}));

const csv = new File(['name,email\nAda,ada@example.com\n'], 'people.csv', { type: 'text/csv' });
const report: ImportReport = {
  format: 'csv',
  source: 'plain',
  encoding: 'utf-8',
  delimiter: ',',
  columns: [
    { header: 'name', field: 'name' },
    { header: 'shoe size', field: null },
  ],
  rows: 3,
  created: 1,
  updated: 1,
  unchanged: 0,
  refused: 1,
  refusals: [{ line: 4, column: 'email', reason: 'is not an e-mail address', code: 'INVALID' }],
  refusalsOmitted: 0,
  durationMs: 1_200,
};

async function choose(file: File) {
  const page = render(
    <ImportFlow
      workspaceId="w1"
      region="DE"

      contactsHref="/w/w1/contacts"
    />,
  );
  const input = screen.getByLabelText('Address book file');
  await act(async () => {
    fireEvent.change(input, { target: { files: [file] } });
  });
  return page;
}

async function start() {
  const page = await choose(csv);
  await act(async () => fireEvent.click(screen.getByText('Import contacts')));
  return page;
}

describe('importing a file', () => {
  it('shows the first rows before anything is sent', async () => {
    await choose(csv);
    expect(screen.getByText('ada@example.com')).toBeTruthy();
    expect(screen.getByText('people.csv')).toBeTruthy();
  });

  it('sends the file with the chosen region', async () => {
    await choose(csv);
    fireEvent.change(screen.getByRole('combobox'), { target: { value: 'US' } });
    await act(async () => fireEvent.click(screen.getByText('Import contacts')));
    expect(upload.url).toBe('/api/w/w1/contacts/import?region=US');
    expect(upload.mediaType).toBe('text/csv');
  });

  it('shows what is done while it runs', async () => {
    await start();
    act(() =>
      upload.onProgress({
        bytes: 15,
        rows: 1_200,
        created: 1_100,
        updated: 0,
        unchanged: 100,
        refused: 0,
      }),
    );
    expect(screen.getByText('1,200 rows read')).toBeTruthy();
    expect(screen.getByText('1,100')).toBeTruthy();
    expect(screen.getByRole('progressbar')).toBeTruthy();
  });

  it('ends with the report and moves the focus to it', async () => {
    await start();
    await act(async () => finish({ kind: 'done', report }));
    const heading = screen.getByText('Imported, with some rows refused');
    expect(document.activeElement).toBe(heading);
    expect(screen.getByText('is not an e-mail address')).toBeTruthy();
    expect(screen.getByText('left out')).toBeTruthy();
    expect(screen.getByText('See contacts').getAttribute('href')).toBe('/w/w1/contacts');
  });

  it('says why it failed and lets the same file be sent again when that may help', async () => {
    await start();
    await act(async () =>
      finish({
        kind: 'failed',
        problem: problemStandIn({ title: 'The database is away' }),
      }),
    );
    expect(screen.getByRole('alert').textContent).toContain('The database is away');
    await act(async () => fireEvent.click(screen.getByText('Import again')));
    expect(screen.getByRole('progressbar')).toBeTruthy();
  });

  it('says how much was imported before it was interrupted, and that nothing is doubled', async () => {
    const type = `${apiProblems.base}import-interrupted`;
    await start();
    await act(async () =>
      finish({
        kind: 'failed',
        problem: problemIn({ type, title: 'Interrupted', imported_rows: 12_000 }, { status: 503 }),
      }),
    );
    expect(screen.getByText(/12,000 rows were imported before/).textContent).toBe(
      '12,000 rows were imported before. Import the same file again: nothing is doubled.',
    );
    expect(screen.getByText('Import again')).toBeTruthy();
  });

  it('says what to mend in the file when a record is too long', async () => {
    const type = `${apiProblems.base}import-record-too-long`;
    await start();
    await act(async () =>
      finish({
        kind: 'failed',
        problem: problemIn({ type, line: 2_002, imported_rows: 1 }, { status: 400 }),
      }),
    );
    expect(screen.getByRole('alert').textContent).toContain('line 2,002');
    expect(screen.getByText(/imported before/).textContent).toBe(
      '1 row was imported before. Mend the file and import it again: nothing is doubled.',
    );
    expect(screen.queryByText('Import again')).toBeNull();
  });

  it('offers only another file when the same one would be refused again', async () => {
    await start();
    await act(async () =>
      finish({
        kind: 'failed',
        problem: problemStandIn({ title: 'No columns', status: 400 }),
      }),
    );
    expect(screen.queryByText('Import again')).toBeNull();
    fireEvent.click(screen.getByText('Choose another file'));
    expect(screen.getByText('Drop an address book here')).toBeTruthy();
  });

  it('refuses an empty file without sending it', async () => {
    await choose(new File([], 'empty.csv'));
    expect(screen.getByRole('alert').textContent).toContain('The file is empty');
  });

  it('stops when asked to', async () => {
    await start();
    fireEvent.click(screen.getByText('Stop'));
    expect(upload.signal.aborted).toBe(true);
    await act(async () => finish({ kind: 'cancelled' }));
    expect(screen.getByRole('status').textContent).toContain('The import was stopped');
  });

  it('stops when the page is left', async () => {
    const { unmount } = await start();
    expect(upload.signal.aborted).toBe(false);
    unmount();
    expect(upload.signal.aborted).toBe(true);
  });

  it('takes a file that is dropped', async () => {
    render(<ImportFlow workspaceId="w1" region="DE" contactsHref="/" />);
    const zone = screen.getByLabelText('Drop a file here');
    fireEvent.dragEnter(zone, { dataTransfer: { types: ['Files'] } });
    expect(screen.getByText('Let go to open it')).toBeTruthy();
    await act(async () => {
      fireEvent.drop(zone, { dataTransfer: { files: [csv] } });
    });
    expect(screen.getByText('people.csv')).toBeTruthy();
  });

  it('takes pasted text, and tells cards from rows', async () => {
    render(<ImportFlow workspaceId="w1" region="DE" contactsHref="/" />);
    fireEvent.click(screen.getByText('Paste text'));
    fireEvent.change(screen.getByRole('textbox'), { target: { value: 'BEGIN:VCARD' } });
    await act(async () => fireEvent.click(screen.getByText('Use this text')));
    expect(screen.getByText('Pasted cards.vcf')).toBeTruthy();
  });
});
