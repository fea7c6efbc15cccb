package richtext

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"giaoban/internal/fault"
	"giaoban/internal/text"
)

// Limits.
const (
	MaxBytes = 512 << 10 // of the JSON
	maxNodes = 20_000
	maxDepth = 16  // nodes within nodes: six lists in lists
	maxStart = 999 // of an ordered list
)

// errSchema is the cause of a refusal, for the log; its reason tells people.
var errSchema = errors.New("richtext: not of the schema")

// Parse reads a document as the editor writes it. What the schema does not have, what is too large and what holds
// characters that cannot be seen is refused with fault.Invalid. The text is brought to NFC.
func Parse(raw []byte) (*Doc, error) {
	if len(raw) > MaxBytes {
		return nil, &fault.Error{Code: fault.TooLarge, Reason: "conclude.text_too_large"}
	}
	if !utf8.Valid(raw) {
		return nil, refuse("bytes that are no text")
	}
	var root rawNode
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&root); err != nil {
		return nil, refuse(err.Error())
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, refuse("more than one value")
	}
	if root.Type != TypeDoc || root.Attrs != nil || root.Text != "" || root.Marks != nil {
		return nil, refuse("no document")
	}
	p := &parser{}
	content, err := p.children(root.Content, TypeDoc, 1)
	if err != nil {
		return nil, err
	}
	return &Doc{Content: content}, nil
}

// rawNode is a node as it comes. An editor writes attributes that mean nothing here as null.
type rawNode struct {
	Type    string                     `json:"type"`
	Attrs   map[string]json.RawMessage `json:"attrs"`
	Content []rawNode                  `json:"content"`
	Text    string                     `json:"text"`
	Marks   []rawMark                  `json:"marks"`
}

type rawMark struct {
	Type  string                     `json:"type"`
	Attrs map[string]json.RawMessage `json:"attrs"`
}

func refuse(why string) error {
	return &fault.Error{Code: fault.Invalid, Reason: "conclude.text", Cause: fmt.Errorf("%w: %s", errSchema, why)}
}

// children names what each type may hold, in any number and order.
var children = map[string][]string{
	TypeDoc:         {TypeParagraph, TypeHeading, TypeBulletList, TypeOrderedList},
	TypeParagraph:   {TypeText, TypeHardBreak},
	TypeHeading:     {TypeText, TypeHardBreak},
	TypeBulletList:  {TypeListItem},
	TypeOrderedList: {TypeListItem},
	TypeListItem:    {TypeParagraph, TypeBulletList, TypeOrderedList},
}

type parser struct{ nodes int }

func (p *parser) children(raw []rawNode, of string, depth int) ([]Node, error) {
	if len(raw) == 0 {
		return nil, nil
	}
	if depth > maxDepth {
		return nil, refuse("too deep")
	}
	var all []Node
	for i := range raw {
		if p.nodes++; p.nodes > maxNodes {
			return nil, &fault.Error{Code: fault.TooLarge, Reason: "conclude.text_too_large"}
		}
		if !slices.Contains(children[of], raw[i].Type) {
			return nil, refuse(fmt.Sprintf("%q in %q", raw[i].Type, of))
		}
		node, err := p.node(&raw[i], depth)
		if err != nil {
			return nil, err
		}
		if node.Type != TypeText || node.Text != "" {
			all = append(all, *node)
		}
	}
	if of == TypeListItem && all[0].Type != TypeParagraph {
		return nil, refuse("an item without a paragraph")
	}
	return all, nil
}

func (p *parser) node(raw *rawNode, depth int) (*Node, error) {
	node := &Node{Type: raw.Type}
	var err error
	if node.Attrs, err = attrs(raw); err != nil {
		return nil, err
	}
	if raw.Type == TypeText {
		if raw.Content != nil {
			return nil, refuse("a text with content")
		}
		if node.Text, err = clean(raw.Text); err != nil {
			return nil, err
		}
		node.Marks, err = marks(raw.Marks)
		return node, err
	}
	if raw.Text != "" || len(raw.Marks) > 0 && raw.Type != TypeHardBreak {
		return nil, refuse("text or marks on " + raw.Type)
	}
	if node.Content, err = p.children(raw.Content, raw.Type, depth+1); err != nil {
		return nil, err
	}
	if len(node.Content) == 0 && slices.Contains([]string{TypeBulletList, TypeOrderedList, TypeListItem}, raw.Type) {
		return nil, refuse("an empty " + raw.Type)
	}
	return node, nil
}

func attrs(raw *rawNode) (*Attrs, error) {
	found := Attrs{}
	for name, value := range raw.Attrs {
		if string(value) == "null" {
			continue
		}
		var err error
		switch {
		case name == "level" && raw.Type == TypeHeading:
			err = json.Unmarshal(value, &found.Level)
		case name == "start" && raw.Type == TypeOrderedList:
			err = json.Unmarshal(value, &found.Start)
		default:
			err = errSchema
		}
		if err != nil {
			return nil, refuse(fmt.Sprintf("attribute %q of %q", name, raw.Type))
		}
	}
	switch raw.Type {
	case TypeHeading:
		if found.Level < 1 || found.Level > 3 {
			return nil, refuse("a heading's level")
		}
	case TypeOrderedList:
		if found.Start == 0 {
			found.Start = 1
		}
		if found.Start < 1 || found.Start > maxStart {
			return nil, refuse("a list's start")
		}
	default:
		return nil, nil
	}
	return &found, nil
}

func marks(raw []rawMark) ([]Mark, error) {
	var all []Mark
	for _, mark := range raw {
		if mark.Type != Bold && mark.Type != Italic || len(mark.Attrs) > 0 {
			return nil, refuse(fmt.Sprintf("mark %q", mark.Type))
		}
		if slices.Contains(all, Mark{Type: mark.Type}) {
			return nil, refuse("a mark twice")
		}
		all = append(all, Mark{Type: mark.Type})
	}
	slices.SortFunc(all, func(a, b Mark) int { return strings.Compare(a.Type, b.Type) })
	return all, nil
}

// pasted are what word processors leave in texts: spaces of other widths, and marks that mean nothing here.
var pasted = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\u2007", " ", "\t", " ", "\n", " ", "\r", "", "\u00ad", "", "\u200b", "", "\ufeff", "")

// clean brings a text to its one form, or refuses it for what cannot be seen or turns the direction of others.
func clean(value string) (string, error) {
	value = norm.NFC.String(pasted.Replace(value))
	for _, r := range value {
		if !text.Visible(r) {
			return "", &fault.Error{Code: fault.Invalid, Reason: "conclude.text_characters"}
		}
	}
	return value, nil
}
