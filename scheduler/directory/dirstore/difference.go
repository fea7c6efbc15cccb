package dirstore

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"unicode"
)

// derived are the parts that are told but not changed.
var derived = []string{"version", "updatedAt", "unitName", "unitPath", "size", "children", "path"}

// difference tells what a change changed: the parts before and after it. A nil before is a creation.
func difference(before, after any) (map[string]any, error) {
	old, err := parts(before)
	if err != nil {
		return nil, err
	}
	changed, err := parts(after)
	if err != nil {
		return nil, err
	}
	for name, value := range changed {
		if reflect.DeepEqual(old[name], value) {
			delete(old, name)
			delete(changed, name)
		}
	}
	told := map[string]any{"after": changed}
	if before != nil {
		told["before"] = old
	}
	return told, nil
}

func parts(value any) (map[string]any, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("directory: record: %w", err)
	}
	var all map[string]any
	if err := json.Unmarshal(text, &all); err != nil {
		return nil, fmt.Errorf("directory: record: %w", err)
	}
	named := make(map[string]any, len(all))
	for name, part := range all {
		letters := []rune(name)
		letters[0] = unicode.ToLower(letters[0])
		if name = string(letters); !slices.Contains(derived, name) && part != nil && !reflect.ValueOf(part).IsZero() {
			named[name] = part
		}
	}
	return named, nil
}
