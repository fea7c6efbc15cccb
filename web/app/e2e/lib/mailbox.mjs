// A mail server that keeps what it is sent, and reads it as a mail program would: by libraries that wrote none of it.
import ICAL from 'ical.js';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';

/** Mails received on a loopback port. */
export class Mailbox {
  static async open() {
    const box = new Mailbox();
    box.mails = [];
    box.server = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      async onData(stream, session, done) {
        const chunks = [];
        for await (const chunk of stream) chunks.push(chunk);
        box.mails.push({
          to: session.envelope.rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks),
        });
        done();
      },
    });
    box.server.on('error', (error) => (box.fault = error));
    await new Promise((resolve) => box.server.listen(0, '127.0.0.1', resolve));
    return box;
  }

  /** What makes a server send its mail here. */
  get env() {
    return {
      GIAOBAN_MAIL_HOST: '127.0.0.1',
      GIAOBAN_MAIL_PORT: String(this.server.server.address().port),
      GIAOBAN_MAIL_TLS: 'none',
      GIAOBAN_MAIL_FROM: 'giaoban@tuyenquang.example',
    };
  }

  /** The mails so far whose subject begins with words, parsed, each with its receiver. */
  async about(words) {
    if (this.fault) throw this.fault;
    for (const mail of this.mails) mail.message ??= await PostalMime.parse(mail.raw);
    return this.mails
      .filter(({ message }) => message.subject.startsWith(words))
      .map(({ to, message }) => ({ to: to[0], message }));
  }

  close() {
    return new Promise((resolve) => this.server.close(resolve));
  }
}

/**
 * The meeting in a mail's calendar part, as Thunderbird understands it (ical.js is its parser): the method, the one
 * event, the attendees, and the zone that its times name.
 */
export function meetingIn(message) {
  const part = message.attachments.find(({ mimeType }) => mimeType === 'text/calendar');
  const text = typeof part.content === 'string' ? part.content : new TextDecoder().decode(part.content);
  const calendar = new ICAL.Component(ICAL.parse(text));
  for (const zone of calendar.getAllSubcomponents('vtimezone')) {
    ICAL.TimezoneService.register(new ICAL.Timezone(zone));
  }
  const events = calendar.getAllSubcomponents('vevent').map((event) => new ICAL.Event(event));
  return { part, method: calendar.getFirstPropertyValue('method'), events, event: events[0] };
}
