package invite

import (
	"fmt"
	"time"
)

var weekdays = [...]string{"Chủ nhật", "thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy"}

// SayTime says a time as official documents do: "08 giờ 00 phút, thứ Hai, ngày 09 tháng 11 năm 2026".
func SayTime(t time.Time, zone *time.Location) string {
	t = t.In(zone)
	return fmt.Sprintf("%02d giờ %02d phút, %s", t.Hour(), t.Minute(), SayDay(t, zone))
}

// SayDay says a day: "thứ Hai, ngày 09 tháng 11 năm 2026".
func SayDay(t time.Time, zone *time.Location) string {
	t = t.In(zone)
	month := fmt.Sprint(int(t.Month()))
	if t.Month() <= time.February {
		month = "0" + month
	}
	return fmt.Sprintf("%s, ngày %02d tháng %s năm %d", weekdays[t.Weekday()], t.Day(), month, t.Year())
}

// SayDate says a date in short: "09/11/2026".
func SayDate(t time.Time, zone *time.Location) string { return t.In(zone).Format("02/01/2006") }
