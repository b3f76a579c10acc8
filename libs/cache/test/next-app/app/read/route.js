import { cacheTag } from 'next/cache';
import { connection } from 'next/server';

async function contact(id) {
  'use cache';
  cacheTag(`contact:${id}`);
  return { id, loadedBy: process.pid, at: process.hrtime.bigint().toString() };
}

export async function GET(request) {
  await connection();
  return Response.json(await contact(new URL(request.url).searchParams.get('id')));
}
