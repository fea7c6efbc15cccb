package demo

import (
	"hash/fnv"
	"strings"

	"giaoban/internal/fold"
	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
)

// Parts of the names of invented people.
var (
	surnames = strings.Fields("Nguyễn Trần Lê Hoàng Ma Nông Triệu Lý Vàng Sùng Phàn Đặng Bàn Hà Quan Chẩu Lục Vi Giàng Thào Đỗ Bùi Vũ Phạm Mai Lương")
	women    = [2][]string{strings.Fields("Thị Thu Bích Ngọc Thanh Kim Mỹ"), strings.Fields("Hạnh Nga Dung Yến Bưởi Mỷ Pà Xuân Huyền Oanh Thủy Lan Đào Én Ánh Sao")}
	men      = [2][]string{strings.Fields("Văn Đức Quang Minh Xuân Hữu Mạnh"), strings.Fields("Thượng Khải Sính Lâm Toàn Vượng Pao Dũng Đạt Hùng Sơn Tráng Ẩn Bằng Ơn Ước")}
)

// invent returns a name that is always the same for a seed.
func invent(seed string) string {
	hash := fnv.New64a()
	_, _ = hash.Write([]byte(seed)) // never fails
	n := hash.Sum64()
	pick := func(from []string) string {
		part := from[n%uint64(len(from))]
		n /= uint64(len(from))
		return part
	}
	parts := men
	if n%2 == 0 {
		parts = women
	}
	n /= 2
	return pick(surnames) + " " + pick(parts[0]) + " " + pick(parts[1])
}

// PersonID returns the id of the person behind a demonstration's account.
func PersonID(username string) string { return directory.PersonPrefix + "demo" + username }

// post is one invented person's place in a unit.
type post struct {
	slot, position, title string
	head                  bool
	roles                 []identity.Role
}

func communePosts(name string) []post {
	kind := "xã"
	if strings.HasPrefix(name, "Phường ") {
		kind = "phường"
	}
	return []post{
		{"a", "CT", "Chủ tịch UBND " + kind, true, []identity.Role{identity.Chair, identity.Delegate}},
		{"b", "CVP", "Chánh Văn phòng HĐND và UBND " + kind, false, []identity.Role{identity.Secretary, identity.Delegate}},
		{"c", "KT", "Cán bộ kỹ thuật", false, []identity.Role{identity.Technician}},
	}
}

var (
	provincePosts = []post{
		{"a", "CT", "Chủ tịch UBND tỉnh", true, []identity.Role{identity.Chair}},
		{"b", "PCT", "Phó Chủ tịch Thường trực UBND tỉnh", false, []identity.Role{identity.Chair}},
		{"c", "PCT", "Phó Chủ tịch UBND tỉnh", false, []identity.Role{identity.Chair}},
		{"d", "PCT", "Phó Chủ tịch UBND tỉnh", false, []identity.Role{identity.Chair}},
		{"e", "KT", "Cán bộ kỹ thuật", false, []identity.Role{identity.Technician}},
		{"f", "KT", "Cán bộ kỹ thuật", false, []identity.Role{identity.Technician}},
	}
	officePosts = []post{
		{"a", "CVP", "Chánh Văn phòng UBND tỉnh", true, []identity.Role{identity.Chair, identity.Delegate}},
		{"b", "PCVP", "Phó Chánh Văn phòng UBND tỉnh", false, []identity.Role{identity.Delegate}},
		{"c", "CV", "Chuyên viên", false, []identity.Role{identity.Secretary}},
	}
)

func departmentPosts(name string) []post {
	director, deputy := "Giám đốc ", "Phó Giám đốc "
	if name == "Thanh tra tỉnh" {
		director, deputy = "Chánh ", "Phó Chánh "
	}
	return []post{
		{"a", "GD", director + name, true, []identity.Role{identity.Chair, identity.Delegate}},
		{"b", "PGD", deputy + name, false, []identity.Role{identity.Delegate}},
		{"c", "CV", "Chuyên viên", false, []identity.Role{identity.Secretary}},
	}
}

// inventPeople returns the people of units, and those behind the demonstration's accounts.
func inventPeople(units []directory.Unit) []directory.Person {
	var all []directory.Person
	for i := range units {
		unit := &units[i]
		var posts []post
		switch {
		case unit.Level == directory.Province:
			posts = provincePosts
		case unit.Level == directory.Commune:
			posts = communePosts(unit.Name.VI)
		case unit.Code == agencies[0].code:
			posts = officePosts
		default:
			posts = departmentPosts(unit.Name.VI)
		}
		for _, p := range posts {
			all = append(all, newPerson(directory.PersonPrefix+"demo"+strings.ReplaceAll(unit.Code, ".", "")+p.slot, invent(unit.Code+p.slot), unit.Key(), p))
		}
	}
	for _, account := range people {
		person := newPerson(PersonID(account.Username), account.DisplayName, directory.UnitKey{Catalogue: Current, Code: account.UnitCode},
			post{position: accountPositions[account.Username], roles: []identity.Role{account.Role}})
		all = append(all, person)
	}
	return all
}

// accountPositions of the people behind accounts.
var accountPositions = map[string]string{
	"chutri": "PCT", "thuky": "CV", "daibieu": "PCT", "daibieu2": "PCT", "khachmoi": "CV", "kythuat": "KT", "quantri": "KT",
	"quantridv": "VT", "lanhdao": "PCT",
}

func newPerson(id, name string, unit directory.UnitKey, p post) directory.Person {
	// example is a domain that can belong to nobody (RFC 2606).
	mail := strings.ReplaceAll(fold.Text(name), " ", ".") + "." + strings.ToLower(strings.ReplaceAll(unit.Code, ".", "")) + p.slot + "@tuyenquang.example"
	person := directory.Person{
		ID: id, Name: name, Unit: unit, PositionID: directory.EntryPrefix + string(directory.Positions) + "-" + p.position,
		Title: p.title, Mail: mail, Head: p.head, Demo: true,
	}
	for _, role := range p.roles {
		person.Roles = append(person.Roles, directory.Assignment{Role: role, Unit: unit})
	}
	return person
}
