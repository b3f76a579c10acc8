import { Button } from '../ui/button.tsx';
import type { CampaignText } from './campaign.ts';
import type { CampaignConflict } from './use-campaign-editor.ts';

const names: Readonly<Record<keyof CampaignText, string>> = {
  name: 'Name',
  subject: 'Subject',
  body: 'Text',
  status: 'Status',
};

/** Shows what two people wrote in the same place, side by side, and lets one choose. */
export default function ConflictCard(props: {
  conflict: CampaignConflict;
  mine: CampaignText;
  onSettle: (choice: 'mine' | 'theirs') => void;
}) {
  const { conflict, mine, onSettle } = props;
  return (
    <section role="alert" className="rounded-lg bg-warn-soft p-4">
      <p className="font-semibold">Somebody else changed this campaign meanwhile</p>
      {conflict.members.map((member) => (
        <div key={member} className="mt-3 grid gap-2 sm:grid-cols-2">
          <Version title={`${names[member]}, yours`} text={mine[member]} />
          <Version title={`${names[member]}, theirs`} text={conflict.theirs[member]} />
        </div>
      ))}
      <div className="mt-4 flex flex-wrap gap-2">
        <Button onClick={() => onSettle('mine')}>Keep mine</Button>
        <Button onClick={() => onSettle('theirs')}>Take theirs</Button>
      </div>
    </section>
  );
}

function Version({ title, text }: { title: string; text: string }) {
  return (
    <div className="min-w-0 rounded-md bg-surface p-3 text-sm">
      <p className="text-xs text-ink-3">{title}</p>
      <p className="mt-1 line-clamp-6 break-words whitespace-pre-wrap">{text || '(nothing)'}</p>
    </div>
  );
}
