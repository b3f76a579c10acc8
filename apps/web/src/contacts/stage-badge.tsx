import { Badge } from '../ui/badge.tsx';
import { stages, type Stage } from './contact.ts';

/** The stage of a contact. */
export function StageBadge({ stage }: { stage: Stage }) {
  const known = stages.find(({ value }) => value === stage);
  return <Badge tone={known?.tone ?? 'neutral'}>{known?.label ?? stage}</Badge>;
}
