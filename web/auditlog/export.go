package auditlog

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"

	"giaoban/internal/audit"
	"giaoban/internal/text"
)

// writer is a format of an exported file.
type writer struct {
	media, extension string
	// begin returns what writes one record, and what writes the end.
	begin func(w io.Writer) (record func(audit.Record) error, end func() error, err error)
}

var writers = map[string]writer{
	"":          {"text/csv; charset=utf-8", ".csv", beginCSV},
	formatCSV:   {"text/csv; charset=utf-8", ".csv", beginCSV},
	formatJSONL: {"application/x-ndjson", ".jsonl", beginJSONL},
}

// patience is how long the caller may take for what fits into the network's buffers.
const patience = time.Minute

// send writes the file as it is read. An error after its beginning cuts the connection, so that nobody takes the part for
// the whole.
func (f writer) send(ctx context.Context, w http.ResponseWriter, log *audit.Log, query audit.Query, name string) error {
	control := http.NewResponseController(w)
	buffer := bufio.NewWriterSize(&deadlined{w, control}, 64<<10)
	record, end, err := f.begin(buffer)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", f.media)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+f.extension+`"`)
	w.Header().Set("Cache-Control", "no-store")
	err = log.Each(ctx, query, record)
	if err == nil {
		err = errors.Join(end(), buffer.Flush())
	}
	if err != nil {
		panic(http.ErrAbortHandler) //nolint:forbidigo // the one way to break off an answer that has begun
	}
	return nil
}

// deadlined gives each write its own time, in place of the server's for the whole answer.
type deadlined struct {
	w       io.Writer
	control *http.ResponseController
}

// Write implements io.Writer.
func (d *deadlined) Write(data []byte) (int, error) {
	if err := d.control.SetWriteDeadline(time.Now().Add(patience)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return 0, err
	}
	return d.w.Write(data)
}

func beginJSONL(w io.Writer) (func(audit.Record) error, func() error, error) {
	encoder := json.NewEncoder(w)
	return func(record audit.Record) error { return encoder.Encode(newItem(record)) }, func() error { return nil }, nil
}

var columns = []string{"seq", "id", "at", "actorId", "actorName", "source", "requestId", "action", "subject", "detail", "hash"}

func beginCSV(w io.Writer) (func(audit.Record) error, func() error, error) {
	// The mark by which spreadsheets know UTF-8.
	if _, err := io.WriteString(w, "\uFEFF"); err != nil {
		return nil, nil, err
	}
	table := csv.NewWriter(w)
	table.UseCRLF = true
	if err := table.Write(columns); err != nil {
		return nil, nil, err
	}
	record := func(r audit.Record) error {
		cells := []string{
			strconv.FormatInt(r.Seq, 10), r.ID, r.At.Format(time.RFC3339Nano), r.Actor.ID, r.Actor.Name, r.Actor.Source, r.RequestID,
			r.Action, r.Subject, string(r.Detail), r.Hash,
		}
		for i := range cells {
			cells[i] = text.Inert(cells[i])
		}
		return table.Write(cells)
	}
	return record, func() error { table.Flush(); return table.Error() }, nil
}
