// Package demo gives somebody own documents for demonstrations: folders and files, invented.
package demo

import (
	"bytes"
	"context"
	"time"

	"giaoban/internal/pdf"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/documents"
	"giaoban/scheduler/documents/cabinet"
	"giaoban/scheduler/papers"
	"giaoban/scheduler/papers/upload"
	"giaoban/scheduler/plan"
)

// Deps are what the demonstration's documents are handed to.
type Deps struct {
	Cabinet *cabinet.Cabinet
	Uploads *upload.Service
}

// shelf is the demonstration's folders, each in the one before it where within is set, and the files in them.
var shelf = []struct {
	folder string
	within bool
	files  []string
}{
	{"", false, []string{"Quy chế làm việc của Ủy ban nhân dân tỉnh"}},
	{"Giao ban hằng tháng", false, []string{"Dàn ý báo cáo giao ban", "Danh sách đầu mối các xã, phường"}},
	{"Tháng 11", true, []string{"Số liệu giải ngân vốn đầu tư công đến ngày 20-11", "Dự thảo kết luận giao ban tháng 11"}},
	{"Mẫu văn bản", false, []string{"Mẫu giấy mời", "Mẫu biên bản cuộc họp"}},
}

// Load gives documents to somebody who has none.
func Load(ctx context.Context, deps Deps, by directory.By, now time.Time) error {
	held, err := deps.Cabinet.Holding(ctx, by)
	if err != nil || len(held.Folders) > 0 || held.Documents > 0 {
		return err
	}
	folderID := ""
	for _, part := range shelf {
		if !part.within {
			folderID = ""
		}
		if part.folder != "" {
			folder, err := deps.Cabinet.CreateFolder(ctx, by, folderID, part.folder)
			if err != nil {
				return err
			}
			folderID = folder.ID
		}
		for _, title := range part.files {
			if err := add(ctx, deps, by, folderID, title, now); err != nil {
				return err
			}
		}
	}
	return nil
}

func add(ctx context.Context, deps Deps, by directory.By, folderID, title string, now time.Time) error {
	content, err := pdf.Render(&pdf.Document{
		Agency: "ỦY BAN NHÂN DÂN\nTỈNH TUYÊN QUANG", Number: "Số: …/…", Place: "Tuyên Quang", Date: now, Draft: true, Type: "TÀI LIỆU", Abstract: title,
		Body: []pdf.Block{pdf.Text("Tài liệu giả định, dùng để giới thiệu hệ thống. Chỉ người sở hữu xem được tài liệu này.")},
	})
	if err != nil {
		return err
	}
	declared := papers.Declaration{NoStateSecret: true, Secrecy: plan.NotSecret}
	name := documents.WithEnding(title, papers.PDF)
	made, err := deps.Uploads.Create(ctx, by, name, int64(len(content)), declared)
	if err != nil {
		return err
	}
	if _, err := deps.Uploads.Write(ctx, by, made.ID, 0, bytes.NewReader(content), upload.Sum{}); err != nil {
		return err
	}
	if err := deps.Uploads.Settle(ctx, by, made.ID); err != nil {
		return err
	}
	_, err = deps.Cabinet.Add(ctx, by, folderID, made.ID, declared)
	return err
}
