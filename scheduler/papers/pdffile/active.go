package pdffile

import (
	"errors"
	"fmt"
	"slices"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// Danger is something in a file that acts or hides.
type Danger string

// Dangers.
const (
	NoDanger     Danger = ""
	JavaScript   Danger = "JavaScript"
	Launch       Danger = "Launch"       // starts a program
	EmbeddedFile Danger = "EmbeddedFile" // another file inside, which nobody has looked at
	SubmitForm   Danger = "SubmitForm"   // sends what is typed elsewhere
	ImportData   Danger = "ImportData"
	RichMedia    Danger = "RichMedia" // Flash, 3D, video
	XFA          Danger = "XFA"       // forms with scripts
)

// dangerousActions are types of actions (ISO 32000-1, section 12.6.4).
var dangerousActions = map[string]Danger{
	"JavaScript": JavaScript, "Launch": Launch, "GoToE": EmbeddedFile, "SubmitForm": SubmitForm, "ImportData": ImportData,
	"Rendition": RichMedia, "Movie": RichMedia, "Sound": RichMedia, "RichMediaExecute": RichMedia, "GoTo3DView": RichMedia,
}

// dangerousKeys are entries of dictionaries that have no other use.
var dangerousKeys = map[string]Danger{
	"JavaScript": JavaScript, "JS": JavaScript, "EmbeddedFiles": EmbeddedFile, "EF": EmbeddedFile, "RichMediaContent": RichMedia, "XFA": XFA,
}

// dangerousTypes are values of Type and Subtype.
var dangerousTypes = map[string]Danger{
	"EmbeddedFile": EmbeddedFile, "FileAttachment": EmbeddedFile, "RichMedia": RichMedia, "3D": RichMedia, "Movie": RichMedia,
	"Screen": RichMedia, "Sound": RichMedia,
}

// Danger looks for dangers in every object of the file, whether the document refers to it or not.
func (f *File) Danger() (found Danger, err error) {
	defer func() {
		if tripped := recover(); tripped != nil {
			found, err = NoDanger, fmt.Errorf("%w: %v", ErrUnreadable, tripped)
		}
	}()
	for _, entry := range f.doc.Table {
		if entry == nil || entry.Free {
			continue
		}
		found, err := f.danger(entry.Object, 0)
		if found != NoDanger || err != nil {
			return found, err
		}
	}
	return NoDanger, nil
}

// errDeep means that a file is nested deeper than anything honest.
var errDeep = errors.New("pdffile: nested too deep")

func (f *File) danger(object types.Object, depth int) (Danger, error) {
	if depth > maxDepth {
		return NoDanger, errDeep
	}
	var inside []types.Object
	switch value := object.(type) {
	case types.Dict:
		if found := dangerOf(value); found != NoDanger {
			return found, nil
		}
		for _, entry := range value {
			inside = append(inside, entry)
		}
	case types.Array:
		inside = value
	case types.LazyObjectStreamObject: // of an object stream, not looked at before
		decoded, err := value.DecodedObject(f.ctx)
		if err != nil {
			return NoDanger, fmt.Errorf("%w: %w", ErrUnreadable, err)
		}
		inside = []types.Object{decoded}
	case types.StreamDict:
		inside = []types.Object{value.Dict}
	case *types.StreamDict:
		inside = []types.Object{value.Dict}
	case types.ObjectStreamDict:
		inside = []types.Object{value.Dict}
	case *types.ObjectStreamDict:
		inside = []types.Object{value.Dict}
	case types.XRefStreamDict:
		inside = []types.Object{value.Dict}
	case *types.XRefStreamDict:
		inside = []types.Object{value.Dict}
	}
	for _, entry := range inside {
		if found, err := f.danger(entry, depth+1); found != NoDanger || err != nil {
			return found, err
		}
	}
	return NoDanger, nil
}

func dangerOf(dict types.Dict) Danger {
	for key, value := range dict {
		if found := dangerousKeys[key]; found != NoDanger && value != nil {
			return found
		}
		name, ok := value.(types.Name)
		if !ok {
			continue
		}
		if found := dangerousActions[name.Value()]; found != NoDanger && key == "S" {
			return found
		}
		if found := dangerousTypes[name.Value()]; found != NoDanger && slices.Contains([]string{"Type", "Subtype"}, key) {
			return found
		}
	}
	return NoDanger
}
