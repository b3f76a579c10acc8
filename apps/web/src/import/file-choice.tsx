'use client';

import { useEffect, useRef, useState, type DragEvent } from 'react';

import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { TextAreaField } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { importAccept } from './import-media-type.ts';

/** Where a file comes in: dropped, picked, or pasted as text. */
export function FileChoice({ onChoose }: { onChoose: (file: File) => void }) {
  const picker = useRef<HTMLInputElement>(null);
  const [isOver, setIsOver] = useState(false);
  const [isPasting, setIsPasting] = useState(false);
  useKeptPage();

  const hasFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files');
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    const file = event.dataTransfer.files[0];
    if (file !== undefined) onChoose(file);
  };

  return (
    <div className="grid grid-cols-1 gap-4">
      <section
        aria-label="Drop a file here"
        className={classNames(
          'flex flex-col items-center rounded-xl border-2 border-dashed px-6 py-14 text-center transition-colors',
          isOver ? 'border-accent-ink bg-accent-soft' : 'border-line-strong bg-surface',
        )}
        onDragEnter={(event) => setIsOver(hasFiles(event))}
        onDragOver={(event) => event.preventDefault()}
        onDragLeave={(event) => {
          // Moving over a child leaves the zone only by the letter.
          if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setIsOver(false);
        }}
        onDrop={drop}
      >
        <span className="grid size-12 place-items-center rounded-full bg-accent-soft text-accent-ink">
          <Icon name="import" className="size-6" />
        </span>
        <p className="mt-4 text-lg font-semibold">
          {isOver ? 'Let go to open it' : 'Drop an address book here'}
        </p>
        <p className="mt-1 max-w-md text-pretty text-ink-3">
          CSV or vCard, as exported from Google Contacts, Outlook, HubSpot, Apple Contacts or any
          spreadsheet.
        </p>
        <div className="mt-5 flex flex-wrap justify-center gap-2">
          <Button variant="primary" size="lg" onClick={() => picker.current?.click()}>
            Choose a file
          </Button>
          <Button
            size="lg"
            aria-expanded={isPasting}
            onClick={() => setIsPasting((before) => !before)}
          >
            Paste text
          </Button>
        </div>
        <input
          ref={picker}
          type="file"
          accept={importAccept}
          aria-label="Address book file"
          hidden
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            if (file !== undefined) onChoose(file);
          }}
        />
      </section>
      {isPasting ? <PasteForm onChoose={onChoose} /> : null}
    </div>
  );
}

function PasteForm({ onChoose }: { onChoose: (file: File) => void }) {
  return (
    <form
      className="card grid gap-3 p-4"
      onSubmit={(event) => {
        event.preventDefault();
        const text = String(new FormData(event.currentTarget).get('text') ?? '');
        const isCards = /^\s*BEGIN:VCARD/i.test(text);
        onChoose(new File([text], isCards ? 'Pasted cards.vcf' : 'Pasted text.csv'));
      }}
    >
      <TextAreaField
        name="text"
        label="Rows copied from a spreadsheet or a CSV file"
        hint="The first line names the columns."
        placeholder={'name,email,phone,company\nAda Lovelace,ada@example.com,,Analytical Engines'}
        rows={7}
        required
        autoFocus
      />
      <div>
        <Button type="submit" variant="primary">
          Use this text
        </Button>
      </div>
    </form>
  );
}

/** A file that misses the zone must not replace the page, which is what a browser does by itself. */
function useKeptPage() {
  useEffect(() => {
    const keep = (event: Event) => event.preventDefault();
    addEventListener('dragover', keep);
    addEventListener('drop', keep);
    return () => {
      removeEventListener('dragover', keep);
      removeEventListener('drop', keep);
    };
  }, []);
}
