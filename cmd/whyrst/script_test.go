package main

import (
	"bytes"
	"encoding/hex"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

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
			"exits":     exits,
			"capture":   writeCapture,
			"cut":       cut,
			"poke":      poke,
			"unzstd":    unzstd,
			"interrupt": interrupt,
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

// interrupt CAPTURE whyrst ARG... runs the program with the capture on a standard input that does not end, sends
// it SIGINT once it works on its output, and expects exit code 130 soon after.
func interrupt(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: interrupt CAPTURE PROGRAM [ARG...]")
	}
	program := ""
	for _, dir := range filepath.SplitList(ts.Getenv("PATH")) {
		if p := filepath.Join(dir, args[1]); program == "" && exists(p) {
			program = p
		}
	}
	var stderr bytes.Buffer
	cmd := exec.Command(program, args[2:]...)
	cmd.Dir, cmd.Env, cmd.Stderr = ts.MkAbs("."), append(os.Environ(), "HOME="+ts.MkAbs(".")), &stderr
	stdin, err := cmd.StdinPipe()
	ts.Check(err)
	before, err := os.ReadDir(cmd.Dir)
	ts.Check(err)
	ts.Check(cmd.Start())
	_, err = stdin.Write([]byte(ts.ReadFile(args[0])))
	ts.Check(err)
	wait(ts, "the program began no output", func() bool {
		now, err := os.ReadDir(cmd.Dir)
		return err == nil && len(now) > len(before)
	})
	for range 2 { // as timeout does
		ts.Check(cmd.Process.Signal(os.Interrupt))
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case <-ended:
	case <-time.After(30 * time.Second):
		ts.Check(cmd.Process.Kill())
		ts.Fatalf("still running half a minute after SIGINT")
	}
	if code := cmd.ProcessState.ExitCode(); code != exitInterrupted {
		ts.Fatalf("exit code %d, want %d; %s", code, exitInterrupted, &stderr)
	}
	if !strings.Contains(stderr.String(), "interrupted") {
		ts.Fatalf("no word about the interrupt: %s", &stderr)
	}
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// wait polls until something holds; half a minute means never.
func wait(ts *testscript.TestScript, never string, holds func() bool) {
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if holds() {
			return
		}
	}
	ts.Fatalf("%s", never)
}
