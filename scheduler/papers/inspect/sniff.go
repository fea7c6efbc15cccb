package inspect

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// headBytes is how much of a file tells what it is.
const headBytes = 1024

// container is what holds a file's content.
type container string

const (
	containerUnknown container = ""
	containerPDF     container = "pdf"
	containerZIP     container = "zip"
	containerOLE     container = "ole" // documents of Office until 2003, and encrypted ones since
	containerJPEG    container = "jpeg"
	containerPNG     container = "png"
	containerProgram container = "program"
)

// signatures are the first bytes of containers. Nothing may stand before them: a file that is two kinds at once shows each
// reader another face.
var signatures = []struct {
	first string
	kind  container
}{
	{"%PDF-", containerPDF},
	{"PK\x03\x04", containerZIP},
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", containerOLE},
	{"\xff\xd8\xff", containerJPEG},
	{"\x89PNG\r\n\x1a\n", containerPNG},
	{"MZ", containerProgram},
	{"\x7fELF", containerProgram},
	{"\xfe\xed\xfa\xce", containerProgram}, {"\xfe\xed\xfa\xcf", containerProgram},
	{"\xce\xfa\xed\xfe", containerProgram}, {"\xcf\xfa\xed\xfe", containerProgram}, {"\xca\xfe\xba\xbe", containerProgram},
	{"#!", containerProgram},
	{"L\x00\x00\x00\x01\x14\x02\x00", containerProgram}, // a Windows shortcut
}

// sniff tells what a file is by its first bytes.
func sniff(head []byte) container {
	for _, known := range signatures {
		if bytes.HasPrefix(head, []byte(known.first)) {
			return known.kind
		}
	}
	// PDF writers may put a byte order mark or line ends first; readers all over take that.
	if bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n"), []byte("%PDF-")) {
		return containerPDF
	}
	return containerUnknown
}

// CleanName makes a name that is safe to show and to save under of one that a browser sends: without directories, and
// without characters that hide its ending.
func CleanName(name string) string {
	if at := strings.LastIndexAny(name, `/\`); at >= 0 {
		name = name[at+1:]
	}
	name = strings.Map(func(r rune) rune {
		if r == utf8.RuneError || !unicode.IsPrint(r) || strings.ContainsRune(`<>:"|?*`, r) {
			return -1
		}
		return r
	}, name)
	name = strings.Trim(name, ". ")
	if name == "" {
		return "document"
	}
	return name
}
