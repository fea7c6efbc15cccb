export default function Check() {
  return <p>Check</p>;
}
