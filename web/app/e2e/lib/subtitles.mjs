// Subtitles of recordings: a file, a way to attach it, and a speech service.

export const subtitles = `WEBVTT

00:00.000 --> 59:00.000
<v Hà Văn Đức>Mực nước hồ đang lên, đề nghị cho di dời các hộ ven suối trước 16 giờ</v>
`;

/** A speech service: a program that says that it got the sound. */
export const speech = {
  GIAOBAN_RECORDINGS_SPEECH_COMMAND: `/bin/sh,-c,test -s {sound} && printf 'WEBVTT\\n\\n00:00.000 --> 59:00.000\\nWater is rising\\n'`,
  GIAOBAN_RECORDINGS_SPEECH_LANGUAGES: 'en',
};

/** A file for a field of a page. */
export const file = (name, text) => ({ name, mimeType: 'text/vtt', buffer: Buffer.from(text) });

/** Attaches subtitles to a recording by the API, as whoever is logged in; resolves to the status. */
export const attach = (page, recording, language, text) =>
  page.evaluate(
    async ([path, body]) =>
      (await fetch(path, { method: 'PUT', body, headers: { 'Content-Type': 'text/vtt' } })).status,
    [`/api/v1${recording}/subtitles/${language}`, text],
  );

/** The file of a recording's subtitles, as whoever is logged in gets it. */
export const taken = (page, recording, language) =>
  page.evaluate(async (path) => (await fetch(path)).text(), `/api/v1${recording}/subtitles/${language}`);
