// Package pdf sets official documents as NĐ 30/2020 asks (phụ lục I): A4, a Times-like serif at 13 and 14 points,
// margins of 30 mm left, 15 mm right, 20 mm above and below, page numbers from the second page, at the top.
//
// The fonts (Liberation Serif, metric-compatible with Times New Roman) are embedded as subsets with their Unicode maps,
// so that text can be selected and searched. Text is set in Unicode's composed form (NFC).
package pdf
