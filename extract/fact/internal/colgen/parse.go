package main

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
)

// row is a struct that becomes a table.
type row struct {
	name   string
	fields []field
}

// field is one column.
type field struct {
	path   string // selector from the row: ResetForm.Form
	doc    string
	tag    reflect.StructTag
	goType string // the type inside Opt, or the field's own
	opt    bool
	enum   bool
}

// pkg is what the parser knows of the package.
type pkg struct {
	fset    *token.FileSet
	order   []string // struct names in file and source order
	structs map[string]*ast.StructType
	enums   map[string]bool // types with a Values method
	errs    []error
}

// parsePackage reads all non-test, non-generated Go files of dir.
func parsePackage(dir string) (*pkg, error) {
	p := &pkg{fset: token.NewFileSet(), structs: map[string]*ast.StructType{}, enums: map[string]bool{}}
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if base := filepath.Base(name); base == outFile || strings.HasSuffix(base, "_test.go") {
			continue
		}
		src, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		f, err := parser.ParseFile(p.fset, name, src, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		p.collect(f)
	}
	return p, nil
}

func (p *pkg) collect(f *ast.File) {
	for _, decl := range f.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			if d.Name.Name == "Values" && d.Recv != nil {
				if id, ok := d.Recv.List[0].Type.(*ast.Ident); ok {
					p.enums[id.Name] = true
				}
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				if ts, ok := spec.(*ast.TypeSpec); ok && ts.TypeParams == nil {
					if st, ok := ts.Type.(*ast.StructType); ok {
						p.order = append(p.order, ts.Name.Name)
						p.structs[ts.Name.Name] = st
					}
				}
			}
		}
	}
}

// rows lists the row types: structs with columns that are not a part of another (ResetForm of Reset).
func (p *pkg) rows() ([]row, error) {
	part := map[string]bool{}
	for _, whole := range p.order {
		for _, f := range p.structs[whole].Fields.List {
			if id, ok := f.Type.(*ast.Ident); ok && len(f.Names) == 0 && strings.HasPrefix(id.Name, whole) {
				part[id.Name] = true
			}
		}
	}
	var rows []row
	for _, name := range p.order {
		if part[name] {
			continue
		}
		if fields := p.fields(name, ""); len(fields) > 0 {
			rows = append(rows, row{name, fields})
		}
	}
	slices.SortFunc(rows, func(a, b row) int { return strings.Compare(a.name, b.name) })
	return rows, errors.Join(p.errs...)
}

// fields flattens a struct; prefix is the selector that leads to it.
func (p *pkg) fields(structName, prefix string) (out []field) {
	for _, f := range p.structs[structName].Fields.List {
		if len(f.Names) == 0 {
			if id, ok := f.Type.(*ast.Ident); ok && p.structs[id.Name] != nil {
				out = append(out, p.fields(id.Name, prefix+id.Name+".")...)
			}
			continue
		}
		if f.Tag == nil || !strings.Contains(f.Tag.Value, `col:"`) {
			continue
		}
		if len(f.Names) > 1 {
			p.fail(f, "one field a column: %s shares a tag", f.Names[1].Name)
			continue
		}
		c := field{path: prefix + f.Names[0].Name, tag: reflect.StructTag(strings.Trim(f.Tag.Value, "`"))}
		if f.Doc != nil {
			c.doc = strings.TrimSpace(f.Doc.Text())
		}
		if err := c.setType(f.Type); err != nil {
			p.fail(f, "%s: %v", c.path, err)
			continue
		}
		c.enum = p.enums[c.goType]
		out = append(out, c)
	}
	return out
}

func (p *pkg) fail(n ast.Node, format string, args ...any) {
	p.errs = append(p.errs, fmt.Errorf("%s: %s", p.fset.Position(n.Pos()), fmt.Sprintf(format, args...)))
}

// setType takes T or Opt[T], T a name or []string.
func (c *field) setType(t ast.Expr) error {
	if ix, ok := t.(*ast.IndexExpr); ok {
		if id, ok := ix.X.(*ast.Ident); !ok || id.Name != "Opt" {
			return errors.New("generic type other than Opt")
		}
		c.opt, t = true, ix.Index
	}
	switch t := t.(type) {
	case *ast.Ident:
		c.goType = t.Name
		return nil
	case *ast.ArrayType:
		if id, ok := t.Elt.(*ast.Ident); ok && t.Len == nil && id.Name == "string" {
			c.goType = "[]string"
			return nil
		}
	}
	return errors.New("type has no column kind")
}
