// Renders a Helm chart as `helm template` does, on Go's own templates and Helm's own libraries, where helm itself is not installed.
//
//	render CHART NAMESPACE < values.json    the objects, as lines of JSON
//	render < objects.yaml                   the same for plain YAML
package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig"
	"github.com/xeipuuv/gojsonschema"
	"sigs.k8s.io/yaml"
)

type files struct{ root string }

// A missing file is an empty text for Helm; here it is an error, because it is always a mistake.
func (f files) Get(name string) (string, error) {
	text, err := os.ReadFile(filepath.Join(f.root, name))
	return string(text), err
}

func (f files) Glob(pattern string) (map[string][]byte, error) {
	found := map[string][]byte{}
	paths, err := filepath.Glob(filepath.Join(f.root, pattern))
	for _, path := range paths {
		name, _ := filepath.Rel(f.root, path)
		if found[name], err = os.ReadFile(path); err != nil {
			return nil, err
		}
	}
	return found, err
}

func main() {
	input, err := io.ReadAll(os.Stdin)
	check(err)
	if len(os.Args) == 1 {
		print(string(input))
		return
	}
	root := os.Args[1]
	var chart, values, given map[string]interface{}
	read(root, "Chart.yaml", &chart)
	read(root, "values.yaml", &values)
	check(yaml.Unmarshal(input, &given))
	values = merge(values, given)
	validate(root, values)
	upper := map[string]interface{}{}
	for key, value := range chart {
		upper[strings.ToUpper(key[:1])+key[1:]] = value
	}
	data := map[string]interface{}{
		"Values":  values,
		"Chart":   upper,
		"Release": map[string]interface{}{"Name": "october", "Namespace": os.Args[2], "Service": "Helm"},
		"Files":   files{root},
	}
	paths, err := filepath.Glob(filepath.Join(root, "templates", "*"))
	check(err)
	sort.Strings(paths)
	for _, path := range paths {
		text, err := os.ReadFile(path)
		check(err)
		parsed, err := template.New(filepath.Base(path)).Funcs(functions()).Parse(string(text))
		check(err)
		var rendered bytes.Buffer
		check(parsed.Execute(&rendered, data))
		if strings.Contains(rendered.String(), "<no value>") {
			check(fmt.Errorf("%s: a value that does not exist", path))
		}
		if strings.HasSuffix(path, ".yaml") {
			print(rendered.String())
		} else {
			fmt.Fprint(os.Stderr, rendered.String())
		}
	}
}

func functions() template.FuncMap {
	all := sprig.TxtFuncMap()
	all["toYaml"] = func(value interface{}) (string, error) {
		text, err := yaml.Marshal(value)
		return strings.TrimSuffix(string(text), "\n"), err
	}
	all["fromYaml"] = func(text string) (value map[string]interface{}, err error) {
		err = yaml.Unmarshal([]byte(text), &value)
		return
	}
	return all
}

func merge(under, over map[string]interface{}) map[string]interface{} {
	for key, value := range over {
		below, isMap := under[key].(map[string]interface{})
		above, isAlso := value.(map[string]interface{})
		if value == nil {
			delete(under, key)
		} else if isMap && isAlso {
			under[key] = merge(below, above)
		} else {
			under[key] = value
		}
	}
	return under
}

func validate(root string, values interface{}) {
	schema, err := os.ReadFile(filepath.Join(root, "values.schema.json"))
	check(err)
	result, err := gojsonschema.Validate(gojsonschema.NewBytesLoader(schema), gojsonschema.NewGoLoader(values))
	check(err)
	for _, problem := range result.Errors() {
		fmt.Fprintln(os.Stderr, problem)
	}
	if !result.Valid() {
		os.Exit(1)
	}
}

func print(text string) {
	for _, document := range regexp.MustCompile(`(?m)^---\s*$`).Split(text, -1) {
		json, err := yaml.YAMLToJSONStrict([]byte(document))
		check(err)
		if string(json) != "null" {
			fmt.Println(string(json))
		}
	}
}

func read(root, name string, into interface{}) {
	text, err := os.ReadFile(filepath.Join(root, name))
	check(err)
	check(yaml.Unmarshal(text, into))
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
