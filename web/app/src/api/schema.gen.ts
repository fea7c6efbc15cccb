// Made by `npm run gen` from the server's OpenAPI document; not to be edited.

export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AccountBody: {
            /** Format: date-time */
            createdAt: string;
            /** @description Its password is public. */
            demo: boolean;
            /**
             * @description Why it is disabled; none while it is not.
             * @enum {string}
             */
            disabled?: "administrator" | "unused" | "demo";
            displayName: string;
            /** @description Whether the caller may change it. */
            editable: boolean;
            /** @example AC_k3h1D2f9aQ0z */
            id: string;
            /**
             * Format: date-time
             * @description None: never.
             */
            lastLoginAt?: string;
            /**
             * Format: date-time
             * @description None when it is not locked.
             */
            lockedUntil?: string;
            /** @description Somebody else has chosen the password. */
            mustChange: boolean;
            /** @description Nobody can log in until a link has set a password. */
            noPassword: boolean;
            personId?: string;
            /** @enum {string} */
            role: "chair" | "secretary" | "delegate" | "guest" | "technician" | "unit_admin" | "admin" | "leader";
            /**
             * Format: date-time
             * @description Since when; none when it is off.
             */
            secondFactor?: string;
            unit?: components["schemas"]["UnitRef"];
            username: string;
            /**
             * Format: int64
             * @description For If-Match.
             */
            version: number;
        };
        AccountCreateAccountInputBody: {
            displayName: string;
            /** @description To be replaced at the first login. None: a link is made. */
            password?: string;
            personId?: string;
            /** @enum {string} */
            role: "chair" | "secretary" | "delegate" | "guest" | "technician" | "unit_admin" | "admin" | "leader";
            unit?: components["schemas"]["AccountUnit"];
            username: string;
        };
        AccountCreateAccountOutputBody: {
            account: components["schemas"]["AccountBody"];
            link?: components["schemas"]["AccountPasswordLink"];
        };
        AccountDisableAccountInputBody: {
            disabled: boolean;
        };
        AccountLogin: {
            /** @description None when there is no such account. */
            accountId?: string;
            /** Format: date-time */
            at: string;
            id: string;
            /** @enum {string} */
            outcome: "ok" | "password" | "wrong" | "wrong_code" | "unknown" | "locked" | "disabled";
            /** @example 10.8.0.17 */
            source: string;
            userAgent: string;
            /** @description As it was typed, in small letters. */
            username: string;
        };
        AccountLoginsOutputBody: {
            items: components["schemas"]["AccountLogin"][];
            /** @description None on the last page. */
            nextCursor?: string;
        };
        AccountPasswordLink: {
            /** Format: date-time */
            expiresAt: string;
            /**
             * @description What to put after this server's address. It is good once; nobody is shown it again.
             * @example /reset#…
             */
            path: string;
        };
        AccountSession: {
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            expiresAt: string;
            /** @example SE_k3h1D2f9aQ0z */
            id: string;
            /** Format: date-time */
            lastSeenAt: string;
            /**
             * @description The IP address it was opened from.
             * @example 10.8.0.17
             */
            source: string;
            userAgent: string;
        };
        AccountSessionsOutputBody: {
            items: components["schemas"]["AccountSession"][];
        };
        AccountUnit: {
            catalogue: string;
            code: string;
        };
        AccountUpdateAccountInputBody: {
            displayName: string;
            personId?: string;
            /** @enum {string} */
            role: "chair" | "secretary" | "delegate" | "guest" | "technician" | "unit_admin" | "admin" | "leader";
            unit?: components["schemas"]["AccountUnit"];
        };
        AccountsOutputBody: {
            items: components["schemas"]["AccountBody"][];
            /** @description None on the last page. */
            nextCursor?: string;
        };
        Agenda: {
            current?: string;
            /** Format: date-time */
            held?: string;
            /** Format: int64 */
            page?: number;
            paper?: string;
            /** Format: date-time */
            since?: string;
            taken: {
                [key: string]: number;
            };
        };
        "Answer-knockRequest": {
            /** @enum {string} */
            answer: "admitted" | "denied";
        };
        Area: {
            /** Format: double */
            height: number;
            /** Format: double */
            width: number;
            /** Format: double */
            x: number;
            /** Format: double */
            y: number;
        };
        Asked: {
            approved: boolean;
            /** Format: date-time */
            at: string;
            id: string;
            itemId?: string;
            /**
             * Format: int64
             * @description In its queue, from 1.
             */
            place: number;
            /** @enum {string} */
            queue: "speech" | "question";
            topic?: string;
            who: components["schemas"]["Who"];
        };
        Attrs: {
            /** Format: int64 */
            level?: number;
            /** Format: int64 */
            start?: number;
        };
        AuditlogAuditItem: {
            /** @example meeting.issued */
            action: string;
            /**
             * @description The account; none when the system itself acted.
             * @example AC_k3h1D2f9aQ0z
             */
            actorId: string;
            /**
             * @description The username at the time.
             * @example thuky
             */
            actorName: string;
            /** Format: date-time */
            at: string;
            /** @description What the action was given; of a change, before and after. */
            detail: unknown;
            /** @description SHA-256 over the record and the hash of the one before it, in hexadecimal. */
            hash: string;
            id: string;
            /** @description Names the request in the server's log. */
            requestId: string;
            /**
             * Format: int64
             * @description Its place in the chain, from 1.
             */
            seq: number;
            /**
             * @description Network address.
             * @example 10.0.0.7
             */
            source: string;
            /** @example meeting:ME_k3h1D2f9aQ0z */
            subject: string;
        };
        AuditlogAuditOutputBody: {
            items: components["schemas"]["AuditlogAuditItem"][];
            /** @description None on the last page. */
            nextCursor?: string;
        };
        Ballot: {
            /** Format: date-time */
            at: string;
            choice: string;
            text?: string;
        };
        BallotKeys: {
            papers: string;
            receipts: string;
        };
        "Call-sitesRequest": {
            /** @description Each catalogue:code. */
            sites: string[];
            words?: string;
        };
        Chapter: {
            /** Format: int64 */
            fromMs: number;
            itemId: string;
            /**
             * Format: int64
             * @description Of the item in the agenda, from 1.
             */
            number: number;
            title: string;
            /** Format: int64 */
            toMs: number;
        };
        CheckInputBody: {
            /** @description Of line and terminal. Of camera and microphone the server goes by its own eyes and ears. */
            figures?: components["schemas"]["LinetestFigures"];
            /** @description Of the loudspeaker: the tone was heard. */
            heard?: boolean;
            /** @enum {string} */
            kind: "camera" | "microphone" | "loudspeaker" | "line" | "terminal" | "mark";
            /** @description Of a mark. */
            ready?: boolean;
            /** @description catalogue:code; needed by those who test at several. */
            site?: string;
            /** @description Of a mark; what the trouble is. */
            words?: string;
        };
        CodeInputBody: {
            /** @example 123456 */
            code: string;
        };
        "Command-terminalRequest": {
            /** @enum {string} */
            kind: "camera" | "microphone" | "loudspeaker" | "volume" | "layout" | "mute" | "rejoin" | "reload";
            /** @description In whose name its chair or secretary acts. */
            meetingId?: string;
            /** @description A device's id, a volume in per cent, a layout. */
            value?: string;
        };
        ConclusionActMinutesInputBody: {
            /**
             * @description Submit to the chair, take back, send back with a reason, agree: then they are numbered and frozen.
             * @enum {string}
             */
            action: "submit" | "withdraw" | "return" | "agree";
            reason?: string;
        };
        ConclusionActTaskInputBody: {
            /** @enum {string} */
            action: "start" | "report" | "finish" | "reopen" | "withdraw";
            /** @description The progress, the result, or why; only start needs none. */
            note?: string;
        };
        ConclusionAdditionBody: {
            /** Format: date-time */
            at: string;
            authorName: string;
            content: components["schemas"]["Doc"];
            /** Format: int64 */
            number: number;
            /** @description Over the addition and the hash before it. */
            sha256: string;
        };
        ConclusionClockBody: {
            /**
             * Format: int64
             * @description Working days, today's not counted.
             */
            daysLeft: number;
            /**
             * Format: date-time
             * @description The end of the fifth working day after the meeting.
             */
            deadline: string;
            /**
             * @description Soon: the last working day or the one before.
             * @enum {string}
             */
            mark: "running" | "soon" | "overdue";
        };
        ConclusionDocumentBody: {
            /**
             * Format: int64
             * @description Of the PDF file.
             */
            bytes: number;
            /** @example CD_k3h1D2f9aQ0z */
            id: string;
            /** Format: date-time */
            issuedAt: string;
            /** Format: int64 */
            number: number;
            /**
             * Format: int64
             * @description To how many of those invited it went.
             */
            recipients?: number;
            /**
             * @description Number and symbol of the one that replaces it.
             * @example 15/TB-UBND
             */
            replacedBy?: string;
            /** @description Of the PDF file. */
            sha256: string;
            /**
             * @description Number and symbol.
             * @example 12/TB-UBND
             */
            symbol: string;
            /**
             * @description BB biên bản, TB thông báo.
             * @example TB
             */
            type: string;
            /** Format: int64 */
            year: number;
        };
        ConclusionIssuedOutputBody: {
            items: components["schemas"]["ConclusionItem"][];
            nextCursor?: string;
        };
        ConclusionItem: {
            /** @description Trích yếu. */
            abstract: string;
            /** @description Name of the host unit, in the caller's language. */
            host: string;
            /** @example CD_k3h1D2f9aQ0z */
            id: string;
            /** Format: date-time */
            issuedAt: string;
            /** @description Its files are at /meetings/{meetingId}/conclusion/file. */
            meetingId: string;
            /** Format: date-time */
            meetingStart: string;
            meetingTitle: string;
            /**
             * @description Number and symbol of the one that replaces it.
             * @example 15/TB-UBND
             */
            replacedBy?: string;
            /**
             * @description Number and symbol.
             * @example 12/TB-UBND
             */
            symbol: string;
            /**
             * Format: int64
             * @description How many the meeting gave.
             */
            tasks: number;
        };
        ConclusionMinutesBody: {
            /** @description submit, withdraw, return, agree: what the caller may do now. */
            actions: string[];
            /** @description Corrections of agreed minutes, in order. */
            additions: components["schemas"]["ConclusionAdditionBody"][];
            /** Format: date-time */
            agreedAt?: string;
            /** @description Account that changed it last. */
            authorId?: string;
            authorName?: string;
            /**
             * @description What the first draft was made from: the plan and the answers, or the meeting's log.
             * @enum {string}
             */
            basis?: "plan" | "log";
            /** @description The caller may add a correction. */
            canAdd: boolean;
            /** @description The caller may draft and write now. */
            canWrite: boolean;
            /** @description The text as ProseMirror has it: doc of paragraph, heading (level 1 to 3), bulletList and orderedList of listItem, text with the marks bold and italic, hardBreak. */
            content: components["schemas"]["Doc"];
            /** @description None: not agreed yet. */
            document?: components["schemas"]["ConclusionDocumentBody"];
            meetingId: string;
            meetingTitle: string;
            /** @description The meeting has ended: the minutes can be submitted. */
            ready: boolean;
            /** @description Why the chair sent it back. */
            reason?: string;
            /** Format: date-time */
            savedAt?: string;
            /** @description Of the text that was agreed. */
            sha256?: string;
            /**
             * @description None: there are none yet.
             * @enum {string}
             */
            state?: "draft" | "submitted" | "agreed";
            /**
             * Format: int64
             * @description What If-Match is given; 0: there are none yet.
             */
            version: number;
        };
        ConclusionNoticeBody: {
            /** @description Trích yếu. */
            abstract: string;
            /** @description The agency that issues, whose register gives the number: the host or a unit above it. */
            agency: components["schemas"]["ConclusionUnitKey"];
            /** @description Cơ quan ban hành. A line break splits it. */
            agencyName: string;
            /** @description The caller may give tasks. */
            canAssign: boolean;
            /** @description The caller may begin an edition that replaces this one. */
            canReplace: boolean;
            /** @description The caller may write, issue and waive it now. */
            canWrite: boolean;
            /** @description None: the meeting has not ended, or the notice is out. */
            clock?: components["schemas"]["ConclusionClockBody"];
            /** @description The text; see the minutes' content. */
            content: components["schemas"]["Doc"];
            /** @description Nơi nhận. */
            copyTo?: string[];
            /**
             * Format: date-time
             * @description When it was issued or waived.
             */
            decidedAt?: string;
            /** @description None: not issued yet. */
            document?: components["schemas"]["ConclusionDocumentBody"];
            /** @description Editions that were issued before this one, the latest first. Their files are at /meetings/{meetingId}/conclusion/editions/{id}/{format}. */
            earlier: components["schemas"]["ConclusionDocumentBody"][];
            /**
             * Format: int64
             * @description From 1. A later one replaces the one before it, which is in force until then.
             */
            edition: number;
            /**
             * @description By what right it is signed; empty: by the head in person.
             * @enum {string}
             */
            form?: "TM." | "KT." | "TL." | "TUQ." | "Q." | "";
            meetingId: string;
            meetingTitle: string;
            /**
             * @description The collective, for TM.
             * @example Ủy ban nhân dân
             */
            onBehalf?: string;
            /** @description Cơ quan chủ quản, the first line at the top left. */
            parentName?: string;
            /** @example Tuyên Quang */
            place: string;
            /**
             * @description The head's title, for KT., TL. and TUQ., and for TM. when a deputy signs.
             * @example Chủ tịch
             */
            principal?: string;
            /** @description The meeting has ended: the notice can be issued. */
            ready: boolean;
            /** @description Why the meeting needs none. */
            reason?: string;
            /** @description Why this edition replaces the one before it. */
            replaceReason?: string;
            /** Format: date-time */
            savedAt?: string;
            signerName?: string;
            /** @example Phó Chủ tịch */
            signerTitle?: string;
            /** @enum {string} */
            state: "draft" | "issued" | "waived";
            /**
             * @description What follows the number.
             * @example TB-UBND
             */
            symbol: string;
            /**
             * Format: int64
             * @description What If-Match is given; 0: nothing is saved yet, this is a proposal.
             */
            version: number;
        };
        ConclusionPendingItem: {
            clock?: components["schemas"]["ConclusionClockBody"];
            /** Format: date-time */
            endedAt?: string;
            /**
             * @description Minutes wait for the caller as chair; or the conclusion notice is to be issued.
             * @enum {string}
             */
            kind: "minutes" | "notice";
            meetingId: string;
            meetingTitle: string;
        };
        ConclusionPendingOutputBody: {
            items: components["schemas"]["ConclusionPendingItem"][];
        };
        ConclusionReplaceInputBody: {
            /** @description Why the conclusion notice is replaced; it stays within the secretariat. */
            reason: string;
        };
        ConclusionRevisionBody: {
            /** @description None: the system. */
            authorName?: string;
            /** @description Of a single revision only. */
            content?: components["schemas"]["Doc"];
            /** Format: date-time */
            createdAt: string;
            /** @enum {string} */
            kind: "drafted" | "edited" | "submitted" | "returned" | "agreed";
            /** Format: int64 */
            number: number;
            /**
             * Format: date-time
             * @description One person's savings within ten minutes are one revision.
             */
            savedAt: string;
        };
        ConclusionRevisionsOutputBody: {
            items: components["schemas"]["ConclusionRevisionBody"][];
        };
        ConclusionSaveNoticeInputBody: {
            /** @description Trích yếu. */
            abstract: string;
            /** @description The agency that issues, whose register gives the number: the host or a unit above it. */
            agency: components["schemas"]["ConclusionUnitKey"];
            /** @description Cơ quan ban hành. A line break splits it. */
            agencyName: string;
            /** @description The text; see the minutes' content. At most 512 KiB. */
            content: {
                [key: string]: unknown;
            };
            /** @description Nơi nhận. */
            copyTo?: string[];
            /**
             * @description By what right it is signed; empty: by the head in person.
             * @enum {string}
             */
            form?: "TM." | "KT." | "TL." | "TUQ." | "Q." | "";
            /**
             * @description The collective, for TM.
             * @example Ủy ban nhân dân
             */
            onBehalf?: string;
            /** @description Cơ quan chủ quản, the first line at the top left. */
            parentName?: string;
            /** @example Tuyên Quang */
            place: string;
            /**
             * @description The head's title, for KT., TL. and TUQ., and for TM. when a deputy signs.
             * @example Chủ tịch
             */
            principal?: string;
            signerName?: string;
            /** @example Phó Chủ tịch */
            signerTitle?: string;
            /**
             * @description What follows the number.
             * @example TB-UBND
             */
            symbol: string;
        };
        ConclusionTaskBody: {
            /** @description start, report, finish, reopen, withdraw: what the caller may do now. */
            actions: string[];
            /**
             * Format: date-time
             * @description None: those responsible do not know of it yet.
             */
            assignedAt?: string;
            /** @description The caller may change what is asked, chase, and remove what is not assigned yet. */
            canEdit: boolean;
            /** Format: date-time */
            chasedAt?: string;
            /** Format: int64 */
            chases?: number;
            detail?: string;
            /** @description Number and symbol of the conclusion notice. */
            document?: string;
            /** Format: date-time */
            doneAt?: string;
            /**
             * @description The last day, YYYY-MM-DD.
             * @example 2026-12-15
             */
            due?: string;
            /** @example TA_k3h1D2f9aQ0z */
            id: string;
            /**
             * @description How it stands to its due date today. Late: done after it.
             * @enum {string}
             */
            mark: "on_time" | "due_soon" | "overdue" | "late";
            meetingId: string;
            /** Format: date-time */
            meetingStart: string;
            meetingTitle: string;
            /** @description What was last said of it. */
            note?: string;
            /**
             * Format: int64
             * @description Among those of the meeting.
             */
            order: number;
            personId?: string;
            personName?: string;
            /** @enum {string} */
            state: "new" | "in_progress" | "done" | "withdrawn";
            title: string;
            /** @description Responsible. */
            unit: components["schemas"]["ConclusionUnitKey"];
            /** Format: date-time */
            updatedAt: string;
            /**
             * Format: int64
             * @description What If-Match is given.
             */
            version: number;
        };
        ConclusionTaskFields: {
            detail?: string;
            /**
             * @description The last day, YYYY-MM-DD; none: no day is set.
             * @example 2026-12-15
             */
            due?: string;
            /** @description A person of the unit; none: the unit as a whole. */
            personId?: string;
            title: string;
            /** @description Responsible. */
            unit: components["schemas"]["ConclusionUnitKey"];
        };
        ConclusionTasksOutputBody: {
            items: components["schemas"]["ConclusionTaskBody"][];
            nextCursor?: string;
        };
        ConclusionTextBody: {
            /** @description See the minutes' content. At most 512 KiB. */
            content: {
                [key: string]: unknown;
            };
        };
        ConclusionUnitKey: {
            /** @example tuyen-quang-2025-07 */
            catalogue: string;
            /** @example 02287 */
            code: string;
            /** @description In the caller's language. */
            readonly name?: string;
        };
        ConclusionWaiveInputBody: {
            /** @description Why the meeting needs no conclusion notice. */
            reason: string;
        };
        "Conduct-meetingResponse": {
            /**
             * Format: int64
             * @description Of the log's last entry after it.
             */
            seq: number;
        };
        ConductAttendeeItem: {
            /**
             * @description What they answered; none: nothing yet.
             * @enum {string}
             */
            coming: "" | "yes" | "no";
            /** @enum {string} */
            kind: "site" | "unit" | "person";
            /** @description Of the person, or of the site. */
            name: string;
            position?: string;
            /** @description Why they do not come. */
            reason?: string;
            /** @enum {string} */
            role: "chair" | "secretary" | "delegate" | "guest" | "technician";
            /**
             * @description Under which the roll has them.
             * @example person:PE_4fGh2kLm9QwE
             */
            subject: string;
            /** @description Name of whom they come for. */
            substituteFor?: string;
            unit: components["schemas"]["UnitKey"];
            unitName?: string;
        };
        ConductAttendeesOutputBody: {
            items: components["schemas"]["ConductAttendeeItem"][];
        };
        ConductBallotBody: {
            /** @enum {string} */
            choice: "for" | "against" | "other";
            /** @description The prepared message, base64. */
            paper: string;
            /** @description Base64. */
            signature: string;
            /** @description Of another opinion. */
            text?: string;
        };
        ConductChatMessage: {
            /** Format: date-time */
            at: string;
            /** @description Identity in the room. */
            author: string;
            authorName: string;
            authorSite?: string;
            /** @enum {string} */
            channel: "all" | "desk" | "technicians";
            /** @description Whom an answer of those who serve a channel is for. */
            recipient?: string;
            recipientName?: string;
            removedBy?: string;
            removedReason?: string;
            /** Format: int64 */
            revision: number;
            /**
             * Format: int64
             * @description The order of messages.
             */
            seq: number;
            /** @description Empty once it was removed. */
            text: string;
        };
        ConductChatOutputBody: {
            items: components["schemas"]["ConductChatMessage"][];
            /** @description There are others: older ones, or later changes. */
            more: boolean;
            /** @description The caller may not write to everyone now. */
            muted: boolean;
            /** @description For those who conduct: identities that may not write; * is everyone. */
            mutes: string[];
            /**
             * Format: int64
             * @description What to ask for changes since.
             */
            revision: number;
        };
        ConductChatSendInputBody: {
            /** @enum {string} */
            channel: "all" | "desk" | "technicians";
            /** @description Made by the client, new for each message: one that is sent twice is there once. */
            id: string;
            /** @description Identity; by those who serve the channel, as an answer. */
            recipient?: string;
            text: string;
        };
        ConductCommandBody: {
            before?: string;
            /** @enum {string} */
            choice?: "" | "for" | "against" | "other";
            /**
             * @description Made by the client, new for each command.
             * @example 0192f3a4-5d6e-7f80-9a1b-2c3d4e5f6071
             */
            id: string;
            /** @enum {string} */
            mark?: "" | "in_room" | "online" | "late" | "excused" | "unexcused" | "substitute";
            motion?: components["schemas"]["ConductMotionDraft"];
            /** Format: int64 */
            page?: number;
            /** @enum {string} */
            policy?: "" | "open" | "one" | "chair_only";
            /** @enum {string} */
            queue?: "" | "speech" | "question";
            quorum?: components["schemas"]["Quorum"];
            /**
             * @description Of a person at their site, at most 20 characters.
             * @example A3
             */
            seat?: string;
            /** Format: int64 */
            seconds?: number;
            /** Format: int64 */
            seq?: number;
            stage?: components["schemas"]["StageSet"];
            target?: string;
            text?: string;
            /** @example floor.give */
            verb: string;
            voters?: components["schemas"]["ConductVoterWeight"][] | null;
        };
        ConductLogEntry: {
            /** Format: date-time */
            at: string;
            /** @description Name; none: the system. */
            by?: string;
            /** @description By kind. */
            fact: unknown;
            /** @example floor.given */
            kind: string;
            /** Format: int64 */
            seq: number;
        };
        ConductMotionDraft: {
            /** @description Each unit has one vote; otherwise each person. */
            byUnit?: boolean;
            itemId?: string;
            /**
             * Format: int64
             * @description It is carried when more than this share of those eligible, in percent, are for it; 0: not judged.
             * @example 50
             */
            majority?: number;
            question: string;
            secret?: boolean;
        };
        ConductOwnNote: {
            /** @description Item of the agenda; empty: the whole meeting. */
            itemId: string;
            text: string;
            /** Format: date-time */
            updatedAt: string;
            /**
             * Format: int64
             * @description For the next writing.
             */
            version: number;
        };
        ConductOwnNoteInputBody: {
            itemId?: string;
            text: string;
            /**
             * Format: int64
             * @description Of the note that was read; 0: there was none.
             */
            version: number;
        };
        ConductOwnNotesOutputBody: {
            items: components["schemas"]["ConductOwnNote"][];
        };
        ConductPublishedBody: {
            /** @description SHA-256 of the ballots, as in the motion's result. */
            hash: string;
            items: components["schemas"]["ConductBallotBody"][];
            keys: components["schemas"]["BallotKeys"];
        };
        ConductReceiptBody: {
            /** @description Signed by the server: GB1, the motion's id, the serial, the choice, the text's SHA-256 and the signature, joined by dots. */
            receipt: string;
        };
        ConductSignatureBody: {
            /** @description Base64. */
            signature: string;
        };
        ConductTurnoutBody: {
            /**
             * Format: int64
             * @description Ballots that came.
             */
            cast: number;
            /**
             * Format: int64
             * @description Papers given out.
             */
            issued: number;
        };
        ConductViewBody: {
            agenda?: components["schemas"]["Agenda"];
            floor?: components["schemas"]["FloorView"];
            meeting?: components["schemas"]["MeetingView"];
            microphones?: components["schemas"]["MicrophonesView"];
            mine: components["schemas"]["MineView"];
            motions?: components["schemas"]["MotionView"][];
            /**
             * Format: date-time
             * @description The server's clock, for clocks that run.
             */
            now: string;
            presence?: components["schemas"]["PresenceView"];
            roll?: components["schemas"]["RollView"];
            /**
             * Format: int64
             * @description Of the log's last entry: where a stream may go on.
             */
            seq: number;
            stage?: components["schemas"]["StageView"];
        };
        ConductVoterWeight: {
            voter: string;
            /**
             * Format: int64
             * @description 0 takes the vote away.
             */
            weight: number;
        };
        ConfirmInputBody: {
            /** @description The current password. */
            password: string;
        };
        Cue: {
            /** Format: int64 */
            fromMs: number;
            /** @description Plain; lines are split by newlines. */
            text: string;
            /** Format: int64 */
            toMs: number;
            /** @description Who speaks, when the file says so. */
            voice?: string;
        };
        "Cut-recordingRequest": {
            /** Format: int64 */
            fromMs: number;
            /** @description Of site: the participant, as in the manifest. */
            identity?: string;
            /** @enum {string} */
            kind: "clip" | "sound" | "site";
            /** @description What the file is called; the recording's title if none is given. */
            name?: string;
            /**
             * Format: int64
             * @description The end of the recording if it is later.
             */
            toMs: number;
        };
        DemoAccount: {
            displayName: string;
            password: string;
            /** @example chair */
            role: string;
            /** @example chutri */
            username: string;
        };
        Details: {
            /**
             * @description The stable name of the kind of problem, for programs.
             * @example forbidden
             */
            code: string;
            /**
             * Format: int64
             * @description With code stale: the version that is there now.
             */
            current?: number;
            /** @description What happened and what to do, in the caller's language. */
            detail: string;
            /** @description What is wrong with single fields of the request. */
            errors?: components["schemas"]["Field"][];
            /**
             * @description A stable word for the exact cause within the code, for programs.
             * @example plan.end_before_start
             */
            reason?: string;
            /** @description Names the request in the server's log. */
            requestId?: string;
            /**
             * Format: int64
             * @description Seconds after which trying again makes sense.
             */
            retryAfter?: number;
            /**
             * Format: int64
             * @description The HTTP status.
             * @example 403
             */
            status: number;
            /**
             * @description The kind of problem, in the caller's language.
             * @example Không có quyền
             */
            title: string;
            /**
             * @description Always about:blank: the code says what kind of problem it is.
             * @example about:blank
             */
            type: string;
        };
        DirectoryCatalogueItem: {
            title: string;
            /** @example 2025-07-01 */
            validFrom: string;
            /** @description The last day; none while it is valid. */
            validTo?: string;
            /** @example tuyen-quang-2025-07 */
            version: string;
        };
        DirectoryCataloguesOutputBody: {
            items: components["schemas"]["DirectoryCatalogueItem"][];
        };
        DirectoryEntriesOutputBody: {
            items: components["schemas"]["DirectoryEntryItem"][];
            /** @description None on the last page. */
            nextCursor?: string;
        };
        DirectoryEntryItem: {
            active: boolean;
            /** @example PCT */
            code: string;
            /** @example CE_4kT0c9mQ2xVb */
            id: string;
            /** @enum {string} */
            kind: "positions" | "meeting-types" | "paper-types" | "issuing-agencies";
            name: components["schemas"]["Text"];
            /** Format: int64 */
            order: number;
            /** @description Of a type of meeting, that it is held by plan. */
            regular: boolean;
            /** @description Of an issuing agency, the one above it in the heading of documents. */
            superior?: string;
            /**
             * @description Letters in the numbers of documents.
             * @example UBND
             */
            symbol?: string;
            /** @description Of an issuing agency, the unit it is. */
            unit?: components["schemas"]["UnitKey"];
            /** Format: int64 */
            version: number;
        };
        DirectoryEntryUpdateInputBody: {
            /** @description False takes the entry out of use: what names it keeps it. */
            active: boolean;
            code: string;
            name: components["schemas"]["Text"];
            /** Format: int64 */
            order?: number;
            regular?: boolean;
            superior?: string;
            symbol?: string;
            unit?: components["schemas"]["UnitKey"];
        };
        DirectoryEntryWrite: {
            code: string;
            name: components["schemas"]["Text"];
            /** Format: int64 */
            order?: number;
            regular?: boolean;
            superior?: string;
            symbol?: string;
            unit?: components["schemas"]["UnitKey"];
        };
        DirectoryExpandInputBody: {
            members: components["schemas"]["DirectoryListMember"][];
        };
        DirectoryExpansionOutputBody: {
            people: components["schemas"]["DirectoryPersonItem"][];
            sites: components["schemas"]["DirectorySiteItem"][];
            units: components["schemas"]["UnitRef"][];
        };
        DirectoryGroupItem: {
            /** @example GR_4kT0c9mQ2xVb */
            id: string;
            /** @example Cụm Chiêm Hoá */
            name: string;
            /**
             * Format: int64
             * @description How many sites.
             */
            size: number;
            /** @description Who keeps it. */
            unit: components["schemas"]["DirectoryOwner"];
            /** Format: int64 */
            version: number;
        };
        DirectoryGroupOutputBody: {
            /** @example GR_4kT0c9mQ2xVb */
            id: string;
            /** @example Cụm Chiêm Hoá */
            name: string;
            /** @description Names of sites, in order. */
            sites: string[];
            /**
             * Format: int64
             * @description How many sites.
             */
            size: number;
            /** @description Who keeps it. */
            unit: components["schemas"]["DirectoryOwner"];
            /** Format: int64 */
            version: number;
        };
        DirectoryGroupWrite: {
            name: string;
            sites: string[];
            /** @description Who keeps it. */
            unit: components["schemas"]["UnitKey"];
        };
        DirectoryGroupsOutputBody: {
            items: components["schemas"]["DirectoryGroupItem"][];
            /** @description None on the last page. */
            nextCursor?: string;
        };
        DirectoryHeldRole: {
            /** @description The unit's path: the role holds on every unit whose path starts with it. */
            path: string;
            /** @enum {string} */
            role: "chair" | "secretary" | "delegate" | "guest" | "technician" | "unit_admin" | "admin" | "leader";
            unit: components["schemas"]["UnitKey"];
        };
        DirectoryInvitationListItem: {
            /** @example IL_4kT0c9mQ2xVb */
            id: string;
            /** @example Toàn tỉnh */
            name: string;
            /**
             * Format: int64
             * @description How many members.
             */
            size: number;
            /** @description Who keeps it. */
            unit: components["schemas"]["DirectoryOwner"];
            /** Format: int64 */
            version: number;
        };
        DirectoryListMember: {
            /** @description Of the others, the id; of a site, its name. */
            id?: string;
            /** @enum {string} */
            kind: "unit" | "person" | "site" | "group";
            /** @description In the caller's language; told, not taken. */
            readonly name?: string;
            /** @description Of a unit, its key. */
            unit?: components["schemas"]["UnitKey"];
        };
        DirectoryListOutputBody: {
            /** @example IL_4kT0c9mQ2xVb */
            id: string;
            members: components["schemas"]["DirectoryListMember"][];
            /** @example Toàn tỉnh */
            name: string;
            /**
             * Format: int64
             * @description How many members.
             */
            size: number;
            /** @description Who keeps it. */
            unit: components["schemas"]["DirectoryOwner"];
            /** Format: int64 */
            version: number;
        };
        DirectoryListWrite: {
            members: components["schemas"]["DirectoryListMember"][];
            name: string;
            /** @description Who keeps it. */
            unit: components["schemas"]["UnitKey"];
        };
        DirectoryListsOutputBody: {
            items: components["schemas"]["DirectoryInvitationListItem"][];
            /** @description None on the last page. */
            nextCursor?: string;
        };
        DirectoryOwner: {
            /** @example tuyen-quang-2025-07 */
            catalogue: string;
            /** @example 02287 */
            code: string;
            /**
             * @description In the caller's language.
             * @example Xã Chiêm Hoá
             */
            name: string;
        };
        DirectoryPeopleOutputBody: {
            items: components["schemas"]["DirectoryPersonItem"][];
            /** @description None on the last page. */
            nextCursor?: string;
        };
        DirectoryPersonItem: {
            /** @description People are never deleted. */
            active: boolean;
            /** @description Invented, for the demonstration. */
            demo: boolean;
            /** @description The head of the unit. */
            head: boolean;
            /** @example PE_4kT0c9mQ2xVb */
            id: string;
            mail?: string;
            /** @example Nguyễn Thị Bưởi */
            name: string;
            phone?: string;
            /** @description The position's name in the caller's language. */
            position?: string;
            /** @description Of the catalogue positions. */
            positionId?: string;
            roles: components["schemas"]["DirectoryRole"][];
            /**
             * @description How they are addressed; none: by the position.
             * @example Phó Chủ tịch UBND xã
             */
            title?: string;
            unit: components["schemas"]["DirectoryOwner"];
            /** Format: date-time */
            updatedAt: string;
            /** Format: int64 */
            version: number;
        };
        DirectoryPersonUpdateInputBody: {
            /** @description False deactivates: no more invitations, no way in. */
            active: boolean;
            head?: boolean;
            mail?: string;
            name: string;
            phone?: string;
            positionId?: string;
            /** @description All of them: those left out are taken away. */
            roles?: components["schemas"]["DirectoryRole"][];
            title?: string;
            unit: components["schemas"]["UnitKey"];
        };
        DirectoryPersonWrite: {
            head?: boolean;
            mail?: string;
            name: string;
            phone?: string;
            positionId?: string;
            /** @description All of them: those left out are taken away. */
            roles?: components["schemas"]["DirectoryRole"][];
            title?: string;
            unit: components["schemas"]["UnitKey"];
        };
        DirectoryRole: {
            /** @enum {string} */
            role: "chair" | "secretary" | "delegate" | "guest" | "technician" | "unit_admin" | "admin" | "leader";
            unit: components["schemas"]["UnitKey"];
        };
        DirectorySiteCreateInputBody: {
            description?: components["schemas"]["Text"];
            /** Format: int64 */
            lineKbps?: number;
            /**
             * @description Small letters, digits and hyphens; it stays.
             * @example hoi-truong-ubnd
             */
            name: string;
            practice?: boolean;
            /** @description None: no plan. */
            seatMap?: components["schemas"]["SeatMap"];
            /**
             * Format: int64
             * @description At least those of the seat map.
             */
            seats?: number;
            /** @description All of them: those left out are gone. */
            terminals?: components["schemas"]["DirectorySiteTerminal"][];
            title: components["schemas"]["Text"];
            /** @description None: of no unit, which is for system administrators. */
            unit?: components["schemas"]["UnitKey"];
        };
        DirectorySiteItem: {
            /** @description In use. */
            active: boolean;
            /**
             * Format: int64
             * @description What the line carries each way, kbit/s; 0: not known.
             */
            lineKbps: number;
            /**
             * @description The room's id, in the media plane too.
             * @example diem-cau-02287
             */
            name: string;
            /** @description For trying out; nothing official happens here. */
            practice: boolean;
            /**
             * Format: int64
             * @description How many fit in.
             */
            seats: number;
            title: components["schemas"]["Text"];
            unit?: components["schemas"]["UnitRef"];
            /** Format: int64 */
            version: number;
        };
        DirectorySiteOutputBody: {
            /** @description In use. */
            active: boolean;
            description: components["schemas"]["Text"];
            /**
             * Format: int64
             * @description What the line carries each way, kbit/s; 0: not known.
             */
            lineKbps: number;
            /**
             * @description The room's id, in the media plane too.
             * @example diem-cau-02287
             */
            name: string;
            /** @description For trying out; nothing official happens here. */
            practice: boolean;
            seatMap: components["schemas"]["SeatMap"];
            /**
             * Format: int64
             * @description How many fit in.
             */
            seats: number;
            terminals: components["schemas"]["DirectorySiteTerminal"][];
            title: components["schemas"]["Text"];
            unit?: components["schemas"]["UnitRef"];
            /** Format: int64 */
            version: number;
        };
        DirectorySiteTerminal: {
            /** @description None for a new one; one that was there keeps its id. */
            id?: string;
            /** @enum {string} */
            kind: "pc" | "codec" | "tablet" | "other";
            /** @example Máy chính */
            name: string;
            note?: string;
        };
        DirectorySiteUpdateInputBody: {
            /** @description False takes the room out of use. */
            active: boolean;
            description?: components["schemas"]["Text"];
            /** Format: int64 */
            lineKbps?: number;
            practice?: boolean;
            /** @description None: no plan. */
            seatMap?: components["schemas"]["SeatMap"];
            /**
             * Format: int64
             * @description At least those of the seat map.
             */
            seats?: number;
            /** @description All of them: those left out are gone. */
            terminals?: components["schemas"]["DirectorySiteTerminal"][];
            title: components["schemas"]["Text"];
            /** @description None: of no unit, which is for system administrators. */
            unit?: components["schemas"]["UnitKey"];
        };
        DirectorySitesOutputBody: {
            items: components["schemas"]["DirectorySiteItem"][];
            /** @description None on the last page. */
            nextCursor?: string;
        };
        DirectoryUnitCreateInputBody: {
            agencyCode?: string;
            catalogue: string;
            code: string;
            /** @enum {string} */
            level: "province" | "district" | "commune" | "agency";
            name: components["schemas"]["Text"];
            /** @description None for a root; another one moves the unit with all below it. */
            parentCode?: string;
            validFrom?: string;
            validTo?: string;
        };
        DirectoryUnitItem: {
            /**
             * @description Mã định danh of the agency.
             * @example 000.00.00.H49
             */
            agencyCode?: string;
            /** @example tuyen-quang-2025-07 */
            catalogue: string;
            /**
             * Format: int64
             * @description How many units have this one as parent.
             */
            children: number;
            /** @example 02287 */
            code: string;
            /** @enum {string} */
            level: "province" | "district" | "commune" | "agency";
            name: components["schemas"]["Text"];
            /**
             * @description None for the root.
             * @example 08
             */
            parentCode?: string;
            /**
             * @description Names the unit and all above it: a unit is below another exactly when its path starts with the other's.
             * @example /tuyen-quang-2025-07/08/02287/
             */
            path: string;
            /**
             * @description First day; none: as the catalogue.
             * @example 2025-07-01
             */
            validFrom?: string;
            /** @description Last day; none: as the catalogue. */
            validTo?: string;
            /** Format: int64 */
            version: number;
        };
        DirectoryUnitOutputBody: {
            /**
             * @description Mã định danh of the agency.
             * @example 000.00.00.H49
             */
            agencyCode?: string;
            /** @example tuyen-quang-2025-07 */
            catalogue: string;
            /**
             * Format: int64
             * @description How many units have this one as parent.
             */
            children: number;
            /** @example 02287 */
            code: string;
            /** @enum {string} */
            level: "province" | "district" | "commune" | "agency";
            name: components["schemas"]["Text"];
            /**
             * @description None for the root.
             * @example 08
             */
            parentCode?: string;
            /**
             * @description Names the unit and all above it: a unit is below another exactly when its path starts with the other's.
             * @example /tuyen-quang-2025-07/08/02287/
             */
            path: string;
            /** @description What took its place in a reform. */
            successors: components["schemas"]["UnitKey"][];
            /**
             * @description First day; none: as the catalogue.
             * @example 2025-07-01
             */
            validFrom?: string;
            /** @description Last day; none: as the catalogue. */
            validTo?: string;
            /** Format: int64 */
            version: number;
        };
        DirectoryUnitReformInputBody: {
            /** @description Take its people, roles, rooms, groups and lists along; with one successor only. */
            move?: boolean;
            /** @description What takes its place; may be none. */
            successors?: components["schemas"]["UnitKey"][];
            /**
             * @description The unit's last day.
             * @example 2025-06-30
             */
            validTo: string;
        };
        DirectoryUnitWrite: {
            agencyCode?: string;
            /** @enum {string} */
            level: "province" | "district" | "commune" | "agency";
            name: components["schemas"]["Text"];
            /** @description None for a root; another one moves the unit with all below it. */
            parentCode?: string;
            validFrom?: string;
            validTo?: string;
        };
        DirectoryUnitsOutputBody: {
            items: components["schemas"]["DirectoryUnitItem"][];
            /** @description None on the last page. */
            nextCursor?: string;
        };
        DirectoryViewerOutputBody: {
            accountId: string;
            name: string;
            /** @description None: the account is nobody's in the directory. */
            personId?: string;
            /**
             * @description The account's.
             * @enum {string}
             */
            role: "chair" | "secretary" | "delegate" | "guest" | "technician" | "unit_admin" | "admin" | "leader";
            /** @description What the caller may act as, and where: on a unit and all below it. */
            roles: components["schemas"]["DirectoryHeldRole"][];
            unit: components["schemas"]["UnitKey"];
        };
        Doc: {
            Content: components["schemas"]["Node"][] | null;
        };
        DocumentAddInputBody: {
            /** @description None: at the top. */
            folderId?: string;
            /** @description The mandatory declaration that the file holds no state secret. */
            noStateSecret: boolean;
            /**
             * @description The marking on the document. Any other than normal is refused, and the refusal recorded.
             * @default normal
             * @enum {string}
             */
            secrecy: "normal" | "confidential" | "secret" | "top_secret";
            /**
             * @description A finished upload of the caller's.
             * @example PU_4fGh2kLm9QwE
             */
            uploadId: string;
        };
        DocumentFolderItem: {
            /**
             * Format: date-time
             * @description When it was put into the trash.
             */
            deletedAt?: string;
            /**
             * Format: int64
             * @description Documents right in it.
             */
            documents: number;
            /** @example DF_4fGh2kLm9QwE */
            id: string;
            /** @example Giao ban tháng */
            name: string;
            /** @description None: at the top. */
            parentId?: string;
            /**
             * Format: int64
             * @description For If-Match.
             */
            version: number;
        };
        DocumentFolderWrite: {
            name: string;
            /** @description None: at the top. */
            parentId?: string;
        };
        DocumentFoldersOutputBody: {
            /**
             * Format: int64
             * @description Documents at the top.
             */
            documents: number;
            /** @description All folders that are not in the trash, by name; parentId makes the tree. */
            items: components["schemas"]["DocumentFolderItem"][];
            /**
             * Format: int64
             * @description Bytes that may be used.
             */
            quota: number;
            /**
             * Format: int64
             * @description Days that the trash keeps.
             */
            trashDays: number;
            /**
             * Format: int64
             * @description Folders and documents in the trash.
             */
            trashed: number;
            /**
             * Format: int64
             * @description Bytes in use, those in the trash too.
             */
            used: number;
        };
        DocumentItem: {
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description When it was put into the trash.
             */
            deletedAt?: string;
            /**
             * @description None: at the top.
             * @example DF_4fGh2kLm9QwE
             */
            folderId?: string;
            /** @example DO_4fGh2kLm9QwE */
            id: string;
            /** @enum {string} */
            kind: "pdf" | "docx" | "xlsx" | "pptx" | "jpeg" | "png";
            mediaType: string;
            /** @example Báo cáo tháng 11.docx */
            name: string;
            /** @description Title of the meeting whose paper it was kept from. */
            origin?: string;
            /**
             * Format: int64
             * @description When the preview is ready.
             */
            pages?: number;
            /**
             * @description Whether pages can be shown: being made, ready, could not be made, or nothing is installed that makes them (offer the download).
             * @enum {string}
             */
            preview: "pending" | "ready" | "failed" | "unavailable";
            sha256: string;
            /**
             * Format: int64
             * @description Bytes.
             */
            size: number;
            /** Format: date-time */
            updatedAt: string;
            /**
             * Format: int64
             * @description For If-Match.
             */
            version: number;
        };
        DocumentLentOutputBody: {
            /**
             * @description A finished upload, for POST /papers/{paperId}/files.
             * @example PU_4fGh2kLm9QwE
             */
            uploadId: string;
        };
        DocumentPaperKeepInputBody: {
            /** @description None: at the top. */
            folderId?: string;
            /**
             * Format: int64
             * @description Version of the paper's file; none: the newest.
             */
            number?: number;
        };
        DocumentTrashOutputBody: {
            /** @description Those deleted by themselves, the last deleted first, 500 at most. */
            documents: components["schemas"]["DocumentItem"][];
            /** @description The last deleted first. What is in them is not told. */
            folders: components["schemas"]["DocumentFolderItem"][];
        };
        DocumentWrite: {
            /** @description None: at the top. */
            folderId?: string;
            /** @description The ending of the kind is added when it is missing. */
            name: string;
        };
        DocumentsOutputBody: {
            items: components["schemas"]["DocumentItem"][];
            /** @description cursor of the next page; none: this is the last. */
            nextCursor?: string;
        };
        EnrolmentOutputBody: {
            /** @description The picture to scan: an SVG as a data URL. */
            qr: string;
            /**
             * @description Base32, to be typed into an authenticator app that has no camera.
             * @example JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP
             */
            secret: string;
            /** @description The otpauth URI that the picture shows. */
            uri: string;
        };
        Field: {
            /**
             * @description Where, such as body.displayName.
             * @example body.displayName
             */
            location: string;
            /**
             * @description What is wrong: in the caller's language where there is a reason, else in English for developers.
             * @example expected length <= 100
             */
            message: string;
            /** @description A stable word, for programs; none when the form itself is wrong. */
            reason?: string;
        };
        "Finish-commandRequest": {
            /** @description Why it failed. */
            detail?: string;
            done: boolean;
        };
        FloorView: {
            /** @description How many wait, by queue. */
            counts: {
                [key: string]: number;
            };
            /** @description The latest twenty, the last first. */
            past: components["schemas"]["Turn"][];
            /** Format: int64 */
            pastCount: number;
            /** @description Under way. */
            turns: components["schemas"]["Turn"][];
            /** @description The first two hundred of each queue. */
            waiting: components["schemas"]["Request"][];
        };
        "Get-line-test-historyResponse": {
            items: components["schemas"]["LinetestEntry"][];
        };
        HandInputBody: {
            /** @description Up or down. */
            raised: boolean;
        };
        Index: {
            chapters: components["schemas"]["Chapter"][];
            /** @description What was told to all, and what was concluded. */
            notes: components["schemas"]["NoteTold"][];
            /** @description Stretches in which nobody says anything, once the programme is made; a player may pass them. */
            silences: components["schemas"]["Stretch"][];
            turns: components["schemas"]["Speech"][];
            votes: components["schemas"]["VoteTaken"][];
        };
        InfoOutputBody: {
            /** @description A demonstration: its accounts are public. */
            demo: boolean;
            /** @description The accounts of a demonstration. */
            demoAccounts?: components["schemas"]["DemoAccount"][];
            /**
             * @description Languages of messages, the default first (BCP 47).
             * @example [
             *       "vi",
             *       "en"
             *     ]
             */
            languages: string[];
            /**
             * @description The product's name.
             * @example GiaoBan
             */
            name: string;
            /**
             * Format: int64
             * @description The shortest password that is taken, in characters.
             */
            passwordMinLength: number;
            version: string;
        };
        InvitationAddInputBody: {
            targets: components["schemas"]["InvitationTargetBody"][];
        };
        InvitationAddOutputBody: {
            /** Format: int64 */
            added: number;
            /**
             * Format: int64
             * @description Were invited already.
             */
            present: number;
            /** @description Places in targets of what is not there or no longer in use. */
            unknown: number[];
        };
        InvitationAnnouncementBody: {
            /**
             * Format: date-time
             * @description When it was announced.
             */
            at: string;
            cancelled: boolean;
            /** Format: date-time */
            end: string;
            location: string;
            postponed: boolean;
            /** Format: date-time */
            start: string;
            title: string;
        };
        InvitationAnswerInputBody: {
            /** @description Needed when declined. */
            reason?: string;
            /** @enum {string} */
            state: "confirmed" | "declined" | "substituted";
            /** @description Who comes instead; needed when substituted. */
            substitute?: components["schemas"]["InvitationSubstituteStruct"];
        };
        InvitationBoardOutputBody: {
            items: components["schemas"]["InvitationLine"][];
            nextCursor?: string;
        };
        InvitationBody: {
            /** Format: date-time */
            answeredAt?: string;
            /** @description By which it was issued last. */
            documentId?: string;
            /**
             * Format: date-time
             * @description The unit's head was told that no answer came in time.
             */
            escalatedAt?: string;
            /** @example IN_k3h1D2f9aQ0z */
            id: string;
            /** Format: date-time */
            issuedAt?: string;
            /** @enum {string} */
            kind: "unit" | "site" | "person";
            /** @description None: it is told in the product only. */
            mail?: string;
            meetingId: string;
            name: string;
            /** @description The secretary noted an answer given otherwise. */
            onBehalf?: boolean;
            /** @description None for a substitute whom the directory does not know. */
            personId?: string;
            /** @description A person's; for a unit or site, whom its mail goes to. */
            position?: string;
            reason?: string;
            /** Format: date-time */
            remindedAt?: string;
            /** @enum {string} */
            role: "chair" | "secretary" | "delegate" | "guest" | "technician";
            /** Format: date-time */
            seenAt?: string;
            /** @description Name of the room. */
            site?: string;
            /** @description The group, list or unit by which it came onto the list. */
            source?: string;
            /** @enum {string} */
            state: "draft" | "pending" | "seen" | "confirmed" | "declined" | "substituted" | "withdrawn";
            /** @description The invitation in this one's place. */
            substitute?: string;
            /** @description The invitation in whose place this one stands. */
            substituteOf?: string;
            /** @description The unit itself, or the person's or site's. */
            unit?: components["schemas"]["InvitationUnit"];
            unitName?: string;
            /**
             * Format: int64
             * @description What If-Match is given.
             */
            version: number;
        };
        InvitationCountOutputBody: {
            /** Format: int64 */
            count: number;
        };
        InvitationCreateFeedInputBody: {
            /**
             * @description What whoever has the link is told: only when there are meetings, or their titles and places. None: busy of a room, titles of the caller's own.
             * @enum {string}
             */
            detail?: "busy" | "titles" | "";
            /** @description A room of the caller's unit or one below; none: the caller's own meetings. */
            room?: string;
        };
        InvitationDeliveriesOutputBody: {
            items: components["schemas"]["InvitationDelivery"][];
            nextCursor?: string;
        };
        InvitationDelivery: {
            address?: string;
            /** Format: int64 */
            attempts: number;
            /** Format: date-time */
            createdAt: string;
            /** @description Why the last attempt failed, as the mail server says it. */
            error?: string;
            /** @example DE_019a */
            id: string;
            invitationId: string;
            name: string;
            /**
             * @description What it says.
             * @enum {string}
             */
            notice: "invite" | "change" | "postpone" | "cancel" | "withdraw" | "reminder" | "escalated";
            /** Format: date-time */
            sentAt?: string;
            /**
             * @description Sent: the mail server has taken it. Superseded: a later mail told better.
             * @enum {string}
             */
            state: "pending" | "sent" | "failed" | "no_address" | "superseded";
            /** Format: date-time */
            triedAt?: string;
        };
        InvitationDocumentBody: {
            agency: components["schemas"]["InvitationUnit"];
            /**
             * Format: int64
             * @description Of the PDF file at /invitation-documents/{id}/pdf.
             */
            bytes: number;
            /** @example DO_k3h1D2f9aQ0z */
            id: string;
            /**
             * Format: int64
             * @description How many it went to.
             */
            invited: number;
            /** Format: date-time */
            issuedAt: string;
            /** @enum {string} */
            kind: "invitation" | "addition" | "change" | "postponed" | "cancelled";
            /** Format: int64 */
            number: number;
            /** @description The document in whose place this one stands. */
            replaces?: string;
            sha256: string;
            /**
             * @description Number and symbol.
             * @example 12/GM-UBND
             */
            symbol: string;
            /** @description Trích yếu. */
            title: string;
            /**
             * @description GM giấy mời, TB thông báo.
             * @example GM
             */
            type: string;
            /** Format: int64 */
            year: number;
        };
        InvitationDocumentsOutputBody: {
            items: components["schemas"]["InvitationDocumentBody"][];
        };
        InvitationEntriesOutputBody: {
            items: components["schemas"]["InvitationEntryBody"][];
            nextCursor?: string;
        };
        InvitationEntryBody: {
            /** @description In the caller's language. */
            agencyName: string;
            /**
             * @description Number and symbol of what ended it.
             * @example 02/TB-UBND
             */
            by?: string;
            byId?: string;
            /**
             * @description What became of it: another took its place, or its meeting was postponed or cancelled.
             * @enum {string}
             */
            effect: "in_force" | "replaced" | "postponed" | "cancelled";
            meetingId: string;
        };
        InvitationFeedBody: {
            /** Format: date-time */
            createdAt: string;
            /**
             * @description Busy: only when there are meetings.
             * @enum {string}
             */
            detail: "busy" | "titles";
            /** @example CF_k3h1D2f9aQ0z */
            id: string;
            /**
             * Format: date-time
             * @description To the hour.
             */
            lastUsedAt?: string;
            /** @description None: the caller's own meetings. */
            room?: string;
            roomTitle?: string;
            /** @description The secret link; told once, when it is made. */
            url?: string;
        };
        InvitationFeedsOutputBody: {
            items: components["schemas"]["InvitationFeedBody"][];
        };
        InvitationIssueInputBody: {
            /**
             * Format: int64
             * @description The meeting's version that the caller has read; 0: whatever it is.
             */
            version?: number;
        };
        InvitationIssuerBody: {
            agencyName: string;
            /** @enum {string} */
            form?: "TM." | "KT." | "TL." | "TUQ." | "Q." | "";
            /**
             * @description In the caller's language.
             * @example Tỉnh Tuyên Quang
             */
            name: string;
            /**
             * Format: int64
             * @description The number that its next letter of this year gets, should no other be issued before.
             * @example 13
             */
            next: number;
            onBehalf?: string;
            parentName?: string;
            place: string;
            signerName: string;
            signerTitle: string;
            /** @example GM-UBND */
            symbol: string;
            unit: components["schemas"]["InvitationUnit"];
        };
        InvitationIssuersOutputBody: {
            items: components["schemas"]["InvitationIssuerBody"][];
        };
        InvitationLetterBody: {
            /** @description Trích yếu; empty: the meeting's title. */
            abstract?: string;
            /** @description The agency that issues, whose register gives the number: the host or a unit above it. */
            agency: components["schemas"]["InvitationUnit"];
            /** @description Cơ quan ban hành. A line break splits it. */
            agencyName: string;
            announced?: components["schemas"]["InvitationAnnouncementBody"];
            /**
             * Format: date-time
             * @description Until when an answer is asked for; none: a day before the start.
             */
            answerBy?: string;
            /** @description Chủ trì. */
            chair?: string;
            /** @description Nơi nhận besides those invited. */
            copyTo?: string[];
            /**
             * @description By what right it is signed; empty: by the head in person.
             * @enum {string}
             */
            form?: "TM." | "KT." | "TL." | "TUQ." | "Q." | "";
            /** @description Lines of the invited; none: made from the list. */
            invited?: string[];
            /** @description Địa điểm; empty: the meeting's sites. */
            location?: string;
            /**
             * @description Names of what must be written before it can be issued.
             * @example [
             *       "signerName"
             *     ]
             */
            missing: string[];
            /** @description Further paragraphs. */
            notes?: string[];
            /**
             * @description The collective, for TM.
             * @example Ủy ban nhân dân
             */
            onBehalf?: string;
            /** @description Cơ quan chủ quản, the first line at the top left. */
            parentName?: string;
            /** @example Tuyên Quang */
            place: string;
            /**
             * @description The head's title, for KT., TL. and TUQ., and for TM. when a deputy signs.
             * @example Chủ tịch
             */
            principal?: string;
            /** @description What is attended; empty: the meeting's title. */
            purpose?: string;
            /**
             * Format: int64
             * @description How often a change was announced.
             */
            sequence: number;
            signerName: string;
            /** @example Phó Chủ tịch */
            signerTitle: string;
            /**
             * @description What follows the number.
             * @example GM-UBND
             */
            symbol: string;
            /**
             * Format: int64
             * @description 0: nothing is saved yet, this is a proposal.
             */
            version: number;
        };
        InvitationLetterFields: {
            /** @description Trích yếu; empty: the meeting's title. */
            abstract?: string;
            /** @description The agency that issues, whose register gives the number: the host or a unit above it. */
            agency: components["schemas"]["InvitationUnit"];
            /** @description Cơ quan ban hành. A line break splits it. */
            agencyName: string;
            /**
             * Format: date-time
             * @description Until when an answer is asked for; none: a day before the start.
             */
            answerBy?: string;
            /** @description Chủ trì. */
            chair?: string;
            /** @description Nơi nhận besides those invited. */
            copyTo?: string[];
            /**
             * @description By what right it is signed; empty: by the head in person.
             * @enum {string}
             */
            form?: "TM." | "KT." | "TL." | "TUQ." | "Q." | "";
            /** @description Lines of the invited; none: made from the list. */
            invited?: string[];
            /** @description Địa điểm; empty: the meeting's sites. */
            location?: string;
            /** @description Further paragraphs. */
            notes?: string[];
            /**
             * @description The collective, for TM.
             * @example Ủy ban nhân dân
             */
            onBehalf?: string;
            /** @description Cơ quan chủ quản, the first line at the top left. */
            parentName?: string;
            /** @example Tuyên Quang */
            place: string;
            /**
             * @description The head's title, for KT., TL. and TUQ., and for TM. when a deputy signs.
             * @example Chủ tịch
             */
            principal?: string;
            /** @description What is attended; empty: the meeting's title. */
            purpose?: string;
            signerName: string;
            /** @example Phó Chủ tịch */
            signerTitle: string;
            /**
             * @description What follows the number.
             * @example GM-UBND
             */
            symbol: string;
        };
        InvitationLine: {
            /** Format: date-time */
            answeredAt?: string;
            /** @description The last mail. */
            delivery?: components["schemas"]["InvitationDelivery"];
            /** @description By which it was issued last. */
            documentId?: string;
            /**
             * Format: date-time
             * @description The unit's head was told that no answer came in time.
             */
            escalatedAt?: string;
            /** @example IN_k3h1D2f9aQ0z */
            id: string;
            /** Format: date-time */
            issuedAt?: string;
            /** @enum {string} */
            kind: "unit" | "site" | "person";
            /** @description None: it is told in the product only. */
            mail?: string;
            meetingId: string;
            name: string;
            /** @description The secretary noted an answer given otherwise. */
            onBehalf?: boolean;
            /** @description None for a substitute whom the directory does not know. */
            personId?: string;
            /** @description A person's; for a unit or site, whom its mail goes to. */
            position?: string;
            reason?: string;
            /** Format: date-time */
            remindedAt?: string;
            /** @enum {string} */
            role: "chair" | "secretary" | "delegate" | "guest" | "technician";
            /** Format: date-time */
            seenAt?: string;
            /** @description Name of the room. */
            site?: string;
            /** @description The group, list or unit by which it came onto the list. */
            source?: string;
            /** @enum {string} */
            state: "draft" | "pending" | "seen" | "confirmed" | "declined" | "substituted" | "withdrawn";
            /** @description The invitation in this one's place. */
            substitute?: string;
            /** @description The invitation in whose place this one stands. */
            substituteOf?: string;
            /** @description The unit itself, or the person's or site's. */
            unit?: components["schemas"]["InvitationUnit"];
            unitName?: string;
            /**
             * Format: int64
             * @description What If-Match is given.
             */
            version: number;
        };
        InvitationMineOutputBody: {
            items: components["schemas"]["InvitationOwnInvitation"][];
            nextCursor?: string;
        };
        InvitationOwnInvitation: {
            /** Format: date-time */
            answerBy?: string;
            /** Format: date-time */
            answeredAt?: string;
            /**
             * @description Number and symbol of the letter.
             * @example 12/GM-UBND
             */
            document?: string;
            /** @description By which it was issued last. */
            documentId?: string;
            /**
             * Format: date-time
             * @description The unit's head was told that no answer came in time.
             */
            escalatedAt?: string;
            /** @example IN_k3h1D2f9aQ0z */
            id: string;
            /** Format: date-time */
            issuedAt?: string;
            /** @enum {string} */
            kind: "unit" | "site" | "person";
            /** @description None: it is told in the product only. */
            mail?: string;
            /** @description What was announced; none while it is a draft. */
            meeting?: components["schemas"]["InvitationAnnouncementBody"];
            meetingId: string;
            name: string;
            /** @description The secretary noted an answer given otherwise. */
            onBehalf?: boolean;
            /** @description None for a substitute whom the directory does not know. */
            personId?: string;
            /** @description A person's; for a unit or site, whom its mail goes to. */
            position?: string;
            reason?: string;
            /** Format: date-time */
            remindedAt?: string;
            /** @enum {string} */
            role: "chair" | "secretary" | "delegate" | "guest" | "technician";
            /** Format: date-time */
            seenAt?: string;
            /** @description Name of the room. */
            site?: string;
            /** @description The group, list or unit by which it came onto the list. */
            source?: string;
            /** @enum {string} */
            state: "draft" | "pending" | "seen" | "confirmed" | "declined" | "substituted" | "withdrawn";
            /** @description The invitation in this one's place. */
            substitute?: string;
            /** @description The invitation in whose place this one stands. */
            substituteOf?: string;
            /** @description The unit itself, or the person's or site's. */
            unit?: components["schemas"]["InvitationUnit"];
            unitName?: string;
            /**
             * Format: int64
             * @description What If-Match is given.
             */
            version: number;
        };
        InvitationParticipant: {
            /** @enum {string} */
            kind: "unit" | "site" | "person";
            /** @example Ma Văn Thượng */
            name: string;
            /** @description A person's. */
            position?: string;
            /** @enum {string} */
            role: "chair" | "secretary" | "delegate" | "guest" | "technician";
            unitName?: string;
        };
        InvitationParticipantsOutputBody: {
            items: components["schemas"]["InvitationParticipant"][];
            nextCursor?: string;
        };
        InvitationRegisterBody: {
            agency: components["schemas"]["InvitationUnit"];
            /** @description In the caller's language. */
            agencyName: string;
            /** @description The caller may say which number was given last on paper. */
            canContinue: boolean;
            /**
             * Format: int64
             * @description How many of the numbers the system gave; the others were given on paper.
             */
            issued: number;
            /**
             * Format: int64
             * @description The last number given, 0: none.
             */
            last: number;
            /**
             * @description GM giấy mời, TB thông báo, BB biên bản.
             * @example GM
             */
            type: string;
            /**
             * Format: int64
             * @example 2026
             */
            year: number;
        };
        InvitationRegistersOutputBody: {
            items: components["schemas"]["InvitationRegisterBody"][];
        };
        InvitationRoleInputBody: {
            /** @enum {string} */
            role: "chair" | "secretary" | "delegate" | "guest" | "technician";
        };
        InvitationSubstituteStruct: {
            mail?: string;
            name?: string;
            /** @description A person of the directory; or else: */
            personId?: string;
            position?: string;
        };
        InvitationSummaryBody: {
            /** @description None: not issued yet. */
            announced?: components["schemas"]["InvitationAnnouncementBody"];
            /** Format: date-time */
            answerBy?: string;
            byKind: {
                [key: string]: number;
            };
            byRole: {
                [key: string]: number;
            };
            byState: {
                [key: string]: number;
            };
            /** @description The caller may change the list, issue and remind. */
            canManage: boolean;
            /** @description The last mail of each of the invited, by its fate. */
            deliveries: {
                [key: string]: number;
            };
            /** @description The last letter to all. */
            document?: components["schemas"]["InvitationDocumentBody"];
            /**
             * Format: int64
             * @description Unanswered past the deadline.
             */
            overdue: number;
            /** Format: int64 */
            sequence: number;
            /**
             * Format: int64
             * @description Without those withdrawn.
             */
            total: number;
        };
        InvitationTargetBody: {
            /** @description Of a person, group or list; a site's room name. */
            id?: string;
            /**
             * @description Subtree: every unit below one. Group: the units of its sites.
             * @enum {string}
             */
            kind: "unit" | "subtree" | "site" | "person" | "group" | "list";
            /**
             * @description Of a subtree, only units of this level.
             * @enum {string}
             */
            level?: "province" | "district" | "commune" | "agency" | "";
            /**
             * @description Delegate if none is given, for a site technician.
             * @enum {string}
             */
            role?: "chair" | "secretary" | "delegate" | "guest" | "technician" | "";
            /** @description Of unit and subtree. */
            unit?: components["schemas"]["InvitationUnit"];
        };
        InvitationUnit: {
            /** @example tuyen-quang-2025-07 */
            catalogue: string;
            /** @example 02287 */
            code: string;
        };
        "Issue-ballot-paperRequest": {
            /** @description The blinded message, base64. */
            blinded: string;
        };
        JoinInputBody: {
            /** @description The name to bear in the room; the site's name if none is given. */
            displayName?: string;
        };
        LineDevice: {
            connected: boolean;
            /** @example TD_k3h1D2f9aQ0z */
            id: string;
            name: string;
        };
        LinePeriod: {
            /** Format: date-time */
            from: string;
            /** Format: int64 */
            minutes: number;
            /** Format: date-time */
            to: string;
        };
        LineReportBody: {
            /**
             * Format: date-time
             * @description When the meeting was opened.
             */
            from?: string;
            items: components["schemas"]["LineSiteReport"][];
            state: string;
            title: string;
            /**
             * Format: date-time
             * @description When it ended.
             */
            to?: string;
        };
        LineRow: {
            alarms: ("no_sound" | "no_picture" | "silent" | "no_camera" | "no_microphone" | "device_lost" | "device_blocked" | "terminal_away" | "terminal_failing")[];
            /**
             * Format: int64
             * @description How often it came anew since the server was started.
             */
            cameAnew: number;
            /** @description Terminals of the site. */
            devices: components["schemas"]["LineDevice"][];
            /** @description The oldest first. */
            history?: components["schemas"]["Sample"][] | null;
            /** @description Of the connection; site:catalogue:code of a site of which nobody is there. */
            key: string;
            /** @description None while nothing was measured. */
            latest?: components["schemas"]["Sample"];
            /** @enum {string} */
            level: "bad" | "away" | "care" | "good";
            /**
             * Format: int64
             * @description Of the site's line in the directory; 0: not known.
             */
            lineKbps: number;
            /** @description Who is there; empty: nobody. */
            name: string;
            /** @description It is a room's terminal. */
            room: boolean;
            /**
             * @description catalogue:code; empty: none of the meeting's sites.
             * @example tuyen-quang-2025-07:02287
             */
            site: string;
            /** @example Xã Chiêm Hoá */
            siteName: string;
        };
        LineSiteReport: {
            /** @description Nobody was there for ten seconds at least. */
            away: components["schemas"]["LinePeriod"][];
            /**
             * Format: int64
             * @description In which anything below was so; a minute counts once.
             */
            badMinutes: number;
            /** Format: int64 */
            downKbps: number;
            downLossPct: components["schemas"]["LineSpread"];
            /** @example Xã Chiêm Hoá */
            name: string;
            /** @description Likewise of its camera, while somebody looked. */
            noPicture: components["schemas"]["LinePeriod"][];
            /** @description Its microphone was open, or it had none, and nothing came for ten seconds at least. A microphone that is closed is not missed. */
            noSound: components["schemas"]["LinePeriod"][];
            /** @description The line lost more than 5 % or a round trip took more than 400 ms. */
            poor: components["schemas"]["LinePeriod"][];
            /** Format: int64 */
            presentMinutes: number;
            /** Format: int64 */
            reconnects: number;
            rttMs: components["schemas"]["LineSpread"];
            /**
             * @description catalogue:code.
             * @example tuyen-quang-2025-07:02287
             */
            site: string;
            /**
             * Format: int64
             * @description Mean while it was there.
             */
            upKbps: number;
            /** @description Lost on the way from the site, before repair. */
            upLossPct: components["schemas"]["LineSpread"];
            /**
             * Format: int64
             * @description Minutes that were measured while the meeting was live.
             */
            watchedMinutes: number;
        };
        LineSpread: {
            /** Format: double */
            max: number;
            /** Format: double */
            median: number;
            /** Format: double */
            p95: number;
        };
        LineTestOutputBody: {
            /** @example line-test-7sF0kQm2 */
            room: string;
            /** @description Lets the caller, alone, into the test room. */
            token: string;
            /** @description Web socket origin of signaling; empty: the one that serves this API. */
            url: string;
        };
        LineViewBody: {
            /** @description The caller sees every site. */
            all: boolean;
            /**
             * Format: double
             * @description Between two looks.
             * @example 5
             */
            everySeconds: number;
            /** Format: date-time */
            now: string;
            rows: components["schemas"]["LineRow"][];
            /**
             * @description Of the meeting.
             * @example live
             */
            state: string;
            title: string;
        };
        LinetestBoardCall: {
            /** Format: date-time */
            answeredAt?: string;
            answeredBy?: string;
            /** @enum {string} */
            answeredOn?: "terminal" | "hall" | "desk";
            /** Format: date-time */
            at: string;
            by: string;
            /** @description Where it was shown: the room's screen, the meeting's page of somebody there, a page of the technician. */
            shown: ("terminal" | "hall" | "desk")[];
            /**
             * @description missed: shown and not answered in time; unreached: nothing of the site showed it.
             * @enum {string}
             */
            state: "ringing" | "reached" | "answered" | "missed" | "unreached";
            /**
             * Format: date-time
             * @description When it rings no more.
             */
            until: string;
            words?: string;
        };
        LinetestBoardOutputBody: {
            /** @description Sites can be called: from the opening of the test until the meeting has ended. */
            calls: boolean;
            /**
             * Format: date-time
             * @description When it opens.
             */
            from: string;
            items: components["schemas"]["LinetestRow"][];
            /** @description The caller may call sites and sees all of them. */
            leads: boolean;
            /** Format: date-time */
            now: string;
            /** @description The test is under way. */
            open: boolean;
            /** Format: date-time */
            start: string;
            title: string;
        };
        LinetestBoardTerminal: {
            connected: boolean;
            doing?: string;
            /** @example TD_k3h1D2f9aQ0z */
            id: string;
            name: string;
        };
        LinetestEntry: {
            /** Format: date-time */
            at: string;
            by: string;
            figures: components["schemas"]["LinetestFigures"];
            /** @enum {string} */
            kind: "camera" | "microphone" | "loudspeaker" | "line" | "terminal" | "mark" | "call";
            /**
             * @description Of a mark: go is ready, nogo is trouble.
             * @enum {string}
             */
            verdict?: "" | "go" | "care" | "nogo";
            words?: string;
        };
        LinetestFigures: {
            /** @description Version of the app that it runs. */
            app?: string;
            browser?: string;
            /** Format: int64 */
            downKbps?: number;
            /** Format: double */
            frameRate?: number;
            heard?: boolean;
            /** Format: int64 */
            height?: number;
            /** Format: double */
            level?: number;
            /**
             * Format: int64
             * @description Of the site's line in the directory.
             */
            lineKbps?: number;
            /** Format: double */
            lossPct?: number;
            /**
             * Format: int64
             * @description What the meeting needs each way.
             */
            needKbps?: number;
            /** Format: int64 */
            pictures?: number;
            /** Format: double */
            rttMs?: number;
            /** Format: int64 */
            upKbps?: number;
            /**
             * Format: int64
             * @description Of the browser.
             */
            version?: number;
            /** Format: int64 */
            width?: number;
        };
        "LinetestJoin-line-testRequest": {
            /** @description catalogue:code; needed by those who test at several. */
            site?: string;
        };
        LinetestJoinedOutputBody: {
            identity: string;
            /** @example Điểm cầu Chiêm Hoá */
            name: string;
            /**
             * Format: int64
             * @description What the meeting needs each way.
             */
            needKbps: number;
            /** @example ME_k3h1D2f9aQ0z-test */
            room: string;
            /**
             * @description catalogue:code of the unit.
             * @example tuyen-quang-2025-07:02287
             */
            site: string;
            token: string;
            /** @description Web socket origin of signaling; empty: the one that serves this API. */
            url: string;
        };
        LinetestReadingOutputBody: {
            /** Format: double */
            frameRate: number;
            /** Format: int64 */
            height: number;
            /**
             * Format: int64
             * @description What comes from the caller.
             */
            kbps: number;
            /**
             * Format: double
             * @description The loudest that the server heard of late, 0 to 1; 0: no voice.
             */
            level: number;
            /** Format: double */
            lossPct: number;
            /**
             * Format: int64
             * @description Frames that the server has received.
             */
            pictures: number;
            /** @description The microphone sends. */
            sound: boolean;
            /** @description The caller is in the test room. */
            there: boolean;
            /** Format: int64 */
            width: number;
        };
        LinetestRow: {
            /** @description The latest call of the site. */
            call?: components["schemas"]["LinetestBoardCall"];
            /** @description The latest of each kind. */
            checks: components["schemas"]["LinetestEntry"][];
            /**
             * Format: int64
             * @description Of the site's line in the directory; 0: not known.
             */
            lineKbps: number;
            main: boolean;
            /** @example Xã Chiêm Hoá */
            name: string;
            room?: string;
            /**
             * @description catalogue:code of the unit.
             * @example tuyen-quang-2025-07:02287
             */
            site: string;
            /** @enum {string} */
            state: "missing" | "partly" | "failed" | "ready";
            terminals: components["schemas"]["LinetestBoardTerminal"][];
        };
        LinetestWaitingCall: {
            /** Format: date-time */
            at: string;
            by: string;
            /** @example LT_k3h1D2f9aQ0z */
            id: string;
            meetingId: string;
            /** @example Xã Chiêm Hoá */
            name: string;
            /** @description The caller is the site's technician or terminal, to whom it is shown on any page; to others in the meeting's hall. */
            serves: boolean;
            /** @description catalogue:code of the unit. */
            site: string;
            /** @description Of the meeting. */
            title: string;
            /**
             * Format: date-time
             * @description When it rings no more.
             */
            until: string;
            words?: string;
        };
        LinetestWaitingOutputBody: {
            items: components["schemas"]["LinetestWaitingCall"][];
            /** Format: date-time */
            now: string;
        };
        LinkInputBody: {
            /** @description What stands after # in the link. */
            secret: string;
        };
        LinkOutputBody: {
            displayName: string;
            /** Format: date-time */
            expiresAt: string;
            username: string;
        };
        "List-calendar-daysResponse": {
            items: components["schemas"]["MeetingCalendarDay"][];
        };
        "List-knocksResponse": {
            items: components["schemas"]["MeetingKnockBody"][];
        };
        "List-recording-marksResponse": {
            items: components["schemas"]["RecordingMarkBody"][];
        };
        LoginInputBody: {
            password: string;
            username: string;
        };
        LoginItem: {
            /** Format: date-time */
            at: string;
            /** @enum {string} */
            outcome: "ok" | "password" | "wrong" | "wrong_code" | "locked" | "disabled";
            /** @example 10.8.0.17 */
            source: string;
            userAgent: string;
        };
        LoginsOutputBody: {
            items: components["schemas"]["LoginItem"][];
            /** @description None on the last page. */
            nextCursor?: string;
        };
        "Make-recording-subtitlesRequest": {
            /**
             * @description BCP 47.
             * @example vi
             */
            language: string;
        };
        Mark: {
            type: string;
        };
        "Meeting-historyResponse": {
            items: components["schemas"]["MeetingEvent"][];
        };
        MeetingActInputBody: {
            /** @enum {string} */
            action: "submit" | "withdraw" | "approve" | "return" | "issue" | "start" | "pause" | "resume" | "end" | "cancel" | "postpone" | "reschedule";
            /** @description Needed to return, cancel and postpone. */
            reason?: string;
            /**
             * @description Of a series: the others that stand where this one stands go along.
             * @default one
             * @enum {string}
             */
            scope: "one" | "following" | "all";
        };
        MeetingBody: {
            agenda: components["schemas"]["MeetingItem"][];
            chair?: components["schemas"]["MeetingPerson"];
            /** Format: date-time */
            createdAt: string;
            description: string;
            /** Format: date-time */
            end: string;
            /** Format: date-time */
            endedAt?: string;
            host: components["schemas"]["UnitRef"];
            /** @example ME_k3h1D2f9aQ0z */
            id: string;
            lateReason?: string;
            /** @enum {string} */
            mode: "in_room" | "online" | "hybrid";
            noStateSecret: boolean;
            /**
             * Format: date-time
             * @description The start that the rule of the series gave.
             */
            occurrence?: string;
            /**
             * Format: date-time
             * @description When the room opens for delegates.
             */
            opensAt: string;
            /**
             * @description The clock is ahead of the meeting.
             * @enum {string}
             */
            overdue?: "" | "not_started" | "missed" | "running_over";
            policies: components["schemas"]["MeetingPolicies"];
            rights: components["schemas"]["MeetingRights"];
            /** @description Name of its room in the media plane. */
            room: string;
            /** @enum {string} */
            secrecy: "normal";
            secretary?: components["schemas"]["MeetingPerson"];
            /** @example MS_k3h1D2f9aQ0z */
            seriesId?: string;
            sites: components["schemas"]["MeetingSite"][];
            /** Format: date-time */
            start: string;
            /** Format: date-time */
            startedAt?: string;
            /** @enum {string} */
            state: "draft" | "submitted" | "approved" | "issued" | "live" | "paused" | "ended" | "cancelled" | "postponed";
            /** @description Why, where that was asked for. */
            stateReason?: string;
            /** Format: date-time */
            stateSince: string;
            title: string;
            typeId?: string;
            /** Format: date-time */
            updatedAt: string;
            /** @enum {string} */
            urgency: "normal" | "urgent" | "very_urgent" | "immediate";
            /**
             * Format: int64
             * @description What ETag and If-Match carry.
             */
            version: number;
            /** @description Rules that the plan does not keep; told when it was saved. */
            warnings?: components["schemas"]["MeetingWarning"][] | null;
        };
        MeetingCalendarDay: {
            /** @example 2027-02-06 */
            date: string;
            /** @enum {string} */
            kind: "holiday" | "working";
            /** @example Tết Nguyên đán */
            name: string;
        };
        "MeetingCheck-meetingRequest": {
            meeting: components["schemas"]["MeetingDraft"];
            /** @description Of the meeting that is edited; none for a new one. */
            meetingId?: string;
            /** @description Others who shall be invited. */
            people?: string[] | null;
        };
        MeetingCheckOutputBody: {
            clashes: components["schemas"]["MeetingClash"][];
            /** @description The next time within a fortnight when nothing is in the way; none if nothing is now. */
            free?: components["schemas"]["MeetingSlot"];
            warnings: components["schemas"]["MeetingWarning"][];
        };
        MeetingClash: {
            /**
             * @description room: taken; line: the meetings at a site need more than its line has; inactive: the room is out of use.
             * @enum {string}
             */
            kind: "room" | "chair" | "secretary" | "person" | "line" | "inactive";
            /**
             * Format: int64
             * @description What its line has.
             */
            lineKbps?: number;
            /** @description Those in the way. */
            meetings: components["schemas"]["MeetingClashMeeting"][];
            /**
             * Format: int64
             * @description What all meetings at the site need together.
             */
            needKbps?: number;
            /** @description Free rooms of the same unit. */
            rooms?: components["schemas"]["MeetingClashRoom"][] | null;
            /** @description The room's name, the person's id, or the unit's catalogue:code. */
            subject: string;
            subjectName: string;
        };
        MeetingClashMeeting: {
            /** Format: date-time */
            end: string;
            host: string;
            id: string;
            /** Format: date-time */
            start: string;
            state: string;
            /** @description None when the caller may not see it. */
            title?: string;
        };
        MeetingClashRoom: {
            /** Format: int64 */
            lineKbps: number;
            name: string;
            /** Format: int64 */
            seats: number;
            title: string;
        };
        MeetingCopy: {
            /** @description The mandatory declaration, made anew. */
            noStateSecret: boolean;
            /**
             * Format: date-time
             * @description When the new one starts; its end and its agenda's fixed times move along.
             */
            start: string;
            /** @description The same if none is given. */
            title?: string;
        };
        "MeetingCreate-meeting-templateRequest": {
            meetingId: string;
            name: string;
        };
        "MeetingCreate-meetingRequest": {
            /** @description In order. */
            agenda?: components["schemas"]["MeetingItemDraft"][];
            /** @description A person; needed before it is submitted. */
            chairId?: string;
            description?: string;
            /** Format: date-time */
            end: string;
            /** @description The unit that holds it. */
            host: components["schemas"]["MeetingUnitKey"];
            /** @description Put on the list of the invited, as drafts until they are issued; those on it already are left as they are. */
            invite?: components["schemas"]["MeetingTarget"][];
            /** @description Why a regular meeting is called less than three working days ahead. */
            lateReason?: string;
            /** @enum {string} */
            mode: "in_room" | "online" | "hybrid";
            /** @description The mandatory declaration that nothing in the meeting is a state secret. */
            noStateSecret: boolean;
            /** @description The usual ones if none are given. */
            policies?: components["schemas"]["MeetingPolicies"];
            /**
             * @description Any marking but normal is refused, and the refusal recorded.
             * @default normal
             * @enum {string}
             */
            secrecy: "normal" | "confidential" | "secret" | "top_secret";
            /** @description A person; needed before it is submitted. */
            secretaryId?: string;
            sites?: components["schemas"]["MeetingSiteDraft"][];
            /** Format: date-time */
            start: string;
            /**
             * @description Trích yếu.
             * @example Giao ban công tác tuần
             */
            title: string;
            /** @description An entry of the directory's meeting types. */
            typeId?: string;
            /**
             * @default normal
             * @enum {string}
             */
            urgency: "normal" | "urgent" | "very_urgent" | "immediate";
        };
        "MeetingCreate-seriesRequest": {
            /** @description Put on the list of the invited, as drafts until they are issued; those on it already are left as they are. */
            invite?: components["schemas"]["MeetingTarget"][];
            /** @description The first of them. */
            meeting: components["schemas"]["MeetingDraft"];
            recurrence: components["schemas"]["MeetingRecurrence"];
        };
        MeetingDate: {
            /**
             * Format: date-time
             * @description The start that the rule gives.
             */
            original: string;
            /**
             * Format: date-time
             * @description When it is held.
             */
            start: string;
        };
        MeetingDraft: {
            /** @description In order. */
            agenda?: components["schemas"]["MeetingItemDraft"][];
            /** @description A person; needed before it is submitted. */
            chairId?: string;
            description?: string;
            /** Format: date-time */
            end: string;
            /** @description The unit that holds it. */
            host: components["schemas"]["MeetingUnitKey"];
            /** @description Why a regular meeting is called less than three working days ahead. */
            lateReason?: string;
            /** @enum {string} */
            mode: "in_room" | "online" | "hybrid";
            /** @description The mandatory declaration that nothing in the meeting is a state secret. */
            noStateSecret: boolean;
            /** @description The usual ones if none are given. */
            policies?: components["schemas"]["MeetingPolicies"];
            /**
             * @description Any marking but normal is refused, and the refusal recorded.
             * @default normal
             * @enum {string}
             */
            secrecy: "normal" | "confidential" | "secret" | "top_secret";
            /** @description A person; needed before it is submitted. */
            secretaryId?: string;
            sites?: components["schemas"]["MeetingSiteDraft"][];
            /** Format: date-time */
            start: string;
            /**
             * @description Trích yếu.
             * @example Giao ban công tác tuần
             */
            title: string;
            /** @description An entry of the directory's meeting types. */
            typeId?: string;
            /**
             * @default normal
             * @enum {string}
             */
            urgency: "normal" | "urgent" | "very_urgent" | "immediate";
        };
        MeetingEntryBody: {
            /**
             * @description What the caller was told, who has knocked.
             * @enum {string}
             */
            answer?: "" | "pending" | "admitted" | "denied";
            /** Format: date-time */
            end: string;
            host: string;
            /**
             * Format: date-time
             * @description The server's clock, to count down by.
             */
            now: string;
            /**
             * Format: date-time
             * @description When the room opens for the caller.
             */
            opensAt?: string;
            /**
             * Format: int64
             * @description Seconds after which to ask again without events.
             */
            pollAfter?: number;
            /** @enum {string} */
            reason?: "" | "early" | "postponed" | "cancelled" | "ended" | "missed" | "not_invited" | "declined" | "knocking" | "denied" | "not_issued";
            /** Format: date-time */
            start: string;
            state: string;
            /** @description The way in. */
            ticket?: components["schemas"]["MeetingJoinTicket"];
            /** @description None for those who may not see the meeting. */
            title?: string;
            /** @enum {string} */
            verdict: "enter" | "wait" | "knock" | "closed";
            /** @description Ask again at opensAt, or when the events say so; else it makes no sense. */
            waiting: boolean;
        };
        MeetingEvent: {
            /** @description create, edit, repeat, or a transition. */
            action: string;
            /** Format: date-time */
            at: string;
            /** @description Name of who did it; none: the system. */
            by?: string;
            from?: string;
            id: string;
            reason?: string;
            to: string;
        };
        MeetingFitMeeting: {
            /** @example ME_k3h1D2f9aQ0z */
            id: string;
            /**
             * Format: date-time
             * @description When it is now.
             */
            start: string;
            /** @enum {string} */
            state: "draft" | "submitted" | "approved" | "issued" | "live" | "paused" | "ended" | "cancelled" | "postponed";
            title: string;
            /**
             * Format: date-time
             * @description When it would be.
             */
            to?: string;
        };
        MeetingFitOutputBody: {
            /** @description Days that get a draft. */
            added: components["schemas"]["MeetingDate"][];
            /** @description Drafts that are deleted. */
            dropped: components["schemas"]["MeetingFitMeeting"][];
            /** @description On days that the rule has: they stay. */
            kept: components["schemas"]["MeetingFitMeeting"][];
            /** @description Drafts that move to another day of their week or month. */
            moved: components["schemas"]["MeetingFitMeeting"][];
            /** @description On days that fall out and drafts no more: they are kept or cancelled, as the change says. */
            settled: components["schemas"]["MeetingFitMeeting"][];
        };
        MeetingHost: {
            catalogue: string;
            code: string;
            /** @description In the caller's language. */
            name: string;
        };
        MeetingItem: {
            /**
             * Format: date-time
             * @description When it begins by the plan.
             */
            begins: string;
            /** @example AG_k3h1D2f9aQ0z */
            id: string;
            /** Format: int64 */
            minutes: number;
            presenter?: components["schemas"]["MeetingPerson"];
            presenterUnit?: components["schemas"]["UnitRef"];
            /**
             * Format: date-time
             * @description Only when it was fixed.
             */
            start?: string;
            title: string;
            vote: boolean;
        };
        MeetingItemDraft: {
            /** @description Of an item that is there already; none for a new one. */
            id?: string;
            /**
             * Format: int64
             * @example 15
             */
            minutes: number;
            /** @description A person. */
            presenterId?: string;
            presenterUnit?: components["schemas"]["MeetingUnitKey"];
            /**
             * Format: date-time
             * @description A fixed time; without it, when the item before ends.
             */
            start?: string;
            title: string;
            /** @description It is voted on. */
            vote?: boolean;
        };
        MeetingJoinTicket: {
            /** @description The caller may mute and remove others here. */
            canModerate: boolean;
            /** @description The caller may share a screen. */
            canShare: boolean;
            /** @description The caller may open a microphone now; the meeting's state tells when that changes. */
            canSpeak: boolean;
            /**
             * Format: date-time
             * @description Until when the token lets in. Inside, the server renews it.
             */
            expiresAt: string;
            /** @description The caller's identity in the room: one device of an account at a time. */
            identity: string;
            /** @example Điểm cầu Chiêm Hoá */
            participantName: string;
            /** @enum {string} */
            role: "chair" | "secretary" | "delegate" | "guest" | "technician";
            room: string;
            /** @description The join token of LiveKit's protocol. */
            token: string;
            /** @description Web socket origin of signaling; empty: the one that serves this API. */
            url: string;
        };
        MeetingKnockBody: {
            /** @enum {string} */
            answer: "pending" | "admitted" | "denied";
            /** Format: date-time */
            answeredAt?: string;
            /** Format: date-time */
            at: string;
            /** @example KN_k3h1D2f9aQ0z */
            id: string;
            name: string;
            unit?: components["schemas"]["MeetingHost"];
        };
        MeetingPerson: {
            /** @example PE_k3h1D2f9aQ0z */
            id: string;
            name: string;
        };
        MeetingPolicies: {
            /** @description The meeting goes live at its start by itself. */
            autoStart?: boolean;
            /**
             * @description Who may have a microphone open: anyone; one at a time; those the chair lets.
             * @enum {string}
             */
            microphones: "open" | "one" | "chair_only";
            /**
             * Format: int64
             * @description Minutes before the start when the room opens.
             */
            openBefore: number;
            /** @description The recording begins with the meeting by itself. Only where recording is true. */
            recordAtOpening?: boolean;
            /** @description The chair may have the meeting recorded. */
            recording: boolean;
            /**
             * @description Who may share a screen.
             * @enum {string}
             */
            sharing: "everyone" | "presenters" | "chair";
            /** @description Those not invited may knock; without it they are turned away. */
            waitingRoom: boolean;
        };
        MeetingRecurrence: {
            /**
             * @description What becomes of a meeting on a day off: held all the same, left out, moved to the next working day.
             * @enum {string}
             */
            holidays: "keep" | "skip" | "move";
            /**
             * @description RRULE of RFC 5545 with COUNT or UNTIL, daily at most.
             * @example FREQ=WEEKLY;BYDAY=MO;COUNT=20
             */
            rule: string;
        };
        MeetingRepeatInputBody: {
            /**
             * @description What becomes of a meeting on a day off: held all the same, left out, moved to the next working day.
             * @enum {string}
             */
            holidays: "keep" | "skip" | "move";
            /** @description Why meetings are cancelled; those who are invited are told. */
            reason?: string;
            /**
             * @description RRULE of RFC 5545 with COUNT or UNTIL, daily at most.
             * @example FREQ=WEEKLY;BYDAY=MO;COUNT=20
             */
            rule: string;
            /**
             * @description What becomes of meetings on days that fall out, when they are drafts no more: without it the change is refused.
             * @enum {string}
             */
            settled?: "" | "keep" | "cancel";
        };
        MeetingRights: {
            /** @description Transitions open to the caller from the present state. */
            actions: string[];
            /** @description Answers those who knock. */
            admit: boolean;
            copy: boolean;
            delete: boolean;
            edit: boolean;
            /** @description Gets in without knocking once the room is open. */
            join: boolean;
            /** @description May mute and remove others in the room. */
            moderate: boolean;
            /** @description What the caller is to the meeting; none for a mere reader. */
            role?: string;
        };
        MeetingRoom: {
            name: string;
            title: string;
        };
        MeetingSeriesBody: {
            /** @enum {string} */
            holidays: "keep" | "skip" | "move";
            /** @example MS_k3h1D2f9aQ0z */
            id: string;
            /** @description When just made or changed. */
            meetings?: components["schemas"]["MeetingSeriesMeeting"][] | null;
            rule: string;
            /** Format: date-time */
            start: string;
            warnings?: components["schemas"]["MeetingWarning"][] | null;
        };
        MeetingSeriesMeeting: {
            /** Format: date-time */
            end: string;
            id: string;
            /** Format: date-time */
            start: string;
        };
        MeetingSite: {
            main: boolean;
            /** Format: int64 */
            needKbps: number;
            /** @description Name of the room. */
            room?: string;
            roomTitle?: string;
            unit: components["schemas"]["UnitRef"];
        };
        MeetingSiteDraft: {
            /** @description Điểm cầu trung tâm; one at most. */
            main?: boolean;
            /**
             * Format: int64
             * @description What the meeting needs of the site's line in kbit/s; 0 = 4000.
             */
            needKbps?: number;
            /** @description Name of a room of the directory. */
            room?: string;
            unit: components["schemas"]["MeetingUnitKey"];
        };
        MeetingSlot: {
            /** Format: date-time */
            end: string;
            /** Format: date-time */
            start: string;
        };
        MeetingSummary: {
            chair?: components["schemas"]["MeetingPerson"];
            /** Format: date-time */
            end: string;
            /** Format: date-time */
            endedAt?: string;
            host: components["schemas"]["MeetingHost"];
            /** @example ME_k3h1D2f9aQ0z */
            id: string;
            /**
             * Format: int64
             * @description How many items are on the agenda.
             */
            items: number;
            /** @description The main site's room. */
            mainRoom?: components["schemas"]["MeetingRoom"];
            /** @enum {string} */
            mode: "in_room" | "online" | "hybrid";
            /** @enum {string} */
            overdue?: "" | "not_started" | "missed" | "running_over";
            secretary?: components["schemas"]["MeetingPerson"];
            seriesId?: string;
            /**
             * Format: int64
             * @description How many sites take part.
             */
            sites: number;
            /** Format: date-time */
            start: string;
            /** Format: date-time */
            startedAt?: string;
            /** @enum {string} */
            state: "draft" | "submitted" | "approved" | "issued" | "live" | "paused" | "ended" | "cancelled" | "postponed";
            stateReason?: string;
            title: string;
            typeId?: string;
            /** @enum {string} */
            urgency: "normal" | "urgent" | "very_urgent" | "immediate";
            /** Format: int64 */
            version: number;
        };
        MeetingTarget: {
            /** @description Of a person, group or list; a site's room name. */
            id?: string;
            /**
             * @description Subtree: every unit below one. Group: the units of its sites.
             * @enum {string}
             */
            kind: "unit" | "subtree" | "site" | "person" | "group" | "list";
            /**
             * @description Delegate if none is given, for a site technician.
             * @enum {string}
             */
            role?: "chair" | "secretary" | "delegate" | "guest" | "technician" | "";
            /** @description Of unit and subtree. */
            unit?: components["schemas"]["MeetingUnitKey"];
        };
        MeetingTemplateBody: {
            host: components["schemas"]["MeetingHost"];
            /** @example MT_k3h1D2f9aQ0z */
            id: string;
            /** Format: int64 */
            items: number;
            /**
             * Format: int64
             * @description How long they are.
             */
            minutes: number;
            name: string;
            /** Format: int64 */
            sites: number;
            /** @description Of the meetings made from it. */
            title: string;
            /** Format: date-time */
            updatedAt: string;
            /** Format: int64 */
            version: number;
        };
        MeetingTemplateName: {
            name: string;
        };
        MeetingTemplatesOutputBody: {
            items: components["schemas"]["MeetingTemplateBody"][];
            /** @description None on the last page. */
            nextCursor?: string;
        };
        MeetingUnitKey: {
            /** @example tuyen-quang-2025-07 */
            catalogue: string;
            /** @example 08 */
            code: string;
        };
        "MeetingUpdate-meetingRequest": {
            /** @description In order. */
            agenda?: components["schemas"]["MeetingItemDraft"][];
            /** @description A person; needed before it is submitted. */
            chairId?: string;
            description?: string;
            /** Format: date-time */
            end: string;
            /** @description The unit that holds it. */
            host: components["schemas"]["MeetingUnitKey"];
            /** @description Put on the list of the invited, as drafts until they are issued; those on it already are left as they are. */
            invite?: components["schemas"]["MeetingTarget"][];
            /** @description Why a regular meeting is called less than three working days ahead. */
            lateReason?: string;
            /** @enum {string} */
            mode: "in_room" | "online" | "hybrid";
            /** @description The mandatory declaration that nothing in the meeting is a state secret. */
            noStateSecret: boolean;
            /** @description The usual ones if none are given. */
            policies?: components["schemas"]["MeetingPolicies"];
            /**
             * @description Any marking but normal is refused, and the refusal recorded.
             * @default normal
             * @enum {string}
             */
            secrecy: "normal" | "confidential" | "secret" | "top_secret";
            /** @description A person; needed before it is submitted. */
            secretaryId?: string;
            sites?: components["schemas"]["MeetingSiteDraft"][];
            /** Format: date-time */
            start: string;
            /**
             * @description Trích yếu.
             * @example Giao ban công tác tuần
             */
            title: string;
            /** @description An entry of the directory's meeting types. */
            typeId?: string;
            /** @description Units taken off the list, where they have got no letter yet. */
            uninvite?: components["schemas"]["MeetingUnitKey"][];
            /**
             * @default normal
             * @enum {string}
             */
            urgency: "normal" | "urgent" | "very_urgent" | "immediate";
        };
        MeetingView: {
            /** @description Identity of who conducts when the chair cannot. */
            deputy?: string;
            /** Format: date-time */
            endedAt?: string;
            notice: components["schemas"]["Notice"];
            /** Format: date-time */
            openedAt?: string;
            /** Format: date-time */
            pausedAt?: string;
            /** @enum {string} */
            phase: "waiting" | "open" | "paused" | "closed";
        };
        MeetingWarning: {
            /**
             * @description The last day (YYYY-MM-DD) on which the invitation had to go out.
             * @example 2026-11-23
             */
            deadline?: string;
            /** @description The secretary has said why. */
            excused: boolean;
            /** @description Name of the holiday; none for a weekend. */
            holiday?: string;
            /** @enum {string} */
            kind: "late_notice" | "day_off" | "unit_ended";
            /** @description Names of units that are not there on that day, by a reform; choose those that succeed them. */
            units?: string[];
        };
        MeetingsOutputBody: {
            items: components["schemas"]["MeetingSummary"][];
            /** @description None on the last page. */
            nextCursor?: string;
        };
        MicrophonesView: {
            granted: string[];
            /** @enum {string} */
            policy: "open" | "one" | "chair_only";
        };
        Mine: {
            cast: boolean;
            /** @enum {string} */
            choice?: "" | "for" | "against" | "other";
            ready: boolean;
            voter: string;
        };
        MineView: {
            /** @description Their requests for the floor that wait. */
            asked: components["schemas"]["Asked"][];
            /** @enum {string} */
            audience: "desk" | "hall";
            /** @description May conduct. */
            leads: boolean;
            /** @description Commands that they may give in the present phase. */
            may: string[];
            /** @description May open papers and turn pages for everyone. */
            presents: boolean;
            /** @description Why the latest request for the floor was refused, until they ask again or are called. */
            refused?: components["schemas"]["Refusal"];
            rights: components["schemas"]["Rights"];
            /** @description What the roll says of them, or of their site when they are nobody in particular. */
            roll?: components["schemas"]["RollMark"];
            /** @description Where they sit, by the roll. */
            seat?: string;
            /** @description By motion: the vote that is theirs to cast. */
            votes: {
                [key: string]: components["schemas"]["Mine"];
            };
            who: components["schemas"]["Who"];
        };
        MotionView: {
            /** @description By voter, once closed, of a vote by name. */
            ballots?: {
                [key: string]: components["schemas"]["Ballot"];
            };
            byUnit?: boolean;
            /** Format: int64 */
            cast: number;
            /** Format: date-time */
            closedAt?: string;
            /** Format: int64 */
            eligible: number;
            /** @description For those who conduct, by name: by voter, never how while it is open. */
            hasCast?: {
                [key: string]: boolean;
            };
            id: string;
            /** @description For those who conduct: by voter. */
            isReady?: {
                [key: string]: boolean;
            };
            itemId?: string;
            /** @description Public keys of a secret vote. */
            keys?: components["schemas"]["BallotKeys"];
            /** Format: int64 */
            majority?: number;
            /** Format: date-time */
            openedAt?: string;
            question: string;
            /** Format: int64 */
            ready: number;
            result?: components["schemas"]["Result"];
            secret?: boolean;
            /** @enum {string} */
            state: "prepared" | "open" | "stopped" | "closed";
            voters?: components["schemas"]["Voter"][];
        };
        Move: {
            /** Format: date-time */
            at: string;
            here: boolean;
        };
        "Mute-meeting-chatRequest": {
            /** @description * is everyone. */
            identity: string;
            muted: boolean;
        };
        MuteInputBody: {
            /** @description Camera and screen too. Without it and without trackSid: the microphone. */
            all?: boolean;
            /**
             * @description Only this track.
             * @example TR_AMk3h1D2f9aQ0z
             */
            trackSid?: string;
        };
        MutedOutputBody: {
            /**
             * Format: int64
             * @description How many tracks were muted that were not before.
             */
            muted: number;
        };
        Node: {
            attrs?: components["schemas"]["Attrs"];
            content?: components["schemas"]["Node"][] | null;
            marks?: components["schemas"]["Mark"][] | null;
            text?: string;
            type: string;
        };
        NoteTold: {
            /** Format: int64 */
            atMs: number;
            text: string;
        };
        Notice: {
            /** Format: date-time */
            at?: string;
            text: string;
            /**
             * Format: date-time
             * @description Pages show it no more after this; none: until it is taken down.
             */
            until?: string;
        };
        OutboxItem: {
            /** Format: int64 */
            attempts: number;
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description Of a pending one: when it is tried next; none = at once.
             */
            dueAt?: string;
            /**
             * Format: date-time
             * @description When it was sent or given up.
             */
            endedAt?: string;
            id: string;
            /**
             * @description What it is about; there is one message of each key.
             * @example invitation:IN_k3h1D2f9aQ0z:1
             */
            key: string;
            /** @example mail */
            kind: string;
            /** @description Of the last attempt, for administrators, as the other side gave it. */
            lastError?: string;
            /** @description An attempt is under way. */
            sending: boolean;
            /**
             * @description Failed: given up.
             * @enum {string}
             */
            state: "pending" | "sent" | "failed";
        };
        OutboxOutputBody: {
            items: components["schemas"]["OutboxItem"][];
            /** @description None on the last page. */
            nextCursor?: string;
        };
        "Pair-terminalRequest": {
            /** @example 4821 9037 */
            code: string;
            /** @example Máy chính */
            name: string;
        };
        PaperActionInputBody: {
            /** @enum {string} */
            action: "submit" | "recall" | "approve" | "send_back" | "release" | "withdraw";
            /** @description Must be given to send back and to withdraw, and to release less than three working days before a regular meeting that has no reason of its own for being called late. */
            reason?: string;
        };
        PaperFileInputBody: {
            /** @description The mandatory declaration that the file holds no state secret. */
            noStateSecret: boolean;
            /**
             * @description The marking on the paper. Any other than normal is refused, and the refusal recorded.
             * @default normal
             * @enum {string}
             */
            secrecy: "normal" | "confidential" | "secret" | "top_secret";
            /**
             * @description A finished upload of the caller's.
             * @example PU_4fGh2kLm9QwE
             */
            uploadId: string;
        };
        PaperFileItem: {
            /** @enum {string} */
            kind: "pdf" | "docx" | "xlsx" | "pptx" | "jpeg" | "png";
            mediaType: string;
            /** @example Báo cáo tháng 11.docx */
            name: string;
            /**
             * Format: int64
             * @description 1 for the first version.
             */
            number: number;
            /**
             * Format: int64
             * @description When the preview is ready.
             */
            pages?: number;
            /**
             * @description Whether pages can be shown: being made, ready, could not be made, or nothing is installed that makes them (offer the download).
             * @enum {string}
             */
            preview: "pending" | "ready" | "failed" | "unavailable";
            sha256: string;
            /**
             * Format: int64
             * @description Bytes.
             */
            size: number;
            /** Format: date-time */
            uploadedAt: string;
            /** @description Name of who uploaded it. */
            uploader: string;
        };
        PaperItem: {
            /** @enum {string} */
            audience: "invited" | "delegates" | "units" | "host";
            /** @description Its readers lose it when the meeting has ended. */
            closeAfter: boolean;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            due?: string;
            /** @description Versions, the oldest first; for readers only the newest. */
            files: components["schemas"]["PaperFileItem"][];
            /** @example PP_4fGh2kLm9QwE */
            id: string;
            /** @description Agenda item; none: the whole meeting. */
            itemId?: string;
            meetingId: string;
            /** @description Who of the unit prepares it; none: anyone who speaks for it. */
            person?: components["schemas"]["PaperNamedPerson"];
            /** @description Why it was sent back, withdrawn or released late. */
            reason?: string;
            rights: components["schemas"]["PaperRightsItem"];
            /** @enum {string} */
            state: "awaited" | "draft" | "submitted" | "returned" | "approved" | "released" | "withdrawn";
            /** Format: date-time */
            stateSince: string;
            title: string;
            /** @description Paper type of the directory. */
            typeId?: string;
            /** @description Who prepares it; none: the host. */
            unit?: components["schemas"]["PaperNamedUnit"];
            /** @description Whose people read it, for the audience units. */
            units: components["schemas"]["UnitKey"][];
            /** Format: date-time */
            updatedAt: string;
            /**
             * Format: int64
             * @description For If-Match.
             */
            version: number;
        };
        PaperNamedPerson: {
            /** @example PE_4fGh2kLm9QwE */
            id: string;
            name: string;
        };
        PaperNamedUnit: {
            catalogue: string;
            code: string;
            /** @description In the caller's language. */
            name?: string;
        };
        PaperNoteCreateInputBody: {
            areas?: components["schemas"]["Area"][];
            /**
             * @default yellow
             * @enum {string}
             */
            color: "yellow" | "green" | "red" | "blue";
            /**
             * @default note
             * @enum {string}
             */
            kind: "note" | "highlight" | "underline" | "ink";
            /**
             * Format: int64
             * @description Version of the file; none: the newest.
             */
            number?: number;
            /** Format: int64 */
            page: number;
            text?: string;
        };
        PaperNoteItem: {
            /** @description What it marks, as parts of the page from its top left corner; for ink the points of the line. */
            areas: components["schemas"]["Area"][];
            /** @enum {string} */
            color: "yellow" | "green" | "red" | "blue";
            /** Format: date-time */
            createdAt: string;
            /** @example PN_4fGh2kLm9QwE */
            id: string;
            /** @enum {string} */
            kind: "note" | "highlight" | "underline" | "ink";
            /**
             * Format: int64
             * @description Version of the file that it is on.
             */
            number?: number;
            /** Format: int64 */
            page: number;
            paperId: string;
            text: string;
            /** Format: date-time */
            updatedAt: string;
            /**
             * Format: int64
             * @description For If-Match.
             */
            version: number;
        };
        PaperNoteWrite: {
            areas?: components["schemas"]["Area"][];
            /**
             * @default yellow
             * @enum {string}
             */
            color: "yellow" | "green" | "red" | "blue";
            /**
             * @default note
             * @enum {string}
             */
            kind: "note" | "highlight" | "underline" | "ink";
            /** Format: int64 */
            page: number;
            text?: string;
        };
        PaperNotesOutputBody: {
            items: components["schemas"]["PaperNoteItem"][];
        };
        PaperOutputBody: {
            /** @enum {string} */
            audience: "invited" | "delegates" | "units" | "host";
            /** @description Its readers lose it when the meeting has ended. */
            closeAfter: boolean;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            due?: string;
            /** @description Versions, the oldest first; for readers only the newest. */
            files: components["schemas"]["PaperFileItem"][];
            /** @description The oldest first; empty for readers. */
            history: components["schemas"]["PaperStepItem"][];
            /** @example PP_4fGh2kLm9QwE */
            id: string;
            /** @description Agenda item; none: the whole meeting. */
            itemId?: string;
            meetingId: string;
            /** @description Who of the unit prepares it; none: anyone who speaks for it. */
            person?: components["schemas"]["PaperNamedPerson"];
            /** @description Why it was sent back, withdrawn or released late. */
            reason?: string;
            rights: components["schemas"]["PaperRightsItem"];
            /** @enum {string} */
            state: "awaited" | "draft" | "submitted" | "returned" | "approved" | "released" | "withdrawn";
            /** Format: date-time */
            stateSince: string;
            title: string;
            /** @description Paper type of the directory. */
            typeId?: string;
            /** @description Who prepares it; none: the host. */
            unit?: components["schemas"]["PaperNamedUnit"];
            /** @description Whose people read it, for the audience units. */
            units: components["schemas"]["UnitKey"][];
            /** Format: date-time */
            updatedAt: string;
            /**
             * Format: int64
             * @description For If-Match.
             */
            version: number;
        };
        PaperRightsItem: {
            /** @description What can be done from the present state: upload, submit, recall, approve, send_back, release, withdraw, delete. */
            actions: string[];
            /** @description Change what is asked for. */
            edit: boolean;
            /** @description Read every version, and take files as they were uploaded. */
            originals: boolean;
            /** @description Open the newest version. */
            read: boolean;
        };
        PaperStepItem: {
            /** @description created, upload, submit, recall, approve, send_back, release or withdraw. */
            action: string;
            /** Format: date-time */
            at: string;
            from?: string;
            /** @description Who did it. */
            name: string;
            /**
             * Format: int64
             * @description The file's version at the time.
             */
            number?: number;
            reason?: string;
            to: string;
        };
        PaperTaskItem: {
            meeting: components["schemas"]["PaperTaskItemMeetingStruct"];
            paper: components["schemas"]["PaperItem"];
        };
        PaperTaskItemMeetingStruct: {
            id: string;
            /** Format: date-time */
            start: string;
            state: string;
            title: string;
        };
        PaperTasksOutputBody: {
            items: components["schemas"]["PaperTaskItem"][];
        };
        PaperUploadOutputBody: {
            /** Format: date-time */
            expiresAt: string;
            /** @description It was looked at and can be made a paper's file. */
            finished: boolean;
            /** @example PU_4fGh2kLm9QwE */
            id: string;
            /** @description When it is finished. */
            kind?: string;
            name: string;
            /**
             * Format: int64
             * @description Bytes that have come.
             */
            offset: number;
            /**
             * Format: int64
             * @description When it is finished and its pages are known.
             */
            pages?: number;
            /** @description When it is finished. */
            sha256?: string;
            /**
             * Format: int64
             * @description Bytes, as announced.
             */
            size: number;
        };
        PaperViewInputBody: {
            /**
             * Format: int64
             * @description Version of the file; none: the newest, the only one for readers.
             */
            number?: number;
        };
        PaperViewOutputBody: {
            /**
             * Format: date-time
             * @description Open it again then.
             */
            expiresAt: string;
            /** @example PW_4fGh2kLm9QwE */
            id: string;
            /** @enum {string} */
            kind: "pdf" | "docx" | "xlsx" | "pptx" | "jpeg" | "png";
            name: string;
            /** Format: int64 */
            number: number;
            /** Format: int64 */
            pages?: number;
            /** @enum {string} */
            preview: "pending" | "ready" | "failed" | "unavailable";
            /** @description The lines that are stamped on every page: reader and unit, time. */
            watermark: string[];
        };
        PaperWrite: {
            /**
             * @description Who of those invited reads it when it is released: all of them, without the guests, the people of units and whoever presents the item, nobody but the host.
             * @default invited
             * @enum {string}
             */
            audience: "invited" | "delegates" | "units" | "host";
            closeAfter?: boolean;
            /** Format: date-time */
            due?: string;
            /** @description Agenda item; none: the whole meeting. */
            itemId?: string;
            /** @description Who of the unit prepares it. */
            personId?: string;
            title: string;
            typeId?: string;
            /** @description Who prepares it; none: the host. */
            unit?: components["schemas"]["UnitKey"];
            units?: components["schemas"]["UnitKey"][];
        };
        PapersOutputBody: {
            /** @description The caller decides about the meeting's papers: may ask for new ones, approve, release. */
            canAssign: boolean;
            items: components["schemas"]["PaperItem"][];
        };
        PasswordInputBody: {
            current: string;
            new: string;
        };
        Picture: {
            /** Format: double */
            frameRate: number;
            /** Format: int64 */
            height: number;
            /** Format: int64 */
            width: number;
        };
        Place: {
            /** @description They are there by the roll, without a device of their own. */
            here: boolean;
            /** @description When they came and left by the roll; of those with a device of their own presence tells. */
            moves: components["schemas"]["Move"][];
            /** @example A3 */
            seat?: string;
            /** @description Subject of the site at which they sit. */
            site?: string;
        };
        Presence: {
            /** Format: date-time */
            first: string;
            here: boolean;
            moves: components["schemas"]["Move"][];
            /** Format: date-time */
            since: string;
            /** Format: int64 */
            times: number;
            who: components["schemas"]["Who"];
        };
        PresenceView: {
            /** @description For those who conduct: everyone who is or was there. */
            all?: components["schemas"]["Presence"][] | null;
            /**
             * Format: int64
             * @description Accounts in the room.
             */
            people: number;
            /**
             * Format: int64
             * @description Units with somebody in the room.
             */
            sites: number;
        };
        "Preview-seriesRequest": {
            /**
             * @description What becomes of a meeting on a day off: held all the same, left out, moved to the next working day.
             * @enum {string}
             */
            holidays: "keep" | "skip" | "move";
            /**
             * @description RRULE of RFC 5545 with COUNT or UNTIL, daily at most.
             * @example FREQ=WEEKLY;BYDAY=MO;COUNT=20
             */
            rule: string;
            /** Format: date-time */
            start: string;
        };
        "Preview-seriesResponse": {
            items: components["schemas"]["MeetingDate"][];
        };
        Quorum: {
            of?: string;
            /** Format: int64 */
            percent?: number;
        };
        QuorumView: {
            met: boolean;
            of?: string;
            /** Format: int64 */
            percent?: number;
            /** Format: int64 */
            present: number;
            /**
             * Format: int64
             * @description Sites of the plan; or everyone who was asked to come, those who did not come too: people, and units whose people were not named.
             */
            total: number;
        };
        "Read-meeting-logResponse": {
            items: components["schemas"]["ConductLogEntry"][];
        };
        "Receive-site-callRequest": {
            answered?: boolean;
            /**
             * @description What shows it.
             * @enum {string}
             */
            where: "terminal" | "hall" | "desk";
        };
        ReceivedOutputBody: {
            /**
             * Format: int64
             * @description How many bytes arrived.
             */
            bytes: number;
        };
        "RecordingAct-on-recordingRequest": {
            /** @enum {string} */
            action: "pause" | "resume" | "stop";
        };
        RecordingArchiveBody: {
            /**
             * @description What films are encoded by: libx264 is software, anything else hardware that was tried and works; none while it is being tried.
             * @example h264_vaapi
             */
            encoder?: string;
            /**
             * Format: int64
             * @description Tries in a row.
             */
            failures: number;
            /**
             * Format: int64
             * @description Bytes of the recording that moves.
             */
            moved: number;
            /** Format: date-time */
            nextTry?: string;
            /** @description Address and bucket of the store; none: the server's disk. */
            place?: string;
            /** @enum {string} */
            problem?: "refused" | "unreachable" | "busy" | "full" | "key" | "changed" | "failed";
            /**
             * Format: date-time
             * @description When the problem was met first.
             */
            since?: string;
            /** Format: int64 */
            size: number;
            /**
             * @description window: it waits for the hours in which recordings move; waiting: for the next try.
             * @enum {string}
             */
            state: "idle" | "moving" | "window" | "waiting";
            /**
             * Format: int64
             * @description Recordings that are in the store alone.
             */
            stored: number;
            /** Format: int64 */
            storedBytes: number;
            /**
             * Format: int64
             * @description Recordings that are over and still on the server's disk, where they can be watched all the same.
             */
            waiting: number;
            /** Format: int64 */
            waitingBytes: number;
        };
        RecordingBody: {
            /**
             * @description host: chair, secretary and leaders of the host unit; invited: everyone invited too.
             * @enum {string}
             */
            audience: "host" | "invited";
            /** Format: int64 */
            bytes: number;
            /**
             * @description Besides microphones and screen shares: of who is on the stage, of every site, of nobody.
             * @enum {string}
             */
            cameras: "stage" | "all" | "none";
            /**
             * Format: int64
             * @description Frames that the disk was too slow for.
             */
            dropped: number;
            /** Format: date-time */
            endedAt?: string;
            /**
             * Format: int64
             * @description Stretches in which nothing was recorded; the manifest tells when and why.
             */
            gaps: number;
            host: components["schemas"]["RecordingUnitRef"];
            /** @example RC_k3h1D2f9aQ0z */
            id: string;
            /** @description Whether the caller runs its meeting, and so says who may watch. Told with one recording alone. */
            manages?: boolean;
            meetingId: string;
            /**
             * Format: date-time
             * @description As planned.
             */
            meetingStart: string;
            /**
             * @description The file to watch: the stage with the mixed sound.
             * @enum {string}
             */
            programme: "none" | "waiting" | "making" | "ready" | "failed";
            /** @description Why there is none: no_ffmpeg, failed, disk_full. */
            programmeError?: string;
            /**
             * Format: int64
             * @description Of the programme, percent.
             */
            progress: number;
            /** @description Why it ended: stopped, room_closed, disk_full, disk_failed, killed, not_started, disposed. */
            reason?: string;
            /** Format: double */
            seconds: number;
            /** Format: date-time */
            startedAt: string;
            /** @description Name. */
            startedBy: string;
            /** @enum {string} */
            state: "recording" | "paused" | "finishing" | "ready" | "failed" | "disposed";
            /** @description The meeting's, when the recording began. */
            title: string;
            /** Format: int64 */
            tracks: number;
        };
        RecordingClassBody: {
            /** @example years-10 */
            id: string;
            /** @description In the caller's language. */
            name: string;
            /**
             * Format: int64
             * @description 0: for ever.
             */
            years: number;
        };
        RecordingCuesOutputBody: {
            /** @description In their order; times from the recording's start. */
            items: components["schemas"]["Cue"][];
        };
        RecordingCut: {
            /** Format: date-time */
            askedAt: string;
            /** @description Name. */
            askedBy: string;
            /** Format: int64 */
            bytes: number;
            /**
             * Format: date-time
             * @description It is removed then.
             */
            expiresAt: string;
            /**
             * Format: int64
             * @description From the recording's start.
             */
            fromMs: number;
            /** @example CU_k3h1D2f9aQ0z */
            id: string;
            /** @description Of site: the participant, as in the manifest. */
            identity?: string;
            /** @enum {string} */
            kind: "clip" | "sound" | "site";
            name: string;
            /**
             * Format: int64
             * @description Percent.
             */
            progress: number;
            /** @description Why it was not made: no_ffmpeg, disk_full, failed, nothing (the site sent nothing). */
            reason?: string;
            /** @enum {string} */
            state: "waiting" | "making" | "ready" | "failed";
            /** Format: int64 */
            toMs: number;
        };
        RecordingCutsOutputBody: {
            items: components["schemas"]["RecordingCut"][];
        };
        "RecordingDecide-recording-deletionRequest": {
            approve: boolean;
            /** @description Needed to refuse. */
            reason?: string;
        };
        RecordingDeletionBody: {
            /** Format: date-time */
            askedAt: string;
            /** @description Name. */
            askedBy: string;
            /** Format: date-time */
            decidedAt?: string;
            decidedBy?: string;
            /** @description Why it was decided so. */
            decision?: string;
            /** Format: date-time */
            expiresAt: string;
            reason: string;
            /** @enum {string} */
            state: "asked" | "approved" | "refused" | "expired";
        };
        RecordingDueOutputBody: {
            items: components["schemas"]["RecordingKeepingBody"][];
        };
        "RecordingHold-recordingRequest": {
            on: boolean;
            reason: string;
        };
        RecordingHoldBody: {
            /** Format: date-time */
            at: string;
            /** @description Name. */
            by: string;
            reason: string;
        };
        RecordingKeepingBody: {
            class: components["schemas"]["RecordingClassBody"];
            /** @description Those there are. */
            classes: components["schemas"]["RecordingClassBody"][];
            /** @description The latest question whether it may go before its time. */
            deletion?: components["schemas"]["RecordingDeletionBody"];
            /**
             * Format: date-time
             * @description Its files and their key were destroyed; a certificate is there.
             */
            disposed?: string;
            /**
             * Format: date-time
             * @description None: it is kept for ever.
             */
            due?: string;
            /** @description Keeps it from being deleted. */
            hold?: components["schemas"]["RecordingHoldBody"];
            may: components["schemas"]["RecordingMayBody"];
            /**
             * @description local: some of its files are still on the server's disk.
             * @enum {string}
             */
            place: "local" | "store" | "none";
            recording: components["schemas"]["RecordingBody"];
        };
        RecordingListOutputBody: {
            items: components["schemas"]["RecordingBody"][];
            nextCursor?: string;
        };
        RecordingMarkBody: {
            /**
             * Format: int64
             * @description From the recording's start.
             */
            atMs: number;
            /** @description Name. */
            author: string;
            /** @example MK_k3h1D2f9aQ0z */
            id: string;
            /** @description The caller's own: they may change and delete it. */
            mine: boolean;
            /** @description For its author alone. */
            private: boolean;
            /** @description The task that was made of it. */
            taskId?: string;
            text: string;
            /** Format: date-time */
            updatedAt: string;
            /**
             * Format: int64
             * @description What If-Match is given.
             */
            version: number;
        };
        RecordingMarkFields: {
            /**
             * Format: int64
             * @description From the recording's start.
             */
            atMs: number;
            /** @description For its author alone; otherwise for all who may watch. */
            private?: boolean;
            /** @description 2000 characters at most. */
            text: string;
        };
        RecordingMayBody: {
            /** @description For its deletion before it is due. */
            ask: boolean;
            class: boolean;
            /** @description On what another has asked. */
            decide: boolean;
            /** @description It is due. */
            dispose: boolean;
            hold: boolean;
        };
        RecordingNowOutputBody: {
            /**
             * @description Of the recording, for who leads the meeting.
             * @example RC_k3h1D2f9aQ0z
             */
            id?: string;
            /** @description Why it ended, as in a recording. */
            reason?: string;
            /** Format: date-time */
            startedAt?: string;
            /**
             * @description none: it is not recorded. What is over is told to who leads the meeting, to others it is none.
             * @enum {string}
             */
            state: "none" | "recording" | "paused" | "finishing" | "ready" | "failed";
        };
        RecordingReasonInputBody: {
            reason: string;
        };
        "RecordingSet-recording-classRequest": {
            class: string;
        };
        "RecordingShare-recordingRequest": {
            /** @enum {string} */
            audience: "host" | "invited";
        };
        RecordingSpeechJob: {
            /** @description Name; none: by the configuration. */
            askedBy?: string;
            /**
             * Format: date-time
             * @description The try under way, or the last.
             */
            begunAt?: string;
            /** @description The service's words, for who knows it. */
            detail?: string;
            /**
             * @description BCP 47.
             * @example vi
             */
            language: string;
            /**
             * Format: date-time
             * @description While it waits: not before.
             */
            next?: string;
            /** @description While it is made: sound (the file of sound is made), work (the service has it). */
            phase?: string;
            /**
             * Format: int64
             * @description Percent, as far as the service tells; 0: it does not.
             */
            progress: number;
            /** @description Why the last try failed: unreachable, refused, busy, timeout, answer, command, sound, no_ffmpeg, disk_full, failed; with ready: kept, subtitles that somebody attached were left alone. */
            reason?: string;
            /** @enum {string} */
            state: "waiting" | "making" | "ready" | "failed";
            /**
             * Format: int64
             * @description Begun so far.
             */
            tries: number;
        };
        RecordingSpeechOutputBody: {
            items: components["schemas"]["RecordingSpeechJob"][];
            /** @description That it knows. */
            languages: string[];
            /** @description Whether there is a speech service. */
            offered: boolean;
        };
        "RecordingStart-recordingRequest": {
            /**
             * @default stage
             * @enum {string}
             */
            cameras: "stage" | "all" | "none";
        };
        RecordingSubtitles: {
            /** Format: date-time */
            at: string;
            /** @description Who attached them, or had them made: name. */
            by: string;
            /** Format: int64 */
            bytes: number;
            /** Format: int64 */
            cues: number;
            /**
             * @description BCP 47.
             * @example vi
             */
            language: string;
            /** @description Made by a speech service, and checked by nobody. */
            machine: boolean;
            sha256: string;
        };
        RecordingSubtitlesOutputBody: {
            items: components["schemas"]["RecordingSubtitles"][];
        };
        RecordingTask: {
            detail?: string;
            /** @description The last day, YYYY-MM-DD. */
            due?: string;
            personId?: string;
            title: string;
            /** @description Responsible. */
            unit: components["schemas"]["RecordingUnitID"];
        };
        RecordingUnitID: {
            catalogue: string;
            code: string;
        };
        RecordingUnitRef: {
            catalogue: string;
            code: string;
            /** @description In the caller's language. */
            name: string;
        };
        RecoveryOutputBody: {
            /** @description Each lets in once in place of a code. Not shown again. */
            recoveryCodes: string[];
        };
        Refusal: {
            /** Format: date-time */
            at: string;
            /** @enum {string} */
            queue: "speech" | "question";
            reason?: string;
            requestId: string;
            topic?: string;
        };
        RegisterInputBody: {
            /**
             * Format: int64
             * @description The last number given on paper.
             */
            last: number;
        };
        ReportInputBody: {
            app: string;
            browser: string;
            /** @description The device in use; none: the system's choice. */
            camera?: string;
            cameraOn: boolean;
            /** @description What fails. */
            detail?: string;
            devices: components["schemas"]["TerminalReportedDevice"][];
            /** @enum {string} */
            doing: "idle" | "waiting" | "joining" | "meeting" | "testing" | "failing";
            /**
             * @description chair: what the chair has chosen for all; else the site's own, until it goes back.
             * @enum {string}
             */
            layout: "chair" | "speaker" | "papers" | "grid" | "panel" | "side_by_side";
            loudspeaker?: string;
            meetingId?: string;
            microphone?: string;
            microphoneOn: boolean;
            /** @example 1920×1080 */
            screen: string;
            /** Format: int64 */
            volume: number;
        };
        Request: {
            approved: boolean;
            /** Format: date-time */
            at: string;
            id: string;
            itemId?: string;
            /** @enum {string} */
            queue: "speech" | "question";
            topic?: string;
            who: components["schemas"]["Who"];
        };
        Result: {
            /** Format: int64 */
            against: number;
            ballots?: string;
            carried: boolean;
            /** Format: int64 */
            cast: number;
            /** Format: int64 */
            eligible: number;
            /** Format: int64 */
            for: number;
            /** Format: int64 */
            other: number;
            /** Format: int64 */
            weight: number;
        };
        Rights: {
            microphone: boolean;
            share: boolean;
        };
        RollMark: {
            /** Format: date-time */
            at: string;
            by?: string;
            mark: string;
            note?: string;
        };
        RollView: {
            /** @description The site that is called now. */
            calling?: string;
            /** @description People by mark. */
            counts: {
                [key: string]: number;
            };
            /** @description For those who conduct: by subject, site:{catalogue}/{code} or person:{id}. */
            marks?: {
                [key: string]: components["schemas"]["RollMark"];
            };
            /** @description For those who conduct: by subject of a person, where they sit and when they came and left. */
            places?: {
                [key: string]: components["schemas"]["Place"];
            };
            /**
             * Format: int64
             * @description Sites of the meeting's plan.
             */
            planned: number;
            quorum: components["schemas"]["QuorumView"];
            /** @description Sites by mark; those without one are not counted. */
            sites: {
                [key: string]: number;
            };
        };
        RoomBody: {
            /** @description In the caller's language. */
            description?: string;
            /** @description Somebody is in the room. */
            live: boolean;
            /**
             * @description The room's id.
             * @example diem-cau-02287
             */
            name: string;
            /**
             * Format: int64
             * @description How many are in the room now.
             */
            participants: number;
            /** @description For trying out; nothing official happens here. */
            practice: boolean;
            title: components["schemas"]["Text"];
            /** @description The unit whose room it is. */
            unit?: components["schemas"]["UnitRef"];
        };
        RoomsOutputBody: {
            items: components["schemas"]["RoomBody"][];
            /** @description None on the last page. */
            nextCursor?: string;
        };
        Rushes: {
            /** @description The moving pictures that the scenes name, and the sound of those who can be heard. */
            files: components["schemas"]["RushesFile"][];
            /** Format: int64 */
            fromMs: number;
            /**
             * Format: int64
             * @description Tracks of sound that run in the stretch without being heard, or less than the others: they are left out.
             */
            quiet: number;
            /** @description What the picture is composed of, without a hole. */
            scenes: components["schemas"]["RushesScene"][];
            /** @description In which nobody is heard; one that goes on in the next stretch is told there too. */
            silences: components["schemas"]["RushesSilence"][];
            /** Format: int64 */
            toMs: number;
        };
        RushesFile: {
            /** @description As in the manifest. */
            file: string;
            /**
             * Format: int64
             * @description What is before the first piece: it sets a decoder up.
             */
            headerBytes: number;
            /** @enum {string} */
            kind: "audio" | "video";
            /**
             * @description With its codec, as browsers are asked for it.
             * @example video/webm; codecs="vp8"
             */
            mime: string;
            /** @description Of the stretch, and of pictures those from the last key frame before it on. */
            pieces: components["schemas"]["RushesPiece"][];
            /**
             * Format: int64
             * @description Where in the recording the file begins.
             */
            startMs: number;
        };
        RushesPiece: {
            /**
             * Format: int64
             * @description From the recording's start.
             */
            atMs: number;
            /** Format: int64 */
            bytes: number;
            /** Format: int64 */
            endMs: number;
            /** @description Decoding can begin here. */
            key?: boolean;
            /** Format: int64 */
            offset: number;
        };
        RushesScene: {
            /** @description The file beside it: who is on the stage while a screen is shared. */
            beside?: string;
            /** Format: int64 */
            fromMs: number;
            /** @description The file that is large; none: a plate with the name. */
            main?: string;
            /** @description Of who is on the stage. */
            name?: string;
            /** Format: int64 */
            toMs: number;
        };
        RushesSilence: {
            /** Format: int64 */
            fromMs: number;
            /** Format: int64 */
            toMs: number;
        };
        Sample: {
            /** Format: date-time */
            at: string;
            /** @enum {string} */
            camera: "closed" | "open" | "missing";
            /** Format: int64 */
            downKbps: number;
            /** Format: double */
            downLossPct: number;
            /** @enum {string} */
            microphone: "closed" | "open" | "missing";
            /** Format: double */
            rttMs: number;
            sent: components["schemas"]["Picture"];
            shown: components["schemas"]["Picture"];
            /** Format: int64 */
            upKbps: number;
            /** Format: double */
            upLossPct: number;
        };
        Seat: {
            /** @description Unique in the room, such as A1. */
            label: string;
            /** @description The name plate; empty for a seat that is free. */
            name?: string;
        };
        SeatBlock: {
            /** Format: int64 */
            height: number;
            /** @enum {string} */
            kind: "row" | "table" | "stage" | "screen" | "door";
            /** @description Such as Bàn chủ toạ; may be empty. */
            name: string;
            /** @description From left to right; round a table clockwise. */
            seats: components["schemas"]["Seat"][];
            /** Format: int64 */
            width: number;
            /**
             * Format: int64
             * @description Left cell, from 0.
             */
            x: number;
            /**
             * Format: int64
             * @description Top cell, from 0; the front is at the top.
             */
            y: number;
        };
        SeatMap: {
            blocks: components["schemas"]["SeatBlock"][];
            /**
             * Format: int64
             * @description Width of the plan in cells; 0 = no plan.
             */
            columns: number;
            /**
             * Format: int64
             * @description Depth of the plan in cells.
             */
            rows: number;
        };
        SecondFactorOutputBody: {
            on: boolean;
            /**
             * Format: int64
             * @description How many are left.
             */
            recoveryCodes: number;
            /** @description The role must have one; it cannot be turned off. */
            required: boolean;
            /** Format: date-time */
            since?: string;
        };
        SessionBody: {
            /**
             * Format: date-time
             * @description When the session ends whatever happens.
             */
            expiresAt: string;
            /**
             * @description What must be done before the session is good for anything else: enter the code of the second factor, replace the password, set up a second factor. None when nothing is left.
             * @enum {string}
             */
            requires?: "code" | "new_password" | "second_factor";
            user: components["schemas"]["UserBody"];
        };
        SessionItem: {
            /** Format: date-time */
            createdAt: string;
            /** @description The session of this request. */
            current: boolean;
            /** Format: date-time */
            expiresAt: string;
            /** @example SE_k3h1D2f9aQ0z */
            id: string;
            /** Format: date-time */
            lastSeenAt: string;
            /**
             * @description The IP address it was opened from.
             * @example 10.8.0.17
             */
            source: string;
            userAgent: string;
        };
        SessionsOutputBody: {
            items: components["schemas"]["SessionItem"][];
        };
        "Set-calendar-dayRequest": {
            /** @enum {string} */
            kind: "holiday" | "working";
            name: string;
        };
        Speech: {
            /** Format: int64 */
            fromMs: number;
            itemId?: string;
            /** @enum {string} */
            kind: "speech" | "question" | "reply";
            name: string;
            /** Format: int64 */
            toMs: number;
            topic?: string;
            unit: string;
        };
        StageSet: {
            /** @enum {string} */
            layout: "speaker" | "papers" | "grid" | "panel" | "side_by_side";
            panel?: string[];
            /** Format: int64 */
            rotate?: number;
            second?: string;
            spotted?: string;
        };
        StageView: {
            /** @enum {string} */
            layout: "speaker" | "papers" | "grid" | "panel" | "side_by_side";
            panel?: string[];
            /** Format: int64 */
            rotate?: number;
            second?: string;
            /**
             * Format: date-time
             * @description When this layout began: pages that are turned by time are counted from here, so that every site shows the same.
             */
            since?: string;
            /** @description Identity that is large at every site; of a site that is called in the roll, whoever is there for it. */
            spotlight?: string;
            /** @description Subject of the site that is called in the roll. */
            spotlightSite?: string;
            spotted?: string;
        };
        Stretch: {
            /** Format: int64 */
            fromMs: number;
            /** Format: int64 */
            toMs: number;
        };
        "Tell-own-devicesRequest": {
            /**
             * @description none: there is none; lost: it was pulled out; blocked: the browser may not open it, or another program has it.
             * @enum {string}
             */
            camera: "fine" | "none" | "lost" | "blocked";
            /** @enum {string} */
            microphone: "fine" | "none" | "lost" | "blocked";
        };
        "TerminalBegin-pairingRequest": {
            /** @description ECDSA on P-256, as SubjectPublicKeyInfo in base64. */
            publicKey: string;
        };
        "TerminalChallenge-terminalRequest": {
            terminalId: string;
        };
        TerminalChallengeOutputBody: {
            /** Format: date-time */
            expiresAt: string;
            /** @description What to sign, in UTF-8. */
            message: string;
            /** @description To sign, once. */
            nonce: string;
        };
        TerminalCommand: {
            /** Format: date-time */
            at: string;
            /** @description Who gave it. */
            by: string;
            /** Format: date-time */
            deadline: string;
            /** @description Why it failed; expired: the terminal did not take it in time. */
            detail?: string;
            /** @example TC_k3h1D2f9aQ0z */
            id: string;
            /** @enum {string} */
            kind: "camera" | "microphone" | "loudspeaker" | "volume" | "layout" | "mute" | "rejoin" | "reload";
            /** @enum {string} */
            state: "queued" | "done" | "failed";
            /** @description A device's id, a volume in per cent, a layout. */
            value?: string;
        };
        TerminalCommandsOutputBody: {
            items: components["schemas"]["TerminalCommand"][];
        };
        "TerminalEnter-terminalRequest": {
            nonce: string;
            signature: string;
            terminalId: string;
        };
        TerminalEnteredOutputBody: {
            /** @description Another session of the same terminal was live. It was ended and told, and the administrators see it. */
            displaced: boolean;
            /**
             * Format: date-time
             * @description When the session ends; the terminal signs another nonce then.
             */
            expiresAt: string;
        };
        TerminalItem: {
            /** @description It was heard of just now. */
            connected: boolean;
            /** @example TD_k3h1D2f9aQ0z */
            id: string;
            /** @example Máy chính */
            name: string;
            /** Format: date-time */
            pairedAt: string;
            /** @description What it last told of itself; none: it was never there. */
            report?: components["schemas"]["TerminalReport"];
            /** @example diem-cau-02287 */
            room: string;
            roomTitle: string;
            /** Format: date-time */
            seenAt?: string;
            /**
             * @description Its address.
             * @example 10.8.0.17
             */
            source?: string;
        };
        TerminalItemsOutputBody: {
            items: components["schemas"]["TerminalItem"][];
        };
        TerminalPairingOutputBody: {
            /**
             * @description To show; told once.
             * @example 48219037
             */
            code?: string;
            /** Format: date-time */
            expiresAt: string;
            /**
             * @description To ask by what has become of the code; a secret of this browser.
             * @example TP_k3h1D2f9aQ0z
             */
            id: string;
            /** @enum {string} */
            state: "waiting" | "paired" | "expired";
            /**
             * @description What the browser has become.
             * @example TD_k3h1D2f9aQ0z
             */
            terminalId?: string;
        };
        TerminalReport: {
            app: string;
            browser: string;
            camera?: string;
            cameraOn: boolean;
            detail?: string;
            devices: components["schemas"]["TerminalReportedDevice"][];
            /** @enum {string} */
            doing: "idle" | "waiting" | "joining" | "meeting" | "testing" | "failing";
            /**
             * @description chair: what the chair has chosen for all; else the site's own, until it goes back.
             * @enum {string}
             */
            layout: "chair" | "speaker" | "papers" | "grid" | "panel" | "side_by_side";
            loudspeaker?: string;
            meetingId?: string;
            microphone?: string;
            microphoneOn: boolean;
            screen: string;
            /** Format: int64 */
            volume: number;
        };
        TerminalReportedDevice: {
            id: string;
            /** @enum {string} */
            kind: "camera" | "microphone" | "loudspeaker";
            label: string;
        };
        TerminalScheduleItem: {
            /** Format: date-time */
            end: string;
            host: string;
            id: string;
            /**
             * Format: date-time
             * @description When it would be, while it has to wait.
             */
            opensAt?: string;
            /** Format: date-time */
            start: string;
            state: string;
            /**
             * Format: date-time
             * @description From when the line test is open.
             */
            testAt: string;
            title: string;
            /**
             * @description Whether the terminal would be let in now.
             * @enum {string}
             */
            verdict: "enter" | "wait" | "knock" | "closed";
        };
        TerminalScheduleOutputBody: {
            items: components["schemas"]["TerminalScheduleItem"][];
            /** Format: date-time */
            now: string;
        };
        TerminalSelfOutputBody: {
            /** @description Whose topic of events to watch, and the identity in rooms. */
            accountId: string;
            /** @example TD_k3h1D2f9aQ0z */
            id: string;
            /** @example Máy chính */
            name: string;
            /**
             * Format: date-time
             * @description The server's clock, to set the one on the wall by.
             */
            now: string;
            /** @example diem-cau-02287 */
            room: string;
            roomTitle: string;
            unit?: components["schemas"]["UnitRef"];
            /** @description Of the product: a terminal that runs another one loads itself anew. */
            version: string;
        };
        Text: {
            /** @example Chiem Hoa Commune */
            en: string;
            /** @example Xã Chiêm Hoá */
            vi: string;
        };
        TicketBody: {
            /** @description The caller may mute and remove others here. */
            canModerate: boolean;
            /**
             * Format: date-time
             * @description Until when the token lets in. Inside, the server renews it.
             */
            expiresAt: string;
            /** @description The caller's identity in the room: one device of an account at a time. */
            identity: string;
            /** @example Điểm cầu Chiêm Hoá */
            participantName: string;
            /** @enum {string} */
            role: "chair" | "secretary" | "delegate" | "guest" | "technician" | "unit_admin" | "admin" | "leader";
            /** @description The join token of LiveKit's protocol. */
            token: string;
            /** @description Web socket origin of signaling; empty: the one that serves this API. */
            url: string;
        };
        Turn: {
            /** Format: int64 */
            before: number;
            /** Format: date-time */
            end?: string;
            /** Format: date-time */
            held?: string;
            id: string;
            itemId?: string;
            /** @enum {string} */
            queue: "speech" | "question";
            reply?: string;
            /** Format: int64 */
            seconds?: number;
            /** Format: date-time */
            since: string;
            /** Format: date-time */
            start: string;
            topic?: string;
            who: components["schemas"]["Who"];
        };
        UnitKey: {
            catalogue: string;
            code: string;
        };
        UnitRef: {
            /**
             * @description The version of the catalogue that the code is from.
             * @example tuyen-quang-2025-07
             */
            catalogue: string;
            /** @example 02287 */
            code: string;
            /** @enum {string} */
            level: "province" | "district" | "commune" | "agency";
            /**
             * @description In the caller's language.
             * @example Xã Chiêm Hoá
             */
            name: string;
        };
        UseLinkInputBody: {
            /** @description The new password. */
            new: string;
            /** @description What stands after # in the link. */
            secret: string;
        };
        UserBody: {
            displayName: string;
            /** @example AC_k3h1D2f9aQ0z */
            id: string;
            /**
             * @description Who it is in the directory.
             * @example PE_k3h1D2f9aQ0z
             */
            personId?: string;
            /** @enum {string} */
            role: "chair" | "secretary" | "delegate" | "guest" | "technician" | "unit_admin" | "admin" | "leader";
            /** @description The unit the account belongs to. */
            unit?: components["schemas"]["UnitRef"];
            /** @example chutri */
            username: string;
        };
        VoteTaken: {
            /** Format: int64 */
            against: number;
            /** Format: int64 */
            for: number;
            /** Format: int64 */
            fromMs: number;
            /** Format: int64 */
            notVoting: number;
            /** Format: int64 */
            other: number;
            question: string;
            /** Format: int64 */
            toMs: number;
        };
        Voter: {
            identities: string[];
            key: string;
            name: string;
            unit?: string;
            /** Format: int64 */
            weight: number;
        };
        "Watched-recordingRequest": {
            /** Format: int64 */
            fromMs: number;
            /** Format: int64 */
            toMs: number;
        };
        Who: {
            identity: string;
            name: string;
            personId?: string;
            position?: string;
            role: string;
            site?: string;
            unit?: components["schemas"]["UnitKey"];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
