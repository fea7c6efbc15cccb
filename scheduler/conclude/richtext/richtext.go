// Package richtext is the text that an editor writes, as its JSON has it (ProseMirror's document model): headings,
// paragraphs and lists of bold and italic text. What is not of the schema is refused, whoever sends it.
package richtext

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
)

// Types of nodes.
const (
	TypeDoc         = "doc"
	TypeParagraph   = "paragraph"
	TypeHeading     = "heading"
	TypeBulletList  = "bulletList"
	TypeOrderedList = "orderedList"
	TypeListItem    = "listItem"
	TypeText        = "text"
	TypeHardBreak   = "hardBreak"
)

// Types of marks.
const (
	Bold   = "bold"
	Italic = "italic"
)

// Doc is a document. The zero Doc is empty.
type Doc struct {
	Content []Node
}

// Node is a part of a document.
type Node struct {
	Type    string `json:"type"`
	Attrs   *Attrs `json:"attrs,omitempty"`
	Content []Node `json:"content,omitempty"`
	Text    string `json:"text,omitempty"`
	Marks   []Mark `json:"marks,omitempty"`
}

// Attrs are a heading's level, 1 to 3, or an ordered list's first number.
type Attrs struct {
	Level int `json:"level,omitempty"`
	Start int `json:"start,omitempty"`
}

// Mark is a style of text.
type Mark struct {
	Type string `json:"type"`
}

// MarshalJSON writes a document in its one form: the same document is always the same bytes.
func (d Doc) MarshalJSON() ([]byte, error) {
	content := d.Content
	if content == nil {
		content = []Node{}
	}
	return json.Marshal(struct {
		Type    string `json:"type"`
		Content []Node `json:"content"`
	}{TypeDoc, content})
}

// UnmarshalJSON is Parse.
func (d *Doc) UnmarshalJSON(raw []byte) error {
	parsed, err := Parse(raw)
	if err != nil {
		return err
	}
	*d = *parsed
	return nil
}

// SHA256 returns the hash of a document's one form, hex.
func (d Doc) SHA256() string {
	raw, err := d.MarshalJSON()
	if err != nil {
		return "" // nodes have nothing that cannot be encoded
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// Equal reports whether two documents are the same.
func (d Doc) Equal(other Doc) bool {
	a, errA := d.MarshalJSON()
	b, errB := other.MarshalJSON()
	return errA == nil && errB == nil && bytes.Equal(a, b)
}

// Text returns the words, a line for each block.
func (d Doc) Text() string {
	var b strings.Builder
	for i := range d.Content {
		d.Content[i].text(&b)
	}
	return strings.TrimSpace(b.String())
}

func (n *Node) text(b *strings.Builder) {
	switch n.Type {
	case TypeText:
		b.WriteString(n.Text)
		return
	case TypeHardBreak:
		b.WriteByte('\n')
		return
	}
	for i := range n.Content {
		n.Content[i].text(b)
	}
	if n.Type == TypeParagraph || n.Type == TypeHeading {
		b.WriteByte('\n')
	}
}

// IsEmpty reports whether nothing is written.
func (d Doc) IsEmpty() bool { return d.Text() == "" }

// Has reports whether a text has a mark.
func (n *Node) Has(mark string) bool {
	for _, m := range n.Marks {
		if m.Type == mark {
			return true
		}
	}
	return false
}

// Heading is a heading of a level, 1 to 3.
func Heading(level int, text string) Node {
	return Node{Type: TypeHeading, Attrs: &Attrs{Level: level}, Content: inline(Run(text))}
}

// Run is a text with marks.
func Run(text string, marks ...string) Node {
	node := Node{Type: TypeText, Text: text}
	for _, mark := range marks {
		node.Marks = append(node.Marks, Mark{Type: mark})
	}
	return node
}

// Paragraph is a paragraph of runs; those without text are left out.
func Paragraph(runs ...Node) Node { return Node{Type: TypeParagraph, Content: inline(runs...)} }

// Bullets is a bullet list of plain items.
func Bullets(items ...string) Node {
	list := Node{Type: TypeBulletList}
	for _, item := range items {
		list.Content = append(list.Content, Node{Type: TypeListItem, Content: []Node{Paragraph(Run(item))}})
	}
	return list
}

func inline(runs ...Node) []Node {
	var kept []Node
	for _, run := range runs {
		if run.Type != TypeText || run.Text != "" {
			kept = append(kept, run)
		}
	}
	return kept
}
