export default function Hall() {
  return <p>Hall</p>;
}
