namespace October.LocalCluster.Requests;

/// <summary>The negotiated form and media type of an answer.</summary>
/// <param name="Form">Which view of the object.</param>
/// <param name="IsYaml">YAML instead of JSON.</param>
internal sealed record Representation(ObjectForm Form, bool IsYaml)
{
    private static readonly string[] Available =
    [
        "application/json", "application/yaml", "application/vnd.kubernetes.protobuf", "application/json;stream=watch",
        "application/vnd.kubernetes.protobuf;stream=watch",
    ];

    public static Representation Default { get; } = new(ObjectForm.Whole, IsYaml: false);

    /// <summary>The first acceptable alternative that this server can produce.</summary>
    public static Representation Negotiate(string? accept)
    {
        if (accept is null)
            return Default;
        foreach (var range in MediaRange.Parse(accept))
        {
            var form = range.Parameter("as") switch
            {
                null => ObjectForm.Whole,
                "Table" when IsMetaV1(range) => ObjectForm.Table,
                "PartialObjectMetadata" or "PartialObjectMetadataList" when IsMetaV1(range) => ObjectForm.Metadata,
                _ => (ObjectForm?)null,
            };
            if (form is not { } chosen)
                continue;
            switch (range.Type)
            {
                case "application/json" or "*/*" or "application/*":
                    return new Representation(chosen, IsYaml: false);
                case "application/yaml":
                    return new Representation(chosen, IsYaml: true);
            }
        }

        throw Refusal.NotAcceptable(Available);
    }

    private static bool IsMetaV1(MediaRange range) => range.Parameter("g") == "meta.k8s.io" && range.Parameter("v") == "v1";
}
