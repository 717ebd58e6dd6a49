package main

import (
	"encoding/hex"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/rogpeppe/go-internal/testscript"

	"whyrst/extract/packettext"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"whyrst": main})
}

// TestScripts runs the command line as a shell does: one archive a subject, in testdata/script.
func TestScripts(t *testing.T) {
	lab, err := filepath.Abs("../../extract/testdata/lab")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("LAB", lab)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":   exits,
			"capture": writeCapture,
			"cut":     cut,
			"poke":    poke,
			"unzstd":  unzstd,
		},
	})
}

// exits CODE whyrst ARG... runs the program and expects that exit code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM [ARG...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// writeCapture STORY.txt FILE writes a story in text packet notation as a capture: pcapng by the file's name,
// else pcap.
func writeCapture(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: capture STORY FILE")
	}
	script, err := packettext.Parse(args[0], ts.ReadFile(args[0]))
	ts.Check(err)
	write := script.PCAP
	if strings.HasSuffix(args[1], ".pcapng") {
		write = script.PCAPNG
	}
	data, err := write(packettext.FileOptions{})
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), data, 0o666))
}

// cut FILE BYTES takes bytes off the end.
func cut(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: cut FILE BYTES")
	}
	n, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	info, err := os.Stat(ts.MkAbs(args[0]))
	ts.Check(err)
	ts.Check(os.Truncate(ts.MkAbs(args[0]), info.Size()-n))
}

// poke FILE OFFSET HEX overwrites bytes.
func poke(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: poke FILE OFFSET HEX")
	}
	at, err := strconv.ParseInt(args[1], 0, 64)
	ts.Check(err)
	data, err := hex.DecodeString(args[2])
	ts.Check(err)
	f, err := os.OpenFile(ts.MkAbs(args[0]), os.O_WRONLY, 0)
	ts.Check(err)
	_, err = f.WriteAt(data, at)
	ts.Check(err)
	ts.Check(f.Close())
}

// unzstd FILE TO decompresses.
func unzstd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: unzstd FILE TO")
	}
	in, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	d, err := zstd.NewReader(nil)
	ts.Check(err)
	defer d.Close()
	out, err := d.DecodeAll(in, nil)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), out, 0o666))
}
