package document

import (
	"fmt"

	"giaoban/internal/pdf"
	"giaoban/scheduler/conclude/richtext"
)

// Blocks sets a rich text as the body of an official document: headings in bold, list items behind "-" and within them "+".
func Blocks(doc richtext.Doc) []pdf.Block {
	var all []pdf.Block
	for i := range doc.Content {
		all = append(all, block(&doc.Content[i], 0)...)
	}
	return all
}

func block(n *richtext.Node, depth int) []pdf.Block {
	switch n.Type {
	case richtext.TypeHeading:
		runs := runs(n)
		for i := range runs {
			runs[i].Bold = true
			runs[i].Italic = runs[i].Italic || n.Attrs.Level == 3
		}
		return []pdf.Block{pdf.Paragraph{Runs: runs, Indent: true, Align: pdf.Left, Keep: true}}
	case richtext.TypeBulletList, richtext.TypeOrderedList:
		var all []pdf.Block
		for i := range n.Content {
			all = append(all, item(&n.Content[i], marker(n, i, depth), depth)...)
		}
		return all
	}
	if len(n.Content) == 0 {
		return nil // an empty line of the editor
	}
	return []pdf.Block{pdf.Paragraph{Runs: runs(n), Indent: true}}
}

func marker(list *richtext.Node, i, depth int) string {
	switch {
	case list.Type == richtext.TypeOrderedList && depth == 0:
		return fmt.Sprintf("%d. ", list.Attrs.Start+i)
	case list.Type == richtext.TypeOrderedList:
		return fmt.Sprintf("%s) ", letters(list.Attrs.Start+i))
	case depth == 0:
		return "- "
	}
	return "+ "
}

// letters counts as Vietnamese documents do: a, b, c, d, đ, e …
func letters(n int) string {
	alphabet := []rune("abcdđeghiklmnopqrstuvxy")
	if n <= len(alphabet) {
		return string(alphabet[n-1])
	}
	return fmt.Sprint(n)
}

func item(n *richtext.Node, marker string, depth int) []pdf.Block {
	var all []pdf.Block
	for i := range n.Content {
		child := &n.Content[i]
		if child.Type != richtext.TypeParagraph {
			all = append(all, block(child, depth+1)...)
			continue
		}
		text := runs(child)
		if i == 0 {
			text = append([]pdf.Run{{Text: marker}}, text...)
		}
		all = append(all, pdf.Paragraph{Runs: text, Indent: true})
	}
	return all
}

func runs(n *richtext.Node) []pdf.Run {
	var all []pdf.Run
	for i := range n.Content {
		child := &n.Content[i]
		text := child.Text
		if child.Type == richtext.TypeHardBreak {
			text = " "
		}
		all = append(all, pdf.Run{Text: text, Bold: child.Has(richtext.Bold), Italic: child.Has(richtext.Italic)})
	}
	return all
}
