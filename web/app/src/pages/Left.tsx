export default function Left() {
  return <p>Left</p>;
}
