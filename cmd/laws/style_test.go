package laws

import (
	"go/ast"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Limits of length, in lines. The aim is files of 80 to 200 lines and functions of 12; what is longer than the
// limit has two subjects.
const (
	maxFile     = 350
	maxTestFile = 800 // tables of cases
	maxData     = 600 // declarations alone: enums, tables
	maxFunc     = 60
	maxSwitch   = 100 // one flat switch or composite literal, which reads as a table
)

// TestPackageDocs asks every package for its doc comment: what it is for, in the file a reader opens first.
func TestPackageDocs(t *testing.T) {
	documented := map[string]bool{}
	for _, f := range goFiles(t) {
		if f.test {
			continue
		}
		documented[f.dir()] = documented[f.dir()] || f.ast.Doc != nil && len(strings.Fields(f.ast.Doc.Text())) >= 8
	}
	for dir, ok := range documented {
		if !ok {
			t.Errorf("%s: no package comment of eight words or more", dir)
		}
	}
}

// TestFileLength keeps files at a size that can be held in mind.
func TestFileLength(t *testing.T) {
	for _, f := range goFiles(t) {
		limit := maxFile
		if f.test {
			limit = maxTestFile
		} else if isData(&f) {
			limit = maxData
		}
		if f.lines > limit && !f.generated {
			t.Errorf("%s: %d lines, limit %d", f.name, f.lines, limit)
		}
	}
}

// isData says that a file declares and does nothing: its functions are one line each.
func isData(f *goFile) bool {
	for _, decl := range f.ast.Decls {
		if fn, ok := decl.(*ast.FuncDecl); ok && span(f, fn) > 1 {
			return false
		}
	}
	return true
}

// TestFuncLength keeps functions short; only one that is a flat table may be longer.
func TestFuncLength(t *testing.T) {
	for _, f := range goFiles(t) {
		if f.generated || f.test {
			continue
		}
		for _, decl := range f.ast.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok || fn.Body == nil {
				continue
			}
			limit := maxFunc
			if isTable(&f, fn) {
				limit = maxSwitch
			}
			if n := span(&f, fn); n > limit {
				t.Errorf("%s: %s has %d lines, limit %d", f.set.Position(fn.Pos()), fn.Name.Name, n, limit)
			}
		}
	}
}

// span is the number of lines of a node.
func span(f *goFile, n ast.Node) int {
	return f.set.Position(n.End()).Line - f.set.Position(n.Pos()).Line + 1
}

// isTable says that one switch or one literal makes up two thirds of the function.
func isTable(f *goFile, fn *ast.FuncDecl) bool {
	for _, s := range fn.Body.List {
		if 3*span(f, s) < 2*span(f, fn) {
			continue
		}
		switch s := s.(type) {
		case *ast.SwitchStmt, *ast.TypeSwitchStmt:
			return true
		case *ast.ReturnStmt:
			return len(s.Results) == 1
		case *ast.ForStmt:
			return len(s.Body.List) > 0 && isSwitch(s.Body.List[len(s.Body.List)-1])
		case *ast.RangeStmt:
			return len(s.Body.List) > 0 && isSwitch(s.Body.List[len(s.Body.List)-1])
		}
	}
	return false
}

// isSwitch says that a statement is a switch.
func isSwitch(s ast.Stmt) bool {
	_, ok := s.(*ast.SwitchStmt)
	return ok
}

// TestNoSkips: a test that steps aside where a tool is missing passes on the machine that needed it. Only a test
// that takes long may, and only if go test -short asks for it.
func TestNoSkips(t *testing.T) {
	for _, f := range goFiles(t) {
		if !f.test {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			if cond, ok := n.(*ast.IfStmt); ok && isCall(cond.Cond, "testing", "Short") {
				return false
			}
			for _, skip := range []string{"Skip", "Skipf", "SkipNow"} {
				if call, ok := n.(ast.Expr); ok && (isCall(call, "t", skip) || isCall(call, "b", skip)) {
					t.Errorf("%s: a test must fail where it can't run", f.set.Position(n.Pos()))
				}
			}
			return true
		})
	}
}

// isCall says that an expression calls x.name.
func isCall(e ast.Expr, x, name string) bool {
	call, ok := e.(*ast.CallExpr)
	if !ok {
		return false
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != name {
		return false
	}
	id, ok := sel.X.(*ast.Ident)
	return ok && id.Name == x
}

// TestNoMachineNames keeps paths of one machine, and hosts that only one place reaches, out of the repository.
func TestNoMachineNames(t *testing.T) {
	// In pieces, so that this file does not name what it refuses.
	forbidden := []string{
		"/wo" + "rk/", "/ro" + "ot/", "/tmp" + "/w/", "/ho" + "me/",
		"py" + "pi.org", "proxy.gol" + "ang.org", "registry.n" + "pmjs", "deb.deb" + "ian.org", "repo.mav" + "en",
	}
	for _, name := range files(t) {
		if binary(name) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(text), "\n") {
			for _, word := range forbidden {
				if strings.Contains(line, word) {
					t.Errorf("%s:%d: names %s", name, i+1, word)
				}
			}
		}
	}
}

// binary says that a file is no text by its name.
func binary(name string) bool {
	switch filepath.Ext(name) {
	case ".pcap", ".pcapng", ".zst", ".gz", ".png", ".parquet", ".arrow", ".pgo", ".bin":
		return true
	}
	return false
}
