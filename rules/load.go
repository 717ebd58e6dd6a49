package rules

import (
	"embed"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

//go:embed builtin/*.rule
var builtinFiles embed.FS

// source is a rule file as it was read.
type source struct {
	name, text string
	builtin    bool
}

// Load reads the built-in rules, then the .rule files of each directory: a file adds a rule or replaces the one
// of its name that was read before. The error is of type Errors if the mistakes are in rule files, all of them;
// otherwise it says which directory or file could not be read.
func Load(dirs ...string) (*Set, error) {
	sources, err := builtins()
	if err != nil {
		return nil, err
	}
	for _, dir := range dirs {
		more, err := readDir(dir)
		if err != nil {
			return nil, err
		}
		sources = append(sources, more...)
	}
	set, errs := parseSources(sources)
	if len(errs) > 0 {
		return nil, errs.sorted()
	}
	return set, nil
}

// parseSources parses files, of which a later one replaces an earlier one with its id. The replaced text is
// not looked at.
func parseSources(sources []source) (*Set, Errors) {
	byID := map[string]source{}
	for _, src := range sources {
		byID[strings.TrimSuffix(filepath.Base(src.name), ".rule")] = src
	}
	var rules []*Rule
	var errs Errors
	for _, id := range slices.Sorted(maps.Keys(byID)) {
		src := byID[id]
		r, mistakes := parseFile(src.name, src.text, src.builtin)
		errs = append(errs, mistakes...)
		rules = append(rules, r)
	}
	if len(errs) > 0 {
		return nil, errs
	}
	return newSet(rules)
}

func builtins() (sources []source, err error) {
	names, err := fs.Glob(builtinFiles, "builtin/*.rule")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		text, err := builtinFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		sources = append(sources, source{name, string(text), true})
	}
	return sources, nil
}

// readDir reads a user's directory, which must hold a rule: a wrong path would otherwise pass for success.
func readDir(dir string) (sources []source, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("rules: %w", err)
	}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".rule") {
			continue
		}
		name := filepath.Join(dir, e.Name())
		text, err := readFile(name)
		if err != nil {
			return nil, fmt.Errorf("rules: %w", err)
		}
		sources = append(sources, source{name: name, text: string(text)})
	}
	if len(sources) == 0 {
		return nil, fmt.Errorf("rules: %s holds no .rule file", dir)
	}
	return sources, nil
}

// readFile reads one byte more than a rule file may have, so that parseFile can refuse it.
func readFile(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxFile+1))
}
