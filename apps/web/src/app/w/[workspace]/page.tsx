import { redirect } from 'next/navigation';

/** A workspace opens with its contacts. */
export default async function WorkspacePage({
  params,
}: {
  params: Promise<{ workspace: string }>;
}) {
  redirect(`/w/${(await params).workspace}/contacts`);
}
