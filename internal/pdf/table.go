package pdf

const (
	cellPadding = 3.0
	// linesPerPage bounds a row: what is left of a page below the table's head.
	linesPerPage = 45
)

// table sets a table; a row is never split between pages unless it is higher than one.
func (s *sheet) table(t Table) {
	widths := columnWidths(t.Columns)
	titles := make([]string, len(t.Columns))
	head := make([]Align, len(t.Columns))
	body := make([]Align, len(t.Columns))
	for i, column := range t.Columns {
		titles[i], head[i], body[i] = column.Title, Centred, column.Align
	}
	top := s.measureRow(titles, widths, true)
	s.need(top.height + sizeTable*leading*2)
	s.row(top, widths, head)
	for _, cells := range t.Rows {
		r := s.measureRow(cells, widths, false)
		if s.need(r.height) {
			s.row(top, widths, head)
		}
		s.row(r, widths, body)
	}
	s.y += paragraphGap
}

func columnWidths(columns []Column) []float64 {
	total := 0.0
	for _, column := range columns {
		total += column.Weight
	}
	widths := make([]float64, len(columns))
	for i, column := range columns {
		widths[i] = textWidth * column.Weight / total
	}
	return widths
}

type tableRow struct {
	cells  [][][]word // by column, by line
	height float64
}

func (s *sheet) measureRow(cells []string, widths []float64, bold bool) tableRow {
	r := tableRow{cells: make([][][]word, len(widths))}
	most := 1
	for i := range widths {
		text := ""
		if i < len(cells) {
			text = cells[i]
		}
		r.cells[i] = s.broken([]Run{{Text: text, Bold: bold}}, sizeTable, widths[i]-2*cellPadding, 0)
		most = max(most, len(r.cells[i]))
	}
	most = min(most, linesPerPage)
	r.height = float64(most)*sizeTable*leading + 2*cellPadding
	return r
}

func (s *sheet) row(r tableRow, widths []float64, aligns []Align) {
	if s.err != nil {
		return
	}
	x, top := marginLeft, s.y
	s.out.SetLineWidth(0.4)
	for i, lines := range r.cells {
		s.out.RectFromUpperLeftWithStyle(x, top, widths[i], r.height, "D")
		s.y = top + cellPadding
		for _, line := range lines {
			if s.y+sizeTable*leading > top+r.height {
				break
			}
			s.set(line, x+cellPadding, widths[i]-2*cellPadding, sizeTable, aligns[i], false)
			s.y += sizeTable * leading
		}
		x += widths[i]
	}
	s.y = top + r.height
}
