package conduct

import (
	"context"

	"giaoban/internal/identity"
	"giaoban/scheduler/conclude"
	"giaoban/scheduler/conduct"
	"giaoban/scheduler/directory"
)

// attendeeItem is one of the invited.
type attendeeItem struct {
	Subject       string                `json:"subject" doc:"Under which the roll has them." example:"person:PE_4fGh2kLm9QwE"`
	Kind          conclude.AttendeeKind `json:"kind" enum:"site,unit,person"`
	Name          string                `json:"name" doc:"Of the person, or of the site."`
	Position      string                `json:"position,omitempty"`
	Unit          directory.UnitKey     `json:"unit"`
	UnitName      string                `json:"unitName,omitempty"`
	Role          identity.Role         `json:"role" enum:"chair,secretary,delegate,guest,technician"`
	Coming        string                `json:"coming" enum:",yes,no" doc:"What they answered; none: nothing yet."`
	Reason        string                `json:"reason,omitempty" doc:"Why they do not come."`
	SubstituteFor string                `json:"substituteFor,omitempty" doc:"Name of whom they come for."`
}

type attendeesOutput struct {
	Body struct {
		Items []attendeeItem `json:"items" nullable:"false"`
	}
}

func (a *area) attendees(ctx context.Context, input *meetingInput) (*attendeesOutput, error) {
	if err := a.Conductor.AtDesk(ctx, by(ctx), input.ID); err != nil {
		return nil, err
	}
	proceedings, err := a.Invited.Proceedings(ctx, input.ID)
	if err != nil {
		return nil, err
	}
	output := &attendeesOutput{}
	output.Body.Items = []attendeeItem{}
	seen := map[string]bool{}
	for _, named := range []struct {
		conclude.Named
		role identity.Role
	}{{proceedings.Chair, identity.Chair}, {proceedings.Secretary, identity.Secretary}} {
		if named.PersonID != "" && !seen[named.PersonID] {
			seen[named.PersonID] = true
			output.Body.Items = append(output.Body.Items, newAttendeeItem(&conclude.Attendee{Named: named.Named, Kind: conclude.PersonAttendee, Role: named.role}))
		}
	}
	for i := range proceedings.Attendance {
		attendee := &proceedings.Attendance[i]
		if attendee.PersonID == "" || !seen[attendee.PersonID] {
			output.Body.Items = append(output.Body.Items, newAttendeeItem(attendee))
		}
	}
	return output, nil
}

func newAttendeeItem(of *conclude.Attendee) attendeeItem {
	item := attendeeItem{
		Subject: conduct.SiteSubject(of.Unit), Kind: of.Kind, Name: of.Name, Position: of.Position, Unit: of.Unit, UnitName: of.UnitName, Role: of.Role,
		Reason: of.Reason, SubstituteFor: of.SubstituteFor,
	}
	if of.Kind == conclude.PersonAttendee {
		item.Subject = "" // somebody whom the directory does not know
		if of.PersonID != "" {
			item.Subject = conduct.PersonSubject(of.PersonID)
		}
	}
	switch of.Presence {
	case conclude.Expected:
		item.Coming = "yes"
	case conclude.AbsentExcused:
		item.Coming = "no"
	}
	return item
}
