package identity

import (
	"slices"
	"strings"
	"unicode"

	"giaoban/internal/fold"
)

// fewestDistinct characters must be in a password: "Aa@1111111" has three.
const fewestDistinct = 5

// commonWords are what passwords here are guessed from first: with a capital, a year and a sign they pass every other
// rule. Folded: small letters without marks.
var commonWords = strings.Fields(`
	abc abcd abcde abcdef abcdefg aaa admin administrator adminadmin adminpassword anhyeuem asdf asdfgh asdfghjkl
	bachkhoa bimat bongda canbo caobang changeme chaocacban chaomung chinhphu chinhquyen chutich congan congchuc
	congnghe conyeume danang daotao default demo diemcau dragon emyeuanh football giadinh giaoban giaovien guest
	hagiang haiduong haiphong hanhphuc hanoi hello hochiminh hoilamgi hop hopgiaoban hoptructuyen huong iloveyou
	khongbiet khongco lanhdao letmein login matkhau matkhaumoi master maiyeu minh monkey newpassword nguyen nguyenvan
	online pass passw password phonghop princess quanly quantri quanghuy qwer qwert qwerty qwertyuiop root saigon
	secret server sonla sunshine superman support sysadmin system taikhoan temp test tester testtest thanhcong
	thanhpho thaydoi thuky tinhyeu toiyeuvietnam tracuu truongphong tructuyen tuyenquang ubnd uyban user username
	vanphong vanthu viet vietnam welcome xinchao yeuem yeuanh zaq zxcvbn zxcvbnm
`)

// leet undoes the signs that stand for letters.
var leet = strings.NewReplacer("@", "a", "4", "a", "3", "e", "1", "i", "!", "i", "0", "o", "$", "s", "5", "s", "7", "t")

// longestRun of characters in their order, up or down, may be in a password: "1234567890" is none.
const longestRun = 5

func hasRun(password string) bool {
	var before rune
	up, down := 1, 1
	for _, r := range password {
		up, down = next(up, r == before+1), next(down, r == before-1)
		if up > longestRun || down > longestRun {
			return true
		}
		before = r
	}
	return false
}

func next(run int, goesOn bool) int {
	if goesOn {
		return run + 1
	}
	return 1
}

// common reports whether a password is a well-known word in a thin disguise: capitals, marks, signs for letters, digits
// and signs around it; or next to nothing at all.
func common(password string) bool {
	distinct := map[rune]bool{}
	for _, r := range strings.ToLower(password) {
		distinct[r] = true
	}
	if len(distinct) < fewestDistinct || hasRun(strings.ToLower(password)) {
		return true
	}
	core := strings.TrimFunc(strings.ToLower(password), func(r rune) bool { return !unicode.IsLetter(r) })
	for _, disguise := range []string{password, core, leet.Replace(core)} {
		letters := strings.Map(func(r rune) rune {
			if unicode.IsLetter(r) {
				return r
			}
			return -1
		}, fold.Text(disguise))
		if letters == "" || slices.Contains(commonWords, letters) {
			return true
		}
	}
	return false
}
