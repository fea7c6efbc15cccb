import type { Texts } from '../texts';
import type { vi } from '../vi';

export const guide: Texts<(typeof vi)['guide']> = {
  title: 'User guide',
  contents: 'On this page',
  sections: {
    join: {
      title: 'Entering a room',
      text: [
        'Open the server’s address in Chrome, Edge, Cốc Cốc or Firefox, and log in with your site’s account.',
        'The first time, enter the practice room: it is always open and has a few sample sites.',
        'Find a room by the name of a commune, ward or agency, with or without diacritics. Press “Enter”.',
        'On the check page, let the browser use camera and microphone when it asks, see that each check is “Good”, then press “Enter the room”.',
        'Before a real conference, technicians should enter 60 minutes early to test the line.',
      ],
    },
    hall: {
      title: 'In the room',
      text: [
        'The microphone is off when you enter. Turn it on only when the chair gives you the floor. While this site is heard, its picture has a blue frame.',
        'Press “Raise hand” to ask for the floor. The number beside the hand is the place in the queue.',
        '“Speaker” shows one large picture and a strip of small ones; “Grid” shows many of one size, in pages. Press a picture to pin it large, press again to unpin it.',
        '“Share” shows your screen or a window to every site. For the sound of a video, tick “Also share system audio” in the browser’s box.',
        'The “Sites” panel tells who is in the room, and each one’s microphone and line.',
        'Chair and secretary can also mute all, or mute or remove one site. Nobody can turn on someone else’s microphone.',
      ],
    },
    recording: {
      title: 'Recording a meeting',
      text: [
        'Whoever leads the meeting presses “Record” at the top of the hall, chooses whose cameras, and presses “Start recording”. Every site is told before it begins and sees “Recording” for as long as it runs, late comers too.',
        '“Pause” for what is not to be recorded; the gap is marked. “Stop recording” asks once more: a recording that has ended is not gone on with.',
        'It goes on when whoever started it leaves, and after a restart of the server. When the server is nearly full it stops and whoever leads is told; the meeting is not affected.',
        'No button to start: the meeting’s rules do not allow recording. The secretary can change them on the meeting’s page.',
      ],
    },
    review: {
      title: 'Watching a recording',
      text: [
        'Open “Recordings” in the navigation, or on the meeting’s page. Find by the meeting’s name, by day, by host.',
        'A recording that was stopped can be watched at once from its tracks. Meanwhile the server makes the file to watch; the page tells how far it is and offers to go over to it.',
        'Chair and secretary have a stretch, the sound alone, or a single site made into a file under “Clips and single files”; it is kept, encrypted, until the day shown beside it.',
        '“Marks”: write a remark or directive at the moment that is being watched, for all who may watch or for yourself. Your own can be changed, deleted and had back; chair and secretary press “Make a task of it” to add it to the meeting’s tasks.',
        '“What happened” lists agenda items, speeches, votes and notices: press one to go there; find by word, kind or speaker. What was not recorded is hatched on the bar and passed over.',
        'The “CC” button or the key C turns subtitles on and off and chooses their language; the choice is kept on this device. With subtitles, the search in “What happened” finds what was said too. The chair and the secretary attach, replace and remove them under “Subtitles”: one WebVTT file a language, its times from the start of the recording, pauses included. Where there is a speech service, “Make subtitles … by machine” is offered; these are marked as made by a machine.',
        'Space plays and pauses; the left and right arrows go 5 seconds, J and L 10; up and down change the speed; N and P go to the next item and the one before; S skips silences of more than two seconds, and its button tells how much that saves; F is full screen; ? lists all keys.',
        'Next time it goes on where you were. The page’s address names the moment, for somebody else who may watch.',
        'The viewer’s name is on the picture, and who watched which part is in the audit log. Chair and secretary set who may watch, download the file and see the checksum of every file as recorded.',
        '“Keeping” tells until when a recording is kept. Whoever runs the meeting changes that; those with the right set a legal hold, and then nobody can delete it. When it is due it is on the list “To dispose of” to be confirmed; before that one person asks and another approves. What was disposed of cannot be restored; its certificate is left. Backups of the database from before still hold its wrapped key: they bound how long it could be read with a copy of its files.',
      ],
    },
    papers: {
      title: 'Papers of meetings and my documents',
      text: [
        '“Papers to do” shows which papers wait for you, by when, and why one was sent back. Press “Upload file”, declare that it holds no state secret, then choose the file.',
        'When the line breaks during an upload, what was sent stays with the server. It goes on by itself when the line is back; after closing the page, open it again and choose the same file.',
        'While you read, every page bears your name and the time. Select words to highlight or underline them, or press “Notes” to write. Nobody but you sees your notes and marks.',
        'Word, Excel and PowerPoint files are shown in the page where the server has LibreOffice; otherwise the page offers the download.',
        '“My documents” is your own store, in folders, searched without accents. When you hand in a paper, press “Take from my documents”; when you read one, press “Save to my documents” to keep a stamped copy.',
        'Deleted by mistake: press “Undo”, or restore it from the trash. The trash counts towards your room.',
      ],
    },
    terminal: {
      title: 'Terminals and the line test',
      text: [
        'The meeting room’s machine opens the page /terminal in the browser’s kiosk mode. The first time, the unit’s administrator opens Directory › Sites, chooses the room, presses “Pair a terminal” and enters the code on the screen.',
        'From then on the terminal shows the schedule by itself, enters meetings when their room opens with its microphone closed, and comes back after a cut of power or network. The arrow keys and OK of a remote control are enough.',
        'Technicians steer it from the site’s page: camera, microphone, loudspeaker, volume, layout, entering anew, reloading. Nobody opens a microphone from afar.',
        'The line test opens 60 minutes before the start: press “Line test” on the terminal’s screen or on the meeting’s page, say a few words, play the chimes, measure the line, then press “Ready” or “Report trouble”.',
        'The secretary and the chair see all sites on the board, call those that are not ready and export it as a CSV file. A call is large and heard on the room’s screen (press OK to answer), on the meeting’s page of those at the site and on any page of its technician; the board tells where it was shown, who answered, or after a minute that nobody did.',
        'While the meeting goes on, open “Technician console” on its page: the line of every site as the server measures it, the worst first. Press a row for its charts and to steer the site’s terminal.',
        'A site with a narrow line (by the directory) receives and sends only what that line carries: sound first, then a shared screen, the large picture, small ones. A picture that does not fit says “Picture paused: narrow line” and comes back by itself; nothing need be pressed.',
        'After it, “Line quality” tells which site had no sound or picture, was away or had a poor line, and when; as CSV or Excel too. Microphones and cameras that people closed do not count.',
      ],
    },
    keys: {
      title: 'Keyboard shortcuts',
      text: [
        'M microphone · V camera · S share · H raise hand · G layout · P sites · C chat · N notes · D devices · F full screen · L leave · ? list of shortcuts.',
        'PageUp and PageDown turn pages. Arrow keys move between pictures and buttons, Enter presses. Shift M mutes all (chair, secretary).',
        'One-letter shortcuts can be turned off in the room’s shortcut panel.',
      ],
    },
    letter: {
      title: 'Letters, answers and registers',
      text: [
        'When a meeting is approved, “Issue” opens the letter’s page with the draft PDF beside it. “Save” keeps it for later; no number is taken.',
        'Issuing takes the number from the agency’s register and mails everyone with a calendar entry. A change of time or place, a postponement or a cancellation is told by a new document, by itself.',
        'Those invited confirm, decline or name a substitute on the page “Invitations” or by the link in the mail. An answer given in the mailbox’s calendar is not counted.',
        '“Answers” shows who has answered, which mail did not go out and why; two presses remind all who have not.',
        '“Document registers” lists the numbers of each year and agency and which documents were replaced, postponed or cancelled, and exports CSV. Numbers given on paper: “Go on after paper”.',
        '“Calendar links” in your profile and on a site’s page bring meetings into Outlook, Thunderbird or a phone. A link is shown once; whoever has it can read, so revoke one that is lost.',
      ],
    },
    conduct: {
      title: 'Conducting the meeting',
      text: [
        'Open the meeting on its page. In the hall, “Take the first item” and “Next item” at the top run the agenda; every site sees the current item and the time left.',
        'Press Floor to ask to speak or to question, with a topic if you like. The chair and the secretary see the queue and press Call. Whoever is called opens the microphone; nobody opens it for them.',
        'Three microphone policies: open discussion, one at a time, whom the chair calls. The server holds to the one chosen, whatever a site’s page does.',
        'Present: open a released paper for every site and turn its pages for all. Each site may turn by itself, and come back with “Back to the presented page”.',
        'Layouts: under Present the chair or the secretary chooses for every site, with one press: whoever speaks, papers and whoever speaks, the grid, chosen sites (found, added, put in order), the chair and whoever speaks. “Undo” brings the one before back. When the grid turns its pages by itself, every site sees the same page.',
        'A screen that is shared and a paper that is open are large in every layout. The title strip tells who speaks, with position and site.',
        'A site that wants to see something else presses “More”, “This screen”, or the key G; technicians change it from afar where they steer the terminal. A line at the top says that the layout is the screen’s own, with the way back to the chair’s. It stays when the page is loaded anew.',
        'Rooms with two screens: press “More”, “This screen”, “Open the second screen” and move the window to the other screen. It only watches, has no sound, shows what the chair has set for second screens, and leaves soon after the main screen has left.',
        'Votes: add a motion, open it, close it. One vote each person, or each unit, which cannot be changed once sent. The result and the list appear when it is closed.',
        'The roll keeps itself by connection; the secretary can correct it and call the sites one by one. Whether enough sites are there stands at its top.',
        'A power or network cut loses nothing: the queue, the clocks, the vote and the roll are there when the connection is back. The chair can name a deputy under Present.',
      ],
    },
    floor: {
      title: 'The floor, questions, the roll',
      text: [
        'Press “Floor”, choose to speak or to ask a question, say what about if you like, and ask. Your place in the queue is shown at once; withdraw when you change your mind.',
        'The chair and the secretary approve, change the order (Alt with the arrows up and down), take somebody out of the queue with a reason, or give the floor. Whoever was taken out sees why and can ask again.',
        'A turn has a clock: it is paused, goes on, gets a minute more, ends. After a question, whoever replies is called from there.',
        'Open “Roll call” to confirm “I am in the meeting room” or “I attend online”. When the chair calls your site, the button to answer is on the screen.',
        'The secretary sees sites or people: who is in the room, late, absent and why, in whose place; marks by hand, calls one site after the other and takes the attendance list (Excel, PDF). Where several sit before one screen, the secretary or the site’s technician writes down each one’s seat and when they came, left and came back. A quorum by people is of everyone invited, those who do not come too.',
      ],
    },
    talk: {
      title: 'Messages, notices, private notes',
      text: [
        'A meeting’s messages go to every site, to the chair’s desk or to the technicians. What goes to the desk and the technicians is read by them and by whoever wrote it; they answer you in private.',
        'The number beside each is what you have not read. Earlier messages are there when you come in again.',
        'The chair and the secretary remove a message with a reason, close the chat to one person or to all. You can still write to the chair’s desk then.',
        'The line of text at every site is set by the secretary in “Present”: until it is taken down, or for the minutes that were chosen.',
        '“Notes” (key N) are yours alone, for each item and for the whole meeting, saved as you type; after the meeting they are on its page. Changed on two devices at once, the page asks which to keep, and loses neither.',
      ],
    },
    ballots: {
      title: 'Votes and secret ballots',
      text: [
        'Before a vote is opened, the list shows who may vote and how many votes each has; 0 is none.',
        'While a vote by name runs, the chair’s desk sees who has voted, who has the ballot before them and who does not; how they voted is told at the close.',
        'A secret ballot: nobody, not even whoever runs the server, knows who cast which. The desk sees only how many papers were given out and came back.',
        'Having voted you get a receipt. Keep it, and give it to nobody. At the close press “Check the count”: the page counts the published ballots again and tells whether yours is counted as you chose.',
        'Secret ballots need the page to be opened by https. When the line is cut, come back and go on in the same browser.',
      ],
    },
    conclude: {
      title: 'Minutes, conclusions, tasks',
      text: [
        'Open the meeting, press “Minutes”, then “Draft the minutes”: the system writes the five parts of Mẫu 1.9. Gaps “……” are for the secretary to fill in.',
        'The text is saved by itself. If somebody else has just changed it, both texts are shown side by side to choose from; all of them stay among the “Versions”.',
        '“Submit to the chair” sends the draft. When the chair agrees, the minutes get their number and are frozen; corrections are then added to them.',
        '“Conclusion, tasks”: write the notice of Mẫu 1.4, give tasks to units, and issue it within 5 working days. It goes to everyone invited. When it has a mistake, press “Replace this notice”, change it and issue it: the new one has a number of its own and says which it replaces.',
        'The responsible unit finds its tasks on “Tasks” and starts, reports and finishes them. The system reminds three days before the due date, on it, and once it has passed; the secretary may chase at any time.',
      ],
    },
    trouble: {
      title: 'When something is wrong',
      text: [
        'No picture of your own: press the lock sign beside the page’s address and allow the camera; close Zalo, Zoom or Teams if they hold it; unplug the camera and plug it in again.',
        'Others do not hear you: see whether the Mic button is blue; open “More”, “Devices” and choose the right microphone; check the switch on the microphone.',
        'You do not hear others: press “Press to listen” if it is there; turn up the computer and the amplifier; choose the right loudspeaker in “Devices”.',
        'Echo or howling: turn the loudspeaker down, move the microphone away from it, use one microphone in a room.',
        'Picture stutters or stands still: open “More”, “Line” to see the packets lost; use a cable, not Wi-Fi; change to “Speaker”; turn the camera off if the line out is narrow.',
        'Connection lost: there is nothing to press, the software reconnects. If it takes too long, a page tells why and how to come back.',
      ],
    },
    plan: {
      title: 'Planning a meeting',
      text: [
        'Choose “New meeting”, enter what it is about, who chairs it, day and time; one saved list or group adds all communes at once.',
        'A room or person that is taken, or a line that is too slow, is told while you write, with a button for another time or room.',
        'Drag the items to order the agenda, or move to an item’s handle by keyboard, press space and use the arrows. Switch “Fixed time” on for an item that must begin at its hour.',
        'Press “Save draft”: the meeting and its list of the invited are saved together. If the network fails, press again: no second meeting is made.',
        'When somebody else has changed the same meeting, the page compares both and lets you choose; what you wrote is not lost.',
      ],
    },
    series: {
      title: 'Recurring meetings',
      text: [
        'The part “Recurrence” sets how a meeting repeats, when it ends and what happens on holidays; its days are shown before it is saved.',
        'When you change one of them, choose whether it holds for this one, those after it, or all.',
        'To change the days, open one of the meetings and choose “More”, “Change how it repeats”: the page shows which are added, moved and deleted. Issued meetings are cancelled only if you say so.',
      ],
    },
    calendar: {
      title: 'The calendar',
      text: [
        'By day, week or month; by person, unit or room; the weekly calendar can be printed.',
        'Holidays and worked weekends are under Catalogues, Working days; a CSV or iCalendar file is checked line by line before it is taken.',
      ],
    },
    directory: {
      title: 'Directory: units, people, sites',
      text: [
        'Open “Units” and choose one in the tree to look at it, change it, add a unit below it or move it below another (the field “Below”).',
        'Mergers and splits: press “Reform”, choose the last day in force and what takes its place. Past meetings keep the old unit. For a whole new catalogue, import it from a file.',
        'Imports from CSV are always tried first: errors are told by line, and nothing changes until you confirm.',
        'A role holds on the unit it is given for and all below it. People who leave are taken out of use, not deleted: past meetings keep their names.',
        'Each site has its seats, line capacity, terminals and seat map. By the capacity you are warned when meetings at the same time need more than the line has, and the server sends a site, and asks of it, no more than that.',
        'When two edit the same thing, the second to save sees what the first has changed and chooses; nothing typed is lost.',
        'A unit’s administrator changes that unit and those below it, and reads the rest.',
      ],
    },
    accounts: {
      title: 'Accounts and logins',
      text: [
        'Create an account, then copy the link that sets its password and hand it to its owner: it is shown once and works once.',
        'After five wrong passwords an account is locked for a while; an administrator can unlock it at once.',
        'Resetting a password ends all sessions. Disabling an account logs it out at once and keeps all that was done. Accounts unused for 45 days are disabled.',
        'The login log tells who has tried to log in, from where, and how it went.',
      ],
    },
    audit: {
      title: 'Audit log and outgoing mail',
      text: [
        'The log holds every change and every reading of a paper. Search it by words of the record, with or without diacritics; the last word may be unfinished. Open a line for what was before and after.',
        'An export has what you have narrowed the list to, and is recorded itself. The command “giaoban audit verify” tells whether the log was tampered with.',
        'Outgoing mail tells of each message whether it was sent, waits or was given up, and why. While the mail server is down messages are tried again by themselves; when it is back you may press “Send again”.',
      ],
    },
    rights: {
      title: 'Rights and safety',
      text: [
        'One person, one account; an account is locked for a while after several wrong passwords.',
        'Never put state secrets on this system, not by sharing nor in chat.',
        'For more rights, ask the conference’s secretary or your unit’s administrator.',
      ],
    },
  },
};
