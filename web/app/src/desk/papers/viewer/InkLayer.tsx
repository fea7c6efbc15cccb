import { useState, type PointerEvent } from 'react';
import type { Area } from '../types';
import { thin } from './geometry';
import classes from './viewer.module.css';

/** Takes what is drawn on a page with a pen, a finger or the mouse: one line from touching to letting go. */
export function InkLayer({ color, onDraw }: { color: string; onDraw: (points: Area[]) => void }) {
  const [points, setPoints] = useState<Area[]>([]);
  const at = (event: PointerEvent<SVGSVGElement>): Area => {
    const box = event.currentTarget.getBoundingClientRect();
    const part = (value: number) => Math.min(1, Math.max(0, value));
    return {
      x: part((event.clientX - box.left) / box.width),
      y: part((event.clientY - box.top) / box.height),
      width: 0,
      height: 0,
    };
  };
  const end = () => {
    if (points.length > 1) onDraw(thin(points));
    setPoints([]);
  };
  return (
    <svg
      className={`${classes.ink} ${classes.drawing}`}
      viewBox="0 0 1 1"
      preserveAspectRatio="none"
      data-testid="ink"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setPoints([at(event)]);
      }}
      onPointerMove={(event) => {
        if (points.length === 0) return;
        const point = at(event);
        setPoints((now) => [...now, point]);
      }}
      onPointerUp={end}
      onPointerCancel={() => setPoints([])}
    >
      <polyline data-color={color} points={points.map(({ x, y }) => `${x},${y}`).join(' ')} />
    </svg>
  );
}
