using October.Crd;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace October.Cli.Cluster;

/// <summary>The objects of a YAML file, in its order.</summary>
internal sealed record Manifest(IReadOnlyList<ManifestObject> Objects)
{
    /// <summary>The OctoberApps among them, by namespace and name.</summary>
    public IReadOnlyList<(string Namespace, string Name)> Apps =>
        [.. Objects.Where(item => item.Kind == OctoberApi.Kind).Select(item => (item.Namespace ?? "default", item.Name))];

    /// <summary>Reads a file.</summary>
    /// <exception cref="CliException">It cannot be read, or is not a manifest; the message has the line.</exception>
    public static Manifest Read(string path)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(File.ReadAllText(path)));
            var objects = stream.Documents.Select(document => Read(path, document)).ToList();
            return objects.Count > 0 ? new Manifest(objects) : throw new CliException($"{path} has no object to apply");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"cannot read {path}: {exception.Message}", exception);
        }
        catch (YamlException exception)
        {
            throw new CliException(
                $"{path} is not valid YAML: line {exception.Start.Line}: {exception.InnerException?.Message ?? exception.Message}", exception);
        }
    }

    private static ManifestObject Read(string path, YamlDocument document)
    {
        if (document.RootNode is not YamlMappingNode root)
            throw new CliException($"{path}: line {document.RootNode.Start.Line}: an object with apiVersion, kind and metadata is expected");
        var metadata = root.Children.TryGetValue("metadata", out var node) ? node as YamlMappingNode : null;
        if ((Text(root, "apiVersion"), Text(root, "kind"), Text(metadata, "name")) is not ({ } version, { } kind, { } name))
            throw new CliException($"{path}: line {root.Start.Line}: an object needs apiVersion, kind and metadata.name");
        using var text = new StringWriter();
        new YamlStream(document).Save(text, assignAnchors: false);
        return new ManifestObject(version, kind, Text(metadata, "namespace"), name, text.ToString());
    }

    private static string? Text(YamlMappingNode? map, string key) =>
        map?.Children.TryGetValue(key, out var value) == true && value is YamlScalarNode { Value.Length: > 0 } scalar ? scalar.Value : null;
}
