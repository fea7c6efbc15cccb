package config

import (
	"errors"
	"fmt"
	"net/mail"
	"os"
	"strings"
)

func (c *Config) validateMail() error {
	problems := []error{
		oneOf("mail.tls", c.Mail.TLS, "auto", "starttls", "tls", "none"), port("mail.port", c.Mail.Port, 1), positive("mail.timeout", c.Mail.Timeout),
	}
	if c.Mail.Host == "" {
		return errors.Join(problems...)
	}
	if _, err := mail.ParseAddress(c.Mail.From); err != nil {
		problems = append(problems, fmt.Errorf("mail.from: %q is not an address, which mail.host needs", c.Mail.From))
	}
	if (c.Mail.User == "") != (c.Mail.PasswordFile == "") {
		problems = append(problems, errors.New("mail.user and mail.password_file: give both or neither"))
	}
	return errors.Join(problems...)
}

// MailPassword reads mail.password_file. No error shows what is in it.
func (c *Config) MailPassword() (string, error) {
	if c.Mail.PasswordFile == "" {
		return "", nil
	}
	return secretFrom("mail.password_file", c.Mail.PasswordFile)
}

// secretFrom reads a file that holds a secret alone, not readable by others.
func secretFrom(key, path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", fmt.Errorf("%s: %w", key, err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return "", fmt.Errorf("%s: %s can be read by others; run chmod 600 on it", key, path)
	}
	text, err := os.ReadFile(path) //nolint:gosec // the administrator names the file
	if err != nil {
		return "", fmt.Errorf("%s: %w", key, err)
	}
	return strings.TrimRight(string(text), "\r\n"), nil
}
