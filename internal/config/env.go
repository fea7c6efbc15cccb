package config

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// Prefix starts the name of every environment variable that GiaoBan reads.
const Prefix = "GIAOBAN_"

// field is one leaf key of the configuration.
type field struct {
	Path  string // as in the YAML file, joined by dots
	Value reflect.Value
}

// Variable returns the environment variable of the key.
func (f field) Variable() string {
	return Prefix + strings.ToUpper(strings.ReplaceAll(f.Path, ".", "_"))
}

// fields lists the leaf keys of cfg in the order of the file.
func fields(cfg *Config) []field {
	return appendFields(nil, "", reflect.ValueOf(cfg).Elem())
}

func appendFields(list []field, prefix string, value reflect.Value) []field {
	for i := range value.NumField() {
		path := prefix + value.Type().Field(i).Tag.Get("yaml")
		if value.Field(i).Kind() == reflect.Struct {
			list = appendFields(list, path+".", value.Field(i))
			continue
		}
		list = append(list, field{Path: path, Value: value.Field(i)})
	}
	return list
}

// applyEnvironment sets what environ names. Variables with the prefix that name no key are left alone: the build and
// the tests have some of their own. Errors name the variable, never its value, which may be a secret.
func applyEnvironment(cfg *Config, environ []string) error {
	values := make(map[string]string, len(environ))
	for _, entry := range environ {
		if name, value, found := strings.Cut(entry, "="); found && strings.HasPrefix(name, Prefix) {
			values[name] = value
		}
	}
	for _, f := range fields(cfg) {
		text, set := values[f.Variable()]
		if !set {
			continue
		}
		if err := setField(f.Value, text); err != nil {
			return fmt.Errorf("environment variable %s: %w", f.Variable(), err)
		}
	}
	return nil
}

func setField(value reflect.Value, text string) error {
	text = strings.TrimSpace(text)
	switch target := value.Addr().Interface().(type) {
	case *string:
		*target = text
	case *bool:
		parsed, err := strconv.ParseBool(text)
		if err != nil {
			return fmt.Errorf("want true or false")
		}
		*target = parsed
	case *int:
		parsed, err := strconv.Atoi(text)
		if err != nil {
			return fmt.Errorf("want a whole number")
		}
		*target = parsed
	case *time.Duration:
		parsed, err := time.ParseDuration(text)
		if err != nil {
			return fmt.Errorf("want a duration such as 90s, 15m or 12h")
		}
		*target = parsed
	case *[]string:
		*target = slices.DeleteFunc(strings.Split(text, ","), func(item string) bool { return strings.TrimSpace(item) == "" })
		for i := range *target {
			(*target)[i] = strings.TrimSpace((*target)[i])
		}
	case *map[string]string:
		parsed, err := parsePairs(text)
		if err != nil {
			return err
		}
		*target = parsed
	case *[]RetentionClass:
		var parsed []RetentionClass
		if err := yaml.Unmarshal([]byte(text), &parsed); err != nil {
			return fmt.Errorf("want a list as in the file")
		}
		*target = parsed
	default:
		return fmt.Errorf("a key of type %s cannot be set from the environment", value.Type())
	}
	return nil
}

// parsePairs reads `key: secret` lines.
func parsePairs(text string) (map[string]string, error) {
	pairs := make(map[string]string)
	for number, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		key, secret, found := strings.Cut(line, ":")
		key, secret = strings.TrimSpace(key), strings.TrimSpace(secret)
		if !found || key == "" || secret == "" {
			return nil, fmt.Errorf(`line %d is not of the form "key: secret"`, number+1)
		}
		if _, twice := pairs[key]; twice {
			return nil, fmt.Errorf("line %d repeats a key", number+1)
		}
		pairs[key] = secret
	}
	return pairs, nil
}
