namespace October.Cli.Cluster;

/// <summary>One object of a manifest file, as sent to the API server.</summary>
internal sealed record ManifestObject(string ApiVersion, string Kind, string? Namespace, string Name, string Yaml);
