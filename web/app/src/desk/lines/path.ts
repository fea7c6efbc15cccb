/** An SVG path through values, the newest at the right edge. */
export function path(
  values: readonly number[],
  span: number,
  top: number,
  width: number,
  height: number,
): string {
  const step = width / Math.max(1, span - 1);
  const first = width - step * (values.length - 1);
  return values
    .map((value, index) => {
      const x = first + step * index;
      const y = height - 1 - (Math.min(value, top) / top) * (height - 2);
      return `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join('');
}
