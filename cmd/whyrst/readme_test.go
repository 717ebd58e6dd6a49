package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"whyrst/export"
	"whyrst/rules"
)

var update = flag.Bool("update", false, "renew README.md and golden files")

// TestReadmeIsFresh makes the parts of README.md that follow from the code, or from running it, and compares.
func TestReadmeIsFresh(t *testing.T) {
	t.Chdir("../..")
	was, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	out := t.TempDir()
	sections := regexp.MustCompile(`(?s)<!-- made (from the code|by a run): (.*?) -->\n(.*?)<!-- end -->`)
	found := 0
	is := sections.ReplaceAllStringFunc(string(was), func(s string) string {
		found++
		m := sections.FindStringSubmatch(s)
		text := ""
		if m[1] == "by a run" {
			text = recorded(t, m[2], out)
		} else {
			text = fromCode(t, m[2])
		}
		return fmt.Sprintf("<!-- made %s: %s -->\n%s<!-- end -->", m[1], m[2], text)
	})
	if found < 5 {
		t.Errorf("%d generated sections in README.md: the markers have changed", found)
	}
	if *update {
		if err := os.WriteFile("README.md", []byte(is), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if timeless(is) != timeless(string(was)) {
		t.Errorf("README.md is stale: go test ./cmd/whyrst -run Readme -update\n%s", firstDifference(timeless(string(was)), timeless(is)))
	}
}

// timeless masks what says nothing of the program's words: how fast this machine is, and how well tables compress.
func timeless(text string) string {
	text = regexp.MustCompile(`(?m)^[0-9.]+ s, [0-9,]+ packets/s$`).ReplaceAllString(text, "N s, N packets/s")
	return regexp.MustCompile(`(?m)( rows +)[0-9.]+ [kMG]?B$`).ReplaceAllString(text, "${1}N B")
}

// recorded runs a command line of the README, with its output folder elsewhere, and shows what it printed.
func recorded(t *testing.T, line, out string) string {
	t.Helper()
	args := strings.Fields(line)
	for i, a := range args {
		if a == "out" {
			args[i] = filepath.Join(out, "out")
		}
	}
	var stdout, stderr bytes.Buffer
	if code := run(args[1:], strings.NewReader(""), &stdout, &stderr); code != exitOK {
		t.Fatalf("%s: exit code %d: %s", line, code, &stderr)
	}
	text := strings.ReplaceAll(stdout.String(), out+string(filepath.Separator), "")
	return "```\n$ " + line + "\n" + strings.TrimRight(text, "\n") + "\n```\n"
}

// fromCode makes a section of the reference.
func fromCode(t *testing.T, section string) string {
	t.Helper()
	var b strings.Builder
	switch section {
	case "commands":
		b.WriteString("| command | does |\n| --- | --- |\n")
		commandRows(&b, rootCmd())
	case "exit codes":
		b.WriteString("| exit code | meaning |\n| --- | --- |\n")
		for _, c := range exitCodes {
			fmt.Fprintf(&b, "| %d | %s |\n", c.code, cell(c.meaning))
		}
	case "causes":
		set, err := rules.Load()
		if err != nil {
			t.Fatal(err)
		}
		b.WriteString("| cause | family | at best | what it means |\n| --- | --- | --- | --- |\n")
		for _, family := range rules.Families {
			for _, r := range set.Rules() {
				if r.Family == family {
					fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", r.ID, r.Family, r.BestConfidence(), cell(r.Summary))
				}
			}
		}
	case "columns":
		for _, t := range export.NewSchema(export.AllTables).Tables {
			fmt.Fprintf(&b, "<details><summary><code>%s</code>: %s (%d columns)</summary>\n\n", t.Table, tableDocs[t.Table], len(t.Columns))
			doc := tableDoc(t)
			b.WriteString(doc.markdown())
			b.WriteString("\n</details>\n")
		}
	default:
		t.Fatalf("README.md asks for a section %q that nobody makes", section)
	}
	return b.String()
}

// commandRows lists the commands that do something, with those below them.
func commandRows(b *strings.Builder, cmd *cobra.Command) {
	for _, sub := range cmd.Commands() {
		if sub.Hidden || sub.Name() == "help" || sub.Name() == "completion" {
			continue
		}
		fmt.Fprintf(b, "| `%s` | %s |\n", strings.ReplaceAll(sub.UseLine(), "|", `\|`), cell(sub.Short))
		commandRows(b, sub)
	}
}

// firstDifference shows the first line that differs.
func firstDifference(was, is string) string {
	a, b := strings.Split(was, "\n"), strings.Split(is, "\n")
	for i := range a {
		if i >= len(b) || a[i] != b[i] {
			got := "(the end)"
			if i < len(b) {
				got = b[i]
			}
			return fmt.Sprintf("line %d\n  is        %s\n  should be %s", i+1, a[i], got)
		}
	}
	return "the end is missing"
}
