// Rendered per request, as every page of the product is.
export const dynamic = 'force-dynamic';

/** A page without anything of its own: what is left is the framework. */
export default function Page() {
  return <main>Nothing</main>;
}
