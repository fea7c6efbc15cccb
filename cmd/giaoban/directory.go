package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/text/language"

	"giaoban/internal/config"
	"giaoban/internal/fault"
	"giaoban/internal/store"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/dirstore"
	directoryapi "giaoban/web/directory"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

// addDirectory adds what every directory starts with, and the directory's part of the API.
func (d *desk) addDirectory(ctx context.Context) error {
	if err := d.units.AddDefaults(ctx); err != nil {
		return err
	}
	d.areas = append(d.areas, func(api *rest.API) {
		directoryapi.Register(api, directoryapi.Deps{Directory: d.units})
	})
	return nil
}

func directoryCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "directory", Short: "Keep the directory of units and people"}
	cmd.AddCommand(directoryImportCommand(), directoryPeopleCommand())
	return cmd
}

func directoryImportCommand() *cobra.Command {
	var sources configFlags
	var imported directory.CatalogueImport
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: "Add a catalogue of units from a CSV file (- for standard input)",
		Long: "The file is UTF-8 CSV with the columns code, parent_code, level (province, district, commune or agency), name_vi and name_en and,\n" +
			"if wanted, agency_code, valid_from, valid_to and succeeds: codes, split by spaces, of the units of the catalogue given by\n" +
			"--replaces whose place the unit takes. Meetings held before keep their units.",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return importFile(cmd, &sources, args[0], func(units *dirstore.Store, file io.Reader) (*directory.ImportReport, error) {
				parsed, err := directory.ParseCatalogue(file)
				if err != nil {
					return nil, err
				}
				imported.File = parsed
				return units.ImportCatalogue(cmd.Context(), directory.By{}, imported)
			})
		},
	}
	sources.add(cmd)
	flags := cmd.Flags()
	flags.StringVar(&imported.Catalogue.Version, "catalogue", "", "the new catalogue's version, such as tuyen-quang-2025-07 (required)")
	flags.StringVar(&imported.Catalogue.Title, "title", "", "its title (required)")
	flags.StringVar(&imported.Catalogue.ValidFrom, "valid-from", "", "its first day, YYYY-MM-DD (required)")
	flags.StringVar(&imported.Catalogue.ValidTo, "valid-to", "", "its last day, for a catalogue of the past")
	flags.StringVar(&imported.Replaces, "replaces", "", "the version that ends the day before")
	flags.BoolVar(&imported.Move, "move", false, "take people, roles, rooms, groups and lists of units with one successor along to it")
	flags.BoolVar(&imported.DryRun, "dry-run", false, "only tell what would be done")
	for _, name := range []string{"catalogue", "title", "valid-from"} {
		_ = cmd.MarkFlagRequired(name) // the flags were defined above
	}
	return cmd
}

func directoryPeopleCommand() *cobra.Command {
	var sources configFlags
	var dryRun bool
	cmd := &cobra.Command{
		Use:   "import-people FILE",
		Short: "Add and change people from a CSV file (- for standard input)",
		Long: "The file is UTF-8 CSV with the columns name and unit_code and, if wanted, id, unit_catalogue, position, title, mail, phone, head,\n" +
			"active and roles (such as \"secretary technician@02287\"). A line with an id changes that person, one without adds somebody.",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return importFile(cmd, &sources, args[0], func(units *dirstore.Store, file io.Reader) (*directory.ImportReport, error) {
				lines, err := directory.ParsePeople(file)
				if err != nil {
					return nil, err
				}
				return units.ImportPeople(cmd.Context(), directory.By{}, lines, dryRun)
			})
		},
	}
	sources.add(cmd)
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "only tell what would be done")
	return cmd
}

// importFile opens the database and the file, imports it and tells what was done.
func importFile(cmd *cobra.Command, sources *configFlags, path string, run func(*dirstore.Store, io.Reader) (*directory.ImportReport, error)) error {
	cfg, err := sources.load(cmd)
	if err != nil {
		return err
	}
	file := cmd.InOrStdin()
	if path != "-" {
		opened, err := os.Open(path) //nolint:gosec // the administrator names the file
		if err != nil {
			return err
		}
		defer opened.Close()
		file = opened
	}
	report, err := withDirectory(cmd.Context(), cfg, func(units *dirstore.Store) (*directory.ImportReport, error) {
		return run(units, file)
	})
	var wrong *directory.ImportError
	if errors.As(err, &wrong) {
		report, err = &directory.ImportReport{Errors: wrong.Lines}, nil
	}
	if err != nil {
		return inWords(err)
	}
	return tellImport(cmd.OutOrStdout(), report)
}

// inWords says what is wrong with what was asked for.
func inWords(err error) error {
	var refused *fault.Error
	if !errors.As(err, &refused) || len(refused.Fields) == 0 {
		return err
	}
	told := make([]string, len(refused.Fields))
	for i, field := range refused.Fields {
		told[i] = field.Location + ": " + problem.Message(language.English, field.Reason, field.Args...)
	}
	return errors.New(strings.Join(told, "; "))
}

func withDirectory(ctx context.Context, cfg *config.Config, run func(*dirstore.Store) (*directory.ImportReport, error)) (_ *directory.ImportReport, err error) {
	db, err := store.Open(ctx, cfg.Store.DSN, cfg.DataDir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	units := dirstore.New(db, time.Now)
	if err := units.AddDefaults(ctx); err != nil { // a file of people names positions
		return nil, err
	}
	return run(units)
}

// tellImport prints an import's report; one with errors is an error.
func tellImport(w io.Writer, report *directory.ImportReport) error {
	if len(report.Errors) > 0 {
		told := make([]string, len(report.Errors))
		for i, line := range report.Errors {
			told[i] = fmt.Sprintf("line %d", line.Line)
			if line.Column != "" {
				told[i] += ", " + line.Column
			}
			told[i] += ": " + problem.Message(language.English, line.Reason, line.Args...)
		}
		return fmt.Errorf("nothing was imported:\n%s", strings.Join(told, "\n"))
	}
	done := "imported"
	if report.DryRun {
		done = "nothing was changed; to be imported"
	}
	_, err := fmt.Fprintf(w, "%s: %d added, %d changed, %d as they were, %d units succeeded\n",
		done, report.Created, report.Updated, report.Unchanged, report.Succeeded)
	return err
}
