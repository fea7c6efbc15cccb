interface Item {
  id: string;
  title: string;
}

/** An item of the agenda by its place and its title; '' for none. */
export function itemName(agenda: readonly Item[], id: string | undefined): string {
  const at = agenda.findIndex((item) => item.id === id);
  return at < 0 ? '' : `${at + 1}. ${agenda[at]?.title ?? ''}`;
}

/** The item of a motion that is being written: what was chosen, '' for none, else the current one; one that is no more is none. */
export function itemOf(agenda: readonly Item[], chosen: string | null, current: string): string {
  const id = chosen ?? current;
  return agenda.some((item) => item.id === id) ? id : '';
}
