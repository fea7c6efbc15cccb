package conductor

import "time"

// Halls returns how many meetings are in memory.
func (c *Conductor) Halls() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.halls)
}

// Forget drops the hall of a meeting.
func (c *Conductor) Forget(meetingID string) { c.forget(meetingID) }

// SetPatience sets how long the database may take to write.
func (c *Conductor) SetPatience(patience time.Duration) { c.patience = patience }
