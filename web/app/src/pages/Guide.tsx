export default function Guide() {
  return <p>Guide</p>;
}
