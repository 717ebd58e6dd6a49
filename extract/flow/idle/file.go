package idle

import (
	"bufio"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"math/big"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

const (
	maxFile    = 1 << 20
	maxLine    = 4096
	maxName    = 80
	maxTimerUs = 10 * 365 * 86400 * 1_000_000
	minTimerUs = 100_000
)

//go:embed builtin.txt
var builtinText string

// Builtin returns the embedded table.
var Builtin = sync.OnceValue(func() *Table {
	t, err := Read("builtin.txt", strings.NewReader(builtinText))
	if err != nil {
		panic("idle: " + err.Error())
	}
	return t
})

// Read reads timers, one a line: name | seconds | source. Seconds may have decimals, the source may be left
// out, lines that are empty or begin with # are skipped. Every error of the file is in the returned one
// (errors.Join), each with name:line; the table is then nil.
func Read(name string, r io.Reader) (*Table, error) {
	limited := &io.LimitedReader{R: r, N: maxFile + 1}
	scan := bufio.NewScanner(limited)
	scan.Buffer(make([]byte, 0, maxLine), maxLine)
	var timers []Timer
	var errs []error
	line := 0
	for scan.Scan() {
		line++
		text := strings.TrimSpace(scan.Text())
		if text == "" || text[0] == '#' {
			continue
		}
		x, err := parseLine(text)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s:%d: %w", name, line, err))
			continue
		}
		timers = append(timers, x)
	}
	if err := scan.Err(); err != nil {
		errs = append(errs, fmt.Errorf("%s:%d: %w", name, line+1, err))
	}
	if limited.N == 0 {
		errs = append(errs, fmt.Errorf("%s: longer than %d bytes", name, maxFile))
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return New(timers), nil
}

func parseLine(text string) (Timer, error) {
	fields := strings.Split(text, "|")
	if len(fields) < 2 || len(fields) > 3 {
		return Timer{}, fmt.Errorf("want name | seconds | source, found %d fields", len(fields))
	}
	for i := range fields {
		fields[i] = strings.TrimSpace(fields[i])
		if !utf8.ValidString(fields[i]) || strings.ContainsFunc(fields[i], unicode.IsControl) {
			return Timer{}, fmt.Errorf("field %d holds control characters or no UTF-8", i+1)
		}
	}
	x := Timer{Name: fields[0]}
	if x.Name == "" || utf8.RuneCountInString(x.Name) > maxName {
		return Timer{}, fmt.Errorf("want a name of 1 to %d characters", maxName)
	}
	var err error
	if x.Us, err = parseSeconds(fields[1]); err != nil {
		return Timer{}, err
	}
	if len(fields) == 3 {
		x.Source = fields[2]
	}
	return x, nil
}

// parseSeconds is exact, so that a table means the same on every machine.
func parseSeconds(text string) (int64, error) {
	if len(text) == 0 || len(text) > 20 || strings.Trim(text, "0123456789.") != "" {
		return 0, fmt.Errorf("%q is no number of seconds", text)
	}
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		return 0, fmt.Errorf("%q is no number of seconds", text)
	}
	r.Mul(r, big.NewRat(1_000_000, 1))
	if !r.IsInt() || !r.Num().IsInt64() || r.Num().Int64() < minTimerUs || r.Num().Int64() > maxTimerUs {
		return 0, fmt.Errorf("%s s is not between 0.1 s and 10 years in whole microseconds", text)
	}
	return r.Num().Int64(), nil
}
