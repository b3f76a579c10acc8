export default function Page() {
  return <p>Contacts</p>;
}
