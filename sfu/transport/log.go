package transport

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/pion/logging"
)

// logFactory passes the library's log on. Its warnings are about single packets
// and can be provoked by anyone who reaches the port, so they are for debugging.
type logFactory struct{ log *slog.Logger }

// NewLogger implements logging.LoggerFactory.
func (f *logFactory) NewLogger(scope string) logging.LeveledLogger {
	return &leveledLog{log: f.log.With("scope", scope)}
}

type leveledLog struct{ log *slog.Logger }

const levelTrace = slog.LevelDebug - 4

func (l *leveledLog) put(level slog.Level, format string, args []any) {
	ctx := context.Background()
	if !l.log.Enabled(ctx, level) {
		return
	}
	if len(args) > 0 {
		format = fmt.Sprintf(format, args...)
	}
	l.log.Log(ctx, level, format)
}

// Trace implements logging.LeveledLogger.
func (l *leveledLog) Trace(msg string) { l.put(levelTrace, msg, nil) }

// Tracef implements logging.LeveledLogger.
func (l *leveledLog) Tracef(format string, args ...any) { l.put(levelTrace, format, args) }

// Debug implements logging.LeveledLogger.
func (l *leveledLog) Debug(msg string) { l.put(slog.LevelDebug, msg, nil) }

// Debugf implements logging.LeveledLogger.
func (l *leveledLog) Debugf(format string, args ...any) { l.put(slog.LevelDebug, format, args) }

// Info implements logging.LeveledLogger.
func (l *leveledLog) Info(msg string) { l.put(slog.LevelDebug, msg, nil) }

// Infof implements logging.LeveledLogger.
func (l *leveledLog) Infof(format string, args ...any) { l.put(slog.LevelDebug, format, args) }

// Warn implements logging.LeveledLogger.
func (l *leveledLog) Warn(msg string) { l.put(slog.LevelDebug, msg, nil) }

// Warnf implements logging.LeveledLogger.
func (l *leveledLog) Warnf(format string, args ...any) { l.put(slog.LevelDebug, format, args) }

// Error implements logging.LeveledLogger.
func (l *leveledLog) Error(msg string) { l.put(slog.LevelInfo, msg, nil) }

// Errorf implements logging.LeveledLogger.
func (l *leveledLog) Errorf(format string, args ...any) { l.put(slog.LevelInfo, format, args) }
