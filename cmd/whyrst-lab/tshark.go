package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
)

// separator stands between the values of one field: no address, number or protocol path contains it.
const separator = "|"

// tsharkArgs fixes every preference that a user's profile could change: numbers must not depend on who asks.
// No name resolution, analysis on, sequence numbers relative; segments stay segments.
var tsharkArgs = []string{
	"-n", "-T", "fields", "-E", "separator=/t", "-E", "occurrence=a", "-E", "aggregator=" + separator, "-E", "quote=n",
	"-o", "tcp.analyze_sequence_numbers:TRUE",
	"-o", "tcp.relative_sequence_numbers:TRUE",
	"-o", "tcp.calculate_timestamps:TRUE",
	"-o", "tcp.track_bytes_in_flight:TRUE",
	"-o", "tcp.desegment_tcp_streams:FALSE",
	"-o", "tcp.check_checksum:FALSE",
	"-o", "ip.defragment:TRUE",
}

// line is one frame as tshark tells it: for each requested field all of its values, outermost first.
type line struct {
	values map[string][]string
	path   path
}

// path is frame.protocols up to the first TCP or ICMP header: what stands behind one is its payload, or quoted.
type path struct {
	layers       []string
	eth, ip, ip6 int  // how many headers of each
	tcp          bool // it ends with TCP
	six          bool // the innermost IP header is IPv6
}

// pathOf reads frame.protocols.
func pathOf(protocols string) path {
	var p path
	for _, layer := range strings.Split(protocols, ":") {
		p.layers = append(p.layers, layer)
		switch layer {
		case "icmp", "icmpv6":
			return p
		case "tcp":
			p.tcp = true
			return p
		case "eth":
			p.eth++
		case "ip":
			p.ip, p.six = p.ip+1, false
		case "ipv6":
			p.ip6, p.six = p.ip6+1, true
		}
	}
	return p
}

// value is the value of a field in the header that matters: the innermost that is not quoted by ICMP.
// The number of headers of the field's own protocol says which of the values that is.
func (l *line) value(name string) (string, bool) {
	all := l.values[name]
	if len(all) == 0 {
		return "", false
	}
	at := len(all) - 1
	switch protocol, _, _ := strings.Cut(name, "."); protocol {
	case "eth":
		at = l.path.eth - 1
	case "ip":
		at = l.path.ip - 1
	case "ipv6":
		at = l.path.ip6 - 1
	case "tcp":
		if !l.path.tcp {
			return "", false
		}
		at = 0
	}
	if at < 0 {
		return "", false
	}
	// A header may be shown under another protocol's name, as Ethernet's before FabricPath is.
	return all[min(at, len(all)-1)], true
}

// number parses a value of tshark's as this field prints it: decimal, hexadecimal, a truth value, or seconds
// with up to nine decimals, which become nanoseconds.
func number(text string) (int64, error) {
	switch text {
	case "True":
		return 1, nil
	case "False":
		return 0, nil
	}
	whole, decimals, seconds := strings.Cut(text, ".")
	if !seconds {
		return strconv.ParseInt(text, 0, 64)
	}
	s, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || len(decimals) > 9 {
		return 0, fmt.Errorf("%q is no time in seconds", text)
	}
	ns, err := strconv.ParseInt(decimals+strings.Repeat("0", 9-len(decimals)), 10, 64)
	if strings.HasPrefix(whole, "-") {
		ns = -ns
	}
	if s > 9e9 || s < -9e9 {
		return 0, fmt.Errorf("%q is beyond the nanoseconds of 64 bits", text)
	}
	return s*1e9 + ns, err
}

// errNotOpened says that tshark does not take the file for a capture.
var errNotOpened = errors.New("tshark can't open it")

// twoPasses makes tshark read the whole file before it shows the first frame.
const twoPasses = "-2"

// tshark reads a capture with the installed tshark and hands over each frame in order; each returns false
// to stop. A file that breaks off delivers what tshark read before.
func tshark(ctx context.Context, file string, fields []string, each func(*line) bool, more ...string) error {
	home, err := os.MkdirTemp("", "whyrst-lab-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(home)
	args := append(append(slices.Clone(tsharkArgs), more...), "-r", file)
	for _, f := range append([]string{"frame.protocols"}, fields...) {
		args = append(args, "-e", f)
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	cmd := exec.CommandContext(ctx, "tshark", args...)
	// No profile, plugin or preference of this user's.
	cmd.Env = append(os.Environ(), "WIRESHARK_CONFIG_DIR="+home, "HOME="+home, "LC_ALL=C.UTF-8", "TZ=UTC")
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	wanted := true
	frames, err := readLines(bufio.NewReaderSize(out, 1<<20), fields, func(l *line) bool {
		wanted = each(l)
		return wanted
	})
	if !wanted || err != nil {
		stop() // it would write to nobody
	}
	waited := cmd.Wait()
	switch {
	case err != nil:
		return err
	case frames == 0 && waited != nil:
		return fmt.Errorf("%w: %s", errNotOpened, bytes.TrimSpace(complaints.Bytes()))
	}
	return nil
}

// readLines parses tshark's output until its end, or until each has had enough.
func readLines(r *bufio.Reader, fields []string, each func(*line) bool) (frames int, err error) {
	l := line{values: map[string][]string{}}
	for {
		text, err := r.ReadString('\n')
		if text == "" && err != nil {
			return frames, nil // the end; a tshark that died is told by its exit status
		}
		columns := strings.Split(strings.TrimSuffix(text, "\n"), "\t")
		if len(columns) != len(fields)+1 {
			return frames, fmt.Errorf("tshark printed %d columns for %d fields: %q", len(columns), len(fields)+1, text)
		}
		l.path = pathOf(columns[0])
		clear(l.values)
		for i, v := range columns[1:] {
			if v != "" {
				l.values[fields[i]] = strings.Split(v, separator)
			}
		}
		frames++
		if !each(&l) {
			return frames, nil
		}
	}
}
