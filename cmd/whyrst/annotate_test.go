package main

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// ngBlock is a block of a little-endian pcapng file.
type ngBlock struct {
	kind uint32
	body []byte
}

func ngBlocks(t *testing.T, name string) (out []ngBlock) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for len(data) > 0 {
		n := binary.LittleEndian.Uint32(data[4:])
		if int(n) > len(data) || binary.LittleEndian.Uint32(data[n-4:]) != n {
			t.Fatalf("%s: a block of %d bytes", name, n)
		}
		out = append(out, ngBlock{binary.LittleEndian.Uint32(data), data[8 : n-4]})
		data = data[n:]
	}
	return out
}

// TestAnnotateAddsCommentsAndNothingElse: comments as the tables say, all else as it was.
func TestAnnotateAddsCommentsAndNothingElse(t *testing.T) {
	dir := t.TempDir()
	capture := labCapture(t, "client.pcap")
	merged := filepath.Join(dir, "merged.pcapng")
	tool(t, dir, "mergecap", "-w", merged, capture)
	commented := filepath.Join(dir, "commented.pcapng")
	tool(t, dir, "editcap", "-a", "79:an older comment", "-a", "1:first", merged, commented)
	out := filepath.Join(dir, "out")
	whyrst(t, "extract", "-o", out, commented)
	resets, _ := expectation(t, out, "commented.pcapng")
	for _, from := range []string{commented, capture} {
		to := filepath.Join(dir, "to-"+filepath.Base(from)+".pcapng")
		whyrst(t, "annotate", from, "-o", to)
		lines := strings.Split(strings.TrimSpace(tool(t, dir, "tshark", "-r", to, "-T", "fields", "-e", "frame.number", "-E", "aggregator=\x1f", "-e", "frame.comment")), "\n")
		n := 0
		for _, line := range lines {
			frame, comments, _ := strings.Cut(line, "\t")
			r, isReset := resets[frame]
			if isReset != strings.Contains(comments, "whyrst cause=") {
				t.Errorf("%s frame %s: %q", from, frame, comments)
			}
			if isReset {
				n++
				for _, want := range append([]string{"cause=" + r.Cause + " confidence=" + r.Confidence.String(), "whyrst why: " + r.Title}, r.Evidence...) {
					if !strings.Contains(comments, want) {
						t.Errorf("%s frame %s: no %q in %q", from, frame, want, comments)
					}
				}
			}
			if from == commented && (frame == "79" && !strings.HasPrefix(comments, "an older comment\x1f") || frame == "1" && !strings.HasPrefix(comments, "first")) {
				t.Errorf("frame %s lost its comment: %q", frame, comments)
			}
		}
		if n != len(resets) || n == 0 {
			t.Errorf("%s: %d of %d RSTs have comments", from, n, len(resets))
		}
		columns := []string{"-T", "fields", "-e", "frame.number", "-e", "frame.time_epoch", "-e", "frame.len", "-e", "frame.cap_len", "-e", "tcp.seq_raw", "-e", "tcp.checksum"}
		if tool(t, dir, "tshark", append([]string{"-r", to}, columns...)...) != tool(t, dir, "tshark", append([]string{"-r", from}, columns...)...) {
			t.Errorf("%s: packets differ", from)
		}
	}
	was, is := ngBlocks(t, commented), ngBlocks(t, filepath.Join(dir, "to-commented.pcapng.pcapng"))
	if len(was) != len(is) {
		t.Fatalf("%d blocks, were %d", len(is), len(was))
	}
	for i, b := range was {
		switch {
		case b.kind != is[i].kind:
			t.Fatalf("block %d: type %d, was %d", i, is[i].kind, b.kind)
		case b.kind == 0x0a0d0d0a:
			if !bytes.Equal(b.body[:8], is[i].body[:8]) || !bytes.Equal(b.body[16:], is[i].body[16:]) {
				t.Error("the section header changed")
			}
		case b.kind == 6 && len(is[i].body) > len(b.body):
			end := bytes.TrimSuffix(b.body, []byte{0, 0, 0, 0})
			if !bytes.HasPrefix(is[i].body, end[:len(end)/4*4]) {
				t.Errorf("block %d: its front changed", i)
			}
		case !bytes.Equal(b.body, is[i].body):
			t.Errorf("block %d changed", i)
		}
	}
}

// TestAnnotateOnlyAffected keeps the connections with resets and nothing else.
func TestAnnotateOnlyAffected(t *testing.T) {
	dir := t.TempDir()
	capture := labCapture(t, "client.pcap")
	out, to := filepath.Join(dir, "out"), filepath.Join(dir, "to.pcapng")
	whyrst(t, "extract", "-o", out, capture)
	whyrst(t, "annotate", capture, "--only-affected", "-o", to)
	_, flows := expectation(t, out, "client.pcap")
	if n := strings.Count(tool(t, dir, "tshark", "-r", to), "\n"); n != len(flows) || n == 0 {
		t.Errorf("%d frames, want %d", n, len(flows))
	}
	var stdout, stderr bytes.Buffer
	if code := run([]string{"annotate", capture, "-o", to}, strings.NewReader(""), &stdout, &stderr); code != exitUsage {
		t.Errorf("exit code %d: a file that is there was replaced", code)
	}
	cut := filepath.Join(dir, "cut.pcapng")
	data, err := os.ReadFile(to)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(cut, data[:len(data)-30], 0o666); err != nil {
		t.Fatal(err)
	}
	if code := run([]string{"annotate", cut, "-o", filepath.Join(dir, "cut2.pcapng")}, strings.NewReader(""), &stdout, &stderr); code != exitLoss {
		t.Errorf("exit code %d for a capture that ends within a packet: %s", code, &stderr)
	}
	after, err := os.ReadFile(filepath.Join(dir, "cut2.pcapng"))
	if err != nil || len(after) <= len(data)-30 {
		t.Errorf("%d bytes of %d, %v: what was there before the cut is missing", len(after), len(data)-30, err)
	}
}
