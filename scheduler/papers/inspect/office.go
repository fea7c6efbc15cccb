package inspect

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"unicode/utf16"

	"giaoban/internal/fault"
	"giaoban/scheduler/papers"
)

// Limits of an office file, which is a zip archive of XML parts and pictures (ECMA-376, part 2).
const (
	maxParts      = 20_000
	maxUnpacked   = 1 << 30   // bytes of all parts
	freeUnpacked  = 100 << 20 // up to here any ratio is fine: XML shrinks well
	maxRatio      = 100       // of unpacked to packed bytes above that
	maxXML        = 16 << 20  // of a part that is parsed: content types, relations
	maxEmbedded   = 64 << 20  // of an office file inside another
	maxNesting    = 2
	typesPart     = "[Content_Types].xml"
	relationsPart = ".rels"
)

var (
	errBomb     = fault.New(fault.Unsupported, "papers.zip_bomb")
	errMacros   = fault.New(fault.Unsupported, "papers.macros")
	errEmbedded = fault.New(fault.Unsupported, "papers.embedded")
	errOutside  = fault.New(fault.Unsupported, "papers.outside_content")
)

func broken(cause error) error { return fault.Wrap(fault.Unsupported, "papers.unreadable", cause) }

// mainParts tell the kind by the type of the document's main part.
var mainParts = map[string]papers.Kind{
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml":   papers.DOCX,
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml":         papers.XLSX,
	"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml": papers.PPTX,
	"application/vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml":    papers.PPTX,
}

// office looks into a zip archive that should be an office file.
func office(ctx context.Context, source io.ReaderAt, size int64) (papers.Kind, error) {
	budget := &budget{packed: size}
	return officeIn(ctx, source, size, budget, 0)
}

// budget counts what all parts unpack to, those of files inside too.
type budget struct {
	packed, unpacked int64
	parts            int
}

func (b *budget) spend(n int64) error {
	b.unpacked += n
	if b.unpacked > maxUnpacked || b.unpacked > freeUnpacked && b.unpacked/max(b.packed, 1) > maxRatio {
		return errBomb
	}
	return nil
}

func officeIn(ctx context.Context, source io.ReaderAt, size int64, budget *budget, depth int) (papers.Kind, error) {
	if depth > maxNesting {
		return "", errBomb
	}
	archive, err := zip.NewReader(source, size)
	if err != nil {
		return "", broken(err)
	}
	if budget.parts += len(archive.File); budget.parts > maxParts {
		return "", errBomb
	}
	kind := papers.Kind("")
	names := map[string]bool{}
	for _, part := range archive.File {
		if err := ctx.Err(); err != nil {
			return "", err
		}
		if err := checkPart(part, names); err != nil {
			return "", err
		}
		found, err := lookPart(ctx, part, budget, depth)
		if err != nil {
			return "", err
		}
		if found != "" {
			kind = found
		}
	}
	if !names[strings.ToLower(typesPart)] {
		return "", fault.New(fault.Unsupported, "papers.unknown_kind") // a zip archive of something else
	}
	if kind == "" {
		return "", fault.New(fault.Unsupported, "papers.unknown_kind")
	}
	return kind, nil
}

// checkPart refuses parts by their names and flags.
func checkPart(part *zip.File, names map[string]bool) error {
	name := strings.ToLower(part.Name)
	switch {
	case part.Flags&1 != 0: // APPNOTE.TXT, 4.4.4
		return fault.New(fault.Unsupported, "papers.encrypted")
	case names[name]:
		return broken(fmt.Errorf("part %q twice", part.Name))
	case strings.HasPrefix(name, "/"), strings.HasPrefix(name, ".."), strings.Contains(name, `\`), name != path.Clean(name) && name != path.Clean(name)+"/":
		return broken(fmt.Errorf("part %q", part.Name))
	}
	names[name] = true
	base := path.Base(name)
	switch {
	case strings.Contains(base, "vbaproject"), strings.Contains(base, "vbadata"), strings.Contains("/"+name, "/macrosheets/"),
		strings.Contains("/"+name, "/activex/"), strings.Contains("/"+name, "/dialogsheets/"):
		return errMacros
	case strings.Contains("/"+name, "/embeddings/") && strings.HasSuffix(base, ".bin"):
		return errEmbedded
	}
	return nil
}

// lookPart unpacks a part, which proves how large it is, and looks into those that say what the file is and does.
func lookPart(ctx context.Context, part *zip.File, budget *budget, depth int) (papers.Kind, error) {
	if strings.HasSuffix(part.Name, "/") {
		return "", nil
	}
	reader, err := part.Open()
	if err != nil {
		return "", broken(err)
	}
	defer reader.Close()
	name := strings.ToLower(part.Name)
	counted := &counter{r: reader, budget: budget}
	limit := int64(0)
	switch {
	case name == strings.ToLower(typesPart), strings.HasSuffix(name, relationsPart):
		limit = maxXML
	case strings.Contains("/"+name, "/embeddings/"):
		limit = maxEmbedded
	default:
		_, err := io.Copy(io.Discard, counted)
		return "", partFault(err)
	}
	content, err := io.ReadAll(io.LimitReader(counted, limit+1))
	if err != nil {
		return "", partFault(err)
	}
	if int64(len(content)) > limit {
		return "", errBomb
	}
	switch {
	case limit == maxEmbedded:
		return "", lookEmbedded(ctx, content, budget, depth)
	case strings.HasSuffix(name, relationsPart):
		return "", relations(content)
	}
	return contentTypes(content)
}

func partFault(err error) error {
	var refused *fault.Error
	if err == nil || errors.As(err, &refused) {
		return err
	}
	return broken(err)
}

type counter struct {
	r      io.Reader
	budget *budget
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	if spent := c.budget.spend(int64(n)); spent != nil {
		return n, spent
	}
	return n, err
}

// lookEmbedded takes charts' and tables' data, which are office files, and nothing else.
func lookEmbedded(ctx context.Context, content []byte, budget *budget, depth int) error {
	if sniff(content) != containerZIP {
		return errEmbedded
	}
	_, err := officeIn(ctx, bytes.NewReader(content), int64(len(content)), budget, depth+1)
	if fault.Reason(err) == "papers.unknown_kind" {
		return errEmbedded
	}
	return err
}

func contentTypes(content []byte) (papers.Kind, error) {
	var types struct {
		Overrides []struct {
			ContentType string `xml:",attr"`
		} `xml:"Override"`
		Defaults []struct {
			ContentType string `xml:",attr"`
		} `xml:"Default"`
	}
	if err := xml.Unmarshal(content, &types); err != nil {
		return "", broken(err)
	}
	kind := papers.Kind("")
	for _, one := range append(types.Overrides, types.Defaults...) {
		named := strings.ToLower(one.ContentType)
		if strings.Contains(named, "macroenabled") || strings.Contains(named, "vbaproject") || strings.Contains(named, "activex") {
			return "", errMacros
		}
		if found := mainParts[named]; found != "" {
			kind = found
		}
	}
	return kind, nil
}

// outside are relations to content elsewhere that is loaded when a document is opened. Links that a reader follows by
// hand are not among them.
var outside = []string{"/attachedtemplate", "/oleobject", "/frame", "/subdocument", "/package", "/image", "/video", "/audio", "/media", "/control"}

func relations(content []byte) error {
	var all struct {
		Relations []struct {
			Type       string `xml:",attr"`
			Target     string `xml:",attr"`
			TargetMode string `xml:",attr"`
		} `xml:"Relationship"`
	}
	if err := xml.Unmarshal(content, &all); err != nil {
		return broken(err)
	}
	for _, one := range all.Relations {
		kind := strings.ToLower(one.Type)
		if strings.HasSuffix(kind, "/vbaproject") {
			return errMacros
		}
		if !strings.EqualFold(one.TargetMode, "External") {
			continue
		}
		for _, ending := range outside {
			if strings.HasSuffix(kind, ending) {
				return errOutside
			}
		}
	}
	return nil
}

// lookOLE says which of the two kinds of file in this container it is: an encrypted one of today, or one of before 2007.
// Its directory names streams in UTF-16 (MS-CFB, section 2.6).
func lookOLE(source io.ReaderAt, size int64) error {
	const scanned = 4 << 20
	content := make([]byte, min(size, scanned))
	if _, err := source.ReadAt(content, 0); err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("papers: look at upload: %w", err)
	}
	var named bytes.Buffer
	for _, unit := range utf16.Encode([]rune("EncryptedPackage")) {
		named.Write([]byte{byte(unit), byte(unit >> 8)})
	}
	if bytes.Contains(content, named.Bytes()) {
		return fault.New(fault.Unsupported, "papers.encrypted")
	}
	return fault.New(fault.Unsupported, "papers.old_office")
}
