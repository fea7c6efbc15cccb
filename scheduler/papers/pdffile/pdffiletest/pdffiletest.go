// Package pdffiletest makes small PDF files for tests, honest and otherwise.
package pdffiletest

import (
	"bytes"
	"fmt"
	"strings"
)

// Make returns a file with the objects given, numbered from 1 on; the first is the catalog. Streams give their own
// Length.
func Make(objects ...string) []byte {
	var out bytes.Buffer
	out.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	offsets := make([]int, len(objects))
	for i, object := range objects {
		offsets[i] = out.Len()
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	start := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f\r\n", len(objects)+1)
	for _, offset := range offsets {
		fmt.Fprintf(&out, "%010d 00000 n\r\n", offset)
	}
	fmt.Fprintf(&out, "trailer\n<</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, start)
	return out.Bytes()
}

// Pages returns a file of n pages with the text "Page 1" and so on; extra stands in its catalog, page in every page.
func Pages(n int, extra, page string, more ...string) []byte {
	var kids strings.Builder
	var pages []string
	first := 4 + len(more)
	for i := range n {
		fmt.Fprintf(&kids, "%d 0 R ", first+2*i)
		content := fmt.Sprintf("BT /F 24 Tf 72 600 Td (Page %d) Tj ET", i+1)
		pages = append(pages,
			fmt.Sprintf("<</Type /Page /Parent 2 0 R /Contents %d 0 R %s>>", first+2*i+1, page),
			fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(content), content))
	}
	objects := []string{
		"<</Type /Catalog /Pages 2 0 R " + extra + ">>",
		fmt.Sprintf("<</Type /Pages /Kids [%s] /Count %d /MediaBox [0 0 595 842] /Resources <</Font <</F 3 0 R>>>>>>", kids.String(), n),
		"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>",
	}
	objects = append(objects, more...)
	return Make(append(objects, pages...)...)
}
