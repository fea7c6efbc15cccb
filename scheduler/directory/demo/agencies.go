package demo

import "giaoban/scheduler/directory"

// agency is a body of the province.
type agency struct{ code, vi, en, symbol string }

// agencies of the province by name; their codes are made up for the demonstration.
var agencies = []agency{
	{"08.VP", "Văn phòng UBND tỉnh", "Office of the Provincial People's Committee", "VP"},
	{"08.SNV", "Sở Nội vụ", "Department of Home Affairs", "SNV"},
	{"08.STC", "Sở Tài chính", "Department of Finance", "STC"},
	{"08.SXD", "Sở Xây dựng", "Department of Construction", "SXD"},
	{"08.SNNMT", "Sở Nông nghiệp và Môi trường", "Department of Agriculture and Environment", "SNNMT"},
	{"08.SCT", "Sở Công Thương", "Department of Industry and Trade", "SCT"},
	{"08.SKHCN", "Sở Khoa học và Công nghệ", "Department of Science and Technology", "SKHCN"},
	{"08.SGDDT", "Sở Giáo dục và Đào tạo", "Department of Education and Training", "SGDĐT"},
	{"08.SYT", "Sở Y tế", "Department of Health", "SYT"},
	{"08.SVHTTDL", "Sở Văn hóa, Thể thao và Du lịch", "Department of Culture, Sports and Tourism", "SVHTTDL"},
	{"08.STP", "Sở Tư pháp", "Department of Justice", "STP"},
	{"08.SDTTG", "Sở Dân tộc và Tôn giáo", "Department of Ethnic Minorities and Religions", "SDTTG"},
	{"08.TTR", "Thanh tra tỉnh", "Provincial Inspectorate", "TTr"},
}

// Agencies returns the province's bodies as units below it.
func Agencies() []directory.Unit {
	units := make([]directory.Unit, len(agencies))
	for i, a := range agencies {
		units[i] = directory.Unit{
			Catalogue: Current, Code: a.code, ParentCode: ProvinceCode, Level: directory.Agency, Name: directory.Text{VI: a.vi, EN: a.en},
		}
	}
	return units
}

// issuers returns the agencies that issue documents.
func issuers() []directory.Entry {
	province := directory.UnitKey{Catalogue: Current, Code: ProvinceCode}
	all := []directory.Entry{{
		ID: directory.EntryPrefix + "demo-UBND", Kind: directory.IssuingAgencies, Code: "UBND", Symbol: "UBND", Active: true, Order: 10, Unit: province,
		Name: directory.Text{VI: "Ủy ban nhân dân tỉnh Tuyên Quang", EN: "People's Committee of Tuyen Quang Province"},
	}}
	for i, a := range agencies {
		all = append(all, directory.Entry{
			ID: directory.EntryPrefix + "demo-" + a.symbol, Kind: directory.IssuingAgencies, Code: a.symbol, Symbol: a.symbol, Active: true,
			Order: int64(20 + 10*i), Superior: "Ủy ban nhân dân tỉnh Tuyên Quang", Name: directory.Text{VI: a.vi, EN: a.en},
			Unit: directory.UnitKey{Catalogue: Current, Code: a.code},
		})
	}
	return all
}
