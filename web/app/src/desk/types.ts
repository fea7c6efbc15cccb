import type { components } from '../api/schema.gen';

type Schemas = components['schemas'];

export type Meeting = Schemas['MeetingBody'];
export type MeetingSummary = Schemas['MeetingSummary'];
export type MeetingPage = Schemas['MeetingsOutputBody'];
export type MeetingState = Meeting['state'];
export type MeetingDraft = Schemas['MeetingDraft'];
export type Policies = Schemas['MeetingPolicies'];
export type Action = Schemas['MeetingActInputBody']['action'];
export type Scope = NonNullable<Schemas['MeetingActInputBody']['scope']>;
export type Findings = Schemas['MeetingCheckOutputBody'];
export type Clash = Schemas['MeetingClash'];
export type Warning = Schemas['MeetingWarning'];
export type MeetingEvent = Schemas['MeetingEvent'];
export type Entry = Schemas['MeetingEntryBody'];
export type JoinTicket = Schemas['MeetingJoinTicket'];
export type Knock = Schemas['MeetingKnockBody'];
export type Recurrence = Schemas['MeetingRecurrence'];
export type Series = Schemas['MeetingSeriesBody'];
export type SeriesDate = Schemas['MeetingDate'];
export type Fit = Schemas['MeetingFitOutputBody'];
export type Repeat = Schemas['MeetingRepeatInputBody'];
export type Template = Schemas['MeetingTemplateBody'];
export type TemplatePage = Schemas['MeetingTemplatesOutputBody'];

export type OwnInvitation = Schemas['InvitationBody'] & Schemas['InvitationOwnInvitation'];
export interface OwnInvitationPage {
  items: OwnInvitation[];
  nextCursor?: string;
}
export type AnswerBody = Schemas['InvitationAnswerInputBody'];
export type Invitation = Schemas['InvitationBody'] & Schemas['InvitationLine'];
export interface InvitationPage {
  items: Invitation[];
  nextCursor?: string;
}
export type Participant = Schemas['InvitationParticipant'];
export type ParticipantPage = Schemas['InvitationParticipantsOutputBody'];
export type InvitationState = Invitation['state'];
export type InvitationSummary = Schemas['InvitationSummaryBody'];
export type Target = Schemas['InvitationTargetBody'];
export type Added = Schemas['InvitationAddOutputBody'];
export type IssuedDocument = Schemas['InvitationDocumentBody'];
export type LetterFields = Schemas['InvitationLetterFields'];
export type Letter = LetterFields & Schemas['InvitationLetterBody'];
export type Issuer = Schemas['InvitationIssuerBody'];
export interface IssuerPage {
  items: Issuer[];
}
export type Register = Schemas['InvitationRegisterBody'];
export type Numbered = IssuedDocument & Schemas['InvitationEntryBody'];
export interface NumberedPage {
  items: Numbered[];
  nextCursor?: string;
}
export type Feed = Schemas['InvitationFeedBody'];
export type FeedDetail = Feed['detail'];

export type UnitKey = Schemas['UnitKey'];
export type Unit = Schemas['DirectoryUnitItem'];
export type UnitPage = Schemas['DirectoryUnitsOutputBody'];
export type Person = Schemas['DirectoryPersonItem'];
export type PersonPage = Schemas['DirectoryPeopleOutputBody'];
export type Site = Schemas['DirectorySiteItem'];
export type SitePage = Schemas['DirectorySitesOutputBody'];
export type Group = Schemas['DirectoryGroupItem'];
export type List = Schemas['DirectoryInvitationListItem'];
export type Expansion = Schemas['DirectoryExpansionOutputBody'];
export type Entries = Schemas['DirectoryEntriesOutputBody'];
export type Viewer = Schemas['DirectoryViewerOutputBody'];

export type PaperItem = Schemas['PaperItem'];
export type Papers = Schemas['PapersOutputBody'];
export type PaperTask = Schemas['PaperTaskItem'];
export type PaperTasks = Schemas['PaperTasksOutputBody'];
