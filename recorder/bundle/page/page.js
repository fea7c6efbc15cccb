'use strict';

const words = {
  vi: {
    chapters: 'Nội dung chương trình',
    turns: 'Lượt phát biểu',
    votes: 'Biểu quyết',
    notes: 'Thông báo, kết luận',
    said: 'Lời nói',
    find: 'Tìm trong lời nói',
    subtitles: 'Phụ đề',
    machine: 'máy tạo, chưa đối chiếu',
    noProgramme: 'Bản ghi này chưa có tệp xem lại. Mở từng tệp gốc:',
    minutes: 'Biên bản (PDF)',
    manifest: 'Mã kiểm tra của các tệp',
    verify: 'Kiểm tra bản sao này: giaoban recording verify THƯ_MỤC --key recordings.pub',
    vote: (v) => `Đồng ý ${v.for}, không đồng ý ${v.against}, ý kiến khác ${v.other}, không biểu quyết ${v.notVoting}`,
    question: 'Chất vấn',
    reply: 'Trả lời',
    locale: 'vi-VN',
    length: 'dài',
  },
  en: {
    chapters: 'Agenda items',
    turns: 'Speeches',
    votes: 'Votes',
    notes: 'Announcements, conclusions',
    said: 'What was said',
    find: 'Find in what was said',
    subtitles: 'Subtitles',
    machine: 'machine-made, not checked',
    noProgramme: 'This recording has no file to watch yet. Open its tracks:',
    minutes: 'Minutes (PDF)',
    manifest: 'Checksums of the files',
    verify: 'To check this copy: giaoban recording verify DIRECTORY --key recordings.pub',
    vote: (v) => `For ${v.for}, against ${v.against}, other ${v.other}, not voting ${v.notVoting}`,
    question: 'Question',
    reply: 'Reply',
    locale: 'en-GB',
    length: 'length',
  },
};

const it = window.recording;
const byId = (id) => document.getElementById(id);
const video = byId('video');

function element(name, text, more = {}) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  for (const [key, value] of Object.entries(more)) made.setAttribute(key, value);
  return made;
}

function clock(seconds) {
  const at = Math.floor(seconds);
  const two = (n) => String(n).padStart(2, '0');
  return `${Math.floor(at / 3600)}:${two(Math.floor(at / 60) % 60)}:${two(at % 60)}`;
}

/** A place in the film to go to. */
function entry(kind, fromMs, toMs, title, under) {
  const button = element('button', '', { type: 'button', 'data-kind': kind, 'data-from': fromMs, 'data-to': toMs });
  button.append(element('time', clock(fromMs / 1000)), ` ${title}`);
  for (const line of under.filter(Boolean)) button.append(element('small', line));
  button.addEventListener('click', () => {
    video.currentTime = fromMs / 1000;
    video.play().catch(() => undefined); // the browser may want a second press
  });
  const item = element('li');
  item.append(button);
  return item;
}

function happenings(text) {
  const { chapters, turns, votes, notes } = it.index;
  return [
    ['chapters', chapters.map((c) => entry('chapter', c.fromMs, c.toMs, `${c.number}. ${c.title}`, []))],
    ['turns', turns.map((s) => entry('turn', s.fromMs, s.toMs, s.name, [s.unit, text[s.kind], s.topic]))],
    ['votes', votes.map((v) => entry('vote', v.fromMs, v.toMs, v.question, [text.vote(v)]))],
    ['notes', notes.map((n) => entry('note', n.atMs, n.atMs, n.text, []))],
  ].filter(([, entries]) => entries.length > 0);
}

/** The name of a language with who made the subtitles in it. */
function named({ language, machine }, text) {
  let name = language;
  try {
    name = new Intl.DisplayNames([text.locale], { type: 'language' }).of(language);
  } catch {
    // An old browser tells the code.
  }
  return machine ? `${name} (${text.machine})` : name;
}

/** Words without case and diacritics. */
const plain = (words) =>
  words.normalize('NFD').replace(/\p{Diacritic}/gu, '').replaceAll('đ', 'd').replaceAll('Đ', 'D').toLowerCase();

const mostFound = 200;

/** What was said, by the words in it. */
function search(text) {
  const cues = it.subtitles.flatMap((one) => one.cues);
  if (cues.length === 0) return [];
  const field = element('input', '', { type: 'search', 'aria-label': text.find, placeholder: text.find, id: 'find' });
  const list = element('ul');
  field.addEventListener('input', () => {
    const words = plain(field.value).split(/\s+/).filter(Boolean);
    const fits = words.length === 0 ? [] : cues.filter((cue) => {
      const said = plain(`${cue.voice ?? ''} ${cue.text}`);
      return words.every((word) => said.includes(word));
    });
    list.replaceChildren(...fits.slice(0, mostFound).map((cue) => entry('said', cue.fromMs, cue.toMs, cue.text, [cue.voice])));
  });
  return [element('h2', text.said), field, list];
}

/** The player's own subtitles; a page on a disk may not load them as files. */
function caption(text) {
  if (video.textTracks.length > 0) return;
  for (const one of it.subtitles) {
    const track = video.addTextTrack('subtitles', named(one, text), one.language);
    for (const cue of one.cues) {
      const made = new VTTCue(cue.fromMs / 1000, cue.toMs / 1000, '');
      made.text = (cue.voice ? `${cue.voice}: ` : '') + cue.text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
      track.addCue(made);
    }
    track.mode = 'disabled';
  }
}

function links(text) {
  const all = [
    [it.minutes, text.minutes],
    ['manifest.json', text.manifest],
    ...it.subtitles.map((one) => [one.file, `${text.subtitles}: ${named(one, text)}`]),
  ].filter(([file]) => file);
  return all.flatMap(([file, name], i) => [i > 0 ? ' · ' : '', element('a', name, { href: file })]);
}

function show(language) {
  const text = words[language];
  document.documentElement.lang = language;
  document.title = it.title;
  byId('title').textContent = it.title;
  const form = { timeZone: 'Asia/Ho_Chi_Minh', dateStyle: 'full', timeStyle: 'short' };
  const started = new Date(it.startedAt).toLocaleString(text.locale, form);
  const host = language === 'en' && it.hostEn ? it.hostEn : it.hostVi;
  byId('facts').textContent = [host, started, `${text.length} ${clock(it.seconds)}`].join(' · ');
  byId('papers').replaceChildren(...links(text));
  byId('verify').textContent = text.verify;
  video.hidden = !it.programme;
  byId('none').hidden = Boolean(it.programme);
  const tracks = it.tracks.flatMap((file) => [' ', element('a', file, { href: file })]);
  byId('none').replaceChildren(text.noProgramme, ...tracks);
  caption(text);
  byId('happenings').replaceChildren(
    ...search(text),
    ...happenings(text).flatMap(([kind, entries]) => {
      const list = element('ul');
      list.append(...entries);
      return [element('h2', text[kind]), list];
    }),
  );
  for (const button of document.querySelectorAll('[data-language]')) {
    button.setAttribute('aria-pressed', String(button.dataset.language === language));
  }
}

video.addEventListener('timeupdate', () => {
  const at = video.currentTime * 1000;
  for (const button of document.querySelectorAll('[data-kind="chapter"], [data-kind="turn"]')) {
    const { from, to } = button.dataset;
    button.setAttribute('aria-current', String(Number(from) <= at && at < Number(to)));
  }
});
for (const button of document.querySelectorAll('[data-language]')) {
  button.addEventListener('click', () => show(button.dataset.language));
}
if (it.programme) video.src = it.programme;
show(navigator.language.startsWith('en') ? 'en' : 'vi');
