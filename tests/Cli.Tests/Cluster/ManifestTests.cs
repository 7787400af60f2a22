namespace October.Cli.Cluster;

public sealed class ManifestTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    [Fact]
    public void Every_document_is_read_with_kind_namespace_and_name()
    {
        File.WriteAllText(
            _path,
            "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n---\napiVersion: october.dev/v1\nkind: OctoberApp\nmetadata:\n  name: b\n  namespace: a\n");
        var manifest = Manifest.Read(_path);
        Assert.Equal(["Namespace", "OctoberApp"], manifest.Objects.Select(item => item.Kind));
        Assert.Equal(("a", "b"), Assert.Single(manifest.Apps));
    }

    [Theory]
    [InlineData("a: [1", "not valid YAML: line")]
    [InlineData("kind: OctoberApp", "apiVersion, kind and metadata.name")]
    [InlineData("- a", "an object with apiVersion")]
    [InlineData("", "no object")]
    public void An_invalid_manifest_is_refused_with_one_line_that_names_the_file(string text, string expected)
    {
        File.WriteAllText(_path, text);
        var error = Assert.Throws<CliException>(() => Manifest.Read(_path));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains(_path, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_missing_file_is_an_error() =>
        Assert.Contains("cannot read /nowhere.yaml", Assert.Throws<CliException>(() => Manifest.Read("/nowhere.yaml")).Message, StringComparison.Ordinal);

    public void Dispose() => File.Delete(_path);
}
