// The app's forms, filled in as a person fills them.
import assert from 'node:assert/strict';

/** What a page offers for its forms. */
export function formsOf(page) {
  const field = (name, kind = 'textbox') => page.getByRole(kind, { name, exact: true });

  /** Chooses in a field that lets the server search. */
  async function choose(label, words, option = words) {
    const field = page.getByLabel(new RegExp(`^${label}( \\*)?$`)).and(page.locator('input'));
    await field.fill(words);
    await page.getByRole('option', { name: option, exact: true }).click();
  }

  /** Picks a day of the month that a field of days shows first. */
  async function pickDay(label, day) {
    await page.getByRole('button', { name: label }).click();
    await page.getByRole('button', { name: new RegExp(`^${day} `) }).click();
  }

  /** Saves and waits until it is said that nothing is left to save. */
  async function save() {
    await page.getByTestId('save').click();
    await page.getByText('Có thay đổi chưa lưu.').waitFor({ state: 'detached' });
  }

  /** Asks for something that cannot be undone: first thinks better of it, then means it. */
  async function confirm(button, { refused } = {}) {
    const ask = page.getByRole('button', { name: button, exact: true });
    const dialog = page.getByRole('dialog');
    await ask.click();
    await dialog.getByRole('button', { name: 'Hủy' }).click();
    await dialog.waitFor({ state: 'detached' });
    await ask.click();
    await page.getByTestId('confirm').click();
    if (!refused) return dialog.waitFor({ state: 'detached' });
    await dialog.getByRole('alert').getByText(refused).waitFor();
    await dialog.getByRole('button', { name: 'Hủy' }).click();
    await dialog.waitFor({ state: 'detached' });
  }

  /** Waits until a message stands at a field. */
  async function toldAt(input, message) {
    const id = await input.getAttribute('id');
    await page.locator(`[id="${id}-error"]`).getByText(message, { exact: true }).waitFor();
    assert.equal(await input.getAttribute('aria-invalid'), 'true');
  }

  /**
   * Types into fields, saves, and finds each message at its field, none elsewhere, and everything as it was typed.
   * A field is named with its text (null: what was put there before stays) and its message, if it is wrong.
   */
  async function refused(fields) {
    for (const [input, text] of fields) if (text !== null) await input.fill(text);
    await page.getByTestId('save').click();
    for (const [input, text, message] of fields) {
      if (message) await toldAt(input, message);
      if (text !== null) assert.equal(await input.inputValue(), text);
    }
    const wrong = page.locator('form [aria-invalid="true"]');
    assert.equal(await wrong.count(), fields.filter(([, , message]) => message).length);
  }

  return { field, choose, pickDay, save, confirm, toldAt, refused };
}
